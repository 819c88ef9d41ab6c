"""Statistics of an index's expressions, and the keys that a GIN index finds, from the values that statistics hold.

The most common values and the bounds of the histogram are a sample of the column, of some hundred values. The twin's
server evaluates the expression on them, as the guest.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from ....model.errors import ExperimentError
from ....model.names import quote
from ....model.statistics import ColumnStatistics, RelationStatistics
from ....model.table import Column, Table
from ..session import Row
from .copies import possible
from .elements import Valued, elements_of, joined, scalar
from .shape import Elements

FEW_REPEATS = 5  # below so many the number of different results is not known
PICKED = ("json", "jsonb", "hstore", "xml")  # types of which an expression picks a part
GRAINS = ((" 00:00:00", 1.0), (":00:00", 24.0), (":00", 1440.0))  # how a truncated moment ends, and as many a day
MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)(?: (\d\d:\d\d:\d\d)\S*)?")
LITERAL = re.compile(r"'(?:[^']|'')*'")
WHOLE = re.compile(r"-?\d+")
TAKEN_APART = ("gin", "gist")

Evaluate = Callable[[str, Column, Sequence[str]], Sequence[Row]]  # of an expression over a column, for its values


@dataclass(frozen=True, slots=True)
class Derived:
    """What follows for one index: statistics of its expressions, by place, and the keys of a GIN index.

    ``sure`` is False where the values are too few to tell, or the expression is of more than one column."""

    expressions: Mapping[int, ColumnStatistics] = field(default_factory=dict)
    elements: Elements | None = None
    sure: bool = True


def derive(
    row: Row, table: Table, heap: RelationStatistics, numbers: Mapping[str, float], evaluate: Evaluate
) -> Derived:
    """What the statistics' values say of an index; ``numbers`` are the distinct values of the table's columns."""
    found: dict[int, ColumnStatistics] = {}
    elements: list[Elements | None] = []
    sure = True
    for place, expression in enumerate(row.expressions):
        known = heap.column(row.columns[place]) if expression is None else None
        values = _values(known)
        if expression is not None:
            known = _kept(expression, table, heap)
            if known is None:
                known, values, certain = _evaluated(row, place, _over(expression, table, heap, numbers), evaluate)
                sure = sure and certain
            if known is not None:
                found[place] = known
        if row.method in TAKEN_APART and place < row.key_count:
            elements.append(_elements(row, place, known, values, numbers))
    return Derived(expressions=found, elements=joined(elements), sure=sure)


def _elements(
    row: Row, place: int, known: ColumnStatistics | None, values: Valued, numbers: Mapping[str, float]
) -> Elements | None:
    name = row.classes[place]
    if row.method == "gin" and known is not None and row.scalar[place]:
        size = row.lengths[place] if row.lengths[place] > 0 else known.width
        return scalar(known, numbers.get(row.columns[place], known.distinct_values(1.0)), size)
    found = elements_of(name, known, values)
    return replace(found, bytes=row.lengths[place]) if found and row.lengths[place] > 0 else found


def _kept(expression: str, table: Table, heap: RelationStatistics) -> ColumnStatistics | None:
    """What extended statistics hold of an expression."""
    kept = {extended.name: extended.expressions for extended in heap.extended}
    for statistics in table.statistics_objects:
        for text, known in zip(statistics.expressions, kept.get(statistics.name, ()), strict=False):
            if text.strip("()") == expression.strip("()"):
                return known
    return None


def _over(
    expression: str, table: Table, heap: RelationStatistics, numbers: Mapping[str, float]
) -> tuple[Column, ColumnStatistics, float] | None:
    """The one column of an expression, what is known of it, and its number of distinct values."""
    text = LITERAL.sub("''", expression)
    used = [column for column in table.columns if re.search(_word(column.name), text)]
    known = heap.column(used[0].name) if len(used) == 1 else None
    return (used[0], known, numbers[known.column]) if known else None


def _evaluated(
    row: Row, place: int, over: tuple[Column, ColumnStatistics, float] | None, evaluate: Evaluate
) -> tuple[ColumnStatistics | None, Valued, bool]:
    """Statistics of an expression over one column, its values, and whether they are enough to tell."""
    if over is None:
        return None, (), False
    column, known, below = over
    given, length = _values(known), row.lengths[place]
    try:
        made = evaluate(row.expressions[place], column, [value for value, _ in given]) if given else ()
    except ExperimentError:
        made = ()
    if not made:
        return None, (), False
    results = [(one.value, share) for one, (_, share) in zip(made, given, strict=True) if one.value is not None]
    if not results:
        return ColumnStatistics(column=row.columns[place], null_fraction=1.0, distinct=1.0), (), True
    present = sum(share for _, share in results)
    shares, times = Counter[str](), Counter(value for value, _ in results)
    for value, share in results:
        shares[value] += share  # type: ignore[assignment]  # Counter counts fractions as well
    often = [value for value, count in times.most_common() if count > FEW_REPEATS]
    distinct, sure = _distinct(results, below, column.base in PICKED)
    sizes = [length if length > 0 else _packed(one.size) for one in made if one.value is not None]
    statistics = ColumnStatistics(
        column=row.columns[place],
        null_fraction=min(max(1.0 - present, 0.0), 1.0),
        width=round(sum(sizes) / len(sizes)),
        distinct=distinct,
        common_values=tuple(often),
        common_frequencies=tuple(shares[value] for value in often),
        histogram=tuple(value for value in times if times[value] <= FEW_REPEATS),
    )
    return statistics, tuple(results), sure


def _distinct(results: Valued, below: float, picked: bool) -> tuple[float, bool]:
    """How many results a column of ``below`` values has, and whether the sample is enough to tell."""
    drawn, different = len(results), len({value for value, _ in results})
    limit = min(below, _span([value for value, _ in results]))
    if drawn - different >= FEW_REPEATS:
        return min(limit, max(different, possible(different, drawn))), True
    return limit, limit < 10 * drawn or not picked  # a function of whole values is taken to tell them apart


def _span(results: Sequence[str]) -> float:
    """How many whole numbers, or moments as coarse as these, lie between the least and the greatest."""
    if all(map(WHOLE.fullmatch, results)):
        numbers = [int(value) for value in results]
        return max(numbers) - min(numbers) + 1.0
    moments = [MOMENT.fullmatch(value) for value in results]
    days = sorted(date.fromisoformat(found[1]).toordinal() for found in moments if found)
    if len(days) < len(results):
        return math.inf
    times = {" " + (found[2] or "00:00:00") for found in moments if found}
    grains = [grain for end, grain in GRAINS if all(time.endswith(end) for time in times)]
    firsts = all(found[1].endswith("-01") for found in moments if found) and len(days) > 3
    span = days[-1] - days[0] + 1.0
    return (span / 28 if firsts else span * grains[0]) if grains else math.inf


def _values(known: ColumnStatistics | None) -> Valued:
    """Values of a column that its statistics hold, with the share of the rows that each stands for."""
    if known is None:
        return ()
    common = list(zip(known.common_values or (), known.common_frequencies or (), strict=False))
    rest = max(0.0, 1.0 - known.null_fraction - sum(share for _, share in common))
    bounds = known.histogram or ()
    return (*common, *((value, rest / len(bounds)) for value in bounds))


def _packed(size: int) -> int:
    """A value of no more than 126 bytes has a header of one byte where it is stored."""
    return size - 3 if size <= 129 else size


def _word(name: str) -> str:
    return rf"(?<![\w$\"]){re.escape(quote(name))}(?![\w$\"(])"
