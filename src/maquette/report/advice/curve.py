"""The budget curve with the letters of a terminal: cost against megabytes, as bars."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ...model.advice import CurvePoint, IndexAdvice
from .. import phrases
from . import words

EIGHTHS = " ▁▂▃▄▅▆▇█"
WIDTH, HEIGHT = 56, 6
MANIFOLD = 20  # from there on, bars from zero would be too low to be told apart


@dataclass(frozen=True, slots=True)
class Plot:
    """Lines to print; ``mark`` is the column of the answer, counted from the first bar.

    ``top`` and ``ground`` are the costs at the upper and the lower edge. Where costs differ manifold the bars are
    logarithms, and ``ground`` is not zero.
    """

    rows: tuple[str, ...]
    top: float
    ground: float
    axis: str
    mark: int
    caption: str


def plot(advice: IndexAdvice) -> Plot | None:
    """The curve; None where there are not two points to draw."""
    within = (point for point in advice.curve if point.bytes <= words.reach(advice))
    points = sorted(within, key=lambda point: point.bytes)
    most = max((point.bytes for point in points), default=0)
    if len(points) < 2 or most == 0:
        return None
    costs = [cost_at(points, most * column / (WIDTH - 1)) for column in range(WIDTH)]
    top, least = max(advice.before, *costs), min(costs)
    ground = least * 0.8 if top > MANIFOLD * least > 0 else 0.0
    bars = [_share(cost, top, ground) for cost in costs]
    rows = tuple("".join(_cell(bar, row) for bar in bars) for row in reversed(range(HEIGHT)))
    mark = min(WIDTH - 1, round(advice.bytes / most * (WIDTH - 1)))
    right = phrases.decimal_size(most)
    axis = "0" + right.rjust(WIDTH - 1)
    caption = f"▲ chosen: {phrases.decimal_size(advice.bytes)}, cost {phrases.count(advice.after)}"
    return Plot(rows, top, ground, axis, mark, caption)


def cost_at(points: Sequence[CurvePoint], size: float) -> float:
    """The least cost that so many bytes buy; points in order of bytes."""
    affordable = [point.cost for point in points if point.bytes <= size]
    return min(affordable) if affordable else points[0].cost


def _share(cost: float, top: float, ground: float) -> float:
    if ground:
        return math.log(cost / ground) / math.log(top / ground)
    return cost / top if top else 0.0


def _cell(share: float, row: int) -> str:
    """The letter of a bar of that height (0 … 1) in that row, counted from the ground."""
    filled = round(share * HEIGHT * 8) - row * 8
    if row == 0:
        filled = max(filled, 1)  # nearly nothing is not nothing
    return EIGHTHS[max(0, min(8, filled))]
