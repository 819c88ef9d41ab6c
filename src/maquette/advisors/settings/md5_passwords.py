"""md5-passwords."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.finding import Finding
from ...model.settings import Settings
from ..check import Examined, check
from ..overrides import places


@check(severity="warning")
def md5_passwords(settings: Settings) -> Iterator[Finding | Examined]:
    """Passwords of roles kept as MD5.

    Condition
        password_encryption is md5, for the server, a database or a role.

    Effect
        New passwords are kept as MD5: whoever gets the hash, from a dump of the roles or a backup, can log in with it
        as it is. PostgreSQL 18 warns of it, and a later version will refuse it.

    Remedy
        password_encryption = scram-sha-256, then set each password anew; those set before stay as they are.

    When to ignore it
        A client library so old that it does not know SCRAM (before 2018) must still connect.

    References
        PostgreSQL manual, 20.5 "Password Authentication"; release notes of PostgreSQL 18.
    """
    for place in places(settings, "password_encryption"):
        yield Examined()
        if place.value == "md5":
            yield Finding(
                object=place.object,
                detail=f"{place.object} is md5: a stolen hash is as good as the password",
                change=place.put_right("scram-sha-256"),
                advice=place.reset,
            )
