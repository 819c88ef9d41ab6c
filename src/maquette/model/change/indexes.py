"""Changes of indexes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..index import Index, IndexKey
from ..names import Name
from .base import TableChange, free_name, index_name

if TYPE_CHECKING:
    from ..database import Database
    from ..table import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateIndex(TableChange):
    """Create an index. ``name`` is made up from the columns unless given; a name that is taken gets a number."""

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
        """The index as it will be, were its name free."""
        return self._index_of(self.table, self.name)

    def _index_of(self, table: Name, name: str = "") -> Index:
        parts = tuple(key.column or "expr" for key in self.keys)
        return Index(
            name=Name(table.schema, name or index_name(table, parts)), table=table, method=self.method, keys=self.keys,
            include=self.include, predicate=self.predicate, unique=self.unique,
        )  # fmt: skip

    def cascade(self, database: Database) -> tuple[Index, ...]:
        """The index, and on a partitioned table those of all its partitions, each after its parent's.

        An index of a partition that is alike already is taken in, with its name.
        """
        made: dict[Name, Index] = {}
        first = replace(self.index, name=free_name(database, self.index.name))
        for parent in self._with_partitions(database, first):
            made[parent.name] = parent
        return tuple(made.values())

    def _with_partitions(self, database: Database, first: Index) -> Iterator[Index]:
        taken = {first.name}
        waiting = [first]
        while waiting:
            parent = waiting.pop(0)
            yield parent
            for partition in database.partitions(parent.table):
                wanted = self._index_of(partition.name)
                alike = next((index for index in partition.indexes if _alike(index, wanted)), None)
                own = alike or replace(wanted, name=free_name(database, wanted.name, taken))
                taken.add(own.name)
                waiting.append(replace(own, parent=parent.name))

    def apply(self, database: Database) -> Database:
        if database.view(self.table):
            index = replace(self.index, name=free_name(database, self.index.name))
            return database.change_view(self.table, lambda view: replace(view, indexes=_put(view.indexes, index)))
        made = {index.table: index for index in self.cascade(database)}
        return database.change_tables(made, lambda t: replace(t, indexes=_put(t.indexes, made[t.name])))


def _alike(index: Index, wanted: Index) -> bool:
    free = index.parent is None and index.constraint is None and index.valid and not index.nulls_not_distinct
    what = [(i.method, i.include, i.predicate, i.unique) for i in (index, wanted)]
    return free and what[0] == what[1] and _plain_keys(index) == _plain_keys(wanted)


def _plain_keys(index: Index) -> list[tuple[str | None, ...]]:
    return [
        (key.column, key.expression, None if key.default_opclass else key.opclass, key.collation,
         f"{key.descending} {key.nulls_first}")
        for key in index.keys
    ]  # fmt: skip


def _put(indexes: tuple[Index, ...], index: Index) -> tuple[Index, ...]:
    kept = (known for known in indexes if known.name != index.name)
    return tuple(sorted((*kept, index), key=lambda known: known.name))


@dataclass(frozen=True, slots=True, kw_only=True)
class DropIndex(TableChange):
    """Drop an index that no constraint owns; with it go the indexes of partitions that are attached to it."""

    index: Name

    def apply(self, database: Database) -> Database:
        gone = {index.name: index.table for index in attached(database, self.index)}
        if database.view(self.table):
            return database.change_view(
                self.table, lambda view: replace(view, indexes=tuple(i for i in view.indexes if i.name not in gone))
            )
        return database.change_tables(
            gone.values(), lambda t: replace(t, indexes=tuple(i for i in t.indexes if i.name not in gone))
        )


def attached(database: Database, name: Name) -> tuple[Index, ...]:
    """That index and those of partitions that are attached to it, each after its parent."""
    first = database.index(name)
    if first is None:
        return ()
    found: list[Index] = [first]
    for parent in found:
        for partition in database.partitions(parent.table):
            found += (index for index in partition.indexes if index.parent == parent.name)
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class RebuildIndex(TableChange):
    """Rebuild an index that is invalid or worn (REINDEX CONCURRENTLY)."""

    index: Name

    def alter(self, table: Table) -> Table:
        mended = tuple(replace(i, valid=True, ready=True) if i.name == self.index else i for i in table.indexes)
        return replace(table, indexes=mended)
