"""low-selectivity-index."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.change import Change, CreateIndex, DropIndex, Steps
from ...model.database import Database
from ...model.finding import Finding
from ...model.index import Index
from ...model.names import quote
from ...model.statistics import ColumnStatistics, Statistics
from ...model.table import Table
from ..check import Examined, check
from ..overlap import droppable, serves_foreign_key

ROWS = 10_000
FEW = 10  # distinct values
RARE = 0.1  # share of the rows


@check(severity="info")
def low_selectivity_index(database: Database, statistics: Statistics) -> Iterator[Finding | Examined]:
    """Index on a column with few values.

    Condition
        A b-tree on one column alone, with no WHERE, on a table of 10,000 rows or more whose statistics show at most
        ten distinct values, each of them known. Unique indexes and the only index of a foreign key do not count.

    Effect
        A value that every tenth row has, or more, is found faster by reading the table, so the planner leaves the
        index aside, and each write pays for it. Only a rare value is worth an index, and then the rows with the other
        values are ballast.

    Remedy
        A partial index on the rare value in its place; where no value is rare, drop it.

    When to ignore it
        The index answers counts by itself (index-only scans), or the rows of a value lie together in the table.

    References
        PostgreSQL manual, 11.8 "Partial Indexes", example 11.1; 14.2.1 "Single-Column Statistics".
    """
    for table in database.roots:
        rows = statistics.rows(table.name)
        for index in table.indexes:
            known = plain_column(statistics, table, index)
            if known is None or rows < ROWS:
                continue
            yield Examined()
            few = 0 < known.distinct <= FEW and len(known.common_values or ()) >= known.distinct
            if not few or known.null_fraction > 1 - RARE or serves_foreign_key(table, index):
                continue  # of nulls mostly-null-index says more
            change, advice = _change(table, index, known)
            yield Finding(
                object=str(index.name),
                detail=f"{index.name} is on {table.name}.{known.column} alone, which has {known.distinct:.0f} values "
                f"in {rows:,.0f} rows",
                change=change,
                advice=advice,
                tables=(str(table.name),),
            )


def plain_column(statistics: Statistics, table: Table, index: Index) -> ColumnStatistics | None:
    """Statistics of the column of a b-tree that is on this column alone, on all rows, and on searches alone."""
    relation = statistics.of(table.name)
    single = len(index.columns) == len(index.keys) == 1 and index.method == "btree"
    if relation is None or not single or index.predicate or index.include or not index.valid or not droppable(index):
        return None
    return relation.column(index.columns[0])


def _change(table: Table, index: Index, known: ColumnStatistics) -> tuple[Change | None, str]:
    """A partial index on the rare value, where a boolean has one; nothing in its place where no value is rare."""
    shares = zip(known.common_values or (), known.common_frequencies or (), strict=True)
    rare = [value for value, share in shares if share < RARE]
    column = table.column(known.column)
    drop = DropIndex(table=index.table, index=index.name)
    if table.kind == "partitioned":
        return None, "Drop it, or make it partial."
    if not rare:
        return drop, ""
    if column is None or column.base != "boolean":
        return None, f"Create a partial index on the rare values of {known.column} in its place: {', '.join(rare)}."
    predicate = quote(known.column) if rare == ["t"] else f"(NOT {quote(known.column)})"
    name = f"{index.name.name[:55]}_partial"
    return Steps(changes=(CreateIndex(table=index.table, keys=index.keys, predicate=predicate, name=name), drop)), ""
