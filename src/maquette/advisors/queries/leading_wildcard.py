"""leading-wildcard."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.change import CreateIndex
from ...model.database import Database
from ...model.finding import Finding
from ...model.index import IndexKey
from ...model.statistics import Statistics
from ...model.table import Table
from ...sql.analysis import AnalysedQuery, Operand
from ...sql.tree import canonical_text
from ..check import Examined, check
from ..size import is_small
from ..wrapped import reached_otherwise

LIKES = ("like", "ilike")
TRIGRAMS = ("gin_trgm_ops", "gist_trgm_ops")


@check(severity="warning")
def leading_wildcard(
    queries: tuple[AnalysedQuery, ...], database: Database, statistics: Statistics | None = None
) -> Iterator[Finding | Examined]:
    """Search by a pattern that begins with a wildcard.

    Condition
        A query of the workload has LIKE or ILIKE with a pattern that begins with % or _, no trigram index serves the
        column, and no other condition of the query finds its rows by an index. Tables known to have fewer than 1,000
        rows are left out.

    Effect
        A b-tree is sorted by how values begin; without a beginning every row is read and matched.

    Remedy
        A GIN index with the operator class gin_trgm_ops of the extension pg_trgm serves LIKE and ILIKE with at least
        three letters in a row. To search for words, full-text search is smaller and ranks its results. A
        comma-separated list wants a table, or an array with a GIN index.

    When to ignore it
        The query runs seldom, or patterns are shorter than three letters, for which trigrams do not help. A GIN index
        makes writes dearer than a b-tree does.

    References
        PostgreSQL manual, "pg_trgm", "Index Support"; 12 "Full Text Search".
    """
    yield Examined(len(queries))
    found: dict[str, tuple[Table, Operand, list[str]]] = {}
    for query in queries:
        for block in query.analysis.blocks:
            for predicate in block.predicates:
                operand = predicate.operand
                table = database.table(operand.relation.name)
                open_start = predicate.operator in LIKES and any(_open(value.text) for value in predicate.values)
                if not open_start or not table or is_small(database, statistics, table.name):
                    continue
                if not _has_trigrams(table, operand) and not reached_otherwise(table, block, operand):
                    found.setdefault(f"{table.name}({operand})", (table, operand, []))[2].append(query.query.name)
    for label, (table, operand, names) in found.items():
        change = _trigram_index(table, operand, database)
        yield Finding(
            object=label,
            detail=f"a pattern that begins with a wildcard on {operand} reads all of {table.name}",
            change=change,
            advice="" if change else "Create the extension pg_trgm, then a GIN index with gin_trgm_ops on the column.",
            queries=tuple(dict.fromkeys(names)),
            tables=(str(table.name),),
        )


def _open(pattern: str) -> bool:
    """Whether it begins with a wildcard and goes on with something."""
    return pattern[:1] in ("%", "_") and pattern.strip("%_") != ""


def _has_trigrams(table: Table, operand: Operand) -> bool:
    return any(
        key.opclass in TRIGRAMS
        and operand.column in (key.column, None)
        and (operand.column or canonical_text(key.expression or "") == operand.expression)
        for index in table.indexes
        if index.valid and index.predicate is None
        for key in index.keys
    )


def _trigram_index(table: Table, operand: Operand, database: Database) -> CreateIndex | None:
    extension = any(extension.name == "pg_trgm" for extension in database.extensions)
    if operand.column is None or not extension:
        return None
    key = IndexKey(column=operand.column, opclass="gin_trgm_ops", default_opclass=False)
    return CreateIndex(table=table.name, method="gin", keys=(key,))
