"""One group of boxes in columns: what is referred to stands left of what refers to it.

Source: Sugiyama, Tagawa, Toda, "Methods for visual understanding of hierarchical system structures" (1981): layers by
longest path, order within a layer by barycentres.
"""

from __future__ import annotations

from collections.abc import Sequence

from .graph import Box

ACROSS, DOWN = 110, 30  # pixels between columns, and between boxes of a column
Place = tuple[float, float]
Link = tuple[int, int]


def place(boxes: Sequence[Box], links: Sequence[Link]) -> list[Place]:
    """The left upper corner of each box; ``links`` are (referring, referred) places in ``boxes``."""
    forward = _acyclic(len(boxes), links)
    columns = _split(_layers(len(boxes), forward), boxes)
    _order(columns, forward)
    return _coordinates(columns, boxes, forward)


def grid(boxes: Sequence[Box]) -> list[Place]:
    """Boxes without links, in columns of about the same height."""
    area = sum((box.width + DOWN) * (box.height + DOWN) for box in boxes)
    limit = max(area**0.5, *(box.height for box in boxes))
    places: list[Place] = []
    x = y = widest = 0.0
    for box in boxes:
        if y and y + box.height > limit:
            x, y, widest = x + widest + DOWN, 0.0, 0.0
        places.append((x, y))
        y, widest = y + box.height + DOWN, max(widest, box.width)
    return places


def _acyclic(count: int, links: Sequence[Link]) -> list[Link]:
    """Links without loops; one that closes a circle is turned round."""
    out: list[list[int]] = [[] for _ in range(count)]
    for source, target in dict.fromkeys(links):
        if source != target:
            out[source].append(target)
    kept, state = [], [0] * count  # 0 not seen, 1 on the path, 2 done
    for start in range(count):
        path = [(start, iter(out[start]))] if not state[start] else []
        while path:
            node, rest = path[-1]
            state[node] = 1
            target = next(rest, -1)
            if target < 0:
                state[node] = 2
                path.pop()
                continue
            kept.append((target, node) if state[target] == 1 else (node, target))
            if not state[target]:
                path.append((target, iter(out[target])))
    return kept


def _layers(count: int, links: Sequence[Link]) -> list[list[int]]:
    """Nodes by the length of the longest path to one that refers to nothing."""
    depth = [0] * count
    for _ in range(count):
        changed = False
        for source, target in links:
            if depth[source] <= depth[target]:
                depth[source], changed = depth[target] + 1, True
        if not changed:
            break
    # A node moves right, next to the nearest that refers to it: shorter lines.
    for node in sorted(range(count), key=lambda one: -depth[one]):
        referring = [depth[source] for source, target in links if target == node]
        if referring:
            depth[node] = min(referring) - 1
    layers: list[list[int]] = [[] for _ in range(max(depth, default=0) + 1)]
    for node, layer in enumerate(depth):
        layers[layer].append(node)
    return [layer for layer in layers if layer]


def _split(layers: list[list[int]], boxes: Sequence[Box]) -> list[list[int]]:
    """Cut columns that are far higher than the group is wide."""
    area = sum((box.width + ACROSS) * (box.height + DOWN) for box in boxes)
    limit = max(area**0.5 * 1.15, *(box.height for box in boxes))
    columns = []
    for layer in layers:
        height = sum(boxes[node].height + DOWN for node in layer)
        parts = max(1, round(height / limit))
        size = -(-len(layer) // parts)
        columns += [layer[start : start + size] for start in range(0, len(layer), size)]
    return columns


def _order(columns: list[list[int]], links: Sequence[Link]) -> None:
    """Sort each column by where its neighbours stand, to and fro, in place."""
    near: dict[int, list[int]] = {node: [] for column in columns for node in column}
    for source, target in links:
        near[source].append(target)
        near[target].append(source)
    rank = {node: spot / max(len(column), 1) for column in columns for spot, node in enumerate(column)}
    for sweep in range(8):
        for column in columns if sweep % 2 else reversed(columns):
            column.sort(key=lambda node: _mean([rank[other] for other in near[node]], rank[node]))
            rank.update({node: spot / max(len(column), 1) for spot, node in enumerate(column)})


def _coordinates(columns: list[list[int]], boxes: Sequence[Box], links: Sequence[Link]) -> list[Place]:
    """Columns side by side; each box as near as may be to the middle of its neighbours."""
    near: dict[int, list[int]] = {node: [] for column in columns for node in column}
    for source, target in links:
        near[source].append(target)
        near[target].append(source)
    middle: dict[int, float] = {}
    for column in columns:
        y = -sum(boxes[node].height + DOWN for node in column) / 2
        for node in column:
            middle[node] = y + boxes[node].height / 2
            y += boxes[node].height + DOWN
    for sweep in range(6):
        for column in columns if sweep % 2 else reversed(columns):
            wanted = [_mean([middle[other] for other in near[node]], middle[node]) for node in column]
            _spread(column, wanted, boxes, middle)
    places: list[Place] = [(0.0, 0.0)] * len(boxes)
    x = 0.0
    for column in columns:
        for node in column:
            places[node] = (x, middle[node] - boxes[node].height / 2)
        x += max(boxes[node].width for node in column) + ACROSS
    top = min(y for _, y in places)
    return [(x, y - top) for x, y in places]


def _spread(column: Sequence[int], wanted: Sequence[float], boxes: Sequence[Box], middle: dict[int, float]) -> None:
    """Push apart what overlaps, keeping the column's mean where its boxes want it."""
    below = float("-inf")
    for node, wish in zip(column, wanted, strict=True):
        half = boxes[node].height / 2
        middle[node] = max(wish, below + half)
        below = middle[node] + half + DOWN
    drift = sum(middle[node] - wish for node, wish in zip(column, wanted, strict=True)) / len(column)
    for node in column:
        middle[node] -= drift


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise
