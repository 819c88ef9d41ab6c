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

from ....model.statistics import ColumnStatistics

TARGET = 100.0  # default_statistics_target
SAMPLED = 300  # rows for each unit of the statistics target
TOGETHER = 0.9  # correlation with the order of the rows from which on equal values lie together
FEW = 10.0  # rows a value up to which it can be told that they are a whole number
NEARLY, FAR = 0.025, 0.1  # how near to it they must be: nearer where much was looked at
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
    if is_even(known, sample):
        return estimate
    if _lie_together(known):
        return _grouped(estimate, every, taken, taken / every * max(1.0, sample.pages / sample.taken))
    common = known.common_frequencies or ()
    rest, seen = every - sum(common) * sample.rows, taken - sum(common) * min(sample.taken, sample.rows)
    if rest < 1 or seen < 1 or estimate <= len(common) + 1:
        return estimate
    found = _solve(lambda m: -_random(m, seen, len(common), taken, every), -estimate, 1.0, rest * 1000)
    return len(common) - found * math.expm1(-rest / found)


def is_even(known: ColumnStatistics, sample: Sample) -> bool:
    """Whether each value seems to have the same number of rows: those that lie together, and a whole number of them."""
    copies = sample.rows * (1 - known.null_fraction) / max(known.distinct_values(sample.rows), 1.0)
    if not 1.5 < copies < FEW or not _lie_together(known) or sample.pages > sample.taken:
        return False
    repeats = min(sample.taken, sample.rows) ** 2 / sample.rows * (copies - 1)  # rows seen whose value was seen before
    error = math.sqrt(2 / repeats) * (copies - 1)
    return abs(copies - round(copies)) < min(max(error, NEARLY), FAR)


def _lie_together(known: ColumnStatistics) -> bool:
    return abs(known.correlation or 0.0) >= TOGETHER


def _grouped(estimate: float, every: float, taken: float, share: float) -> float:
    """Of values that lie together, when ANALYZE looked at so large a share of the rows near each that it looked at.

    Between as many rows for each value, and a random number: real groups of rows are mostly nearer to the second."""
    most = every / estimate + 1
    even = _solve(lambda k: _even(k, share, taken, every), estimate, 1.0001, most)
    rate = _solve(lambda r: _random(taken / (r * share), taken, 0, taken, every), estimate, 1e-4, most)
    return every / (math.pow(even, 1 / 3) * math.pow(rate / -math.expm1(-rate), 2 / 3))


def _even(copies: float, share: float, taken: float, every: float) -> float:
    """What ANALYZE says of values of so many rows each."""
    missed = math.pow(1 - share, copies - 1)
    values = taken / (copies * share) * (1 - missed * (1 - share))
    return _duj1(values, taken * missed, taken, every)


def _random(possible: float, seen: float, common: int, taken: float, every: float) -> float:
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
