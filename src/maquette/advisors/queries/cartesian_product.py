"""cartesian-product."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.database import Database
from ...model.finding import Finding
from ...sql.analysis import AnalysedQuery, Block, Relation
from ..check import Examined, check


@check(severity="warning")
def cartesian_product(queries: tuple[AnalysedQuery, ...], database: Database) -> Iterator[Finding | Examined]:
    """Tables joined without a condition.

    Condition
        A query reads two or more tables, no condition ties them together, and more than one of them is not pinned to
        one row by a key. Where the author wrote CROSS JOIN, it is taken as meant.

    Effect
        Every row of one is paired with every row of the other: 10,000 and 10,000 rows make 100 million, most often
        hidden by a DISTINCT or a GROUP BY after it.

    Remedy
        Write the missing condition, or drop the table that is not needed.

    When to ignore it
        Every pair is wanted: then CROSS JOIN says so, to readers and to this check.

    References
        PostgreSQL manual, 7.2.1.1 "Joined Tables".
    """
    yield Examined(len(queries))
    for query in queries:
        for block in query.analysis.blocks:
            by_alias = {relation.alias: relation for relation in block.relations}
            loose = [
                part
                for part in block.parts
                if all(alias in by_alias for alias in part)
                and not any(_is_one_row(by_alias[alias], block, database) for alias in part)
            ]
            if len(loose) < 2 or len(block.parts) < 2:
                continue
            names = [by_alias[part[0]].name for part in loose]
            yield Finding(
                object=query.query.name,
                detail=f"{query.query.name} pairs every row of {names[0]} with every row of {names[1]}",
                advice="Write the condition that joins them, or CROSS JOIN where every pair is wanted.",
                queries=(query.query.name,),
                tables=tuple(str(name) for name in names),
            )
            break


def _is_one_row(relation: Relation, block: Block, database: Database) -> bool:
    """Whether a key's columns are all fixed, or the model does not know the relation well enough to say."""
    table = database.table(relation.name)
    if table is None or not table.columns:
        return True
    fixed = {predicate.operand.column for predicate in block.of(relation) if predicate.operator == "="}
    return any(set(key.columns) <= fixed for key in table.keys) or any(
        index.unique and index.predicate is None and index.columns and set(index.columns) <= fixed
        for index in table.indexes
    )
