"""idle-in-transaction-unlimited."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...model.change import AlterSystem
from ...model.finding import Finding
from ...model.settings import Settings
from ..check import Examined, check
from ..overrides import places

LIMITS = ("idle_in_transaction_session_timeout", "transaction_timeout")
NO_LIMIT = re.compile(r"0?\D*\Z")


@check(severity="info")
def idle_in_transaction_unlimited(settings: Settings) -> Iterator[Finding | Examined]:
    """Transactions may stay open and idle for ever.

    Condition
        idle_in_transaction_session_timeout is 0 (no limit) for the server and for every database and role, and so is
        transaction_timeout, which PostgreSQL 17 and later have.

    Effect
        A client that hangs, or waits for a user, in an open transaction keeps its locks and keeps VACUUM from removing
        any row that died since. One forgotten console can bring a busy database down.

    Remedy
        Set idle_in_transaction_session_timeout to some minutes, and a longer one for roles that need it.

    When to ignore it
        The connection pooler ends such sessions by itself.

    References
        PostgreSQL manual, 19.11.1 "Statement Behavior", "idle_in_transaction_session_timeout".
    """
    values = [place.value for name in LIMITS for place in places(settings, name)]
    if settings.get(LIMITS[0]) is None:
        return
    yield Examined()
    if all(NO_LIMIT.match(value) for value in values):
        yield Finding(
            object=LIMITS[0],
            detail="a session may stay idle in a transaction without end, with its locks",
            change=AlterSystem(setting=LIMITS[0], value="10min"),
        )
