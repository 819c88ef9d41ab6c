"""Access methods other than b-tree: hash, BRIN, GIN and GiST, by operator and type."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ....model.index import IndexKey
from ....model.table import Column
from ....sql.analysis import Operand
from .demand import Demand
from .ground import ORDERED, TEXTS, Ground, distinct_keys

LONG = 40  # bytes: values whose b-tree is much larger than four bytes of hash
CORRELATED = 0.9
LARGE = 1024  # pages
SUMMED = 128  # pages that one entry of a BRIN index stands for
UNSUMMED = frozenset(("boolean", "money", "xid8", "citext", "ltree", "semver"))  # no BRIN operator class by default
CONTAINS = frozenset(("@>", "<@", "&&"))
RANGED = CONTAINS | frozenset(("-|-", "<<", ">>", "&<", "&>", "="))
GEOMETRIC = frozenset(("point", "box", "polygon", "circle", "geometry", "geography", "cube"))
SHAPED = CONTAINS | frozenset(("<<", ">>", "&<", "&>", "<<|", "|>>", "&<|", "|&>", "~=", "<^", ">^", "|<|", "|>|"))
NETWORKS = frozenset(("<<", "<<=", ">>", ">>=", "&&"))
# Scalars that btree_gist gives a tree, and those of them that it knows the distance of (manual, F.9 "btree_gist").
DISTANT = frozenset((
    "smallint", "integer", "bigint", "real", "double precision", "money", "date", "interval", "oid",
    "time without time zone", "timestamp without time zone", "timestamp with time zone",
))  # fmt: skip
SCALAR = DISTANT | frozenset(("numeric", "text", "character varying", "character", "bytea", "inet", "cidr", "uuid"))
KEYED = frozenset(("?", "?|", "?&"))
INVERTED = {
    "array": CONTAINS | {"="}, "tsvector": frozenset(("@@", "@@@")), "hstore": KEYED | {"@>"}, "jsonb": KEYED,
}  # fmt: skip
SPELLED = frozenset(("text", "character varying", "citext"))  # what trigrams are made of
MATCHED = frozenset(("like", "ilike", "~", "~*", "%", "<%", "%>", "<<%", "%>>"))

Special = tuple[str, tuple[IndexKey, ...]]  # access method, keys


def special(demand: Demand) -> Iterator[Special]:
    """Indexes by other methods than b-tree."""
    yield from _hash(demand)
    yield from _brin(demand)
    yield from _inverted(demand)
    yield from _search_tree(demand)


def _hash(demand: Demand) -> Iterator[Special]:
    """Equality on long values, which a b-tree would have to hold (manual, 11.2.2 "Hash")."""
    found = [one.operand for one in demand.compared if one.operator in ("=", "in")]
    found += [join.left for join in demand.joins if join.operator == "="]
    for operand in dict.fromkeys(found):
        column = demand.ground.column(operand.column)
        if column and column.base in TEXTS | {"bytea", "jsonb"} and demand.ground.width(column.name) >= LONG:
            yield "hash", (IndexKey(column=column.name),)


def _brin(demand: Demand) -> Iterator[Special]:
    """Ranges of a large table's column whose values lie as its rows do (manual, 65.5 "BRIN Indexes")."""
    ground = demand.ground
    if ground.pages < LARGE:
        return
    ranged = [one.operand.column for one in demand.compared if one.range]
    fixed = [one.operand.column for one in demand.compared if one.operator in ("=", "in")]
    ranged += [name for name in fixed if 0 < ground.distinct(IndexKey(column=name)) < ground.pages / SUMMED]
    keys = [IndexKey(column=name) for name in dict.fromkeys(ranged) if name and _is_correlated(name, ground)]
    yield from (("brin", (key,)) for key in keys)
    if len(keys) > 1:
        yield "brin", tuple(keys)


def _is_correlated(name: str, ground: Ground) -> bool:
    column = ground.column(name)
    if column is None or column.base not in ORDERED - UNSUMMED:
        return False
    parts = (part.column(name) for part in ground.parts)
    return any(abs((known.correlation or 0.0) if known else 0.0) >= CORRELATED for known in parts)


def _inverted(demand: Demand) -> Iterator[Special]:
    """GIN: documents, arrays, words and trigrams (manual, 65.4)."""
    asked: dict[tuple[IndexKey, str], set[str]] = {}
    for predicate in demand.compared:
        key, type_ = _key(predicate.operand, demand.ground)
        if key and type_:
            asked.setdefault((key, type_), set()).add(predicate.operator)
    trigrams = demand.ground.opclass("gin_trgm_ops", "pg_trgm")
    compared = ORDERED.union(str(enum.name) for enum in demand.ground.database.enums)
    for (key, type_), operators in asked.items():
        element = type_.removesuffix("[]")
        if type_ == "jsonb" and operators & {"@>", "@?", "@@"}:
            yield "gin", (_with(key, "jsonb_path_ops"),)
        known = type_ if element == type_ else "array" if element in compared else ""
        if operators & INVERTED.get(known, frozenset()):
            yield "gin", (key,)
        if type_ in SPELLED and operators & MATCHED and trigrams:
            yield "gin", (_with(key, trigrams),)


def _search_tree(demand: Demand) -> Iterator[Special]:
    """GiST: ranges, shapes, networks, and the nearest first (manual, 65.2)."""
    ground = demand.ground
    asked = [(one.operand, one.operator) for one in demand.compared]
    asked += [(join.left, join.operator) for join in demand.joins]
    scalar = ground.opclass("", "btree_gist") is not None
    equal = distinct_keys(
        ground.key(operand) for operand, operator in asked if operator == "=" and ground.type_of(operand) in SCALAR
    )
    for operand, operator in asked:
        key = _of_tree(operand, operator, ground)
        if key:
            yield "gist", (key,)
            for other in equal if scalar else ():
                yield "gist", (other, key)
    for operand in demand.nearest:
        near = ground.column(operand.columns[0])
        if near and (key := _by_distance(near, ground, scalar)):
            yield "gist", (key,)


def _of_tree(operand: Operand, operator: str, ground: Ground) -> IndexKey | None:
    key, type_ = _key(operand, ground)
    if key is None or type_ is None:
        return None
    column = ground.column(operand.column)
    ranged = (column is not None and column.kind in ("range", "multirange")) or type_.endswith(("range",))
    if (ranged and operator in RANGED) or (type_ in GEOMETRIC and operator in SHAPED):
        return key
    if type_ in ("inet", "cidr") and operator in NETWORKS:
        return _with(key, "inet_ops")
    if type_ == "ltree" and operator in ("@>", "<@", "~", "?"):
        return key
    return None


def _by_distance(column: Column, ground: Ground, scalar: bool) -> IndexKey | None:
    key = IndexKey(column=column.name)
    if column.base in GEOMETRIC:
        return key
    if column.base in SPELLED and (name := ground.opclass("gist_trgm_ops", "pg_trgm")):
        return _with(key, name)
    return key if scalar and column.base in DISTANT else None


def _key(operand: Operand, ground: Ground) -> tuple[IndexKey | None, str | None]:
    type_ = ground.type_of(operand)
    if operand.column is not None:
        return IndexKey(column=operand.column), type_
    return (IndexKey(expression=operand.expression) if type_ else None), type_


def _with(key: IndexKey, opclass: str) -> IndexKey:
    return replace(key, opclass=opclass, default_opclass=False)
