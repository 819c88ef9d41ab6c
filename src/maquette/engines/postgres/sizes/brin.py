"""The size of a BRIN index (access/brin: brin_revmap.h, brin_tuple.c, brin_bloom.c, brin_minmax_multi.c)."""

from __future__ import annotations

import math

from ..storage import PAGE
from .shape import ALIGNMENT, POINTER, SHORT, Part, Shape, aligned

REVMAP_ITEMS = 1360  # of a page
ROOM = PAGE - 32  # of a page, after header and special space
HEADER = 5  # BrinTuple: block number and flags
TUPLES_PAGE = 291  # MaxHeapTuplesPerPage
BLOOM_SHARE, BLOOM_LEAST, BLOOM_FALSE = 0.1, 16, 0.01  # defaults of bloom operator classes
BLOOM_HEAD = 16
MULTI_VALUES = 32  # default of values_per_range
MULTI_HEAD = 20
COMPRESSED = 508  # TOAST_INDEX_TARGET: longer values are compressed where that helps


def brin_pages(shape: Shape) -> int:
    """Pages: meta page, range map, a summary for each range of heap pages."""
    ranges = math.ceil(shape.heap_pages / shape.pages_per_range)
    summary = aligned(_summary(shape)) + POINTER
    per_page = ROOM // summary
    return 1 + revmap_pages(shape.heap_pages, shape.pages_per_range) + max(1, math.ceil(ranges / max(per_page, 1)))


def brin_exact(shape: Shape) -> bool:
    """Whether the summaries are of one size whatever the rows are: minmax of columns of fixed width, hardly null."""
    return all(
        _kind(name) == "minmax" and not part.variable and part.nulls < 0.01
        for part, name in zip(shape.parts, shape.classes, strict=False)
    )


def revmap_pages(heap_pages: int, pages_per_range: int) -> int:
    """Pages of BRIN's range map."""
    return max(1, math.ceil(math.ceil(heap_pages / pages_per_range) / REVMAP_ITEMS))


def _summary(shape: Shape) -> float:
    """Bytes of a range's summary (brin_form_tuple)."""
    null_bits = math.ceil(2 * len(shape.parts) / 8) if any(part.nulls for part in shape.parts) else 0
    place = float(aligned(HEADER + null_bits))
    for number, part in enumerate(shape.parts):
        name = shape.classes[number] if number < len(shape.classes) else ""
        match _kind(name):
            case "bloom":
                place += _bloom(shape, part)
            case "multi":
                place += _multi(shape, part)
            case "inclusion":
                place = _stored(place, part) + 2  # with two flags: unmergeable, contains empty
            case _:
                place = _stored(_stored(place, part), part)
    return place


def _kind(name: str) -> str:
    if "minmax_multi" in name:
        return "multi"
    return next((kind for kind in ("bloom", "inclusion") if kind in name), "minmax")


def _stored(place: float, part: Part) -> float:
    """Where a value ends that begins there."""
    packed = part.variable and part.mean <= SHORT
    return (place if packed else aligned(place, ALIGNMENT[part.alignment])) + part.mean


def _values(shape: Shape, part: Part) -> float:
    """Distinct values of a range of pages, as if rows came at random."""
    rows = max(shape.table_rows, shape.rows) / max(shape.heap_pages, 1) * shape.pages_per_range
    return part.distinct * -math.expm1(-rows / max(part.distinct, 1.0))


def _bloom(shape: Shape, part: Part) -> float:
    """A filter for a tenth of the rows that a range can have (brin_bloom_get_ndistinct, bloom_init)."""
    most = TUPLES_PAGE * shape.pages_per_range
    values = min(max(BLOOM_SHARE * most, BLOOM_LEAST), most)
    bits = math.ceil(-values * math.log(BLOOM_FALSE) / math.log(2) ** 2)
    size = BLOOM_HEAD + math.ceil(bits / 8)
    if size <= COMPRESSED:
        return size if size > SHORT + 3 else size - 3  # the shorter header
    filled = 7 * _values(shape, part) / bits  # of the bits, with seven hash functions
    return min(size, BLOOM_HEAD + bits / 8 * min(1.0, 6 * filled))


def _multi(shape: Shape, part: Part) -> float:
    """At most so many values, or bounds of ranges, in a summary of its own."""
    size = MULTI_HEAD + min(MULTI_VALUES, _values(shape, part)) * part.mean
    return size if size > SHORT + 3 else size - 3
