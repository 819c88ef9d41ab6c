"""What makes two indexes the same to a query."""

from __future__ import annotations

from collections.abc import Sequence

from ....model.index import Index, IndexKey
from ....sql.tree import canonical_text

Shape = tuple[object, ...]


def shape(index: Index) -> Shape:
    """Equal for two indexes that serve the same queries alike, whatever their names and the end that they begin at."""
    keys = index.keys
    if index.method == "btree":
        keys = min(keys, backwards(keys), key=_directions)
    return (
        index.table,
        index.method,
        tuple(_key(key) for key in keys),
        frozenset(index.include),
        canonical_text(index.predicate) if index.predicate else None,
    )


def backwards(keys: Sequence[IndexKey]) -> tuple[IndexKey, ...]:
    """The keys of the b-tree that gives the same order when it is read from its end."""
    return tuple(
        IndexKey(
            column=key.column, expression=key.expression, opclass=key.opclass, default_opclass=key.default_opclass,
            collation=key.collation, descending=not key.descending, nulls_first=not key.nulls_first,
        )
        for key in keys
    )  # fmt: skip


def _directions(keys: Sequence[IndexKey]) -> tuple[tuple[bool, ...], tuple[bool, ...]]:
    return tuple(key.descending for key in keys), tuple(key.nulls_first for key in keys)


def _key(key: IndexKey) -> Shape:
    expression = canonical_text(key.expression) if key.expression else None
    opclass = "" if key.default_opclass else key.opclass.rpartition(".")[2]
    return key.column, expression, key.descending, key.nulls_first, opclass, key.collation
