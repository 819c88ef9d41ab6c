"""brin-on-scattered-column."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.change import CreateIndex, DropIndex, Steps
from ...model.database import Database
from ...model.finding import Finding
from ...model.index import IndexKey
from ...model.statistics import Statistics
from ..check import Examined, check

ROWS = 10_000
SCATTERED = 0.5  # correlation of values with their place in the table, in absolute value


@check(severity="warning")
def brin_on_scattered_column(database: Database, statistics: Statistics) -> Iterator[Finding | Examined]:
    """BRIN index on values that lie anywhere.

    Condition
        A BRIN index of ranges on one column, on a table of 10,000 rows or more, where the values' correlation with
        their place in the table is below 0.5. Bloom and multi-minmax operator classes do not count.

    Effect
        The index keeps the smallest and largest value of each range of pages. Where values lie anywhere each range
        spans nearly all of them, so a search leaves out hardly a page and reads the table anyway.

    Remedy
        A b-tree in its place; or, where only equality is asked for, a BRIN index with a bloom operator class.

    When to ignore it
        The table is about to be CLUSTERed, or loaded anew in the column's order.

    References
        PostgreSQL manual, chapter "Built-in Index Access Methods", "BRIN Indexes"; view pg_stats, correlation.
    """
    for table in database.roots:
        relation = statistics.of(table.name)
        for index in table.indexes:
            if relation is None or index.method != "brin" or len(index.columns) != 1 or len(index.keys) != 1:
                continue
            yield Examined()
            known = relation.column(index.columns[0])
            correlation = known.correlation if known else None
            if correlation is None or abs(correlation) >= SCATTERED or relation.rows < ROWS:
                continue
            if not index.keys[0].default_opclass:
                continue  # bloom and multi-minmax; the default is minmax for what has an order
            keys = (IndexKey(column=index.columns[0]),)
            name = f"{index.name.name[:57]}_btree"
            new = CreateIndex(table=table.name, keys=keys, predicate=index.predicate, name=name)
            plain = table.kind == "table"
            yield Finding(
                object=str(index.name),
                detail=f"{index.name} is a BRIN index and {table.name}.{index.columns[0]} lies anywhere in the table "
                f"(correlation {correlation:.2f})",
                change=Steps(changes=(new, DropIndex(table=table.name, index=index.name))) if plain else None,
                advice="" if plain else "Create a b-tree in its place.",
                tables=(str(table.name),),
            )
