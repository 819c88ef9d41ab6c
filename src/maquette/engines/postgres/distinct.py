"""How many distinct values a column really has, told from what ANALYZE says.

ANALYZE takes 300 rows for each unit of the statistics target (analyze.c, std_typanalyze) and scales the values that it
saw by the estimator Duj1 of Haas and Stokes (compute_scalar_stats). That is right where each value has as many rows as
any other and the sample is of single rows. It counts too few where rows fall on values at random, and far too few where
equal values lie together: at most as many pages as rows are looked at, so of a large table whole groups are seen.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from ...model.statistics import ColumnStatistics

TARGET = 100.0  # default_statistics_target
SAMPLED = 300  # rows for each unit of the statistics target
TOGETHER = 0.9  # correlation with the order of the rows from which on equal values lie together
PLENTY = 50.0  # rows a value from which on the estimate is as good as exact


@dataclass(frozen=True, slots=True)
class Sample:
    """What ANALYZE looked at: ``taken`` rows of a table of so many rows and pages."""

    rows: float
    pages: int
    taken: float


@lru_cache(maxsize=20_000)
def real_distinct(known: ColumnStatistics, sample: Sample) -> float:
    """The number of distinct values of a column that is likeliest to give this estimate."""
    estimate = max(known.distinct_values(sample.rows), 1.0)
    every = sample.rows * (1 - known.null_fraction)
    taken = min(sample.taken, sample.rows) * (1 - known.null_fraction)
    if taken >= every or estimate >= every * 0.999 or every / estimate > PLENTY or estimate < 2:
        return estimate
    if abs(known.correlation or 0.0) >= TOGETHER:
        if sample.pages <= sample.taken:
            return estimate
        looked_at = every * sample.taken / sample.pages  # rows in pages that were looked at
        share = taken / looked_at
        copies = _solve(lambda k: _together(k, share, taken, every), estimate, 1.0001, every / estimate)
        return every / copies
    common = known.common_frequencies or ()
    rest, seen = every - sum(common) * sample.rows, taken - sum(common) * min(sample.taken, sample.rows)
    if rest < 1 or seen < 1 or estimate <= len(common) + 1:
        return estimate
    possible = _solve(lambda m: -_at_random(m, seen, len(common), taken, every), -estimate, 1.0, rest * 1000)
    return len(common) + possible * -math.expm1(-rest / possible)


def _together(copies: float, share: float, taken: float, every: float) -> float:
    """What ANALYZE says of values of so many copies each, which lie together, when it takes a share of their pages."""
    missed = (1 - share) ** (copies - 1)
    values = taken / (copies * share) * (1 - missed * (1 - share))
    return _duj1(values, taken * missed, taken, every)


def _at_random(possible: float, seen: float, common: int, taken: float, every: float) -> float:
    """The same of rows that fall at random on so many possible values."""
    once = seen * math.exp(-seen / possible)
    return _duj1(common + possible * -math.expm1(-seen / possible), once, taken, every)


def _duj1(values: float, once: float, taken: float, every: float) -> float:
    """n d / (n - f1 + f1 n / N)."""
    return taken * values / (taken - once + once * taken / every)


def _solve(falling: Callable[[float], float], wanted: float, low: float, high: float) -> float:
    """Where a falling function has that value."""
    for _ in range(50):
        middle = math.sqrt(low * high)
        low, high = (middle, high) if falling(middle) > wanted else (low, middle)
    return math.sqrt(low * high)
