"""Changes of indexes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..index import Index, IndexKey
from ..names import Name
from .base import TableChange, index_name

if TYPE_CHECKING:
    from ..table import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateIndex(TableChange):
    """Create an index. ``name`` is made up from the columns unless given."""

    keys: tuple[IndexKey, ...]
    include: tuple[str, ...] = ()
    predicate: str | None = None
    method: str = "btree"
    unique: bool = False
    name: str = ""

    @classmethod
    def on(cls, table: Name, *columns: str, unique: bool = False, predicate: str | None = None) -> CreateIndex:
        """A plain b-tree on those columns."""
        keys = tuple(IndexKey(column=column) for column in columns)
        return cls(table=table, keys=keys, unique=unique, predicate=predicate)

    @property
    def index(self) -> Index:
        """The index as it will be."""
        parts = tuple(key.column or "expr" for key in self.keys)
        return Index(
            name=Name(self.table.schema, self.name or index_name(self.table, parts)), table=self.table,
            method=self.method, keys=self.keys, include=self.include, predicate=self.predicate, unique=self.unique,
        )  # fmt: skip

    def alter(self, table: Table) -> Table:
        return replace(table, indexes=(*table.indexes, self.index))


@dataclass(frozen=True, slots=True, kw_only=True)
class DropIndex(TableChange):
    """Drop an index that no constraint owns."""

    index: Name

    def alter(self, table: Table) -> Table:
        return replace(table, indexes=tuple(index for index in table.indexes if index.name != self.index))


@dataclass(frozen=True, slots=True, kw_only=True)
class RebuildIndex(TableChange):
    """Rebuild an index that is invalid or worn (REINDEX CONCURRENTLY)."""

    index: Name

    def alter(self, table: Table) -> Table:
        mended = tuple(replace(i, valid=True, ready=True) if i.name == self.index else i for i in table.indexes)
        return replace(table, indexes=mended)
