"""mostly-null-index."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.change import CreateIndex, DropIndex, Steps
from ...model.database import Database
from ...model.finding import Finding
from ...model.names import quote
from ...model.statistics import Statistics
from ..check import Examined, check
from .low_selectivity_index import plain_column

ROWS = 10_000
MOSTLY = 0.9


@check(severity="info")
def mostly_null_index(database: Database, statistics: Statistics) -> Iterator[Finding | Examined]:
    """Index of nulls.

    Condition
        A b-tree on one column alone, with no WHERE, on a table of 10,000 rows or more, where the column is null in
        nine of ten rows or more. Unique indexes do not count.

    Effect
        The index holds an entry for every null, is written to for every new row, and no search for a value looks at
        them.

    Remedy
        The same index `WHERE x IS NOT NULL`: every comparison implies it, so all searches for a value can use it, and
        it serves foreign keys as well.

    When to ignore it
        Queries look for the nulls, or sort all rows by the column.

    References
        PostgreSQL manual, 11.8 "Partial Indexes".
    """
    for table in database.roots:
        for index in table.indexes:
            known = plain_column(statistics, table, index)
            if known is None or statistics.rows(table.name) < ROWS:
                continue
            yield Examined()
            if known.null_fraction < MOSTLY:
                continue
            predicate = f"({quote(known.column)} IS NOT NULL)"
            name = f"{index.name.name[:55]}_partial"
            new = CreateIndex(table=table.name, keys=index.keys, predicate=predicate, name=name)
            plain = table.kind == "table"
            yield Finding(
                object=str(index.name),
                detail=f"{index.name} on {table.name}: {known.column} is null in {known.null_fraction:.0%} of the rows",
                change=Steps(changes=(new, DropIndex(table=table.name, index=index.name))) if plain else None,
                advice="" if plain else f"Create an index WHERE {predicate} in its place.",
                tables=(str(table.name),),
            )
