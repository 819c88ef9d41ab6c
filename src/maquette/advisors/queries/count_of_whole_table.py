"""count-of-whole-table."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.database import Database
from ...model.finding import Finding
from ...model.statistics import Statistics
from ...sql.analysis import AnalysedQuery
from ..check import Examined, check
from ..size import is_big, rows

BIG, OFTEN = 100_000, 100  # rows, calls


@check(severity="info")
def count_of_whole_table(
    queries: tuple[AnalysedQuery, ...], database: Database, statistics: Statistics
) -> Iterator[Finding | Examined]:
    """Count of a whole table, often.

    Condition
        A query counts or sums all rows of a table known to have 100,000 or more, without WHERE and GROUP BY, and the
        workload has it 100 times or more.

    Effect
        Every call reads the whole table, or the whole of its smallest index: PostgreSQL keeps no count, since every
        transaction may see another.

    Remedy
        ``SELECT reltuples FROM pg_class`` where an estimate will do; a counter kept by a trigger, or a materialized
        view, where it will not; and for "are there any", EXISTS.

    When to ignore it
        The exact number is needed each time, and the time it takes is accepted.

    References
        PostgreSQL manual, "Aggregate Functions", on count; "pg_class".
    """
    yield Examined(len(queries))
    for query in queries:
        block = query.analysis.blocks[0] if query.analysis.blocks else None
        if not block or query.query.calls < OFTEN or len(block.relations) != 1 or not block.outputs:
            continue
        called = {name for output in block.outputs for name in output.functions}
        alone = not (block.filtered or block.group_by or block.joins or len(query.analysis.blocks) > 1)
        name = block.relations[0].name
        if alone and called and called <= {"count", "sum", "avg"} and is_big(database, statistics, name, BIG):
            yield Finding(
                object=query.query.name,
                detail=f"{query.query.name} reads all {rows(database, statistics, name):,.0f} rows of {name},"
                f" {query.query.calls:,.0f} times",
                advice="Use the estimate in pg_class, or keep the number in a table of its own.",
                queries=(query.query.name,),
                tables=(str(name),),
            )
