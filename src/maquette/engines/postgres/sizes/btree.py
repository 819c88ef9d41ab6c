"""The size and height of a b-tree that is freshly built (access/nbtree: nbtsort.c, nbtdedup.c, nbtutils.c)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from operator import itemgetter

from ..storage import PAGE
from .copies import MANY, Value, distinct_keys, groups, number_of_copies
from .shape import ENTRY, NULLS_ENTRY, POINTER, TID, Part, Shape, aligned, entry, entry_of

LEAF_ROOM = 8144  # of a page: without header, special space and the high key's line pointer
INNER_FULL = 2457  # bytes that a build leaves free in an inner page (BTREE_NONLEAF_FILLFACTOR 70)
POSTING_LIMIT = 808  # a build's longest posting list tuple: MAXALIGN_DOWN(BLCKSZ / 10) less a line pointer (_bt_load)
TRUNCATED = 8  # bytes for the TID in a downlink that needs one to tell two neighbours apart


def btree_pages(shape: Shape) -> int:
    """Pages of a freshly built b-tree: meta page, leaves at its fillfactor, inner pages at 70 %."""
    if shape.rows < 1:
        return 1
    items, size = _leaf_entries(shape)
    leaves = _leaves(shape, items, size)
    total, level = leaves, leaves
    fan = _fanout(shape, items)
    while level > 1:
        level = math.ceil(level / fan)
        total += level
    return 1 + total


def btree_level(pages: int, shape: Shape) -> int:
    """The level of the root of a b-tree of that many pages (0: the root is a leaf)."""
    fan = _fanout(shape, _leaf_entries(shape)[0])
    leaves = pages - 1
    for _ in range(8):  # leaves + inner pages = pages - 1; settles in two or three rounds
        inner, level = 0, leaves
        while level > 1:
            level = math.ceil(level / fan)
            inner += level
        leaves = pages - 1 - inner
    height = 0
    while leaves > 1:
        leaves = math.ceil(leaves / fan)
        height += 1
    return height


def _fanout(shape: Shape, items: float) -> float:
    """Children of a full inner page as a build makes it; growing by insertion comes to about the same share."""
    return 1 + (LEAF_ROOM - 12 - INNER_FULL) / (_pivot(shape, max(items, 1.0)) + POINTER)


def _pivot(shape: Shape, items: float) -> float:
    """Average size of a downlink: the fewest columns that tell two neighbours apart, else all and the TID."""
    total, before = 0.0, 1.0
    for count in range(1, shape.keys + 1):
        alike = max(0.0, 1.0 - distinct_keys(shape, count) / items)
        total += max(0.0, before - alike) * entry(shape.parts[:count])
        before = min(before, alike)
    return total + before * (entry(shape.parts[: shape.keys]) + TRUNCATED)


def _leaves(shape: Shape, items: float, size: float) -> int:
    per_page = (LEAF_ROOM - PAGE * (1 - shape.fill)) / (size + POINTER)
    if size + POINTER < 100 and all(len(part.sizes) == 1 for part in shape.parts) and items == shape.rows:
        per_page = math.floor(per_page)
    return max(1, math.ceil(items / max(per_page, 1.0)))


@lru_cache(maxsize=1000)
def _leaf_entries(shape: Shape) -> tuple[float, float]:
    """Number and average size of the entries in the leaves, after deduplication.

    A build deduplicates neither unique indexes nor those with INCLUDEd columns (_bt_load, _bt_allequalimage)."""
    if shape.unique or not shape.equal_image or shape.keys < len(shape.parts):
        return shape.rows, entry(shape.parts)
    count = total = 0.0
    for group in groups(shape):
        size = _entry(shape, group.present)
        number, length = _lists(round(group.rate, 2 - _magnitude(group.rate)), size, group.even)
        count += group.keys * number
        total += group.keys * number * length
    return (count, total / count) if count else (shape.rows, entry(shape.parts))


def _entry(shape: Shape, values: Sequence[Value]) -> float:
    """Average size of an entry of those columns, some of which have a value of known size."""
    parts = tuple(
        shape.parts[place] if size is None else _sized(shape.parts[place], size)
        for place, size in sorted(values, key=itemgetter(0))
    )
    return entry_of(parts, ENTRY if len(parts) == len(shape.parts) else NULLS_ENTRY)


@lru_cache(maxsize=10_000)
def _sized(part: Part, size: int) -> Part:
    return Part(alignment=part.alignment, variable=part.variable, sizes=((size, 1.0),))


def _magnitude(rate: float) -> int:
    return math.floor(math.log10(rate)) if rate > 0 else 0


@lru_cache(maxsize=10_000)
def _lists(rate: float, size: float, even: bool) -> tuple[float, float]:
    """Number and average size of the tuples of a key on which ``rate`` rows fall on average."""
    longest = max(1.0, math.floor((POSTING_LIMIT - size) / TID))
    if rate > MANY:
        number = math.ceil(rate / longest)
        return number, aligned(size) + TID * rate / number + 3.0
    count = total = 0.0
    for copies, share in number_of_copies(rate, even):
        number = math.ceil(copies / longest)
        count += share * number
        total += share * number * (size if copies == 1 else aligned(size + TID * copies / number))
    return count, total / count
