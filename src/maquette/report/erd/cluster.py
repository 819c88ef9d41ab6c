"""Groups of tables that belong together: communities by modularity.

Source: Blondel, Guillaume, Lambiotte, Lefebvre, "Fast unfolding of communities in large networks" (2008), its first
phase, repeated on the groups, with a limit to a group's size so that each can be drawn on its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

LARGEST = 24  # tables in a group
Weights = list[dict[int, float]]


def group(count: int, links: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Split nodes 0 … count-1 into groups; those without a link stay alone. Same input, same groups.

    What is connected stays together where it is no larger than a group may be.
    """
    weights = _weigh(count, list(links))
    sizes = [1] * count
    members = [[node] for node in range(count)]
    while True:
        home = _settle(weights, sizes)
        if len(set(home)) == len(home):
            return _join_small(members, weights)
        members, weights, sizes = _merge(home, members, weights)


def _weigh(count: int, links: Sequence[tuple[int, int]]) -> Weights:
    """A link to a table that everything refers to says little: its weight is one over the links that end there."""
    arriving = [0] * count
    for _, target in links:
        arriving[target] += 1
    weights: Weights = [defaultdict(float) for _ in range(count)]
    for source, target in links:
        if source != target:
            weight = 1 / arriving[target] ** 0.5
            weights[source][target] += weight
            weights[target][source] += weight
    return weights


def _settle(weights: Weights, sizes: Sequence[int]) -> list[int]:
    """Move each node to the neighbouring group that gains most modularity, until none moves."""
    count = len(weights)
    home, strength = list(range(count)), [sum(near.values()) for near in weights]
    total, held, size = sum(strength) or 1.0, list(strength), list(sizes)
    for _ in range(20):
        moved = False
        for node in range(count):
            pull: dict[int, float] = defaultdict(float)
            for other, weight in weights[node].items():
                if other != node:
                    pull[home[other]] += weight
            here = home[node]
            held[here] -= strength[node]
            size[here] -= sizes[node]
            best, gain = here, pull.get(here, 0.0) - strength[node] * held[here] / total
            for there in sorted(pull):
                offered = pull[there] - strength[node] * held[there] / total
                if offered > gain + 1e-9 and size[there] + sizes[node] <= LARGEST:
                    best, gain = there, offered
            home[node] = best
            held[best] += strength[node]
            size[best] += sizes[node]
            moved |= best != here
        if not moved:
            break
    return home


def _merge(
    home: Sequence[int], members: Sequence[list[int]], weights: Weights
) -> tuple[list[list[int]], Weights, list[int]]:
    """Make each group a node."""
    order = {group: number for number, group in enumerate(dict.fromkeys(home))}
    merged: list[list[int]] = [[] for _ in order]
    joined: Weights = [defaultdict(float) for _ in order]
    for node, group in enumerate(home):
        merged[order[group]] += members[node]
        for other, weight in weights[node].items():
            joined[order[group]][order[home[other]]] += weight
    return merged, joined, [len(group) for group in merged]


def _join_small(members: Sequence[list[int]], weights: Weights) -> list[list[int]]:
    """Groups that are connected are one group where that one is small enough."""
    joined, seen = [], set[int]()
    for start in range(len(members)):
        if start in seen:
            continue
        reached = [start]
        seen.add(start)
        for group in reached:  # grows while it is walked
            new = [other for other in weights[group] if other not in seen]
            seen.update(new)
            reached += new
        together = [node for group in sorted(reached) for node in members[group]]
        joined += [together] if len(together) <= LARGEST else [members[group] for group in sorted(reached)]
    return joined
