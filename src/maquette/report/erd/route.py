"""The way of a line between two boxes: a curve that leaves and arrives level."""

from __future__ import annotations

from dataclasses import dataclass

from .graph import HEAD, ROW, Box, Graph
from .layered import Place
from .layout import Layout

REACH = 46  # pixels that a line goes straight on before it may turn back


@dataclass(frozen=True, slots=True)
class Route:
    """A cubic curve from (x1, y1) to (x2, y2) with control points (k1, y1) and (k2, y2), in pixels."""

    x1: float
    y1: float
    k1: float
    k2: float
    x2: float
    y2: float


def routes(graph: Graph, layout: Layout) -> tuple[Route, ...]:
    """One route a line, from the referencing column to the referenced one."""
    return tuple(
        _between(
            End(layout.places[line.source], graph.boxes[line.source], line.key.columns[0]),
            End(layout.places[line.target], graph.boxes[line.target], line.key.target_columns[0]),
        )
        for line in graph.lines
    )


@dataclass(frozen=True, slots=True)
class End:
    """Where a line ends: a column of a box that stands at ``corner``."""

    corner: Place
    box: Box
    column: str

    @property
    def height(self) -> float:
        row = self.box.row(self.column)
        return self.corner[1] + (HEAD / 2 if row is None else HEAD + ROW * row + ROW / 2 + 2)


def _between(source: End, target: End) -> Route:
    y1, y2 = source.height, target.height
    left, other_left = source.corner[0], target.corner[0]
    right, other_right = left + source.box.width, other_left + target.box.width
    if other_right + REACH / 2 <= left:
        bend = max((left - other_right) / 2, REACH)
        return Route(left, y1, left - bend, other_right + bend, other_right, y2)
    if right + REACH / 2 <= other_left:
        bend = max((other_left - right) / 2, REACH)
        return Route(right, y1, right + bend, other_left - bend, other_left, y2)
    out = max(right, other_right) + REACH * 1.4  # one above the other, or the same box
    return Route(right, y1, out, out, other_right, y2)
