"""What is known of a table's content beside its statistics: how columns hang together, how many rows ANALYZE took."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ....model.database import Database
from ....model.index import Index
from ....model.names import Name
from ....model.statistics import RelationStatistics, Statistics
from ....model.table import Table
from .distinct import SAMPLED, TARGET, Sample, real_distinct


@dataclass(frozen=True, slots=True)
class Content:
    """``together`` are sets of columns whose number of combinations something tells, ``parents`` the numbers of rows to
    which columns refer, ``numbers`` those of the columns' distinct values, ``target`` the largest statistics target."""

    together: tuple[tuple[frozenset[str], float], ...] = ()
    parents: Mapping[str, float] = field(default_factory=dict)
    numbers: Mapping[str, float] = field(default_factory=dict)
    target: float = TARGET


def content_of(
    name: Name,
    database: Database,
    statistics: Statistics,
    target: float = TARGET,
    joined: Iterable[tuple[frozenset[str], Name]] = (),
) -> Content:
    """What keys, references and extended statistics say of a table's content.

    ``joined`` are sets of columns that queries join with so many of another table: a reference that no key declares."""
    table, heap = database.table(name), statistics.of(name)
    if table is None or heap is None:
        return Content(target=target)
    targets = [target if column.statistics_target is None else column.statistics_target for column in table.columns]
    target = max(targets, default=target)
    sample = Sample(max(heap.rows, 1.0), heap.pages, SAMPLED * target)
    numbers = {known.column: real_distinct(known, sample) for known in heap.columns}
    told = sorted(_together(table, heap, statistics), key=lambda one: (-len(one[0]), one[1]))
    return Content(
        together=(*told, *_implied(joined, heap, statistics, numbers)),  # the first that speaks of a column counts
        parents={
            key.columns[0]: statistics.rows(key.target)
            for key in table.foreign_keys
            if len(key.columns) == 1 and statistics.rows(key.target) > 0
        },
        numbers=numbers,
        target=target,
    )


def _together(table: Table, heap: RelationStatistics, statistics: Statistics) -> Iterator[tuple[frozenset[str], float]]:
    keys = [key.columns for key in table.keys]
    keys += [index.columns for index in table.indexes if index.unique and not index.predicate and _plain(index)]
    for columns in keys:
        yield frozenset(columns), max(heap.rows, 1.0)
    names = {str(place): column.name for place, column in enumerate(table.columns, 1)}
    for extended in heap.extended:
        for combination, count in json.loads(extended.ndistinct or "{}").items():
            places = combination.split(", ")
            if all(place in names for place in places):
                yield frozenset(names[place] for place in places), float(count)
    for reference in table.foreign_keys:
        if len(reference.columns) > 1 and (rows := statistics.rows(reference.target)) > 0:
            yield frozenset(reference.columns), rows


def _implied(
    joined: Iterable[tuple[frozenset[str], Name]], heap: RelationStatistics, statistics: Statistics,
    numbers: Mapping[str, float],
) -> Iterator[tuple[frozenset[str], float]]:  # fmt: skip
    """Columns that are joined with those of a smaller table have no more combinations than that has rows."""
    for columns, other in joined:
        free = math.prod(numbers.get(column, heap.rows) for column in columns)
        if 0 < (rows := statistics.rows(other)) < min(free, heap.rows):
            yield columns, rows


def _plain(index: Index) -> bool:
    return all(key.column for key in index.keys)
