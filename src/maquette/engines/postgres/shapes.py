"""From an index in the catalogs and its table's statistics to what its size depends on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache

from ...model.statistics import ColumnStatistics, RelationStatistics
from .session import Row
from .sizes import Part, Shape, btree_level, combined, gin_counts, revmap_pages
from .storage import brin_head, btree_head, gin_head

FILL = {"btree": 0.9, "hash": 0.75, "gist": 0.9, "spgist": 0.8}
PAGES_PER_RANGE = 128
UNKNOWN_DISTINCT = 200.0  # what the planner assumes of a column without statistics (DEFAULT_NUM_DISTINCT)
UNKNOWN_WIDTH = 32
TEXTUAL = ("text", "varchar", "bpchar", "json", "xml")


def shape_of(
    row: Row,
    rows: float,
    heap: RelationStatistics | None,
    own: RelationStatistics | None = None,
    distinct: float | None = None,
) -> Shape:
    """The shape of an index with ``rows`` rows; ``distinct`` is the number of its keys where something tells it."""
    options = dict(option.split("=", 1) for option in row.options or ())
    known = [(heap and heap.column(column)) or (own and own.column(column)) or None for column in row.columns]
    total = max(heap.rows, 1.0) if heap else rows
    stored = zip(known, row.types, row.lengths, row.alignments, strict=True)
    parts = tuple(
        Part(
            alignment=alignment,
            variable=length < 0,
            nulls=column.null_fraction if column else 0.0,
            distinct=_within(column.distinct_values(total) if column else UNKNOWN_DISTINCT, rows),
            frequencies=(column.common_frequencies or ()) if column else (),
            sizes={length: 1.0} if length > 0 else _sizes(column, type_),
        )
        for column, type_, length, alignment in stored
    )
    keys = parts[: row.key_count]
    if distinct is None:
        distinct = combined([part.distinct for part in keys], rows)
    return Shape(
        method=row.method,
        rows=rows,
        parts=parts,
        keys=row.key_count,
        distinct=rows if row.unique else min(distinct, max(rows, 1.0)),
        unique=row.unique,
        equal_image=row.equal_image and options.get("deduplicate_items", "on") != "off",
        fill=float(options["fillfactor"]) / 100 if "fillfactor" in options else FILL.get(row.method, 0.9),
        heap_pages=heap.pages if heap else 0,
        pages_per_range=int(options.get("pages_per_range", PAGES_PER_RANGE)),
        elements=_elements(known) if row.method == "gin" else (),
    )


def head_of(row: Row, pages: int, shape: Shape, heap: RelationStatistics | None) -> bytes:
    """The pages at the start of an index of that size which the planner reads; none where it reads none."""
    if pages < 1:
        return b""
    match row.method:
        case "btree" if pages > 1:
            return btree_head(btree_level(pages, shape))
        case "gin":
            return gin_head(gin_counts(pages, shape))
        case "brin":
            return brin_head(shape.pages_per_range, revmap_pages(shape.heap_pages, shape.pages_per_range))
    return b""


def _elements(known: Sequence[ColumnStatistics | None]) -> tuple[float, ...]:
    """How frequent each key of a GIN index is, where the statistics of all its columns hold them."""
    found: list[float] = []
    for column in known:
        if column is None or not column.common_elements or not column.element_frequencies:
            return ()
        found += column.element_frequencies[: len(column.common_elements)]
    return tuple(found)


def _within(distinct: float, rows: float) -> float:
    return min(max(distinct, 1.0), max(rows, 1.0))


@lru_cache(maxsize=10_000)
def _sizes(known: ColumnStatistics | None, type_: str) -> Mapping[int, float]:
    """How many bytes the values of a column of variable width take, told from the values that the statistics hold."""
    if known is None:
        return {UNKNOWN_WIDTH: 1.0}
    common = list(zip(known.common_values or (), known.common_frequencies or (), strict=False))
    rest = max(0.0, 1.0 - known.null_fraction - sum(share for _, share in common))
    histogram: Sequence[str] = known.histogram or ()
    measure = _numeric if type_ == "numeric" else _text if type_ in TEXTUAL else None
    if measure is None or not (common or histogram):
        return {max(known.width, 1): 1.0}
    sizes: Counter[int] = Counter()
    for value, share in common:
        sizes[measure(value)] += share  # type: ignore[assignment]  # Counter counts fractions as well
    for value in histogram:
        sizes[measure(value)] += rest / len(histogram)  # type: ignore[assignment]
    total = sum(sizes.values())
    return {size: share / total for size, share in sizes.items()}


def _text(value: str) -> int:
    size = len(value.encode())
    return size + 1 if size <= 126 else size + 4


def _numeric(value: str) -> int:
    """A header of 1 and 2 bytes, and 2 for each four digits on both sides of the point (numeric.c)."""
    match = re.match(r"-?0*(\d*)(?:\.(\d*))?", value)
    if match is None:
        return 3
    whole, fraction = match[1] or "", match[2] or ""
    groups = [whole[max(0, end - 4) : end] for end in range(len(whole), 0, -4)][::-1]
    groups += [fraction[start : start + 4].ljust(4, "0") for start in range(0, len(fraction), 4)]
    digits = [int(group) for group in groups]
    while digits and digits[-1] == 0:
        digits.pop()
    while digits and digits[0] == 0:
        digits.pop(0)
    return 3 + 2 * len(digits)
