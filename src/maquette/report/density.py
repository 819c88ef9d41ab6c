"""A column's histogram as bars of equal width."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise

BARS = 24


def density(bounds: Sequence[str]) -> list[int] | None:
    """Heights 0 … 100 of ``BARS`` bars over the range of an equi-depth histogram; None where bounds are no numbers.

    Between two bounds lies the same share of the rows, so a narrow gap is a high bar (manual, 53.28 "pg_stats":
    histogram_bounds divides the column's values into groups of approximately equal population).
    """
    values = _numbers(bounds)
    if values is None or len(values) < 2 or not math.isfinite(values[-1] - values[0]) or values[-1] <= values[0]:
        return None
    low, step = values[0], (values[-1] - values[0]) / BARS
    if step == 0:
        return None  # so close that the difference is lost
    bars = [0.0] * BARS
    for left, right in pairwise(values):
        first = min(int((left - low) / step), BARS - 1)
        last = min(int((right - low) / step), BARS - 1)
        if first == last or right <= left:
            bars[first] += 1
            continue
        for bar in range(first, last + 1):
            overlap = min(right, low + (bar + 1) * step) - max(left, low + bar * step)
            bars[bar] += max(overlap, 0.0) / (right - left)
    highest = max(bars)
    return [round(bar / highest * 100) for bar in bars]


def _numbers(bounds: Sequence[str]) -> list[float] | None:
    for read in (float, _moment):
        try:
            values = [read(bound) for bound in bounds]
        except (ValueError, OverflowError):
            continue
        return values if all(map(math.isfinite, values)) else None
    return None


def _moment(text: str) -> float:
    """Days since year 1 of a date or timestamp in ISO style."""
    moment = datetime.fromisoformat(text)
    return moment.toordinal() + (moment.hour * 3600 + moment.minute * 60 + moment.second) / 86_400
