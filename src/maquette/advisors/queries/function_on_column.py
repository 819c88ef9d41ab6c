"""function-on-column."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.database import Database
from ...model.finding import Finding
from ...model.statistics import Statistics
from ...sql.analysis import AnalysedQuery
from ..check import Examined, check
from ..wrapped import CALENDAR, Wrapped, index_on, wrapped


@check(severity="warning")
def function_on_column(
    queries: tuple[AnalysedQuery, ...], database: Database, statistics: Statistics | None = None
) -> Iterator[Finding | Examined]:
    """Condition on a function of a column.

    Condition
        A query of the workload compares a function or another expression of a column (``lower(email)``,
        ``date_trunc('month', at)``, ``data ->> 'key'``), no index has that expression as its first key, and no other
        condition of the query finds its rows by an index. Tables known to have fewer than 1,000 rows are left out.

    Effect
        An index on the column holds the column's values, not the function's: every row of the table is read and the
        function is called for each. The planner has no statistics of the expression either and guesses that half a
        percent of the rows match.

    Remedy
        An index on the expression, which also makes ANALYZE gather statistics of it. Where the expression depends on
        the time zone or on other settings it cannot be indexed: compare the bare column with a range instead.

    When to ignore it
        The query runs seldom, and its cost matters less than that of one more index on each write.

    References
        PostgreSQL manual, 11.7 "Indexes on Expressions".
    """
    yield Examined(len(queries))
    for found in wrapped(queries, database, statistics):
        if (found.operand.wrapper or "").startswith("::"):
            continue
        change = index_on(found.table, found.operand, database)
        yield Finding(
            object=found.object,
            detail=f"{found.operand} {found.operator} … reads all of {found.table.name}: no index has this expression",
            change=change,
            advice="" if change else _advice(found),
            queries=found.queries,
            tables=(str(found.table.name),),
        )


def _advice(found: Wrapped) -> str:
    column = found.operand.columns[0]
    if found.operand.wrapper in CALENDAR:
        return f"Compare {column} itself with the first moment of the period and the first after it: >= and <."
    return f"Compare {column} itself, or keep the value of {found.operand} in a column of its own and index that."
