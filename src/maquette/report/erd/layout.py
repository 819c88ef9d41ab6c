"""Where every box stands: groups are laid out one by one and packed, nearest to those they refer to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from .cluster import group
from .graph import Graph
from .layered import Place, grid, place

AROUND, APART, LABEL = 28, 70, 26  # pixels: padding of a group, gap between groups, height of its name
NEAR = 150  # groups that are placed near to each other; a quadratic affair
WIDE = 1.6  # width by height that the whole aims at


@dataclass(frozen=True, slots=True)
class Area:
    """A group of boxes as a rectangle; its label is its most referred-to table, or the schema of lone tables."""

    x: float
    y: float
    width: float
    height: float
    label: str
    members: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """The corner of each box, the groups, and the size of the whole, in pixels."""

    places: tuple[Place, ...]
    areas: tuple[Area, ...]
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class _Sheet:
    members: list[int]
    places: list[Place]
    width: float
    height: float
    label: str


def lay_out(graph: Graph) -> Layout:
    """Place all boxes so that none overlaps another. A thousand tables take about a second."""
    if not graph.boxes:
        return Layout((), (), 0.0, 0.0)
    sheets = _sheets(graph)
    corners = _pack(sheets, graph)
    left = min(x for x, _ in corners)
    top = min(y for _, y in corners)
    places: list[Place] = [(0.0, 0.0)] * len(graph.boxes)
    areas = []
    for sheet, (x, y) in zip(sheets, corners, strict=True):
        x, y = x - left, y - top  # noqa: PLW2901 - the same corner, counted from the whole's
        areas.append(Area(x, y, sheet.width, sheet.height, sheet.label, tuple(sheet.members)))
        for member, (inner_x, inner_y) in zip(sheet.members, sheet.places, strict=True):
            places[member] = (x + AROUND + inner_x, y + AROUND + LABEL + inner_y)
    width = max(area.x + area.width for area in areas)
    height = max(area.y + area.height for area in areas)
    return Layout(tuple(places), tuple(areas), width, height)


def _sheets(graph: Graph) -> list[_Sheet]:
    groups = group(len(graph.boxes), [(line.source, line.target) for line in graph.lines])
    lone: dict[str, list[int]] = defaultdict(list)
    sheets = []
    for members in groups:
        if len(members) == 1:
            lone[graph.boxes[members[0]].name.schema].append(members[0])
            continue
        local = {member: number for number, member in enumerate(members)}
        links = [
            (local[li.source], local[li.target]) for li in graph.lines if li.source in local and li.target in local
        ]
        places = place([graph.boxes[member] for member in members], links)
        sheets.append(_sheet(members, places, graph, _most_referred(members, graph)))
    for schema, members in lone.items():
        places = grid([graph.boxes[member] for member in members])
        sheets.append(_sheet(members, places, graph, schema))
    return sheets


def _sheet(members: list[int], places: list[Place], graph: Graph, label: str) -> _Sheet:
    width = max(x + graph.boxes[member].width for member, (x, _) in zip(members, places, strict=True))
    height = max(y + graph.boxes[member].height for member, (_, y) in zip(members, places, strict=True))
    return _Sheet(members, places, width + 2 * AROUND, height + 2 * AROUND + LABEL, label)


def _most_referred(members: Sequence[int], graph: Graph) -> str:
    inside = set(members)
    arriving = Counter(line.target for line in graph.lines if line.target in inside and line.source in inside)
    best = max(members, key=lambda member: (arriving[member], -member))
    return graph.boxes[best].name.name


def _pack(sheets: Sequence[_Sheet], graph: Graph) -> list[Place]:
    """Place the groups one by one: each at the free corner nearest to the groups it has lines to, and to the middle.

    Of very many, those that come last and are the smallest stand in rows below.
    """
    home = {member: number for number, sheet in enumerate(sheets) for member in sheet.members}
    pull: list[Counter[int]] = [Counter() for _ in sheets]
    for line in graph.lines:
        source, target = home[line.source], home[line.target]
        if source != target:
            pull[source][target] += 1
            pull[target][source] += 1
    corners: dict[int, Place] = {}
    waiting = set(range(len(sheets)))
    while waiting and len(corners) < NEAR:
        chosen = max(waiting, key=lambda n: (sum(c for o, c in pull[n].items() if o in corners), _area(sheets[n]), -n))
        corners[chosen] = _best_corner(chosen, corners, sheets, pull[chosen])
        waiting.remove(chosen)
    corners |= _rows(sorted(waiting, key=lambda n: (-sheets[n].height, n)), corners, sheets)
    return [corners[number] for number in range(len(sheets))]


def _rows(numbers: Sequence[int], corners: Mapping[int, Place], sheets: Sequence[_Sheet]) -> dict[int, Place]:
    """Those groups, the highest first, in rows below the ones that have their corners."""
    left = min((x for x, _ in corners.values()), default=0.0)
    width = max((x + sheets[n].width for n, (x, _) in corners.items()), default=0.0) - left
    width = max(width, sqrt(WIDE * sum(map(_area, sheets))))
    x, y = left, max((y + sheets[n].height + APART for n, (_, y) in corners.items()), default=0.0)
    placed, low = {}, y
    for number in numbers:
        if x > left and x + sheets[number].width > left + width:
            x, y = left, low
        placed[number] = (x, y)
        x, low = x + sheets[number].width + APART, max(low, y + sheets[number].height + APART)
    return placed


def _area(sheet: _Sheet) -> float:
    return sheet.width * sheet.height


def _best_corner(chosen: int, corners: dict[int, Place], sheets: Sequence[_Sheet], pull: Counter[int]) -> Place:
    if not corners:
        return (0.0, 0.0)
    new = sheets[chosen]
    taken = [(x, y, x + sheets[n].width + APART, y + sheets[n].height + APART) for n, (x, y) in corners.items()]
    middle_x = sum((left + right) / 2 for left, _, right, _ in taken) / len(taken)
    middle_y = sum((top + bottom) / 2 for _, top, _, bottom in taken) / len(taken)
    wanted = [(*corners[other], weight) for other, weight in pull.items() if other in corners]
    heaviest = sum(weight for *_, weight in wanted) or 1

    def cost(x: float, y: float) -> float:
        centre_x, centre_y = x + new.width / 2, y + new.height / 2
        total = max(abs(centre_x - middle_x) / WIDE, abs(centre_y - middle_y))  # fills a rectangle, not a rhombus
        for other_x, other_y, weight in wanted:
            total += (abs(x - other_x) / WIDE + abs(y - other_y)) * weight / heaviest
        return total

    right, down = new.width + APART, new.height + APART
    spots = {
        spot
        for left, top, far, low in taken
        for spot in ((far, top), (left - right, top), (left, low), (left, top - down),
                     (far, low - down), (left - right, low - down), (far - right, low), (far - right, top - down))
    }  # fmt: skip
    for x, y in sorted(spots, key=lambda spot: (cost(*spot), spot)):
        if not any(x < far and left < x + right and y < low and top < y + down for left, top, far, low in taken):
            return (x, y)
    return (max(far for _, _, far, _ in taken), 0.0)  # right of everything is always free
