"""invalid-index."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...model.change import DropIndex, RebuildIndex
from ...model.database import Database
from ...model.finding import Finding
from ...model.index import Index
from ...model.table import Table
from ..check import Examined, check

LEFTOVER = re.compile(r"_cc(new|old)\d*\Z")  # of a REINDEX CONCURRENTLY that failed


@check(severity="warning")
def invalid_index(database: Database) -> Iterator[Finding | Examined]:
    """Invalid index.

    Condition
        An index is marked invalid: CREATE INDEX CONCURRENTLY or REINDEX CONCURRENTLY was cut off or met a duplicate.
        A unique one is an error, for nothing is unique meanwhile. The index of a partitioned table is invalid until
        each partition has its own: that is another matter.

    Effect
        No query uses it, and each write still pays for it. `CREATE INDEX CONCURRENTLY IF NOT EXISTS` finds the name
        and says that all is well.

    Remedy
        REINDEX INDEX CONCURRENTLY; or drop it, where a valid index does the same or its name ends with _ccnew or
        _ccold. Duplicate rows under a unique one have to go first.

    When to ignore it
        It is being built right now (pg_stat_progress_create_index shows it).

    References
        PostgreSQL manual, CREATE INDEX, "Building Indexes Concurrently"; REINDEX, "Rebuilding Indexes Concurrently".
    """
    for table in database.tables:
        for index in table.indexes if table.kind == "table" else ():
            yield Examined()
            if index.valid:
                continue
            spare = not index.constraint and (bool(LEFTOVER.search(index.name.name)) or _has_twin(table, index))
            loose = index.unique and not spare
            kind = DropIndex if spare else RebuildIndex
            yield Finding(
                object=str(index.name),
                detail=f"{index.name} on {table.name} is invalid: written to, never read"
                + (", and it keeps nothing unique" if loose else ""),
                severity="error" if loose else None,
                change=kind(table=table.name, index=index.name),
                tables=(str(table.name),),
            )


def _has_twin(table: Table, index: Index) -> bool:
    def work(one: Index) -> object:
        return one.method, one.keys, one.include, one.predicate, one.unique

    return any(other.valid and work(other) == work(index) for other in table.indexes)
