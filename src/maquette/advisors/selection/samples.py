"""The workload as the search asks it: one text of each query, or a few with values that stand for all its calls.

A query's weight is its calls: the planner's cost of one call takes the place of its time. Measured milliseconds are not
mixed in (ADR 6). The weights of a query's samples add up to its calls.

Where a query has parameters, the statistics of the columns that they are compared with give their values. Parameters
for which they give none stay: such a sample gets its generic plan. Of many texts that differ in their literals alone a
few stand for all.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ...model.database import Database
from ...model.names import literal
from ...model.statistics import ColumnStatistics, Statistics
from ...model.workload import Query, Workload
from ...sql.analysis import AnalysedQuery, Analysis, Operand, Predicate, Value
from ...sql.parameters import Parameter, fill, listed, parameters
from ...sql.tree import canonical_text
from . import strata
from .strata import Strata, thin

MOST = 5  # samples of one fingerprint
ELEMENTS = 10  # of an array to compare with: what the planner takes it to have (estimate_array_length)
LISTED = 3  # of a list of constants whose length is not known
ROWS = 20  # of a LIMIT, where nothing tells how many rows were returned
PARAMETER = re.compile(r"\$(\d+)")
WORDS = {  # what is no data: a word of the language, the same in SELECT and GROUP BY
    ("date_trunc", 0): "'day'", ("date_part", 0): "'day'", ("extract", 0): "'day'", ("to_char", 1): "'YYYY-MM-DD'",
    ("date_bin", 0): "'1 hour'",
}  # fmt: skip
SPAN = "'7 days'"  # an interval
DEEP = 10  # pages that OFFSET skips in every other call
TYPED = re.compile(r"smallint|integer|bigint|numeric|real|double precision|date|time\b.*|timestamp\b.*|interval")
Values = Mapping[int, str]  # SQL text by the parameter's number
Sets = tuple[frozenset[int], frozenset[int]]  # parameters that are arrays, and those that are lists of constants


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One text to plan in place of a query, or of a part of its calls.

    ``analysis`` is that of the query itself: a value that stands for others is no reason for a partial index.
    """

    query: str
    sql: str
    weight: float
    analysis: Analysis


def sampled(
    queries: Sequence[AnalysedQuery],
    database: Database,
    statistics: Statistics,
    accepts: Callable[[str], bool] = lambda _: True,
) -> tuple[Sample, ...]:
    """The samples of all queries. ``accepts`` tries a text that was made; a query of which one fails stays as it is."""
    families: dict[str, list[tuple[AnalysedQuery, float]]] = defaultdict(list)
    for asked in queries:
        families[asked.query.fingerprint or asked.query.sql].append((asked, asked.query.calls))
    samples: list[Sample] = []
    for family in families.values():
        chosen = thin(family, MOST)
        for asked, weight in chosen:
            made = list(_samples(asked, weight, database, statistics, max(1, MOST // len(chosen))))
            if not all(one.sql == asked.query.sql or accepts(one.sql) for one in made):
                made = [Sample(query=asked.query.name, sql=asked.query.sql, weight=weight, analysis=asked.analysis)]
            samples += made
    return tuple(samples)


def condense(workload: Workload) -> Workload:
    """The workload with a few texts of each fingerprint, their calls those of all: before they are taken apart."""
    families: dict[str, list[tuple[Query, float]]] = defaultdict(list)
    for query in workload.queries:
        families[query.fingerprint or query.sql].append((query, query.calls))
    kept = []
    for family in families.values():
        for query, calls in thin(family, MOST):
            share = calls / query.calls if query.calls else 1.0
            total_ms, rows = (None if one is None else one * share for one in (query.total_ms, query.rows))
            kept.append(replace(query, calls=calls, total_ms=total_ms, rows=rows) if calls != query.calls else query)
    return replace(workload, queries=tuple(kept))


def _samples(
    asked: AnalysedQuery, weight: float, database: Database, statistics: Statistics, most: int
) -> Iterator[Sample]:
    sql = asked.query.sql
    used = parameters(sql)
    fixed = _fixed(used, asked)
    sets = frozenset(one.number for one in used if one.place == "array"), listed(sql)
    done = {one.number for one in used if one.place == "offset"} | fixed.keys()
    groups = [*_pages(used, fixed), *_groups(asked.analysis, done, sets, database, statistics)]
    for values, share in _combined(groups, most):
        text = fill(sql, {**fixed, **values})
        yield Sample(query=asked.query.name, sql=text, weight=weight * share, analysis=asked.analysis)


def _fixed(used: Iterable[Parameter], asked: AnalysedQuery) -> dict[int, str]:
    """Values of what is no data: LIMIT, units of time, formats, spans."""
    found: dict[int, str] = {}
    query = asked.query
    returned = query.rows / query.calls if query.rows and query.calls and asked.analysis.kind == "select" else ROWS
    for one in used:
        if one.place == "limit":
            found[one.number] = str(max(1, math.ceil(returned)))
        elif one.type == "interval":
            found[one.number] = SPAN
        elif (one.function, one.argument) in WORDS:
            found[one.number] = WORDS[one.function, one.argument]
    return found


def _pages(used: Iterable[Parameter], fixed: Values) -> Iterator[Strata[Values]]:
    """OFFSET: half of the calls want the first page, half a deep one."""
    for one in used:
        if one.place == "offset":
            rows = next((int(fixed[other.number]) for other in used if other.place == "limit"), ROWS)
            yield ({one.number: "0"}, 0.5), ({one.number: str(DEEP * rows)}, 0.5)


def _combined(groups: Iterable[Strata[Values]], most: int) -> Strata[Values]:
    """Groups of parameters together: each stratum of an uneven one with all others, of an even one with some."""
    found: Strata[Values] = (({}, 1.0),)
    for group in sorted(groups, key=lambda group: -max(weight for _, weight in group)):
        even = len({round(weight, 9) for _, weight in group}) == 1
        if even and len(found) > 1:
            found = tuple(({**one, **group[n % len(group)][0]}, weight) for n, (one, weight) in enumerate(found))
        else:
            both = [({**one, **two}, first * second) for one, first in found for two, second in group]
            found = thin(both, most)
    return found


def _groups(
    analysis: Analysis, done: set[int], sets: Sets, database: Database, statistics: Statistics
) -> Iterator[Strata[Values]]:
    """Values of the parameters that are compared with a column and not ``done``, for each column."""
    for block in analysis.blocks:
        compared: dict[Operand, list[Predicate]] = defaultdict(list)
        branches = (one for arms in block.alternatives for arm in arms for one in arm)
        for predicate in (*block.predicates, *branches):
            compared[predicate.operand].append(predicate)
        for operand, predicates in compared.items():
            column = _column(operand, database, statistics)
            if column is None:
                continue
            for group in (*_ranges(predicates, column, done), *_others(predicates, column, done, sets)):
                if group:
                    yield group


@dataclass(frozen=True, slots=True)
class _Column:
    """What a parameter is compared with: its statistics, and its type where literals need one for arithmetic."""

    known: ColumnStatistics
    type: str = ""

    def write(self, value: str) -> str:
        """The value as SQL text."""
        return f"{literal(value)}::{self.type}" if self.type else literal(value)


def _column(operand: Operand, database: Database, statistics: Statistics) -> _Column | None:
    """A column, or an expression that an index holds; None where the statistics know neither."""
    table, holder = statistics.of(operand.relation.name), database.table(operand.relation.name)
    if operand.column:
        known, column = table and table.column(operand.column), holder and holder.column(operand.column)
        return _Column(known, column.base if column and TYPED.fullmatch(column.base) else "") if known else None
    for index in holder.indexes if holder else ():
        if len(index.keys) == 1 and (expression := index.keys[0].expression):
            found = statistics.of(index.name)
            if found and found.columns and canonical_text(expression) == operand.expression:
                return _Column(found.columns[0])
    return None


def _ranges(predicates: Sequence[Predicate], column: _Column, done: set[int]) -> Iterator[Strata[Values]]:
    """Ends of an interval: both, or the one that there is."""
    low = [n for p in predicates if p.operator in (">", ">=") for n in _numbers(p.values, done)]
    high = [n for p in predicates if p.operator in ("<", "<=") for n in _numbers(p.values, done)]
    for one in predicates:
        if one.operator in ("between", "not between") and len(one.values) == 2:
            low += _numbers(one.values[:1], done)
            high += _numbers(one.values[1:], done)
    if low and high:
        ends = strata.interval(column.known)
        yield tuple(
            ({**_same(high, column.write(above)), **_same(low, column.write(below))}, weight)
            for (below, above), weight in ends
        )
    elif low or high:
        end = strata.open_end(column.known, upward=bool(low))
        yield tuple((_same(low or high, column.write(value)), weight) for value, weight in end)
    done.update(low, high)


def _others(predicates: Sequence[Predicate], column: _Column, done: set[int], sets: Sets) -> Iterator[Strata[Values]]:
    for one in predicates:
        numbers = _numbers(one.values, done)
        if not numbers or one.range or one.operator == "not between":
            continue
        done.update(numbers)
        yield _compared(one, numbers, column, sets)


def _compared(one: Predicate, numbers: Sequence[int], column: _Column, sets: Sets) -> Strata[Values]:
    """Values for the parameters of one comparison."""
    value = one.values[0]
    if one.operator in ("like", "not like", "ilike", "not ilike"):
        found = strata.patterns(column.known, whole=value.kind == "parameter")
    elif one.operator == "@@":
        numbers, found = numbers[-1:], strata.elements(column.known)  # before the words may stand a configuration
    elif one.operator == "any =":
        found = strata.elements(column.known)
    elif one.operator in ("@>", "&&") and column.known.range_bounds:
        text = column.known.range_bounds[len(column.known.range_bounds) // 2]
        found = ((text if not value.type or "range" in value.type else text[1:].split(",")[0], 1.0),)
    elif one.operator in ("@>", "<@", "&&"):
        found = tuple((_array([element]), weight) for element, weight in strata.elements(column.known))
    elif one.operator in ("=", "<>", "in", "not in", "is distinct from", "is not distinct from"):
        return tuple((_list(one, numbers, column, sets, text), weight) for text, weight in strata.equal(column.known))
    else:
        return ()
    return tuple((_same(numbers, literal(text)), weight) for text, weight in found)


def _list(one: Predicate, numbers: Sequence[int], column: _Column, sets: Sets, first: str) -> Values:
    """One value for =, different ones for IN, an array for = ANY."""
    arrays, lists = sets
    if arrays.intersection(numbers):
        return _same(numbers, literal(_array(strata.several(column.known, ELEMENTS, first))))
    if lists.intersection(numbers):
        return _same(numbers, ", ".join(map(column.write, strata.several(column.known, LISTED, first))))
    values = strata.several(column.known, len(numbers), first)
    return {number: column.write(values[place % len(values)]) for place, number in enumerate(numbers)}


def _array(values: Iterable[str]) -> str:
    quoted = ('"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' for value in values)
    return "{" + ",".join(quoted) + "}"


def _numbers(values: Iterable[Value], done: set[int]) -> list[int]:
    """The parameters in those values that have none yet."""
    texts = (value.text for value in values if value.kind in ("parameter", "expression"))
    found = (int(number) for text in texts for number in PARAMETER.findall(text))
    return [number for number in dict.fromkeys(found) if number not in done]


def _same(numbers: Iterable[int], text: str) -> dict[int, str]:
    return dict.fromkeys(numbers, text)
