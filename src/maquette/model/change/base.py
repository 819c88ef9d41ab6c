"""What a change is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..names import Name

if TYPE_CHECKING:
    from ..database import Database
    from ..table import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A step from one database to the next. Subclasses say what; ``apply`` gives the database after it."""

    def apply(self, database: Database) -> Database:
        raise NotImplementedError

    @property
    def tables(self) -> tuple[Name, ...]:
        """The tables that it touches."""
        return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps(Change):
    """Several changes, one after the other."""

    changes: tuple[Change, ...]

    def apply(self, database: Database) -> Database:
        for change in self.changes:
            database = change.apply(database)
        return database

    @property
    def tables(self) -> tuple[Name, ...]:
        return tuple(dict.fromkeys(table for change in self.changes for table in change.tables))


@dataclass(frozen=True, slots=True, kw_only=True)
class TableChange(Change):
    """A change of one table; subclasses give ``alter``."""

    table: Name

    def apply(self, database: Database) -> Database:
        return database.change_table(self.table, self.alter)

    def alter(self, table: Table) -> Table:
        raise NotImplementedError

    @property
    def tables(self) -> tuple[Name, ...]:
        return (self.table,)


def free_name(database: Database, wanted: Name, taken: Collection[Name] = ()) -> Name:
    """``wanted``; where a relation or one of ``taken`` has it, the first of wanted1, wanted2 … that is free."""
    name, number = wanted, 0
    while database.is_taken(name) or name in taken:
        number += 1
        name = Name(wanted.schema, cut(wanted.name, str(number)))
    return name


def free_constraint(table: Table, wanted: str) -> str:
    """The same among the constraints of a table."""
    taken = {constraint.name for constraint in table.constraints}
    name, number = wanted, 0
    while name in taken:
        number += 1
        name = cut(wanted, str(number))
    return name


def cut(stem: str, suffix: str) -> str:
    """Stem and suffix, the stem cut so that both have no more than 63 bytes."""
    return stem.encode()[: 63 - len(suffix)].decode(errors="ignore") + suffix


def index_name(table: Name, parts: tuple[str, ...], suffix: str = "idx") -> str:
    """A name as the server would choose it: table_columns_idx, in 63 bytes (makeObjectName in indexcmds.c).

    Of a name that is too long the longer of table and columns is cut, so that indexes of one table differ in name."""
    first, second = table.name.encode(), "_".join(parts).encode()
    room = 63 - len(f"_{suffix}") - bool(second)
    kept = first[: max(room - len(second), room - room // 2)], second[: max(room - len(first), room // 2)]
    return "_".join(part.decode(errors="ignore") for part in (*kept, suffix.encode()) if part)
