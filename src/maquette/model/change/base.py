"""What a change is."""

from __future__ import annotations

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


def index_name(table: Name, parts: tuple[str, ...], suffix: str = "idx") -> str:
    """A name as the server would choose it: table_columns_idx, cut to 63 bytes."""
    stem = "_".join((table.name, *parts))
    return stem.encode()[: 62 - len(suffix)].decode(errors="ignore") + "_" + suffix
