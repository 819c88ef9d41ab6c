"""write-granted-to-public."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.change import Revoke
from ...model.database import Database, View
from ...model.finding import Finding
from ...model.security import PUBLIC
from ...model.table import Table
from ..check import Examined, check

WRITES = ("INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER", "MAINTAIN")


@check(severity="warning")
def write_granted_to_public(database: Database) -> Iterator[Finding | Examined]:
    """Table that everyone may change.

    Condition
        PUBLIC has a privilege other than SELECT on a table, view or one of its columns.

    Effect
        Every role that can connect, a read-only one too, may change the rows; with TRIGGER it may run code of its own
        as whoever writes next. TRUNCATE and REFERENCES do not ask row-level security.

    Remedy
        REVOKE them FROM PUBLIC, and GRANT to the roles that need them.

    When to ignore it
        A table made for everyone to write, as a message board between roles: then grant INSERT alone.

    References
        PostgreSQL manual, 5.8 "Privileges".
    """
    relations: tuple[Table | View, ...] = (*database.tables, *database.views)
    for relation in relations:
        yield Examined()
        granted = [grant for grant in relation.grants or () if grant.grantee == PUBLIC]
        held = tuple(word for word in WRITES if any(word in grant.privileges for grant in granted))
        if held:
            yield Finding(
                object=str(relation.name),
                detail=f"every role has {', '.join(held)} on {relation.name}",
                change=Revoke(table=relation.name, grantee=PUBLIC, privileges=held),
                tables=(str(relation.name),),
            )
