"""missing-index."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.database import Database
from ...model.finding import Finding
from ...model.names import quote
from ...model.statistics import Statistics
from ...sql.analysis import AnalysedQuery
from ..check import Examined, check
from ..selection.estimate import Estimate
from ..selection.search import Choice, choose_indexes


@check(severity="warning")
def missing_index(
    database: Database, statistics: Statistics, queries: tuple[AnalysedQuery, ...], estimate: Estimate
) -> Iterator[Finding | Examined]:
    """Queries that an index would make much cheaper.

    Condition
        With one more index the workload's cost on the twin (calls × the planner's total cost, over all queries) falls
        by 0.2 % or more, or one query becomes ten times cheaper; the upkeep by the workload's own writes is taken off.
        Candidates come from conditions, joins, grouping and order: b-tree over up to three keys, covering, partial and
        expression indexes, GIN and GiST. They are chosen one after the other, each by what it saves beside the others.

    Effect
        The queries named read more than they need, at every call.

    Remedy
        CREATE INDEX CONCURRENTLY. The proof plans the whole workload with and without it and names what gets dearer.

    When to ignore it
        The queries do not matter, the table is written far more than the workload tells, or there is no room for it.

    References
        PostgreSQL manual, 11 "Indexes"; 11.9 "Index-Only Scans and Covering Indexes"; 11.8 "Partial Indexes".
    """
    choices, considered = choose_indexes(queries, database, statistics, estimate)
    yield Examined(considered)
    for choice in choices:
        index = choice.change.index
        yield Finding(
            object=f"{index.table}{_words(choice)}",
            detail=_detail(choice),
            change=choice.change,
            queries=tuple(one.query for one in choice.helps),
            tables=(str(index.table),),
        )


def _words(choice: Choice) -> str:
    """The index as a name that stays the same from run to run: its keys and what is special about it."""
    change = choice.change
    keys = ", ".join(
        (quote(k.column) if k.column else k.expression or "") + " desc" * k.descending for k in change.keys
    )
    method = "" if change.method == "btree" else f" using {change.method}"
    include = f" include ({', '.join(map(quote, change.include))})" if change.include else ""
    return f"({keys}){method}{include}" + (f" where {change.predicate}" if change.predicate else "")


def _detail(choice: Choice) -> str:
    first, before, after = choice.helps[0]
    more = f" and {len(choice.helps) - 1} more" if len(choice.helps) > 1 else ""
    return f"{first}{more}: cost {before:,.0f} → {after:,.0f}, for {choice.bytes / 1024**2:,.1f} MB"
