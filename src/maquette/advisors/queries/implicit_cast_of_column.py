"""implicit-cast-of-column."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.database import Database
from ...model.finding import Finding
from ...model.statistics import Statistics
from ...model.table import Column
from ...sql.analysis import AnalysedQuery, Block, Operand
from ..check import Examined, check
from ..size import is_small
from ..wrapped import leading

# To which types of the other side PostgreSQL casts a column of these types, as no operator of its index takes both.
CAST_TO = {
    "smallint": ("numeric", "real", "double precision"),
    "integer": ("numeric", "real", "double precision"),
    "bigint": ("numeric", "real", "double precision"),
    "numeric": ("real", "double precision"),
    "character": ("text", "character varying"),
}


@check(severity="warning")
def implicit_cast_of_column(
    queries: tuple[AnalysedQuery, ...], database: Database, statistics: Statistics | None = None
) -> Iterator[Finding | Examined]:
    """Column cast by its comparison.

    Condition
        A query compares an indexed column with a value or column of a type that PostgreSQL casts the column to: an
        integer with a numeric (``id = 5.0``), a numeric with a float, a char(n) with a text. Integers among themselves,
        dates and timestamps, and text and varchar are no problem. Tables known to have fewer than 1,000 rows are left
        out.

    Effect
        The cast stands on the column's side, so its index is of no use and every row is read.

    Remedy
        Give the value the column's type: in the query (``id = $1::bigint``), or in the driver, which sends decimals as
        numeric. Give both columns of a join the same type.

    When to ignore it
        The query runs seldom.

    References
        PostgreSQL manual, 10.2 "Operators" (type conversion); 11.10 "Operator Classes and Operator Families".
    """
    yield Examined(len(queries))
    found: dict[tuple[str, str], dict[str, None]] = {}
    for query in queries:
        for block in query.analysis.blocks:
            for operand, other in _comparisons(block, database):
                table = database.table(operand.relation.name)
                column = table.column(operand.column or "") if table else None
                if not table or not column or other not in CAST_TO.get(column.base, ()):
                    continue
                if leading(table, column.name) and not is_small(database, statistics, table.name):
                    key = f"{table.name}.{column.name}", f"{column.type} is cast to {other}"
                    found.setdefault(key, {})[query.query.name] = None
    for (name, reason), names in found.items():
        yield Finding(
            object=name,
            detail=f"{name} is compared with another type: {reason}, and its index is of no use",
            advice="Cast the value to the column's type, or give both columns the same type.",
            queries=tuple(names),
            tables=(name.rpartition(".")[0],),
        )


def _comparisons(block: Block, database: Database) -> Iterator[tuple[Operand, str]]:
    """Bare columns, and the type of what each is compared with."""
    for predicate in block.predicates:
        if predicate.operand.column and (predicate.equality or predicate.range):
            yield from ((predicate.operand, value.type) for value in predicate.values)
    for join in block.joins:
        for side, other in ((join.left, join.right), (join.right, join.left)):
            if side.column and other.column and (column := _column(other, database)):
                yield side, column.base


def _column(operand: Operand, database: Database) -> Column | None:
    table = database.table(operand.relation.name)
    return table.column(operand.column or "") if table else None
