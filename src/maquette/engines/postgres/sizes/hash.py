"""The size of a hash index that is freshly built (access/hash: hash.c, hashpage.c, hashutil.c)."""

from __future__ import annotations

import math

from .copies import groups
from .shape import Shape

TUPLES = 307  # a bucket that a build aims at: 75 % of a page, 20 bytes each (_hash_init)
PHASED = 1024  # buckets from which on (HASH_SPLITPOINT_GROUPS_WITH_ONE_PHASE)
LEVEL = 200.0  # values a bucket from which on their number is as good as normal
PAGE_TUPLES = 407  # that fit in one page


def hash_pages(shape: Shape) -> int:
    """Pages: meta page, buckets by phases of doubling, bitmap, overflow of duplicates."""
    wanted = max(2, math.floor(shape.rows / TUPLES))
    power = 1 << (wanted - 1).bit_length()
    buckets = power
    if power >= PHASED:  # a doubling is done in four steps (_hash_spareindex)
        half = power // 2
        buckets = half + math.ceil((wanted - half) / (half // 4)) * (half // 4)
    return 2 + buckets + _overflow(shape, buckets, power)


def _overflow(shape: Shape, buckets: int, power: int) -> int:
    """Pages that buckets need beyond their first: values fall on buckets at random, with all their copies.

    A bucket that is not split yet has twice the values of one that is (_hash_hashkey2bucket)."""
    common = sum(max(0, math.ceil(f * shape.rows / PAGE_TUPLES) - 1) for f in shape.parts[0].frequencies)
    rows = [group for group in groups(shape) if group.present]
    values = sum(group.keys for group in rows)
    copies = sum(group.rows for group in rows) / max(values, 1.0)
    unsplit = power - buckets
    more = unsplit * _beyond(2 * values / power, copies) + (buckets - unsplit) * _beyond(values / power, copies)
    return max(common, round(more))


def _beyond(values: float, copies: float) -> float:
    """Pages beyond the first that a bucket of so many values on average needs on average."""
    if values > LEVEL:  # a normal distribution
        spread = math.sqrt(values * copies * (copies + 1))
        least = (PAGE_TUPLES - values * copies) / max(spread, 1e-9)
        return sum(0.5 * math.erfc((least + page * PAGE_TUPLES / spread) / math.sqrt(2)) for page in range(4))
    share, more = math.exp(-values), 0.0
    for count in range(1, int(values + 8 * math.sqrt(values)) + 8):
        share *= values / count
        more += share * max(0, math.ceil(count * copies / PAGE_TUPLES) - 1)
    return more
