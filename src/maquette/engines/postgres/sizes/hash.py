"""The size of a hash index that is freshly built (access/hash: hash.c, hashpage.c, hashutil.c)."""

from __future__ import annotations

import math

from .copies import groups
from .shape import Shape

TUPLES = 307  # a bucket that a build aims at: 75 % of a page, 20 bytes each (_hash_init)
PAGE_TUPLES = 407  # that fit in one page


def hash_pages(shape: Shape) -> int:
    """Pages: meta page, buckets by phases of doubling, bitmap, overflow of duplicates."""
    wanted = max(2, math.ceil(shape.rows / TUPLES))
    power = 1 << (wanted - 1).bit_length()
    if power > 1024:  # a doubling is done in four steps (_hash_spareindex)
        half = power // 2
        power = half + math.ceil((wanted - half) / (half // 4)) * (half // 4)
    return 2 + power + _overflow(shape, power)


def _overflow(shape: Shape, buckets: int) -> int:
    """Pages that buckets need beyond their first: values fall on buckets at random, with all their copies."""
    common = sum(max(0, math.ceil(f * shape.rows / PAGE_TUPLES) - 1) for f in shape.parts[0].frequencies)
    rows = [group for group in groups(shape) if group.present]
    values = sum(group.keys for group in rows) / buckets
    if values > PAGE_TUPLES / 2:
        return common
    copies = sum(group.rows for group in rows) / max(values * buckets, 1.0)
    share, more = math.exp(-values), 0.0
    for count in range(1, int(values + 8 * math.sqrt(values)) + 8):
        share *= values / count
        more += share * max(0, math.ceil(count * copies / PAGE_TUPLES) - 1)
    return max(common, round(more * buckets))
