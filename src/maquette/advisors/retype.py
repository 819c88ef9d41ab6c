"""Whether a column's type can be changed by a plain ALTER, and the change."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from ..model.change import AlterColumnType, Steps
from ..model.database import Database
from ..model.dependents import is_partition_key, readers
from ..model.table import Column, Table

Alignment = Literal["c", "s", "i", "d"]
SIZES: dict[str, tuple[int, Alignment]] = {
    "bigint": (8, "d"),
    "integer": (4, "i"),
    "smallint": (2, "s"),
    "uuid": (16, "c"),
    "timestamp with time zone": (8, "d"),
}
INTEGERS = {"smallint": 2, "integer": 4, "bigint": 8}  # bytes


def retype(
    database: Database, table: Table, column: Column, new: str, using: str | None = None
) -> AlterColumnType | str:
    """The change of a column's type to ``new``; or, as text, why ALTER TABLE would refuse it.

    ALTER TABLE reference, "SET DATA TYPE": what a view, policy, trigger, generated column or partition key reads
    cannot change its type; foreign keys need comparable types on both sides.
    """
    if reason := next(_obstacles(database, table, column, new), None):
        return reason
    base = re.sub(r"\(.*?\)", "", new)
    length, alignment = SIZES.get(base, (-1, "i"))
    return AlterColumnType(
        table=table.name, column=column.name, type=new, using=using, length=length, alignment=alignment
    )


def retype_all(
    database: Database, table: Table, new: Mapping[str, tuple[str, str | None]]
) -> tuple[Steps | AlterColumnType | None, str]:
    """One change for several columns of a table (``new``: column to type and USING); or no change, and the reasons."""
    made = [retype(database, table, column, *new[column.name]) for column in table.columns if column.name in new]
    reasons = dict.fromkeys(reason for reason in made if isinstance(reason, str))
    if reasons:
        return None, "; ".join(reasons)
    changes = tuple(change for change in made if not isinstance(change, str))
    return (changes[0] if len(changes) == 1 else Steps(changes=changes)), ""


def _obstacles(database: Database, table: Table, column: Column, new: str) -> Iterator[str]:
    if column.kind == "domain":
        yield f"{column.name} has the domain {column.type}: change its base by a new domain"
    if is_partition_key(table, column):
        yield f"{column.name} is in the partition key: load the rows into a new table"
    for reader in readers(database, table, column):
        yield f"{reader} reads {column.name}: drop it first, and create it again"
    if new not in INTEGERS and foreign(database, table, column.name):
        yield f"{column.name} is part of a foreign key: both sides must change their type together"


def foreign(database: Database, table: Table, column: str) -> bool:
    """Whether the column is on either side of a foreign key."""
    own = any(column in key.columns for key in table.foreign_keys)
    return own or any(
        key.target == table.name and column in key.target_columns
        for other in database.referencing(table.name)
        for key in other.foreign_keys
    )


def referred(database: Database, table: Table, columns: Sequence[str]) -> bool:
    """Whether a foreign key refers to exactly these columns, in any order."""
    return any(
        key.target == table.name and set(key.target_columns) == set(columns)
        for other in database.referencing(table.name)
        for key in other.foreign_keys
    )
