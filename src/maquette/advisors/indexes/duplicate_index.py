"""duplicate-index."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.change import DropIndex, Steps
from ...model.database import Database
from ...model.finding import Finding
from ..check import Examined, check
from ..overlap import duplicates, holders


@check(severity="warning")
def duplicate_index(database: Database) -> Iterator[Finding | Examined]:
    """The same index twice.

    Condition
        Two indexes of a table have the same access method, keys, operator classes, collations, order, INCLUDE and
        WHERE. The one that a constraint, a replica identity or CLUSTER needs is kept, a unique one before one that is
        not. Two constraints of the same columns are redundant-unique-constraint's matter.

    Effect
        Each INSERT, and each UPDATE that changes an indexed column, writes to both; both take space and memory, and
        VACUUM goes through both. No query gains.

    Remedy
        DROP INDEX CONCURRENTLY on all but one.

    When to ignore it
        The second was made to replace the first, and the first goes today.

    References
        PostgreSQL manual, 11.1 "Introduction": "indexes that are seldom or never used in queries should be removed".
    """
    for holder, indexes in holders(database):
        yield Examined(len(indexes))
        for kept, others in duplicates(indexes).items():
            names = ", ".join(index.name.name for index in others)
            drops = tuple(DropIndex(table=index.table, index=index.name) for index in others)
            yield Finding(
                object=str(others[0].name),
                detail=f"{names} on {holder} does the same as {kept.name.name}",
                change=drops[0] if len(drops) == 1 else Steps(changes=drops),
                tables=(holder,),
            )
