"""The best set of indexes for a workload, from samples of its queries to statements with their undo."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from ..advisors.indexes.overlap import does_work_of
from ..advisors.selection.account import Account, Chosen, Dropped
from ..advisors.selection.correlation import Correlation, correlations
from ..advisors.selection.existing import standing, usage
from ..advisors.selection.pose import pose
from ..advisors.selection.samples import Sample, sampled
from ..advisors.selection.search import solve
from ..advisors.selection.upkeep import Upkeep
from ..engines.base import Engine
from ..model.advice import IndexAdvice, IndexChoice, IndexDrop, Limits, StatisticsChoice, Wishes
from ..model.change import DropIndex
from ..model.errors import ExperimentError
from ..model.index import Index
from ..model.progress import Progress, silent
from ..model.snapshot import Snapshot
from ..model.workload import Query
from ..sql.analyse import analyse_workload
from ..twin.estimate import TwinEstimate
from ..twin.twin import Twin
from .measuring import measure

EXPLAINING = 0.2  # of the time: what explaining the answer may take
AGREE = 0.01  # answer and bound: up to there the planner's own bound is the better proof


def advise(  # noqa: PLR0917 - the flow hands over what it has
    snapshot: Snapshot,
    twin: Twin,
    estimate: TwinEstimate,
    engine: Engine,
    wishes: Wishes,
    progress: Progress = silent,
    stop: Callable[[], bool] = lambda: False,
) -> IndexAdvice:
    """Search, explain and, if wished, measure. The snapshot has a workload and statistics."""
    began = time.monotonic()
    workload, statistics, database = snapshot.workload, snapshot.statistics, snapshot.database
    assert workload
    assert statistics
    limits = wishes.limits
    analysed = analyse_workload(workload, database)
    samples = sampled(analysed, database, statistics, lambda sql: _problem(twin, sql) is None)
    plans = twin.plans(workload, progress)
    used = {name for planned in plans if planned.plan for name in planned.plan.indexes}
    today = standing(database, statistics, snapshot.activity, used)
    upkeep = Upkeep(database, statistics, snapshot.activity, analysed, workload.since)
    free, replaceable = ((), ()) if wishes.keep else (today.free, today.replaceable)
    progress("thinking of indexes", 0, 0)
    posed = pose(samples, database, statistics, estimate, upkeep, _search_limits(limits), free, replaceable)
    with estimate.oracle([asked.sql for asked in posed.problem.queries], posed.options) as oracle:
        solution, knowledge = solve(posed.problem, oracle, progress=progress, stop=stop)
        progress("explaining the choice", 0, 0)
        account = Account(solution, knowledge, database)
        chosen, dropped, refused = account.indexes(), account.drops(), list(account.refused())
        queries = account.queries()
        curve = () if solution.interrupted else account.curve(limits)
    gone = {one.option.index for one in dropped}
    proved = solution.gap <= AGREE or solution.model_bound <= solution.bound
    advice = IndexAdvice(
        limits=limits, twin=twin.facts(), origin=snapshot.origin, workload=workload,
        before=solution.before, after=solution.cost, bound=solution.bound if proved else solution.model_bound,
        bound_of="planner" if proved else "model", planner_bound=solution.bound, explains=knowledge.explains,
        candidates=sum(option.new for option in posed.problem.options), seconds=0.0,
        indexes=tuple(_choice(one, upkeep, snapshot, engine) for one in chosen),
        drops=tuple(_drop(one, snapshot, engine) for one in dropped),
        refused=(*refused, *posed.refused, *(one for one in today.kept if one.index not in gone)),
        statistics=tuple(
            _statistics(one, snapshot, engine)
            for one in correlations(analysed, database, statistics, [one.change.index for one in chosen])
        ),
        curve=curve, queries=queries,
        unplanned=tuple((plan.query, plan.problem) for plan in plans if plan.problem),
        interrupted=solution.interrupted, notes=tuple(upkeep.said),
    )  # fmt: skip
    if wishes.measure_rows:
        advice = _measured(advice, snapshot, engine, samples, replaceable, wishes.measure_rows, progress)
    return replace(advice, seconds=time.monotonic() - began)


def _search_limits(limits: Limits) -> Limits:
    return limits if limits.seconds is None else replace(limits, seconds=limits.seconds * (1 - EXPLAINING))


def _problem(twin: Twin, sql: str) -> str | None:
    """Why the twin cannot plan it."""
    try:
        twin.ask(sql)
    except ExperimentError as error:
        return error.message
    return None


def _choice(one: Chosen, upkeep: Upkeep, snapshot: Snapshot, engine: Engine) -> IndexChoice:
    made = engine.render(one.change, snapshot.database)
    notes = upkeep.notes(one.option.index)
    if not one.option.certain:
        notes += ("its size is unknown: nothing in the statistics tells how many entries it has",)
    return IndexChoice(
        change=one.change, statements=made.statements, undo=made.undo, bytes=one.option.bytes,
        write_cost=one.option.upkeep, gain=one.gain, helps=one.helps, narrower=one.narrower, notes=notes,
    )  # fmt: skip


def _drop(one: Dropped, snapshot: Snapshot, engine: Engine) -> IndexDrop:
    index = one.option.index
    made = engine.render(DropIndex(table=index.table, index=index.name), snapshot.database)
    told = usage(index, snapshot.database, snapshot.activity)
    return IndexDrop(
        index=index, statements=made.statements, undo=made.undo, bytes=one.option.bytes, gain=one.gain,
        reason=f"{one.reason}; {told}" if told else one.reason,
    )  # fmt: skip


def _statistics(one: Correlation, snapshot: Snapshot, engine: Engine) -> StatisticsChoice:
    made = engine.render(one.change, snapshot.database)
    return StatisticsChoice(change=one.change, statements=made.statements, undo=made.undo, reason=one.reason)


def _measured(  # noqa: PLR0917 - the flow hands over what it has
    advice: IndexAdvice,
    snapshot: Snapshot,
    engine: Engine,
    samples: Sequence[Sample],
    replaceable: Collection[Index],
    rows: int,
    progress: Progress,
) -> IndexAdvice:
    """The advice without what slows a query where there are rows; what was to be replaced stays with it."""
    texts = [Query(name=one.query, sql=one.sql, calls=one.weight) for one in samples]
    changes = [choice.change for choice in advice.indexes]
    found = measure(snapshot, engine, changes, [drop.index for drop in advice.drops], texts, rows, progress)
    kept, gone = set(found.changes), {index.name for index in found.drops}
    return replace(
        advice, measured=found.measurement, refused=(*found.refused, *advice.refused),
        indexes=tuple(choice for choice in advice.indexes if choice.change in kept),
        drops=tuple(
            drop
            for drop in advice.drops
            if drop.index.name in gone
            and (drop.index not in replaceable or any(does_work_of(one.index, drop.index) for one in kept))
        ),
    )  # fmt: skip
