"""How large an index would be, and how high a b-tree is, from statistics alone.

Formulas follow the index builds of PostgreSQL 13 to 18: nbtsort.c and nbtdedup.c for b-trees, hashpage.c,
brin_revmap.h. Pages are 8 KiB. All sizes are bytes unless said.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .storage import PAGE, GinCounts

POINTER = 4  # a line pointer
TID = 6  # a heap row's address
LEAF_ROOM = 8144  # of a b-tree page: without header, special space and the high key's line pointer
LEAF_ENTRY = 8  # header of an index tuple
NULLS_ENTRY = 16  # the same with a bitmap of nulls
INNER_FULL = 2457  # bytes that a build leaves free in an inner page (fillfactor 70)
POSTING_LIMIT = 808  # a build's longest posting list tuple
HASH_TUPLES = 307  # tuples a bucket that a build aims at (75 % of a page, 20 bytes each)
HASH_PAGE = 407  # tuples that fit in one page
REVMAP_ITEMS = 1360
GIN_LONGEST = 2704  # bytes of a list of rows that stays in its entry (GinMaxItemSize)
GIN_KEY = 32  # bytes of an entry without its list
GIN_ENTRY_FILL = 0.5  # keys come in order, and a full page of entries is split in halves
GIN_LIST_FILL = 0.75
ALIGNMENT = {"c": 1, "s": 2, "i": 4, "d": 8}
SHORT = 126  # a value of no more bytes has a header of one byte and no alignment


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One column of an index. ``sizes`` maps the bytes of a stored value to their share of the non-null rows."""

    alignment: str = "i"
    variable: bool = False
    nulls: float = 0.0
    distinct: float = 1.0  # number of distinct values
    frequencies: tuple[float, ...] = ()  # of the most common values, as fractions of all rows
    sizes: Mapping[int, float] = field(default_factory=lambda: {4: 1.0})


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What the size of an index depends on. ``distinct`` is the number of distinct keys, all columns together."""

    method: str
    rows: float
    parts: tuple[Part, ...]
    keys: int = 1  # how many of the parts are keys; the others are INCLUDEd
    distinct: float = 1.0
    unique: bool = False
    equal_image: bool = True  # whether equal keys have equal bytes, so that a b-tree may deduplicate
    fill: float = 0.9
    heap_pages: int = 0
    pages_per_range: int = 128
    elements: tuple[float, ...] = ()  # of GIN: share of the rows that have each key, where the statistics hold them


def index_pages(shape: Shape) -> int:
    """Pages of a freshly built index. Exact for BRIN, close for b-tree and hash, rough for GIN, GiST and SP-GiST."""
    match shape.method:
        case "btree":
            return btree_pages(shape)
        case "hash":
            return hash_pages(shape)
        case "brin":
            return brin_pages(shape)
        case "gin":
            return gin_pages(shape)
    return gist_pages(shape)


def btree_pages(shape: Shape) -> int:
    """Pages of a freshly built b-tree: meta page, leaves at its fillfactor, inner pages at 70 %."""
    if shape.rows < 1:
        return 1
    leaves = _leaves(shape)
    total, level = leaves, leaves
    fan = fanout(shape)
    while level > 1:
        level = math.ceil(level / fan)
        total += level
    return 1 + total


def btree_level(pages: int, shape: Shape) -> int:
    """The level of the root of a b-tree of that many pages (0: the root is a leaf)."""
    fan = fanout(shape)
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


def fanout(shape: Shape) -> float:
    """Children of a full inner page as a build makes it; growing by insertion comes to about the same share."""
    return 1 + (LEAF_ROOM - 12 - INNER_FULL) / (_pivot(shape) + POINTER)


def _pivot(shape: Shape) -> float:
    """Average size of a downlink: the fewest columns that tell two neighbours apart, else all and the TID."""
    items = max(_posting(shape)[0], 1.0)
    total, before, known = 0.0, 1.0, 0.0
    for count in range(1, shape.keys + 1):
        known = min(combined([part.distinct for part in shape.parts[:count]], items), max(shape.distinct, 1.0))
        if shape.unique and count == shape.keys:
            known = items
        alike = max(0.0, 1.0 - known / items)
        total += max(0.0, before - alike) * _mean(_entries(shape.parts[:count]))
        before = min(before, alike)
    return total + before * (_mean(_entries(shape.parts[: shape.keys])) + 8)


def combined(distinct: Sequence[float], rows: float) -> float:
    """Distinct combinations that so many rows can be expected to have, of columns thought independent."""
    if len(distinct) == 1:
        return distinct[0]
    product = math.prod(max(d, 1.0) for d in distinct)
    return product * -math.expm1(-rows / product) if product < rows * 50 else rows


def _leaves(shape: Shape) -> int:
    items, size = _posting(shape)
    per_page = (LEAF_ROOM - PAGE * (1 - shape.fill)) / (size + POINTER)
    if size + POINTER < 100 and all(len(part.sizes) == 1 for part in shape.parts) and items == shape.rows:
        per_page = math.floor(per_page)
    return max(1, math.ceil(items / max(per_page, 1.0)))


def _posting(shape: Shape) -> tuple[float, float]:
    """Number and average size of the entries in the leaves, after deduplication."""
    entries = _entries(shape.parts)
    size = _mean(entries)
    if shape.unique or not shape.equal_image or shape.keys < len(shape.parts) or shape.distinct >= shape.rows:
        return shape.rows, size
    count, total = 0.0, 0.0
    for copies, values in _groups(shape):
        more, length = _lists(copies, size)
        count += values * more
        total += values * more * length
    return (count, total / count) if count else (shape.rows, size)


def _groups(shape: Shape) -> list[tuple[float, float]]:
    """Pairs of (rows that share a key, number of such keys)."""
    if len(shape.parts) > 1:
        return [(shape.rows / shape.distinct, shape.distinct)]
    part = shape.parts[0]
    common = [(frequency * shape.rows, 1.0) for frequency in part.frequencies]
    if part.nulls * shape.rows >= 1:
        common.append((part.nulls * shape.rows, 1.0))
    rows = shape.rows - sum(copies for copies, _ in common)
    values = part.distinct - len(part.frequencies)
    return [*common, (rows / values, values)] if rows > 0.5 and values > 0.5 else common


def _lists(copies: float, size: float) -> tuple[float, float]:
    """Number and average size of the tuples that hold ``copies`` equal keys."""
    longest = max(1.0, math.floor((POSTING_LIMIT - size) / TID))
    if copies > 30:
        full = copies / longest
        number = math.ceil(full)
        return number, _aligned(size) * 1.0 + TID * copies / number + 3.0
    count = total = 0.0
    for k, share in _poisson(copies):
        number = math.ceil(k / longest)
        count += share * number
        total += share * number * (size if k == 1 else _aligned(size + TID * k / number))
    return count, total / count


def _poisson(mean: float) -> list[tuple[int, float]]:
    """How many rows share a key when rows fall on keys at random, given that at least one does; ``mean`` is theirs."""
    if mean <= 1.0001:
        return [(1, 1.0)]
    rate = mean
    for _ in range(30):
        rate = mean * -math.expm1(-rate)
    share, shares = rate * math.exp(-rate) / -math.expm1(-rate), []
    for k in range(1, int(rate + 6 * math.sqrt(rate)) + 4):
        shares.append((k, share))
        share *= rate / (k + 1)
    return shares


def _entries(parts: Sequence[Part]) -> dict[int, float]:
    """Sizes of index tuples of those columns, header included, aligned to 8, with their shares."""
    without = 1.0
    for part in parts:
        without *= 1 - part.nulls
    sizes: dict[int, float] = {0: 1.0}
    for part in parts:
        longer: dict[int, float] = {}
        for start, share in sizes.items():
            for size, portion in part.sizes.items():
                packed = part.variable and size <= SHORT
                end = start + size if packed else _aligned(start, ALIGNMENT[part.alignment]) + size
                longer[end] = longer.get(end, 0.0) + share * portion
        sizes = longer if len(longer) < 400 else _coarse(longer)
    entries: dict[int, float] = {}
    for size, share in sizes.items():
        whole = LEAF_ENTRY + _aligned(size)
        entries[whole] = entries.get(whole, 0.0) + share * without
    if without < 1:
        null = NULLS_ENTRY + (8 if len(parts) > 1 else 0)
        entries[null] = entries.get(null, 0.0) + 1 - without
    return entries


def _coarse(sizes: Mapping[int, float]) -> dict[int, float]:
    rounded: dict[int, float] = {}
    for size, share in sizes.items():
        key = _aligned(size, 4)
        rounded[key] = rounded.get(key, 0.0) + share
    return rounded


def _mean(sizes: Mapping[int, float]) -> float:
    return sum(size * share for size, share in sizes.items()) / (sum(sizes.values()) or 1.0)


def _aligned(size: float, to: int = 8) -> int:
    return math.ceil(size / to) * to


def hash_pages(shape: Shape) -> int:
    """Pages of a freshly built hash index: meta page, buckets by phases of doubling, bitmap, overflow of duplicates."""
    wanted = max(2, math.ceil(shape.rows / HASH_TUPLES))
    power = 1 << (wanted - 1).bit_length()
    if power > 1024:
        half = power // 2
        power = half + math.ceil((wanted - half) / (half // 4)) * (half // 4)
    return 2 + power + _overflow(shape, power)


def _overflow(shape: Shape, buckets: int) -> int:
    """Pages that buckets need beyond their first: values fall on buckets at random, with all their copies."""
    common = sum(max(0, math.ceil(f * shape.rows / HASH_PAGE) - 1) for f in shape.parts[0].frequencies)
    values = shape.distinct / buckets
    if values > HASH_PAGE / 2:
        return common
    copies = shape.rows / max(shape.distinct, 1.0)
    share, more = math.exp(-values), 0.0
    for count in range(1, int(values + 8 * math.sqrt(values)) + 8):
        share *= values / count
        more += share * max(0, math.ceil(count * copies / HASH_PAGE) - 1)
    return max(common, round(more * buckets))


def brin_pages(shape: Shape) -> int:
    """Pages of a freshly built BRIN index with the minmax operator class."""
    ranges = math.ceil(shape.heap_pages / shape.pages_per_range)
    values = 2 * sum(_mean(part.sizes) for part in shape.parts)
    summary = _aligned(8 + values) + POINTER
    return 1 + revmap_pages(shape.heap_pages, shape.pages_per_range) + max(1, math.ceil(ranges * summary / (PAGE - 32)))


def revmap_pages(heap_pages: int, pages_per_range: int) -> int:
    """Pages of BRIN's range map."""
    return max(1, math.ceil(math.ceil(heap_pages / pages_per_range) / REVMAP_ITEMS))


def gin_pages(shape: Shape) -> int:
    """Roughly the pages of a freshly built GIN index."""
    if shape.elements:
        entries, lists = _gin_bytes(shape)
        return 1 + math.ceil(entries / (PAGE * GIN_ENTRY_FILL)) + math.ceil(lists / (PAGE * GIN_LIST_FILL))
    keys = max(1.0, shape.distinct) * (_mean(_entries(shape.parts)) + POINTER + TID)
    return 2 + math.ceil((keys + shape.rows * 2.0) / (PAGE * 0.75))


def gin_counts(pages: int, shape: Shape) -> GinCounts:
    """What a GIN index of that many pages would say of itself."""
    inside = max(pages - 1, 1)
    if not shape.elements:
        return GinCounts(total_pages=pages, entry_pages=inside, data_pages=0, entries=math.ceil(max(shape.rows, 1)))
    entries, lists = _gin_bytes(shape)
    entry_pages = min(inside, max(1, math.ceil(entries / (PAGE * GIN_ENTRY_FILL)))) if lists else inside
    return GinCounts(
        total_pages=pages, entry_pages=entry_pages, data_pages=inside - entry_pages, entries=len(shape.elements)
    )


def _gin_bytes(shape: Shape) -> tuple[float, float]:
    """Bytes of the entries, short lists of rows included, and of the long lists, which have pages of their own."""
    entries = lists = 0.0
    for frequency in shape.elements:
        rows = max(1.0, frequency * shape.rows)
        apart = (
            shape.heap_pages / rows * 2048
        )  # rows of one page are numbered from 1 to at most 2047 (ginpostinglist.c)
        size = rows * max(1, math.ceil(math.log2(max(apart, 2.0)) / 7))
        if size > GIN_LONGEST:
            lists += max(size, PAGE / 4)
            size = 0.0
        entries += size + GIN_KEY
    return entries, lists


def gist_pages(shape: Shape) -> int:
    """Roughly the pages of a freshly built GiST or SP-GiST index: two thirds full."""
    return 2 + math.ceil(shape.rows * (_mean(_entries(shape.parts)) + POINTER) / (PAGE * 0.65))
