"""not-in-subquery."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.database import Database
from ...model.finding import Finding
from ...model.statistics import Statistics
from ...sql.analysis import AnalysedQuery, Block, Operand
from ..check import Examined, check
from ..size import is_big

BIG = 100_000  # rows; about what a hash table of work_mem's default 4 MB holds


@check(severity="warning")
def not_in_subquery(
    queries: tuple[AnalysedQuery, ...], database: Database, statistics: Statistics | None = None
) -> Iterator[Finding | Examined]:
    """NOT IN with a subquery.

    Condition
        A query has ``NOT IN (SELECT column …)`` and the column may be null; or it may not, but its table is known to
        have 100,000 rows or more.

    Effect
        One null among the subquery's rows and the condition is true for no row at all: the query returns nothing, and
        no error tells why. Because of that rule the planner cannot make it an anti-join (through PostgreSQL 18): it
        hashes the subquery's rows, and where they do not fit in work_mem it goes through them again for every outer
        row.

    Remedy
        ``NOT EXISTS (SELECT FROM … WHERE … = …)``: it means what was meant, and is planned as an anti-join.

    When to ignore it
        The subquery leaves out nulls by its own condition in a way that is not seen here, and returns few rows.

    References
        PostgreSQL manual, "Subquery Expressions", NOT IN.
    """
    yield Examined(len(queries))
    for query in queries:
        for block in query.analysis.blocks:
            if block.role != "not in":
                continue
            operand = block.outputs[0].operand if block.outputs else None
            reason = _reason(operand, block, database, statistics)
            if operand and reason:
                yield Finding(
                    object=f"{query.query.name}:{operand.relation.alias}.{operand}",
                    detail=f"{query.query.name} has NOT IN with {operand} of {operand.relation.name}: {reason}",
                    advice="Write NOT EXISTS with the comparison in the subquery's WHERE.",
                    queries=(query.query.name,),
                    tables=(str(operand.relation.name),),
                )


def _reason(operand: Operand | None, block: Block, database: Database, statistics: Statistics | None) -> str:
    table = database.table(operand.relation.name) if operand else None
    if not operand or not table or not operand.column:
        return ""
    column = table.column(operand.column)
    excluded = any(
        predicate.operand == operand and predicate.operator not in ("is null", "is not distinct from")
        for predicate in block.predicates
    )
    if column and not column.not_null and not excluded:
        return f"a null in {operand} makes it return nothing"
    if is_big(database, statistics, table.name, BIG):
        return f"the rows of {table.name} are hashed, or read again for every row"
    return ""
