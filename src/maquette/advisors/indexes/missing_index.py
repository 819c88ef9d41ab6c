"""missing-index."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.advice import HelpedQuery, Limits
from ...model.change import CreateIndex
from ...model.database import Database
from ...model.finding import Finding
from ...model.names import quote
from ...model.review import PlannedQuery
from ...model.statistics import Statistics
from ...sql.analysis import AnalysedQuery
from ..check import Examined, check
from ..selection.account import Account, Chosen
from ..selection.estimate import Estimate
from ..selection.pose import pose
from ..selection.samples import sampled
from ..selection.search import solve
from ..selection.upkeep import Upkeep

GAIN = 0.002  # of the workload's cost: what an index must save to be worth its keep
DECISIVE = 0.9, 0.0005  # or so much of one query's cost, and so much of the workload's
HELP = 0.2  # of a query's cost: what it must save at least one query
LIMITS = Limits(seconds=30)
GAP = 0.02


@check(severity="warning")
def missing_index(
    database: Database,
    statistics: Statistics,
    queries: tuple[AnalysedQuery, ...],
    plans: tuple[PlannedQuery, ...],
    estimate: Estimate,
) -> Iterator[Finding | Examined]:
    """Queries that an index would make much cheaper.

    Condition
        With one more index the workload's cost on the twin (calls × the planner's total cost, over all queries) falls
        by 0.2 % or more, or one query becomes ten times cheaper; the upkeep by the workload's own writes is taken off.
        Candidates come from conditions, joins, grouping and order: b-tree over up to three keys, covering, partial and
        expression indexes, GIN, GiST, BRIN and hash. The set is the best one, within 2 % or what 30 s allow.

    Effect
        The queries named read more than they need, at every call.

    Remedy
        CREATE INDEX CONCURRENTLY. The proof plans the whole workload with and without it and names what gets dearer.

    When to ignore it
        The queries do not matter, the table is written far more than the workload tells, or there is no room for it.

    References
        PostgreSQL manual, 11 "Indexes"; 11.9 "Index-Only Scans and Covering Indexes"; 11.8 "Partial Indexes".
    """
    calls = {asked.query.name: asked.query.calls for asked in queries}
    cost = sum(calls.get(planned.query, 0.0) * planned.plan.cost for planned in plans if planned.plan)
    samples, upkeep = sampled(queries, database, statistics), Upkeep(database, statistics, None, queries)
    posed = pose(samples, database, statistics, estimate, upkeep, LIMITS, charge=DECISIVE[1] * cost)
    yield Examined(len(posed.options))
    with estimate.oracle([asked.sql for asked in posed.problem.queries], posed.options) as oracle:
        account = Account(*solve(posed.problem, oracle, GAP), database)
        chosen = [one for one in account.indexes() if _pays(one, cost)]
    for one in chosen:
        yield Finding(
            object=f"{one.change.table}{_words(one.change)}",
            detail=_detail(one),
            change=one.change,
            queries=tuple(helped.query for helped in one.helps),
            tables=(str(one.change.table),),
        )


def _pays(one: Chosen, cost: float) -> bool:
    """Whether an index is worth its keep: for the workload, or decisively for one of its queries."""
    helped = any(_saves(query, HELP) for query in one.helps)
    decisive = any(_saves(query, DECISIVE[0]) for query in one.helps)
    return helped and (decisive or one.gain >= (GAIN - DECISIVE[1]) * cost)


def _saves(query: HelpedQuery, share: float) -> bool:
    return query.before - query.after > share * query.before


def _words(change: CreateIndex) -> str:
    """The index as a name that stays the same from run to run: its keys and what is special about it."""
    keys = ", ".join(
        (quote(k.column) if k.column else k.expression or "") + " desc" * k.descending for k in change.keys
    )
    method = "" if change.method == "btree" else f" using {change.method}"
    include = f" include ({', '.join(map(quote, change.include))})" if change.include else ""
    return f"({keys}){method}{include}" + (f" where {change.predicate}" if change.predicate else "")


def _detail(one: Chosen) -> str:
    first = one.helps[0]
    more = f" and {len(one.helps) - 1} more" if len(one.helps) > 1 else ""
    size = f"{one.option.bytes / 1024**2:,.1f} MB"
    return f"{first.query}{more}: cost {first.before:,.0f} → {first.after:,.0f}, for {size}"
