"""Relation files without rows: as long as the source's, sparse, with the few pages that the planner reads.

The planner asks the file system how long a relation is, and reads the meta pages of b-tree, GIN and BRIN indexes; of
b-trees it may also walk down to the first or last leaf, to learn the ends of a column (``get_actual_variable_range``).
So a file holds a valid meta page, for a b-tree a chain of pages from the root to one empty leaf, and then nothing but
length. The other access methods keep the pages with which the server itself begins an empty index. Layouts:
``access/nbtree.h``, ``access/ginblock.h``, ``access/brin_page.h`` of PostgreSQL 13 to 18, 8 KiB pages, little-endian,
without checksums.
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from pathlib import Path

PAGE = 8192
SEGMENT = 1 << 30  # bytes in a file
HEADER = 24

# b-tree
BTREE_MAGIC, BTREE_VERSION = 0x053162, 4
LEAF, ROOT, META = 1, 2, 8
NO_COUNT = -1.0  # last_cleanup_num_heap_tuples of a new index
PIVOT = 8 | 0x2000  # t_info: 8 bytes long, INDEX_ALT_TID_MASK; a downlink without key stands for minus infinity

GIN_META, GIN_VERSION = 8, 2
BRIN_MAGIC, BRIN_VERSION, BRIN_META = 0xA8109CFA, 1, 0xF091
NO_BLOCK = 0xFFFFFFFF


@dataclass(frozen=True, slots=True, kw_only=True)
class GinCounts:
    """What a GIN index's meta page says of its content: pages and entries at the last VACUUM or build."""

    total_pages: int
    entry_pages: int
    data_pages: int
    entries: int
    pending_pages: int = 0


def btree_head(level: int, equal_image: bool = True) -> bytes:
    """Meta page and chain of an empty b-tree whose root is at ``level`` (0: the root is a leaf)."""
    meta = struct.pack(
        "<6IIxxxxd?", BTREE_MAGIC, BTREE_VERSION, 1, level, 1, level, 0, NO_COUNT, equal_image
    )  # fmt: skip
    pages = [_page(meta, special=struct.pack("<IIIHH", 0, 0, 0, META, 0))]
    for block, height in enumerate(range(level, -1, -1), start=1):
        flags = (ROOT if height == level else 0) | (LEAF if height == 0 else 0)
        special = struct.pack("<IIIHH", 0, 0, height, flags, 0)
        pages.append(_inner(block + 1, special) if height else _page(b"", special=special))
    return b"".join(pages)


def gin_head(counts: GinCounts) -> bytes:
    """Meta page of a GIN index with those counts."""
    meta = struct.pack(
        "<4Iq3Ixxxxqi", NO_BLOCK, NO_BLOCK, 0, counts.pending_pages, 0,
        counts.total_pages, counts.entry_pages, counts.data_pages, counts.entries, GIN_VERSION,
    )  # fmt: skip
    return _page(meta, special=struct.pack("<IHH", NO_BLOCK, 0, GIN_META))


def brin_head(pages_per_range: int, revmap_pages: int) -> bytes:
    """Meta page of a BRIN index."""
    meta = struct.pack("<4I", BRIN_MAGIC, BRIN_VERSION, pages_per_range, revmap_pages)
    return _page(meta, special=struct.pack("<6xH", BRIN_META))


def write_relation(file: Path, pages: int, head: bytes = b"", owner: tuple[int, int] | None = None) -> None:
    """Make a relation that long: ``head``, then a hole; a file for each gigabyte.

    Without a head, what stands in the file stays: the first pages that the server itself has made.
    """
    size = max(pages * PAGE, len(head))
    for number in range(size // SEGMENT + 1):
        name = f"{file}.{number}" if number else str(file)
        descriptor = os.open(name, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            if number == 0 and head:
                os.ftruncate(descriptor, 0)
                os.write(descriptor, head)
            length = min(size - number * SEGMENT, SEGMENT)
            os.ftruncate(descriptor, max(length, os.fstat(descriptor).st_size))
            if owner:
                os.fchown(descriptor, *owner)
        finally:
            os.close(descriptor)


def _page(content: bytes, special: bytes) -> bytes:
    """A page of one block of content after the header."""
    return _assemble(content, b"", special, HEADER + len(content))


def _inner(child: int, special: bytes) -> bytes:
    """An inner b-tree page with one downlink; being rightmost, it has no high key."""
    tuple_ = struct.pack("<IHH", child << 16 & 0xFFFFFFFF | child >> 16, 0, PIVOT)
    at = PAGE - len(special) - len(tuple_)
    pointer = struct.pack("<I", at | 1 << 15 | len(tuple_) << 17)  # lp_off, LP_NORMAL, lp_len
    return _assemble(pointer, tuple_, special, HEADER + len(pointer))


def _assemble(content: bytes, tail: bytes, special: bytes, lower: int) -> bytes:
    upper, start = PAGE - len(special) - len(tail), PAGE - len(special)
    header = struct.pack("<QHHHHHHI", 0, 0, 0, lower, upper, start, PAGE | 4, 0)
    hole = bytes(upper - HEADER - len(content))
    return header + content + hole + tail + special
