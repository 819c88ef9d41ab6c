"""nullable-unique-key."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.change import AddKey, Change, CreateIndex, DropConstraint, Steps
from ...model.database import Database
from ...model.finding import Finding
from ...model.index import Index
from ...model.names import quote
from ...model.table import Table
from ..check import Examined, check
from ..retype import referred
from ..vocabulary import DELETED


@check(severity="warning")
def nullable_unique_key(database: Database) -> Iterator[Finding | Examined]:
    """Unique key that lets null pass.

    Condition
        A unique key of several columns, without NULLS NOT DISTINCT, has a column that may be null where null is a
        value of its own: it stands before a column that is NOT NULL (no tenant, and a name), or it comes after two
        or more that are NOT NULL, or it tells when a row was deleted. A second unique index for the rows where it is
        null mends it. One column alone, or a last one after a single other, usually means "none": it does not count.

    Effect
        Two nulls are not equal, so rows that are null there can be there any number of times: the key does not hold
        for them, and nothing says so. With deleted_at in the key it holds for no living row at all.

    Remedy
        Since PostgreSQL 15 UNIQUE NULLS NOT DISTINCT; before, and for deleted rows, a unique index over the other
        columns with a WHERE clause. Rows that are there twice already have to go first.

    When to ignore it
        Rows without that value may really be there many times.

    References
        PostgreSQL manual, 5.5.3 "Unique Constraints"; CREATE TABLE, "NULLS NOT DISTINCT".
    """
    for table in database.roots:
        for index in table.indexes:
            if not index.unique or index.primary or index.predicate or index.nulls_not_distinct or not index.valid:
                continue
            yield Examined()
            column = _loose(table, index)
            if column is None or _mended(table, index, column):
                continue
            change = _change(database, table, index, column)
            yield Finding(
                object=f"{table.name}.{index.name.name}",
                detail=f"{index.name.name} ({', '.join(index.columns)}) holds for no row where {column} is null",
                change=change,
                advice="" if change else f"Add a unique index over the other columns WHERE {column} IS NULL.",
                tables=(str(table.name),),
            )


def _loose(table: Table, index: Index) -> str | None:
    """The nullable column by which rows slip through, if one does."""
    columns = [column for name in index.columns if (column := table.column(name))]
    if len(columns) != len(index.keys) or len(columns) < 2:
        return None
    for place, column in enumerate(columns):
        if column.not_null:
            continue
        before, after = columns[:place], columns[place + 1 :]
        if column.name in DELETED or any(c.not_null for c in after) or sum(c.not_null for c in before) >= 2:
            return column.name
    return None


def _mended(table: Table, index: Index, column: str) -> bool:
    others = set(index.columns) - {column}
    return any(
        other.unique and set(other.columns) <= others and (other.predicate is None or column in other.predicate)
        for other in table.indexes
    )


def _change(database: Database, table: Table, index: Index, column: str) -> Change | None:
    if table.kind == "partitioned":
        return None
    if database.major < 15 or column in DELETED or index.constraint is None:
        others = tuple(name for name in index.columns if name != column)
        return CreateIndex.on(table.name, *others, unique=True, predicate=f"({quote(column)} IS NULL)")
    if referred(database, table, index.columns) or index.replica_identity:
        return None
    added = AddKey(table=table.name, columns=index.columns, nulls_not_distinct=True, name=f"{index.constraint[:60]}_nn")
    return Steps(changes=(added, DropConstraint(table=table.name, constraint=index.constraint)))
