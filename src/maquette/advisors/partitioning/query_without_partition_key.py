"""query-without-partition-key."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.database import Database
from ...model.finding import Finding
from ...model.table import Table
from ...sql.analysis import AnalysedQuery, Block, Predicate, Relation
from ..check import Examined, check

MANY = 8  # partitions


@check(severity="warning")
def query_without_partition_key(queries: tuple[AnalysedQuery, ...], database: Database) -> Iterator[Finding | Examined]:
    """Query that reads every partition.

    Condition
        A query has conditions on a table of eight partitions or more, and none of them compares the partition key
        itself with anything: it is missing, or inside a function or cast.

    Effect
        The planner can leave out no partition. Each one is planned, locked and searched, by an index at best: the cost
        grows with the number of partitions, where a plain table's index would have been searched once.

    Remedy
        Compare the bare key in the query: a range of time that is known anyway. If most queries do not know the key,
        the table is partitioned by the wrong one.

    When to ignore it
        The query runs seldom, or must look through all of the table.

    References
        PostgreSQL manual, 5.12.4 "Partition Pruning".
    """
    yield Examined(len(queries))
    for query in queries:
        found: dict[str, Finding] = {}
        for block in query.analysis.blocks:
            for relation in block.relations:
                table = database.table(relation.name)
                count = len(database.partitions(relation.name))
                inserted = query.analysis.kind == "insert" and relation == query.analysis.target
                if not table or count < MANY or inserted or not _reads_all(block, relation, table):
                    continue
                key = ", ".join(table.partitioning.columns) if table.partitioning else ""
                how = "inside an expression alone" if _wraps(block, relation, table) else "in no condition"
                found[str(table.name)] = Finding(
                    object=f"{query.query.name}:{table.name}",
                    detail=f"{query.query.name} searches all {count} partitions of {table.name}: {key} is {how}",
                    advice=f"Compare {key} itself, with a range as narrow as is known.",
                    queries=(query.query.name,),
                    tables=(str(table.name),),
                )
        yield from found.values()


def _reads_all(block: Block, relation: Relation, table: Table) -> bool:
    """Whether there are conditions on the relation, and none from which partitions can be left out."""
    key = table.partitioning.columns if table.partitioning else ()
    own = block.of(relation)
    tied = [side for join in block.joins for side in (join.left, join.right) if side.relation == relation]
    either = [
        arm for arms in block.alternatives for arm in arms if any(one.operand.relation == relation for one in arm)
    ]
    if not key or not (own or tied or either):
        return False
    leading = key[:1] if table.partitioning and table.partitioning.strategy == "range" else key
    compared = {predicate.operand.column for predicate in own if _prunes(predicate)} | {side.column for side in tied}
    by_or = any(all(_has(arm, relation, leading) for arm in arms) for arms in block.alternatives)
    return not set(leading) <= compared and not by_or


def _prunes(predicate: Predicate) -> bool:
    return predicate.equality or predicate.range


def _has(arm: tuple[Predicate, ...], relation: Relation, key: tuple[str, ...]) -> bool:
    found = {one.operand.column for one in arm if one.operand.relation == relation and _prunes(one)}
    return set(key) <= found


def _wraps(block: Block, relation: Relation, table: Table) -> bool:
    key = set(table.partitioning.columns) if table.partitioning else set()
    return any(one.operand.expression and key & set(one.operand.columns) for one in block.of(relation))
