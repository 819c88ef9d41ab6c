"""Extended statistics where the planner's estimates are surely off: it takes columns for independent, and they are not.

What shows it, of what a snapshot holds:

- a key: a foreign key of several columns to a table where fewer of them are unique already, so that these determine
  the others; or a unique key whose columns are grouped by, of which the planner expects a tenth of the rows at most
  (``estimate_num_groups`` in selfuncs.c);
- the sample: two columns with the same list of frequencies, to the last digit, stand for one another, since ANALYZE
  reads the same rows for all columns;
- the server's own count (pg_stat_statements): a query that gives more rows a call than any values of its columns could
  have if they were independent, or fewer groups;
- nothing at all: an expression is compared, of whose values nothing is known (``DEFAULT_EQ_SEL``, 0.5 % of the rows).

Manual, 14.2.2 "Extended Statistics", and the chapter "How the Planner Uses Statistics".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from ...model.change import CreateStatistics
from ...model.database import Database
from ...model.index import Index
from ...model.names import Name, quote
from ...model.statistics import ColumnStatistics, RelationStatistics, Statistics
from ...model.table import Table
from ...sql.analysis import AnalysedQuery, Block, Operand, Predicate, Relation
from ...sql.immutable import immutable_type
from ...sql.tree import canonical_text

ROWS = 1000  # of a table that is worth it
OFF = 3.0  # times: an estimate that is so far off is mended
LISTED = 4  # common values that make a list of frequencies telling
ZONED = ("::date", "date_trunc()", "date_part()", "extract()")  # which no index may have of a moment with time zone


class Correlation(NamedTuple):
    """Statistics to keep, and what shows that they are missing."""

    change: CreateStatistics
    reason: str


@dataclass(frozen=True, slots=True)
class _Use:
    """What one query asks of one table: columns that are fixed, and columns that are grouped by."""

    query: AnalysedQuery
    block: Block
    relation: Relation
    table: Table
    known: RelationStatistics
    fixed: tuple[Predicate, ...]
    grouped: frozenset[str]
    redacted: bool  # the statistics' values are not those that queries name

    @property
    def columns(self) -> frozenset[str]:
        return frozenset(one.operand.column for one in self.fixed if one.operand.column)

    @property
    def rows_per_call(self) -> float | None:
        """Rows that the server counted, where the query gives just what the conditions leave of this one table."""
        block, asked = self.block, self.query.query
        alone = len(self.query.analysis.relations) == 1 and self.query.analysis.kind == "select"
        plain = not (block.distinct or block.limit or block.offset or block.windows)
        return asked.rows / asked.calls if alone and plain and asked.rows is not None and asked.calls > 0 else None


def correlations(
    queries: Sequence[AnalysedQuery], database: Database, statistics: Statistics, indexes: Iterable[Index] = ()
) -> Iterator[Correlation]:
    """Statistics for these queries, each once; ``indexes`` are new ones, whose expressions get statistics anyway."""
    held: dict[Name, list[set[str]]] = {}
    for index in indexes:
        held.setdefault(index.table, []).extend({canonical_text(k.expression)} for k in index.keys if k.expression)
    for use in _uses(queries, database, statistics):
        own = held.setdefault(use.table.name, [])
        for found in (*_by_key(use, database), *_by_sample(use), *_by_count(use), *_unknown(use, database)):
            subject = {*found.change.columns, *found.change.expressions}
            if subject not in own and not _kept(use.table, subject):
                own.append(subject)
                yield found


def _uses(queries: Sequence[AnalysedQuery], database: Database, statistics: Statistics) -> Iterator[_Use]:
    for query in queries:
        for block in query.analysis.blocks:
            for relation in block.relations:
                table, known = database.table(relation.name), statistics.of(relation.name)
                if table is None or table.kind != "table" or known is None or known.rows < ROWS:
                    continue  # what is kept of a partitioned table says nothing of its partitions
                fixed = tuple(one for one in block.of(relation) if one.equality and _is_value(one))
                keys = (key for key in block.group_by if key and key.relation == relation)
                grouped = frozenset(key.column for key in keys if key.column)
                yield _Use(query, block, relation, table, known, fixed, grouped, statistics.redacted)


def _by_key(use: _Use, database: Database) -> Iterator[Correlation]:
    """What keys and foreign keys say: one column determines another, or several together tell every row."""
    for key in use.table.foreign_keys:
        target = database.table(key.target)
        places = dict(zip(key.target_columns, key.columns, strict=False))
        for unique in target.keys if target else ():
            told = [places[column] for column in unique.columns if column in places]
            if len(told) == len(unique.columns) < len(key.columns):
                reason = f"{_words(told)} tells the rest of {quote(key.name)}: {quote(unique.name)} has it once"
                for other in key.columns:
                    if other not in told:
                        yield from _together(use, (*told, other), reason)
    for unique in use.table.keys:
        if len(unique.columns) > 1 and use.grouped.issuperset(unique.columns):
            reason = f"every row is a group of its own ({quote(unique.name)}), the planner expects a tenth of them"
            yield Correlation(_change(use, unique.columns, ("ndistinct",)), f"{use.query.query.name}: {reason}")


def _together(use: _Use, columns: Sequence[str], reason: str) -> Iterator[Correlation]:
    """Dependent columns, where the query compares or groups by all of them."""
    if use.columns.issuperset(columns) or use.grouped.issuperset(columns):
        yield Correlation(_change(use, columns, ("dependencies", "ndistinct")), f"{use.query.query.name}: {reason}")


def _by_sample(use: _Use) -> Iterator[Correlation]:
    for one, other in combinations(sorted(use.columns | use.grouped), 2):
        first, second = use.known.column(one), use.known.column(other)
        if first and second and _same_frequencies(first, second):
            reason = f"{quote(one)} and {quote(other)} have the same frequencies in the sample of ANALYZE"
            yield from _together(use, (one, other), reason)


def _same_frequencies(one: ColumnStatistics, other: ColumnStatistics) -> bool:
    """Whether two columns stand for one another: the same frequencies, and enough different ones to tell it."""
    frequencies = one.common_frequencies or ()
    telling = len(set(frequencies)) >= LISTED
    return telling and frequencies == other.common_frequencies and one.null_fraction == other.null_fraction


def _by_count(use: _Use) -> Iterator[Correlation]:
    """More rows than independent columns could give to any values, or fewer groups."""
    counted = use.rows_per_call
    if counted is None:
        return
    asked = use.query.query.name
    if len(use.columns) > 1 and not use.block.aggregates and not use.block.group_by:
        most = use.known.rows
        for predicate in use.fixed:
            most *= _share(predicate, use)
        if counted > OFF * max(most, 1.0):
            reason = f"{asked} gives {counted:,.0f} rows a call, {most:,.0f} at most were its columns independent"
            yield Correlation(_change(use, sorted(use.columns), ("dependencies", "mcv")), reason)
    whole = not use.block.filtered and not use.block.having
    if whole and len(use.grouped) == len(use.block.group_by) > 1:
        expected = _groups(use)
        if expected > OFF * max(counted, 1.0):
            reason = f"{asked} gives {counted:,.0f} groups, {expected:,.0f} were its columns independent"
            yield Correlation(_change(use, sorted(use.grouped), ("ndistinct",)), reason)


def _groups(use: _Use) -> float:
    """The planner's estimate (``estimate_num_groups``): the product, but no more than a tenth of the rows."""
    each = [known.distinct_values(use.known.rows) for name in use.grouped if (known := use.known.column(name))]
    if len(each) < len(use.grouped):
        return 0.0
    product = 1.0
    for distinct in each:
        product *= distinct
    return min(product, max(use.known.rows / 10, *each))


def _share(predicate: Predicate, use: _Use) -> float:
    """The share of rows that the planner expects of an equality, at most."""
    column = use.known.column(predicate.operand.column or "")
    if column is None or predicate.operator not in ("=", "is null"):
        return 1.0
    if predicate.operator == "is null":
        return column.null_fraction
    frequencies = dict(zip(column.common_values or (), column.common_frequencies or (), strict=False))
    distinct = column.distinct_values(use.known.rows)
    rest = min([1 / distinct if distinct >= 1 else 1.0, *frequencies.values()])
    (value,) = predicate.values or (None,)
    if value and value.kind == "constant" and not use.redacted:
        return frequencies.get(value.text, rest)
    return max([rest, *frequencies.values()])


def _unknown(use: _Use, database: Database) -> Iterator[Correlation]:
    """Expressions that are compared, and of whose values nothing is known."""
    known = {canonical_text(k.expression) for index in use.table.indexes for k in index.keys if k.expression}
    for predicate in use.block.of(use.relation):
        operand = predicate.operand
        compared = (predicate.equality or predicate.range) and predicate.operator not in ("is true", "is false")
        if compared and operand.expression and operand.expression not in known and _may_be_kept(operand, use, database):
            reason = f"{use.query.query.name} compares {operand.expression}, of whose values nothing is known"
            change = CreateStatistics(table=use.table.name, expressions=(operand.expression,))
            yield Correlation(change, reason)


def _may_be_kept(operand: Operand, use: _Use, database: Database) -> bool:
    """Whether the server surely takes the expression (PostgreSQL 14 and later): its type is known to have an order."""
    columns = {column.name: column.base for column in use.table.columns}
    if database.major < 14:
        return False
    type_ = immutable_type(operand.expression or "", lambda name: columns.get(name, ""), database)
    zoned = operand.wrapper in ZONED and columns.get(operand.columns[0]) == "timestamp with time zone"
    return zoned or type_ in ("text", "date", "integer", "bigint", "numeric", "timestamp without time zone")


def _is_value(predicate: Predicate) -> bool:
    return all(value.kind not in ("column", "subquery") for value in predicate.values)


def _change(use: _Use, columns: Iterable[str], kinds: tuple[str, ...]) -> CreateStatistics:
    return CreateStatistics(table=use.table.name, columns=tuple(columns), kinds=kinds)


def _kept(table: Table, subject: set[str]) -> bool:
    """Whether statistics of these columns or expressions are kept already."""
    return any(
        subject <= {*known.columns, *map(canonical_text, known.expressions)} for known in table.statistics_objects
    )


def _words(columns: Iterable[str]) -> str:
    return ", ".join(map(quote, columns))
