"""Indexes that could serve a query: from its conditions, joins, grouping and order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import permutations

from ...model.change import CreateIndex
from ...model.database import Database
from ...model.index import Index, IndexKey
from ...model.names import literal, quote
from ...model.statistics import RelationStatistics, Statistics
from ...model.table import Table
from ...sql.analysis import Analysis, Block, Operand, Predicate, Relation

WIDTH = 3  # key columns
INCLUDED = 4, 64  # columns of INCLUDE, and their bytes together: an index as wide as its table serves nobody
FEW = 12  # distinct values of a column whose values may make partial indexes
RARE = 0.25  # share of the rows that a partial index may hold
PER_BLOCK = 48  # candidates of one relation in one block
FIXED = ("is null", "is not null", "is true", "is false")
PREFIX = re.compile(r"[^%_\\]+")

Key = tuple[str, bool, bool, str]  # column or expression, expression?, descending?, operator class


def candidates(analysis: Analysis, database: Database, statistics: Statistics) -> Iterator[CreateIndex]:
    """Indexes for one statement, those that exist already left out."""
    for block in analysis.blocks:
        for relation in block.relations:
            table = database.table(relation.name)
            if table is None or table.kind == "foreign" or table.partition_of:
                continue
            found: dict[tuple[object, ...], CreateIndex] = {}
            for change in _of_relation(block, relation, table, database, statistics.of(relation.name)):
                found.setdefault(shape(change.index), change)
            standing = {shape(index) for index in table.indexes if index.valid}
            yield from [change for key, change in found.items() if key not in standing][:PER_BLOCK]


def shape(index: Index) -> tuple[object, ...]:
    """What makes two indexes the same to a query."""
    keys = tuple(
        (k.column, k.expression, k.descending, k.nulls_first, "" if k.default_opclass else k.opclass)
        for k in index.keys
    )
    return index.table, index.method, keys, index.include, index.predicate


def _of_relation(
    block: Block, relation: Relation, table: Table, database: Database, known: RelationStatistics | None
) -> Iterator[CreateIndex]:
    wanted = block.of(relation)
    yield from _special(wanted, table, database)
    equal = _unique(_key(p.operand, table) for p in wanted if p.equality)
    ranges = _unique(_key(p.operand, table) for p in wanted if p.range)
    joined = _unique(_key(side, table) for side in _sides(block, relation))
    order = _order(block, relation, table)
    group = _unique(_key(one, table) for one in block.group_by if one and one.relation == relation)
    prefixes = _unique(_prefix_key(p, table, database) for p in wanted if p.operator == "like")
    heads = [list(head) for size in range(min(len(equal), WIDTH), 0, -1) for head in permutations(equal[:4], size)]
    tails: list[list[Key]] = [[key] for key in (*ranges, *joined, *prefixes)]
    tails += [order] if order else []
    tails += [group] if group else []
    lists = [
        *heads,
        *tails,
        *(head + tail for head in heads for tail in tails),
        *([j, *head] for j in joined for head in heads),
    ]
    lists += [[j, r] for j in joined for r in ranges]
    for keys in _distinct(lists):
        yield _index(table, keys)
    yield from _partial(wanted, lists, table, known)
    if relation not in block.stars:
        yield from _covering(block, relation, table, known, lists)


def _covering(
    block: Block, relation: Relation, table: Table, known: RelationStatistics | None, lists: Iterable[list[Key]]
) -> Iterator[CreateIndex]:
    used = block.columns(relation)
    widths = {column.column: column.width for column in known.columns} if known else {}
    for keys in _distinct(lists):
        named = {name for name, *_ in keys}
        rest = tuple(column for column in used if column not in named)
        if 0 < len(rest) <= INCLUDED[0] and sum(widths.get(column, INCLUDED[1]) for column in rest) <= INCLUDED[1]:
            yield _index(table, keys, include=rest)


def _partial(
    wanted: Iterable[Predicate], lists: Iterable[list[Key]], table: Table, known: RelationStatistics | None
) -> Iterator[CreateIndex]:
    """Indexes over the few rows that a fixed condition leaves: no parameter, and rare by the statistics."""
    for predicate in wanted:
        text = _condition(predicate, table)
        if text is None or known is None or _share(predicate, known) > RARE:
            continue
        fixed = predicate.operand.column
        for keys in _distinct([key for key in keys if key[0] != fixed] for keys in lists):
            yield _index(table, keys, predicate=text)


def _condition(predicate: Predicate, table: Table) -> str | None:
    column = table.column(predicate.operand.column or "")
    if column is None:
        return None
    if predicate.operator in FIXED:
        return f"({quote(column.name)} {predicate.operator.upper()})"
    (value,) = predicate.values if predicate.operator == "=" and len(predicate.values) == 1 else (None,)
    if value is None or value.kind != "constant" or column.kind not in ("base", "enum"):
        return None
    return f"({quote(column.name)} = {literal(value.text)}::{column.type})"


def _share(predicate: Predicate, known: RelationStatistics) -> float:
    """The share of rows that meet a fixed condition; 1 where nothing is known."""
    column = known.column(predicate.operand.column or "")
    if column is None:
        return 1.0
    if predicate.operator == "is null":
        return column.null_fraction
    if predicate.operator == "is not null":
        return 1 - column.null_fraction
    wanted = {"is true": "t", "is false": "f"}.get(predicate.operator) or predicate.values[0].text
    if column.distinct < 0 or column.distinct > FEW:
        return 1.0  # a value among many: the next query asks for another
    frequencies = dict(zip(column.common_values or (), column.common_frequencies or (), strict=False))
    return frequencies.get(wanted, 1.0)  # only a value that the statistics name recurs enough for an index of its own


def _special(wanted: Iterable[Predicate], table: Table, database: Database) -> Iterator[CreateIndex]:
    """GIN for jsonb, arrays, text search and trigrams; GiST for ranges."""
    trigrams = any(extension.name == "pg_trgm" for extension in database.extensions)
    for predicate in wanted:
        operand = predicate.operand
        column = table.column(operand.column or "")
        type_name = column.base if column else ""
        key = IndexKey(column=operand.column, expression=operand.expression)
        if predicate.operator in ("@>", "<@", "&&", "any =", "@@") or (
            predicate.operator == "=" and type_name == "tsvector"
        ):
            if "jsonb" in type_name:
                key = IndexKey(column=operand.column, opclass="jsonb_path_ops", default_opclass=False)
            method = "gist" if column and column.kind in ("range", "multirange") else "gin"
            yield CreateIndex(table=table.name, keys=(key,), method=method)
        elif predicate.operator in ("?", "?|", "?&") and "jsonb" in type_name:
            yield CreateIndex(table=table.name, keys=(key,), method="gin")
        elif trigrams and predicate.operator in ("like", "ilike", "~", "~*"):
            opclass = IndexKey(
                column=key.column, expression=key.expression, opclass="gin_trgm_ops", default_opclass=False
            )
            yield CreateIndex(table=table.name, keys=(opclass,), method="gin")


def _index(table: Table, keys: list[Key], include: tuple[str, ...] = (), predicate: str | None = None) -> CreateIndex:
    made = tuple(
        IndexKey(
            column=None if expression else name, expression=name if expression else None, descending=descending,
            nulls_first=descending, opclass=opclass, default_opclass=not opclass,
        )
        for name, expression, descending, opclass in keys
    )  # fmt: skip
    return CreateIndex(table=table.name, keys=made, include=include, predicate=predicate)


def _key(operand: Operand, table: Table) -> Key | None:
    """The operand as a b-tree key, if its type has an order and an expression may be indexed."""
    if operand.column is not None:
        column = table.column(operand.column)
        ordered = column is not None and column.base not in ("json", "jsonb", "xml", "point", "tsvector")
        return (operand.column, False, False, "") if ordered and column and column.kind != "array" else None
    return (operand.expression or "", True, False, "")


def _prefix_key(predicate: Predicate, table: Table, database: Database) -> Key | None:
    """A text key on which LIKE 'abc%' is a range in every collation."""
    key = _key(predicate.operand, table)
    constant = predicate.values[0] if len(predicate.values) == 1 else None
    if key is None or constant is None or constant.kind != "constant" or not PREFIX.match(constant.text):
        return None
    plain = database.collate in ("C", "POSIX") and database.locale_provider == "libc"
    return key if plain else (*key[:3], "text_pattern_ops")


def _order(block: Block, relation: Relation, table: Table) -> list[Key]:
    """ORDER BY as keys, when all of it is of this relation and in the order's own place for nulls."""
    keys: list[Key] = []
    for one in block.order_by:
        key = _key(one.operand, table) if one.operand and one.operand.relation == relation else None
        if key is None or one.nulls_first != one.descending:
            return []
        keys.append((key[0], key[1], one.descending, ""))
    if keys and all(descending for _, _, descending, _ in keys):
        keys = [(name, expression, False, opclass) for name, expression, _, opclass in keys]  # read backwards
    return keys[:WIDTH]


def _sides(block: Block, relation: Relation) -> Iterator[Operand]:
    for join in block.joins:
        if join.operator == "=":
            yield from (side for side in (join.left, join.right) if side.relation == relation)


def _unique(keys: Iterable[Key | None]) -> list[Key]:
    return list(dict.fromkeys(key for key in keys if key))


def _distinct(lists: Iterable[list[Key]]) -> Iterator[list[Key]]:
    """Key lists without repeats in or among them, cut to the width."""
    seen = set()
    for keys in lists:
        once: list[Key] = []
        for key in keys:
            if key[0] not in {name for name, *_ in once}:
                once.append(key)
        once = once[:WIDTH]
        if once and tuple(once) not in seen:
            seen.add(tuple(once))
            yield once
