"""From an index in the catalogs and its table's statistics to what its size depends on."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache

from ....model.names import quote
from ....model.statistics import ColumnStatistics, RelationStatistics
from ..session import Row
from ..storage import brin_head, btree_head, gin_head
from .brin import revmap_pages
from .btree import btree_level
from .content import Content
from .copies import occurring, possible
from .derived import Derived
from .distinct import SAMPLED, Sample, is_even, real_distinct
from .gin import gin_counts
from .shape import Elements, Part, Shape, Sizes, Together

FILL = {"btree": 0.9, "hash": 0.75, "gist": 0.9, "spgist": 0.8}
PAGES_PER_RANGE = 128
NOTHING, UNDERIVED = Content(), Derived()
UNKNOWN_WIDTH = 32
TEXTUAL = ("text", "varchar", "bpchar", "json", "xml")


def shape_of(
    row: Row,
    rows: float,
    heap: RelationStatistics | None,
    *,
    own: RelationStatistics | None = None,
    content: Content = NOTHING,
    derived: Derived = UNDERIVED,
) -> Shape:
    """The shape of an index with ``rows`` rows; ``own`` are the statistics of an index that the source has."""
    options = dict(option.split("=", 1) for option in row.options or ())
    total = max(heap.rows if heap else 0.0, rows, 1.0)
    sample = Sample(total, heap.pages if heap else 0, SAMPLED * content.target)
    known: list[ColumnStatistics | None] = []
    for place, (column, expression) in enumerate(zip(row.columns, row.expressions, strict=True)):
        source = own if expression else heap
        known.append((source and source.column(column)) or derived.expressions.get(place))
    return Shape(
        method=row.method,
        rows=rows,
        parts=tuple(
            _part(row, place, column, sample=sample, rows=rows, content=content, derived=place in derived.expressions)
            for place, column in enumerate(known)
        ),
        keys=row.key_count,
        together=_together(row, content, total, rows),
        unique=row.unique,
        equal_image=row.equal_image and options.get("deduplicate_items", "on") != "off",
        fill=float(options["fillfactor"]) / 100 if "fillfactor" in options else FILL.get(row.method, 0.9),
        heap_pages=heap.pages if heap else 0,
        table_rows=total,
        pages_per_range=int(options.get("pages_per_range", PAGES_PER_RANGE)),
        classes=tuple(row.classes or ()),
        sorted=row.sorted,
        elements=derived.elements or (_elements(known) if row.method == "gin" else None),
        known=all(known) and derived.sure,
    )


def _part(
    row: Row,
    place: int,
    known: ColumnStatistics | None,
    *,
    sample: Sample,
    rows: float,
    content: Content,
    derived: bool,
) -> Part:
    """One column; in a partial index, of the rows that its predicate has chosen. What is ``derived`` is exact."""
    name, length = row.columns[place], row.lengths[place]
    distinct = 2.0 if row.types[place] == "bool" else sample.rows  # nothing tells: as large as it can be
    if known is not None:
        distinct = known.distinct if derived else real_distinct(known, sample)
    if not row.expressions[place]:
        distinct = min(distinct, content.parents.get(name, distinct))
    even = known is not None and not derived and rows >= sample.rows and is_even(known, sample)
    distinct = _within(distinct, sample.rows)
    part = _whole(
        known,
        row.types[place],
        length,
        alignment=row.alignments[place],
        distinct=_within(distinct, sample.rows),
        even=even,
    )
    return part if rows >= sample.rows else _chosen(part, sample.rows, rows, _mentions(row.predicate, name))


@lru_cache(maxsize=10_000)
def _whole(
    known: ColumnStatistics | None, type_: str, length: int, *, alignment: str, distinct: float, even: bool
) -> Part:
    """A column of all the rows."""
    sizes, common = (((length, 1.0),), ()) if length > 0 else _sizes(known, type_)
    return Part(
        alignment=alignment,
        variable=length < 0,
        nulls=known.null_fraction if known else 0.0,
        distinct=distinct,
        even=even,
        frequencies=(known.common_frequencies or ()) if known else (),
        common_sizes=common,
        sizes=sizes,
    )


def _together(row: Row, content: Content, total: float, rows: float) -> tuple[Together, ...]:
    """The sets of columns, in places of the index, whose number of combinations something tells; none twice."""
    names = {name: place for place, name in reversed(list(enumerate(row.columns[: row.key_count])))}
    found: list[Together] = []
    for columns, count in content.together:
        places = frozenset(names[column] for column in columns if column in names)
        if len(places) == len(columns) and not any(places & other for other, _ in found):
            found.append((places, max(1.0, occurring(possible(min(count, total), total), rows))))
    return tuple(found)


def _mentions(predicate: str | None, name: str) -> bool:
    """Whether a partial index's predicate asks something of a column, other than that it is null."""
    if not predicate:
        return False
    word = rf"(?<![\w$]){re.escape(quote(name))}(?![\w$])"
    return re.search(word, predicate) is not None and re.search(rf"{word} IS NULL", predicate) is None


def _chosen(part: Part, total: float, rows: float, mentioned: bool) -> Part:
    """The column in some of the rows: in those that a predicate on it has chosen, or in any."""
    if not mentioned:
        return replace(part, distinct=_within(occurring(possible(part.distinct, total), rows), rows))
    with_value = max(total * (1 - part.nulls), 1.0)
    whole = rows > with_value * 0.9
    return replace(
        part,
        nulls=0.0,
        frequencies=tuple(one / (1 - part.nulls) for one in part.frequencies) if whole else (),
        distinct=_within(part.distinct * min(1.0, rows / with_value), rows),
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


def _elements(known: Sequence[ColumnStatistics | None]) -> Elements | None:
    """How frequent each key of a GIN index is, where the statistics of all its columns hold them."""
    found: list[float] = []
    width = 0.0
    for column in known:
        if column is None or not column.common_elements or not column.element_frequencies:
            return None
        found += column.element_frequencies[: len(column.common_elements)]
        width += sum(len(element) for element in column.common_elements)
    return Elements(frequencies=tuple(found), bytes=1 + width / len(found))


def _within(distinct: float, rows: float) -> float:
    return min(max(distinct, 1.0), max(rows, 1.0))


def _sizes(known: ColumnStatistics | None, type_: str) -> tuple[Sizes, tuple[int, ...]]:
    """How many bytes the values of a column of variable width take, and the most common ones of them."""
    if known is None:
        return ((UNKNOWN_WIDTH, 1.0),), ()
    common = list(zip(known.common_values or (), known.common_frequencies or (), strict=False))
    rest = max(0.0, 1.0 - known.null_fraction - sum(share for _, share in common))
    histogram: Sequence[str] = known.histogram or ()
    measure = _measure(type_)
    if measure is None or not (common or histogram):
        return ((max(known.width, 1), 1.0),), ()
    shares: defaultdict[int, float] = defaultdict(float)
    for value, share in [*common, *((value, rest / len(histogram)) for value in histogram)]:
        shares[measure(value)] += share
    total = sum(shares.values())
    sizes = tuple((size, share / total) for size, share in shares.items())
    return sizes, tuple(measure(value) for value, _ in common)


def _measure(type_: str) -> Callable[[str], int] | None:
    return _numeric if type_ == "numeric" else _text if type_ in TEXTUAL else None


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
