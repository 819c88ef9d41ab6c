"""The size of a GIN index that is freshly built (access/gin: ginentrypage.c, gindatapage.c, ginpostinglist.c)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ..storage import PAGE, GinCounts
from .shape import ENTRY, POINTER, Elements, Shape, aligned

ROOM = PAGE - 32  # of a page, after header and special space
LONGEST = 2712  # bytes of a list of rows that stays in its entry (GinMaxItemSize)
LIST_HEAD = 8  # of a compressed list: its first row and its length
SEGMENT = 256  # bytes of a list in a page of its own are cut so (GinPostingListSegmentTargetSize)
TREE_CHILDREN = 800  # of an inner page of a list's tree
UNKNOWN = Elements(frequencies=(), rare=((10_000.0, 5.0),), bytes=12.0, sure=False)
BYTE_BLOCKS = (8, 1024, 131_072, 16_777_216)  # gaps in blocks from which on a row takes 3, 4, 5, 6 bytes


@dataclass(frozen=True, slots=True)
class Count:
    """Bytes of entries, their number, and pages of lists that have pages of their own."""

    entries: float
    number: float
    pages: float


def gin_pages(shape: Shape) -> int:
    """Pages: meta page, the tree of entries, and the trees of the rows of frequent keys."""
    found = _count(shape)
    return 1 + _entry_pages(found) + round(found.pages)


def gin_counts(pages: int, shape: Shape) -> GinCounts:
    """What a GIN index of that many pages would say of itself."""
    found, inside = _count(shape), max(pages - 1, 1)
    entry_pages = inside if not found.pages else min(inside, _entry_pages(found))
    return GinCounts(
        total_pages=pages, entry_pages=entry_pages, data_pages=inside - entry_pages, entries=math.ceil(found.number)
    )


def _entry_pages(found: Count) -> int:
    """Keys come in order, and a full page is split where its left half has just passed the middle (entrySplitPage)."""
    if not found.number:
        return 1
    size = found.entries / found.number
    leaves = math.ceil(found.entries / (ROOM * min(0.95, 0.5 + 0.75 * size / ROOM)))
    return leaves if leaves < 2 else math.ceil(leaves * (1 + 24 / (ROOM / 2))) + 1


def _count(shape: Shape) -> Count:
    total = Count(0.0, 0.0, 0.0)
    for number, rows in _keys(shape):
        size = _list_bytes(round(rows, 2 - math.floor(math.log10(rows))), shape)
        own = 0.0
        if size > LONGEST:
            pages = max(1, math.ceil(size * (1 + LIST_HEAD / SEGMENT) / ROOM))
            own, size = pages + (math.ceil(pages / TREE_CHILDREN) if pages > 1 else 0), 0.0
        key = (shape.elements or UNKNOWN).bytes
        entry = aligned(ENTRY + (2 if len(shape.parts) > 1 else 0) + key + size) + POINTER
        total = Count(total.entries + number * entry, total.number + number, total.pages + number * own)
    return total


def _keys(shape: Shape) -> Iterator[tuple[float, float]]:
    """Numbers of keys, and the rows that each has."""
    elements = shape.elements or UNKNOWN
    for frequency in elements.frequencies:
        yield 1.0, max(1.0, frequency * shape.rows)
    for many, share in elements.rare:
        number = min(many, share * shape.rows)
        if number >= 1:
            yield number, share * shape.rows / number


def _list_bytes(rows: float, shape: Shape) -> float:
    """Bytes of a list of so many rows, which are spread evenly over the table (ginCompressPostingList)."""
    table = max(shape.table_rows, shape.rows, 1.0)
    share = min(rows / table, 1.0)
    return LIST_HEAD + (rows - 1) * _gap_bytes(share, table / max(shape.heap_pages, 1))


@lru_cache(maxsize=10_000)
def _gap_bytes(share: float, page_rows: float) -> float:
    """Bytes of the distance to the next row: one within the page, else more as so many pages lie between."""
    if share >= 1:
        return 1 + 1 / max(page_rows, 1.0)
    none: float = (1 - share) ** page_rows  # the chance of a page without the key
    apart = min(1.0, (1 - none) / (page_rows * share))
    return 1 + apart * (1 + sum(none ** (blocks - 1) for blocks in BYTE_BLOCKS))
