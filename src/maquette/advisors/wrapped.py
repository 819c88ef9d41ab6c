"""Conditions on a function, a cast or another expression of a column: no plain index serves them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from ..model.change import CreateIndex
from ..model.database import Database
from ..model.index import Index, IndexKey
from ..model.statistics import Statistics
from ..model.table import Table
from ..sql.analysis import AnalysedQuery, Block, Operand
from ..sql.tree import canonical_text
from .size import is_small

TEXT = frozenset(("text", "character varying", "name"))
TIMES = frozenset(("date", "timestamp without time zone", "timestamp with time zone", "time with time zone"))
CALENDAR = frozenset(("date_trunc()", "date_part()", "extract()", "date()", "to_char()", "::date"))
# Functions of pg_catalog that are immutable for every argument that a column's text, number or document can be.
IMMUTABLE = frozenset(
    """
    lower upper initcap substring substr left right btrim ltrim rtrim replace length char_length reverse split_part
    regexp_replace translate lpad rpad strpos position md5 abs round floor ceil ceiling trunc mod sign coalesce
    jsonb_extract_path_text jsonb_extract_path cardinality array_length date_trunc date_part extract
    """.split()  # noqa: SIM905 - a list of words reads better as text
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrapped:
    """A condition that wraps its column, the table, and every query that has it."""

    table: Table
    operand: Operand
    operator: str
    queries: tuple[str, ...]

    @property
    def object(self) -> str:
        return f"{self.table.name}({self.operand.expression})"


def wrapped(queries: Collection[AnalysedQuery], database: Database, statistics: Statistics | None) -> Iterator[Wrapped]:
    """The conditions that no index serves, once a table and expression.

    Left out: tables known to be small, expressions that are indexed, conditions beside another that already finds its
    few rows by an index, and joins whose other side is not picked by a value (they read everything anyway).
    """
    found: dict[tuple[str, str], Wrapped] = {}
    for query in queries:
        for block in query.analysis.blocks:
            for operand, operator in _conditions(block):
                table = database.table(operand.relation.name)
                if not table or is_small(database, statistics, table.name) or is_indexed(table, operand):
                    continue
                if reached_otherwise(table, block, operand):
                    continue
                key = str(table.name), str(operand)
                named = (*(found[key].queries if key in found else ()), query.query.name)
                found[key] = Wrapped(
                    table=table, operand=operand, operator=operator, queries=tuple(dict.fromkeys(named))
                )
    yield from found.values()


def _conditions(block: Block) -> Iterator[tuple[Operand, str]]:
    for predicate in block.predicates:
        dated = predicate.range and predicate.operand.wrapper in CALENDAR
        if predicate.operand.expression and (predicate.operator in ("=", "in") or dated):
            yield predicate.operand, predicate.operator
    for join in block.joins:
        for side, other in ((join.left, join.right), (join.right, join.left)):
            few = any(predicate.operator in ("=", "in") for predicate in block.of(other.relation))
            if join.operator == "=" and side.expression and few:
                yield side, "="


def is_indexed(table: Table, operand: Operand) -> bool:
    """Whether a valid index begins with the operand's expression."""
    return any(
        index.valid and index.keys[0].expression and canonical_text(index.keys[0].expression) == operand.expression
        for index in table.indexes
    )


def leading(table: Table, column: str) -> tuple[Index, ...]:
    """The valid indexes without predicate that begin with that column."""
    return tuple(
        index for index in table.indexes if index.valid and index.predicate is None and index.columns[:1] == (column,)
    )


def reached_otherwise(table: Table, block: Block, operand: Operand) -> bool:
    """Whether another condition of the block compares an indexed column of the relation with given values."""
    return any(
        predicate.operator in ("=", "in")
        and predicate.operand.column
        and leading(table, predicate.operand.column)
        and all(value.kind != "column" for value in predicate.values)
        for predicate in block.of(operand.relation)
    )


def index_on(table: Table, operand: Operand, database: Database) -> CreateIndex | None:
    """The expression index that would serve; None where its expression is not immutable (CREATE INDEX refuses it)."""
    types = {column.base for name in operand.columns if (column := table.column(name))}
    cast = (operand.wrapper or "").removeprefix("::")
    immutable = all(name in IMMUTABLE or _is_immutable(name, database) for name in operand.functions)
    timed = not types.isdisjoint(TIMES) and types != {"timestamp without time zone"}
    plain = cast not in TIMES | {"interval"} or types == {"timestamp without time zone"}
    to_text = cast in TEXT and not types.isdisjoint(TIMES)
    if not immutable or timed or not plain or to_text or "to_char" in operand.functions:
        return None
    return CreateIndex(table=table.name, keys=(IndexKey(expression=operand.expression),))


def _is_immutable(name: str, database: Database) -> bool:
    own = [function for function in database.functions if name in (function.name.name, str(function.name))]
    return bool(own) and all(function.volatility == "immutable" for function in own)
