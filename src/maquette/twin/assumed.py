"""Sizes that the user gives where no statistics are: enough for the planner to tell a large table from a small one."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from ..model.database import Database
from ..model.errors import ConfigError
from ..model.index import Index
from ..model.names import Name, quote
from ..model.statistics import PAGE, RelationStatistics, Statistics
from ..model.table import Table

HEADER = 28  # bytes: tuple header of 23, aligned to 24, and its line pointer of 4 (manual, 66.6 "Database Page Layout")
VARIABLE = 32  # bytes: what the planner takes for a type of no fixed width (get_typavgwidth in lsyscache.c)
FILL = 0.9  # a b-tree's default fillfactor


def assume_sizes(database: Database, statistics: Statistics | None, rows: Mapping[str, float]) -> Statistics:
    """Statistics in which the named tables have those rows. Raises ConfigError for a table that is not there."""
    given = {_find(database, name): count for name, count in rows.items()}
    known = {relation.name: relation for relation in statistics.relations} if statistics else {}
    for table, count in given.items():
        for relation in _sizes(table, count):
            seen = known.get(relation.name)
            columns = {"columns": seen.columns, "extended": seen.extended} if seen else {}
            known[relation.name] = replace(relation, **columns)  # type: ignore[arg-type]
    return Statistics(relations=tuple(known.values()), assumed=True)


def _find(database: Database, text: str) -> Table:
    found = [
        table
        for table in database.tables
        if text in (table.name.name, quote(table.name.name), str(table.name), f"{table.name.schema}.{table.name.name}")
    ]
    if len(found) != 1:
        what = "no table is" if not found else f"{len(found)} tables are"
        raise ConfigError(f"--rows: {what} called {text!r}", "write schema.table=rows, as in --rows public.orders=1e8")
    return found[0]


def _sizes(table: Table, rows: float) -> list[RelationStatistics]:
    widths = {c.name: c.length if c.length > 0 else VARIABLE for c in table.columns if c.generated != "virtual"}
    heap = _pages(rows, HEADER + sum(widths.values()), 1.0)
    sizes = [_size(table.name, heap, rows)]
    for index in table.indexes:
        sizes.append(_size(index.name, _index_pages(index, widths, rows, heap), rows))
    return sizes


def _index_pages(index: Index, widths: Mapping[str, int], rows: float, heap: int) -> int:
    if index.method == "brin":
        return 3 + heap // (128 * 300)
    names = (*(key.column for key in index.keys), *index.include)
    width = sum(widths.get(name, VARIABLE) if name else VARIABLE for name in names)
    return 1 + _pages(rows, 12 + math.ceil(width / 8) * 8, FILL)  # 8 of index tuple header, 4 of line pointer


def _pages(rows: float, width: int, fill: float) -> int:
    return max(1, math.ceil(rows * width / ((PAGE - 24) * fill)))


def _size(name: Name, pages: int, rows: float) -> RelationStatistics:
    return RelationStatistics(name=name, pages=pages, relpages=pages, rows=rows, all_visible=0)
