"""or-across-tables."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.database import Database
from ...model.finding import Finding
from ...model.statistics import Statistics
from ...sql.analysis import AnalysedQuery, Block, Predicate
from ..check import Examined, check
from ..size import is_small
from ..wrapped import leading


@check(severity="warning")
def or_across_tables(
    queries: tuple[AnalysedQuery, ...], database: Database, statistics: Statistics | None = None
) -> Iterator[Finding | Examined]:
    """OR between conditions on different tables.

    Condition
        A query joins tables and has an OR whose arms compare columns of different tables, at least one with an index
        that the arm alone could use; and no other condition finds its rows by an index.

    Effect
        An index can serve an arm only when the OR is about one table. Here the join is made in full, and each of its
        rows is held against the OR.

    Remedy
        A query for each arm, put together by UNION: each then uses its own index.

    When to ignore it
        The joined tables are small, or the query runs seldom.

    References
        PostgreSQL manual, 11.5 "Combining Multiple Indexes"; 7.4 "Combining Queries".
    """
    yield Examined(len(queries))
    for query in queries:
        for arms in (arms for block in query.analysis.blocks for arms in _split_ors(block, database)):
            tables = {predicate.operand.relation.name: None for arm in arms for predicate in arm}
            if all(is_small(database, statistics, name) for name in tables):
                continue
            said = " OR ".join(f"{arm[0].operand.relation.alias}.{arm[0].operand}" for arm in arms)
            yield Finding(
                object=query.query.name,
                detail=f"{query.query.name} joins all rows of {', '.join(map(str, tables))}, then tests {said}",
                advice="Write one query for each arm of the OR and put them together with UNION.",
                queries=(query.query.name,),
                tables=tuple(map(str, tables)),
            )
            break


def _split_ors(block: Block, database: Database) -> Iterator[tuple[tuple[Predicate, ...], ...]]:
    """The ORs whose arms have no relation in common, where an index could serve an arm."""
    if _is_reached(block, database):
        return
    for arms in block.alternatives:
        common = set.intersection(*({predicate.operand.relation for predicate in arm} for arm in arms))
        if not common and any(_is_served(predicate, database) for arm in arms for predicate in arm):
            yield arms


def _is_reached(block: Block, database: Database) -> bool:
    return any(_is_served(predicate, database) for predicate in block.predicates)


def _is_served(predicate: Predicate, database: Database) -> bool:
    """Whether an index finds the rows of a comparison with given values."""
    table = database.table(predicate.operand.relation.name)
    column = predicate.operand.column
    given = predicate.operator in ("=", "in") and all(value.kind != "column" for value in predicate.values)
    return bool(given and table and column and leading(table, column))
