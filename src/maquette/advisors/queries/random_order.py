"""random-order."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.database import Database
from ...model.finding import Finding
from ...model.statistics import Statistics
from ...sql.analysis import AnalysedQuery, Block
from ..check import Examined, check
from ..size import is_small

RANDOM = frozenset(("random", "gen_random_uuid", "uuid_generate_v4", "random_normal"))


@check(severity="warning")
def random_order(
    queries: tuple[AnalysedQuery, ...], database: Database, statistics: Statistics | None = None
) -> Iterator[Finding | Examined]:
    """Rows picked by ORDER BY random().

    Condition
        A query sorts by random() or another random function and takes the first rows by LIMIT, from a table that is
        not known to have fewer than 1,000 rows.

    Effect
        To give six rows, every row that meets the conditions is read, given a number and sorted; no index helps.

    Remedy
        ``TABLESAMPLE SYSTEM_ROWS`` or ``BERNOULLI`` where a rough choice will do; or a random value kept in an indexed
        column, from which ``WHERE r >= random() ORDER BY r LIMIT 6`` takes the next rows; or random keys made by the
        application.

    When to ignore it
        The conditions leave a few hundred rows at most, or the query runs seldom.

    References
        PostgreSQL manual, SELECT, "TABLESAMPLE"; "tsm_system_rows".
    """
    yield Examined(len(queries))
    for query in queries:
        for block in query.analysis.blocks:
            random = any(not RANDOM.isdisjoint(key.functions) for key in block.order_by)
            if not random or block.limit is None or _is_small(block, database, statistics):
                continue
            tables = tuple(str(relation.name) for relation in block.relations)
            yield Finding(
                object=query.query.name,
                detail=f"{query.query.name} reads and sorts every row of {', '.join(tables)} to pick some at random",
                advice="Sample the table (TABLESAMPLE), or pick by a random value kept in an indexed column.",
                queries=(query.query.name,),
                tables=tables,
            )
            break


def _is_small(block: Block, database: Database, statistics: Statistics | None) -> bool:
    if not block.relations:
        return True
    return all(is_small(database, statistics, relation.name) for relation in block.relations) or any(
        predicate.operator == "=" and {predicate.operand.column} == set(key.columns)
        for relation in block.relations
        if (table := database.table(relation.name))
        for key in table.keys
        for predicate in block.of(relation)
    )
