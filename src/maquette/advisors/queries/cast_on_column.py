"""cast-on-column."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.database import Database
from ...model.finding import Finding
from ...model.statistics import Statistics
from ...model.table import Column
from ...sql.analysis import AnalysedQuery
from ..check import Examined, check
from ..wrapped import TEXT, TIMES, index_on, wrapped


@check(severity="warning")
def cast_on_column(
    queries: tuple[AnalysedQuery, ...], database: Database, statistics: Statistics | None = None
) -> Iterator[Finding | Examined]:
    """Condition on a cast of a column.

    Condition
        A query of the workload casts a column before it compares it (``at::date = …``, ``id::text = …``), no index has
        the cast as its first key, and no other condition of the query finds its rows by an index. Casts that change
        nothing (varchar to text) and tables known to have fewer than 1,000 rows are left out.

    Effect
        The column's index and statistics are of no use: every row of the table is read and cast.

    Remedy
        Cast the value, not the column. A day of a timestamp is a range: ``at >= '2026-07-04' AND at < '2026-07-05'``.
        Where the column has the wrong type, change it, or index the cast.

    When to ignore it
        The query runs seldom, and its cost matters less than that of one more index on each write.

    References
        PostgreSQL manual, 11.7 "Indexes on Expressions"; 4.2.9 "Type Casts".
    """
    yield Examined(len(queries))
    for found in wrapped(queries, database, statistics):
        new = (found.operand.wrapper or "").removeprefix("::")
        column = found.table.column(found.operand.columns[0])
        if new == found.operand.wrapper or column is None or same(column.base, new):
            continue
        rewritable = column.base in TIMES or new in TEXT or len(found.operand.columns) > 1
        change = None if rewritable else index_on(found.table, found.operand, database)
        yield Finding(
            object=found.object,
            detail=f"{found.operand} {found.operator} … reads all of {found.table.name}, whose column is {column.type}",
            change=change,
            advice="" if change else _advice(column, new),
            queries=found.queries,
            tables=(str(found.table.name),),
        )


def same(old: str, new: str) -> bool:
    """Whether the cast leaves values as they are, so that an index still serves."""
    return old == new or {old, new} <= TEXT


def _advice(column: Column, new: str) -> str:
    if column.base in TIMES and new == "date":
        return f"Write the day as a range: {column.name} >= day AND {column.name} < day + 1."
    return f"Cast the value to {column.base} and leave {column.name} as it is."
