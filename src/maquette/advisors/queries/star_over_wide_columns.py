"""star-over-wide-columns."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.database import Database
from ...model.finding import Finding
from ...model.statistics import Statistics
from ...model.table import Table
from ...sql.analysis import AnalysedQuery
from ..check import Examined, check

WIDE = 2000  # bytes; a row of more is cut up and kept out of line (TOAST_TUPLE_THRESHOLD)


@check(severity="info")
def star_over_wide_columns(
    queries: tuple[AnalysedQuery, ...], database: Database, statistics: Statistics | None = None
) -> Iterator[Finding | Examined]:
    """SELECT * from a table with wide columns.

    Condition
        A query's result is ``*`` or ``table.*`` of a table that has a tsvector column, which no client can use, or
        columns whose values are 2,000 bytes wide or more on average.

    Effect
        Wide values are kept out of line, compressed: each one asked for is fetched by its own index, put together,
        decompressed and sent, for every row. And the result changes its shape with the table.

    Remedy
        Name the columns that are needed.

    When to ignore it
        All of them are needed.

    References
        PostgreSQL manual, "TOAST".
    """
    yield Examined(len(queries))
    for query in queries:
        blocks = [b for b in query.analysis.blocks if b.role in ("statement", "arm") and not b.aggregates]
        for name in dict.fromkeys(relation.name for block in blocks for relation in block.stars):
            table = database.table(name)
            wide = _wide(table, statistics) if table else ()
            if wide:
                yield Finding(
                    object=f"{query.query.name}:{name}",
                    detail=f"{query.query.name} fetches all columns of {name}, with {', '.join(wide)}",
                    advice="Name the columns that the application uses.",
                    queries=(query.query.name,),
                    tables=(str(name),),
                )


def _wide(table: Table, statistics: Statistics | None) -> tuple[str, ...]:
    """The columns that cost, each with why."""
    relation = statistics.of(table.name) if statistics else None
    said = [f"{column.name} (tsvector)" for column in table.columns if column.base == "tsvector"]
    for column in relation.columns if relation else ():
        if column.width >= WIDE:
            said.append(f"{column.column} ({column.width:,} bytes)")
    return tuple(said)
