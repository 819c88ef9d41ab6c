"""unindexed-foreign-key."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.change import CreateIndex
from ...model.database import Database
from ...model.finding import Finding
from ...model.names import Name
from ...model.statistics import Statistics
from ..check import Examined, check

SMALL = 128 * 1024  # bytes: read before an index would pay


@check(severity="warning")
def unindexed_foreign_key(database: Database, statistics: Statistics | None = None) -> Iterator[Finding | Examined]:
    """Foreign key without a covering index.

    Condition
        No valid b-tree or hash index of the referencing table begins with the foreign key's columns, in any order. A
        partial index counts when its predicate only says that the columns are not null. It is information where the
        statistics show a table of 128 kB or less.

    Effect
        Every DELETE on the referenced table, and every UPDATE of its key, reads the whole referencing table, once a
        row, and holds its locks meanwhile. Joins along the key have no index either.

    Remedy
        CREATE INDEX CONCURRENTLY on the foreign key's columns.

    When to ignore it
        Rows of the referenced table are never deleted and their keys never change, and no query joins along the key;
        or the referencing table stays within a few pages.

    References
        PostgreSQL manual, 5.5.5 "Foreign Keys": "it is often a good idea to index the referencing columns too".
    """
    for table in database.tables:
        if table.partition_of:
            continue  # its parent's index will do
        for key in table.foreign_keys:
            yield Examined()
            if not any(index.covers(key.columns) for index in table.indexes):
                columns = ", ".join(key.columns)
                yield Finding(
                    object=f"{table.name}.{key.name}",
                    detail=f"{table.name}({columns}) references {key.target} and no index begins with {columns}",
                    severity="info" if _is_small(statistics, table.name) else None,
                    change=CreateIndex.on(table.name, *key.columns),
                    tables=(str(table.name), str(key.target)),
                )


def _is_small(statistics: Statistics | None, table: Name) -> bool:
    relation = statistics.of(table) if statistics else None
    return relation is not None and relation.rows >= 0 and relation.bytes <= SMALL
