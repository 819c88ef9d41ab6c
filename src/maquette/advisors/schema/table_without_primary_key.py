"""table-without-primary-key."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.change import AddKey
from ...model.database import Database
from ...model.finding import Finding
from ...model.index import Index
from ...model.table import Table
from ..check import Examined, check

IDENTIFIERS = ("bigint", "integer", "uuid")


@check(severity="warning")
def table_without_primary_key(database: Database) -> Iterator[Finding | Examined]:
    """Table without a primary key.

    Condition
        A table has no primary key and no other unique key over columns that are NOT NULL. Partitions are not reported
        beside their partitioned table, nor tables that inherit from another, nor foreign tables.

    Effect
        The same row can be there twice, and then no statement can change or delete one of the two. Logical
        replication refuses UPDATE and DELETE on a published table without a key, or sends the whole old row. Every
        tool that finds rows by their key (an ORM, a diff, a batch job) has nothing to find them by.

    Remedy
        Declare the key that is meant: an `id` that is there already, or the columns of the foreign keys in a table
        that joins others. Where there is none, add a column `bigint GENERATED ALWAYS AS IDENTITY`. Look for rows that
        are there twice first; the index of the new key cannot be built while they are.

    When to ignore it
        A staging table that is loaded and emptied as a whole, or an append-only log whose rows nobody refers to.

    References
        PostgreSQL manual, 5.5.4 "Primary Keys"; 29.1.1 "Replica Identity".
    """
    for table in database.roots:
        if table.kind == "foreign" or table.inherits:
            continue
        yield Examined()
        if table.primary_key or any(_identifies(table, index.columns) for index in table.indexes if _usable(index)):
            continue
        columns = _candidate(table)
        listed = ", ".join(columns)
        yield Finding(
            object=str(table.name),
            detail=f"{table.name} has no primary key" + (f"; {listed} looks like one" if columns else ""),
            change=AddKey(table=table.name, columns=columns, primary=True) if columns else None,
            advice="" if columns else f"Add an identity column to {table.name}, or declare its natural key.",
            tables=(str(table.name),),
        )


def _usable(index: Index) -> bool:
    return index.unique and index.valid and index.predicate is None and len(index.columns) == len(index.keys)


def _identifies(table: Table, columns: tuple[str, ...]) -> bool:
    return all((column := table.column(name)) and column.not_null for name in columns)


def _candidate(table: Table) -> tuple[str, ...]:
    """A column ``id`` that is NOT NULL; or the columns of two or more foreign keys that are all the row is about."""
    id_column = table.column("id")
    if id_column and id_column.not_null and id_column.base in IDENTIFIERS and table.kind == "table":
        return ("id",)
    bound = {column for key in table.foreign_keys for column in key.columns}
    columns = tuple(column.name for column in table.columns if column.name in bound)
    joins = len({key.target for key in table.foreign_keys}) >= 2 and len(table.columns) <= len(columns) + 2
    return columns if joins and table.kind == "table" and _identifies(table, columns) else ()
