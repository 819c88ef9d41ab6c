"""Values that stand for all values of a column, each with the share of the rows, and so of the calls, it stands for.

What a statement asks for is not known; that it asks for each row as often is the one assumption that needs no reason.
Of intervals not even that helps, for nothing tells how long they are: an interval is taken as one step of the
histogram (a hundredth of the rows), an open end as a hundredth, a tenth and a third of the rows, the last of which is
the planner's own guess (DEFAULT_INEQ_SEL).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeVar

from ...model.statistics import ColumnStatistics

Item = TypeVar("Item")
Strata = tuple[tuple[Item, float], ...]

OPEN_ENDS = (0.01, 0.1, 1 / 3)  # of the rows
PLACES = (0.5, 0.9)  # along a histogram
PREFIX = 3  # characters of a pattern
LEAST = 0.005  # of the rows: what is rarer is not asked for


def thin(points: Sequence[tuple[Item, float]], most: int) -> Strata[Item]:
    """At most so many of them, with all of their weight: at equal steps along it, the heaviest first."""
    if len(points) <= most:
        return tuple(points)
    ordered = sorted(points, key=lambda point: -point[1])
    total = sum(weight for _, weight in ordered)
    found: dict[int, float] = {}
    place, passed = 0, ordered[0][1]
    for step in range(most):
        wanted = total * (step + 0.5) / most
        while passed < wanted and place < len(ordered) - 1:
            place += 1
            passed += ordered[place][1]
        found[place] = found.get(place, 0.0) + total / most
    return tuple((ordered[place][0], weight) for place, weight in found.items())


def equal(column: ColumnStatistics) -> Strata[str]:
    """Values to compare with: common ones, and one for all others, between which the planner sees no difference."""
    points = _alike(column.common_values, column.common_frequencies)
    rest = 1 - column.null_fraction - sum(share for _, share in points)
    if column.histogram and rest > 0:
        points.append((column.histogram[len(column.histogram) // 2], rest))
    return _whole([(value, share) for value, share in points if share >= LEAST] or points)


def interval(column: ColumnStatistics) -> Strata[tuple[str, str]]:
    """Both ends of an interval."""
    bounds = _ordered(column)
    if len(bounds) < 2:
        return ()
    steps = dict.fromkeys(round(place * (len(bounds) - 2)) for place in PLACES)
    return _whole([((bounds[step], bounds[step + 1]), 1.0) for step in steps])


def open_end(column: ColumnStatistics, upward: bool) -> Strata[str]:
    """One end of an interval that has no other."""
    bounds = _ordered(column)
    last = len(bounds) - 1
    places = dict.fromkeys(round((1 - share if upward else share) * last) for share in OPEN_ENDS)
    return _whole([(bounds[place], 1.0) for place in places]) if bounds else ()


def patterns(column: ColumnStatistics, whole: bool) -> Strata[str]:
    """What LIKE looks for: a beginning, and something anywhere; or the bare text, where the query adds the rest."""
    values = [value for value in column.values if len(value) >= PREFIX]
    if not values:
        return ()
    text = values[len(values) // 2][:PREFIX]
    for mark in "\\%_":
        text = text.replace(mark, "\\" + mark)
    return ((f"{text}%", 0.5), (f"%{text}%", 0.5)) if whole else ((text, 1.0),)


def elements(column: ColumnStatistics) -> Strata[str]:
    """Elements of arrays, lexemes of documents."""
    return _whole(_alike(column.common_elements, column.element_frequencies))


def several(column: ColumnStatistics, count: int, first: str) -> tuple[str, ...]:
    """So many values to compare with, or as many as are known, beginning with that one."""
    others = [value for value in column.values if value != first]
    step = max(1, len(others) // max(1, count - 1))
    return (first, *others[::step][: count - 1])


def _alike(values: Sequence[str] | None, shares: Sequence[float] | None) -> list[tuple[str, float]]:
    """Of values about as common as one another (within a factor of two) one, with the share of all of them."""
    alike: dict[int, list[tuple[str, float]]] = {}
    for value, share in zip(values or (), shares or (), strict=False):
        if share > 0:
            alike.setdefault(round(math.log2(share)), []).append((value, share))
    return [(group[len(group) // 2][0], sum(share for _, share in group)) for group in alike.values()]


def _whole(points: Sequence[tuple[Item, float]]) -> Strata[Item]:
    """The same points with weights that add up to one; heaviest first."""
    total = sum(weight for _, weight in points)
    return tuple((item, weight / total) for item, weight in sorted(points, key=lambda point: -point[1]) if weight > 0)


def _ordered(column: ColumnStatistics) -> tuple[str, ...]:
    """Values in their order: the histogram's bounds, else the common values where they are numbers or sort as text."""
    if column.histogram:
        return column.histogram
    values = column.common_values or ()
    try:
        return tuple(sorted(values, key=float))
    except ValueError:
        return tuple(sorted(values))
