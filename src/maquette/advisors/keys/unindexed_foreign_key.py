"""unindexed-foreign-key."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.change import CreateIndex
from ...model.database import Database
from ...model.finding import Finding
from ..check import Examined, check


@check(severity="warning")
def unindexed_foreign_key(database: Database) -> Iterator[Finding | Examined]:
    """Foreign key without a covering index.

    Condition
        No valid b-tree or hash index of the referencing table begins with the foreign key's columns, in any order. A
        partial index counts when its predicate only says that the columns are not null.

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
                    change=CreateIndex.on(table.name, *key.columns),
                    tables=(str(table.name), str(key.target)),
                )
