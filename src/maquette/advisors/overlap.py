"""When one index does the work of another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..model.database import Database, View
from ..model.index import Index, IndexKey
from ..model.table import Table


def holders(database: Database) -> Iterator[tuple[str, tuple[Index, ...]]]:
    """Each table that is no partition and each materialized view, by name, with its indexes that can be used."""
    every: tuple[Table | View, ...] = (*database.roots, *database.views)
    for holder in every:
        yield str(holder.name), tuple(index for index in holder.indexes if index.valid and index.ready)


def droppable(index: Index) -> bool:
    """Whether nothing but searches needs the index: no constraint, no uniqueness, no replica identity, no CLUSTER."""
    return not (index.constraint or index.unique or index.replica_identity or index.clustered or index.parent)


def duplicates(indexes: Iterable[Index]) -> dict[Index, list[Index]]:
    """Indexes that another one equals, by that other; uniqueness apart, all that a search can see is compared."""
    groups: dict[object, list[Index]] = defaultdict(list)
    for index in indexes:
        groups[index.method, index.keys, frozenset(index.include), index.predicate].append(index)
    found: dict[Index, list[Index]] = {}
    for kept, *others in (sorted(group, key=_weight) for group in groups.values()):
        if spare := [other for other in others if _spare(other, kept)]:
            found[kept] = spare
    return found


def _spare(index: Index, kept: Index) -> bool:
    """A unique index is spared by another unique one that is as strict about null."""
    if droppable(index):
        return True
    as_strict = kept.unique and (kept.nulls_not_distinct or not index.nulls_not_distinct)
    return as_strict and droppable(replace(index, unique=False))


def _weight(index: Index) -> tuple[bool, bool, bool, bool, bool, str]:
    """The index to keep comes first."""
    return (
        not index.primary, index.constraint is None, not index.replica_identity, not index.unique, not index.clustered,
        str(index.name),
    )  # fmt: skip


def contains(wide: Index, narrow: Index) -> bool:
    """Whether every search by ``narrow`` can use ``wide``: a b-tree that begins with its keys, in its order.

    A scan goes both ways, so an order that is turned round in every key is the same order.
    """
    count = len(narrow.keys)
    if not (wide.method == narrow.method == "btree") or len(wide.keys) <= count or wide.predicate != narrow.predicate:
        return False
    first = wide.keys[:count]
    held = {key.column for key in wide.keys} | set(wide.include)
    return set(narrow.include) <= held and first in (narrow.keys, tuple(map(_turned, narrow.keys)))


def does_work_of(one: Index, other: Index) -> bool:
    """Whether every search by ``other`` can use ``one``: a wider index, or an equal one that INCLUDEs as much."""
    one, other = _plain(one), _plain(other)
    if one.table != other.table:
        return False
    equal = (one.method, one.keys, one.predicate) == (other.method, other.keys, other.predicate)
    return contains(one, other) or (equal and set(other.include) <= set(one.include))


def _plain(index: Index) -> Index:
    """The index without the names of default operator classes: one that is only proposed does not name them."""
    return replace(index, keys=tuple(replace(k, opclass="") if k.default_opclass else k for k in index.keys))


def _turned(key: IndexKey) -> IndexKey:
    return replace(key, descending=not key.descending, nulls_first=not key.nulls_first)


def serves_foreign_key(table: Table, index: Index) -> bool:
    """Whether a foreign key of the table finds its rows by this index: of several that could, by the one to keep."""
    for key in table.foreign_keys:
        covering = [other for other in table.indexes if other.covers(key.columns)]
        if covering and min(covering, key=_weight) == index:
            return True
    return False
