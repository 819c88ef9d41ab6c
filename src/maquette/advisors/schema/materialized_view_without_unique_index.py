"""materialized-view-without-unique-index."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.database import Database
from ...model.finding import Finding
from ...model.index import Index
from ...model.names import Name
from ...model.statistics import Statistics
from ..check import Examined, check


@check(severity="warning")
def materialized_view_without_unique_index(
    database: Database, statistics: Statistics | None = None
) -> Iterator[Finding | Examined]:
    """Materialized view that cannot be refreshed concurrently.

    Condition
        A materialized view has no unique index over plain columns and all rows.

    Effect
        REFRESH MATERIALIZED VIEW CONCURRENTLY refuses to run, so each refresh holds an ACCESS EXCLUSIVE lock from its
        first moment to its last: every reader waits as long as the query takes.

    Remedy
        CREATE UNIQUE INDEX on the columns that tell its rows apart (those of GROUP BY), then refresh CONCURRENTLY.

    When to ignore it
        Nobody reads the view while it is refreshed, or the refresh takes a moment.

    References
        PostgreSQL manual, REFRESH MATERIALIZED VIEW, "CONCURRENTLY".
    """
    for view in database.views:
        if not view.materialized:
            continue
        yield Examined()
        if any(_fits(index) for index in view.indexes):
            continue
        distinct = _distinct_column(statistics, view.name)
        columns = distinct or "the columns that tell its rows apart"
        yield Finding(
            object=str(view.name),
            detail=f"{view.name} has no unique index, so no REFRESH … CONCURRENTLY: each refresh locks readers out",
            advice=f"CREATE UNIQUE INDEX CONCURRENTLY ON {view.name} ({columns})",
            tables=(str(view.name),),
        )


def _fits(index: Index) -> bool:
    plain = len(index.columns) == len(index.keys)
    return index.unique and index.valid and index.predicate is None and plain


def _distinct_column(statistics: Statistics | None, view: Name) -> str | None:
    """A column whose statistics say that every row has another value."""
    relation = statistics.of(view) if statistics else None
    columns = relation.columns if relation and relation.rows > 1 else ()
    return next((column.column for column in columns if column.distinct == -1 and not column.null_fraction), None)
