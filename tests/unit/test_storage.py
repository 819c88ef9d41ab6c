"""Relation files and the sizes of indexes, against figures measured on real indexes."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from maquette.engines.postgres.sizes import index_pages
from maquette.engines.postgres.sizes.btree import btree_level
from maquette.engines.postgres.sizes.gin import gin_counts
from maquette.engines.postgres.sizes.shape import Elements, Part, Shape
from maquette.engines.postgres.storage import PAGE, SEGMENT, GinCounts, brin_head, btree_head, gin_head, write_relation

ELEMENTS = Elements(frequencies=(0.05,) * 20 + (0.003,) * 300)
INTEGER = Part(distinct=1, sizes=((4, 1.0),))


def integers(rows: float, distinct: float, *, unique: bool = False, **other: object) -> Shape:
    part = Part(distinct=distinct, sizes=((4, 1.0),))
    return Shape(method="btree", rows=rows, parts=(part,), unique=unique, **other)  # type: ignore[arg-type]  # passed on


@pytest.mark.parametrize("level", [0, 1, 2, 5])
def test_btree_is_a_chain_from_the_root_to_one_leaf(level: int) -> None:
    head = btree_head(level)
    assert len(head) == (level + 2) * PAGE
    magic, version, root, height, fast_root, fast_height = struct.unpack_from("<6I", head, 24)
    assert (magic, version, root, height, fast_root, fast_height) == (0x053162, 4, 1, level, 1, level)
    block = root
    for expected in range(level, -1, -1):
        page = head[block * PAGE : (block + 1) * PAGE]
        before, after, found, flags, _ = struct.unpack_from("<IIIHH", page, PAGE - 16)
        assert (before, after, found) == (0, 0, expected)
        assert bool(flags & 1) == (expected == 0)
        assert bool(flags & 2) == (expected == level)
        lower, upper = struct.unpack_from("<HH", page, 12)
        assert (lower - 24) // 4 == (1 if expected else 0)
        if expected:
            high, low = struct.unpack_from("<HH", page, upper)
            block = high << 16 | low
    assert block == level + 1


def test_gin_and_brin_heads_are_one_page() -> None:
    counts = GinCounts(total_pages=50, entry_pages=9, data_pages=40, entries=777)
    assert struct.unpack_from("<3I", gin_head(counts), 48) == (50, 9, 40)
    assert struct.unpack_from("<4I", brin_head(128, 3), 24) == (0xA8109CFA, 1, 128, 3)
    assert {len(gin_head(counts)), len(brin_head(1, 1))} == {PAGE}


def test_files_are_sparse_and_cut_at_a_gigabyte(tmp_path: Path) -> None:
    pages = 2 * SEGMENT // PAGE + 5
    write_relation(tmp_path / "77", pages, btree_head(2))
    files = sorted(tmp_path.iterdir())
    assert [file.name for file in files] == ["77", "77.1", "77.2"]
    assert [file.stat().st_size for file in files] == [SEGMENT, SEGMENT, 5 * PAGE]
    assert sum(file.stat().st_blocks * 512 for file in files) <= 8 * PAGE


def test_without_a_head_what_stands_stays(tmp_path: Path) -> None:
    file = tmp_path / "5"
    file.write_bytes(b"x" * PAGE)
    write_relation(file, 10)
    assert file.stat().st_size == 10 * PAGE
    assert file.read_bytes()[:PAGE] == b"x" * PAGE
    write_relation(file, 3, btree_head(0))
    assert file.stat().st_size == 3 * PAGE


# Measured on TPC-H at scale 0.5, PostgreSQL 16 and 18: rows, distinct keys, unique, pages, level of the root.
MEASURED = (
    (100_000, 100_000, True, 276, 1),
    (5_000, 5_000, True, 16, 1),
    (75_000, 75_000, True, 207, 1),
    (750_000, 750_000, True, 2060, 2),
    (750_000, 50_000, False, 772, 2),
    (400_000, 5_000, False, 338, 2),
    (75_000, 25, False, 67, 1),
    (25, 25, True, 2, 0),
)


@pytest.mark.parametrize(("rows", "distinct", "unique", "pages", "level"), MEASURED)
def test_btree_as_measured(rows: int, distinct: int, unique: bool, pages: int, level: int) -> None:
    shape = integers(rows, distinct, unique=unique)
    assert index_pages(shape) == pytest.approx(pages, rel=0.03)
    assert btree_level(pages, shape) == level


def test_what_makes_a_btree_larger() -> None:
    plain = integers(100_000, 100)
    assert index_pages(integers(100_000, 100, equal_image=False)) > 2 * index_pages(plain)
    assert index_pages(integers(100_000, 100, fill=0.5)) > 1.6 * index_pages(plain)
    assert index_pages(integers(0, 1)) == 1


def test_other_methods() -> None:
    assert index_pages(Shape(method="hash", rows=60_000, parts=(Part(distinct=60_000),))) == 258  # measured
    day = Shape(method="brin", rows=160_000, parts=(INTEGER,), heap_pages=2000, pages_per_range=128)
    assert index_pages(day) == 3  # measured
    words = Shape(method="gin", rows=60_000, parts=(INTEGER,), heap_pages=4000, elements=ELEMENTS)
    counts = gin_counts(200, words)
    assert (counts.total_pages, counts.entries) == (200, 320)
    assert counts.entry_pages + counts.data_pages == 199
