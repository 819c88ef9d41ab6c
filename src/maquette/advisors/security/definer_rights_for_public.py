"""definer-rights-for-public."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.change import RevokeExecute
from ...model.database import Database
from ...model.finding import Finding
from ...model.routine import Function
from ...model.security import PUBLIC
from ..check import Examined, check


@check(severity="warning")
def definer_rights_for_public(database: Database) -> Iterator[Finding | Examined]:
    """SECURITY DEFINER function that everyone may call.

    Condition
        A function is SECURITY DEFINER and PUBLIC may execute it, which is what PostgreSQL grants unless it is revoked.
        Trigger functions are left out: nobody can call them.

    Effect
        Every role that can connect does what the function does with its owner's rights.

    Remedy
        REVOKE EXECUTE … FROM PUBLIC, and GRANT it to the roles that need it, in the same transaction.

    When to ignore it
        The function checks by itself who calls, or gives away nothing that everyone may not see.

    References
        PostgreSQL manual, CREATE FUNCTION, "Writing SECURITY DEFINER Functions Safely"; 5.8 "Privileges".
    """
    for function in database.functions:
        if not function.security_definer or function.returns in ("trigger", "event_trigger"):
            continue
        yield Examined()
        if _is_open(function):
            owner = function.owner or "its owner"
            yield Finding(
                object=function.signature,
                detail=f"every role may call {function.signature}, which runs with the rights of {owner}",
                change=RevokeExecute(function=function.name, arguments=function.arguments, grantee=PUBLIC),
            )


def _is_open(function: Function) -> bool:
    if function.grants is None:
        return True
    return any(grant.grantee == PUBLIC and "EXECUTE" in grant.privileges for grant in function.grants)
