"""The best set of indexes for a workload: samples of its queries ─▶ problem ─▶ solution ─▶ account ─▶ statements."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ..advisors.selection.account import Account, Chosen, Dropped
from ..advisors.selection.correlation import Correlation, correlations
from ..advisors.selection.existing import Standing, standing, usage
from ..advisors.selection.pose import Posed, pose
from ..advisors.selection.samples import Sample, sampled
from ..advisors.selection.search import Solution, solve, whole
from ..advisors.selection.upkeep import Upkeep
from ..engines.base import Engine
from ..model.advice import IndexAdvice, IndexChoice, IndexDrop, StatisticsChoice, Wishes
from ..model.change import DropIndex
from ..model.errors import ExperimentError
from ..model.progress import Progress, silent
from ..model.snapshot import Snapshot
from ..model.workload import Query
from ..sql.analyse import analyse_workload
from ..twin.estimate import TwinEstimate
from ..twin.twin import Twin
from .measuring import Measured, measure

EXPLAINING = 0.2  # of the time: what explaining the answer may take
AGREE = 0.01  # answer and bound: up to there the planner's own bound is the better proof
LEAST = 0.1  # seconds for a search, however late it begins


@dataclass(frozen=True, kw_only=True)
class Adviser:
    """Chooses indexes for one snapshot, which has a workload and statistics; ``began`` is when the user's time did."""

    snapshot: Snapshot
    twin: Twin
    estimate: TwinEstimate
    engine: Engine
    wishes: Wishes
    began: float
    progress: Progress = silent
    stop: Callable[[], bool] = lambda: False

    def advise(self) -> IndexAdvice:
        """Search, explain and, if wished, measure."""
        snapshot = self.snapshot
        assert snapshot.workload
        assert snapshot.statistics
        database, statistics = snapshot.database, snapshot.statistics
        analysed = analyse_workload(snapshot.workload, database)
        samples = sampled([one for one in analysed if not one.query.problem], database, statistics, self._accepts)
        plans = self.twin.plans(snapshot.workload, self.progress)
        used = {name for planned in plans if planned.plan for name in planned.plan.indexes}
        today = standing(database, statistics, snapshot.activity, used)
        upkeep = Upkeep(database, statistics, snapshot.activity, analysed, snapshot.workload.since)
        posed = self._pose(samples, upkeep, today)
        with self.estimate.oracle([asked.sql for asked in posed.problem.queries], posed.options) as oracle:
            solution, knowledge = solve(posed.problem, oracle, self.wishes.limits.gap, self.progress, self.stop)
            self.progress("explaining the choice", 0, 0)
            account = Account(solution, knowledge, database)
            measured = self._measure(account, samples) if self.wishes.measure_rows else None
            if measured and measured.refused:
                account = Account(_without(measured, account), knowledge, database)
            advice = self._told(account, upkeep)
        gone = {drop.index for drop in advice.drops}
        kept = (one for one in today.kept if one.index not in gone)
        found = correlations(analysed, database, statistics, [one.change.index for one in advice.indexes])
        return replace(
            advice, measured=measured.measurement if measured else None,
            refused=(*(measured.refused if measured else ()), *advice.refused, *posed.refused, *kept),
            statistics=tuple(self._statistics(one) for one in found),
            unplanned=tuple((plan.query, plan.problem) for plan in plans if plan.problem),
            notes=tuple(upkeep.said), seconds=time.monotonic() - self.began,
        )  # fmt: skip

    def _accepts(self, sql: str) -> bool:
        if self.stop():
            return False
        try:
            self.twin.ask(sql)
        except ExperimentError:
            return False
        return True

    def _pose(self, samples: Sequence[Sample], upkeep: Upkeep, today: Standing) -> Posed:
        self.progress("thinking of indexes", 0, 0)
        snapshot, limits = self.snapshot, self.wishes.limits
        assert snapshot.statistics
        if limits.seconds is not None:
            left = self.began + limits.seconds * (1 - EXPLAINING) - time.monotonic()
            limits = replace(limits, seconds=max(LEAST, left))
        free, replaceable = ((), ()) if self.wishes.keep else (today.free, today.replaceable)
        return pose(samples, snapshot.database, snapshot.statistics, self.estimate, upkeep, limits, free, replaceable)

    def _measure(self, account: Account, samples: Sequence[Sample]) -> Measured:
        texts = [Query(name=one.query, sql=one.sql, calls=one.weight) for one in samples]
        changes = [one.change for one in account.indexes()]
        drops = [one.option.index for one in account.drops()]
        return measure(self.snapshot, self.engine, changes, drops, texts, self.wishes.measure_rows, self.progress)

    def _told(self, account: Account, upkeep: Upkeep) -> IndexAdvice:
        """The solution with its explanation."""
        solution, problem = account.solution, account.problem
        curve = () if solution.interrupted else account.curve(self.wishes.limits)
        # a search cut short knows too few plans for a bound of its model
        proved = solution.interrupted or solution.gap <= AGREE or solution.model_bound <= solution.bound
        return IndexAdvice(
            limits=self.wishes.limits, twin=self.twin.facts(), origin=self.snapshot.origin,
            workload=self.snapshot.workload, before=solution.before, after=solution.cost,
            bound=solution.bound if proved else solution.model_bound, bound_of="planner" if proved else "model",
            planner_bound=solution.bound, candidates=sum(option.new for option in problem.options), seconds=0.0,
            indexes=tuple(self._choice(one, upkeep) for one in account.indexes()),
            drops=tuple(self._drop(one) for one in account.drops()), refused=tuple(account.refused()), curve=curve,
            queries=account.queries(), interrupted=solution.interrupted, explains=account.knowledge.explains,
        )  # fmt: skip

    def _choice(self, one: Chosen, upkeep: Upkeep) -> IndexChoice:
        made = self.engine.render(one.change, self.snapshot.database)
        notes = upkeep.notes(one.option.index)
        if not one.option.certain:
            notes += ("its size is unknown: nothing in the statistics tells how many entries it has",)
        return IndexChoice(
            change=one.change, statements=made.statements, undo=made.undo, bytes=one.option.bytes,
            write_cost=one.option.upkeep, gain=one.gain, helps=one.helps, narrower=one.narrower, notes=notes,
        )  # fmt: skip

    def _drop(self, one: Dropped) -> IndexDrop:
        index = one.option.index
        made = self.engine.render(DropIndex(table=index.table, index=index.name), self.snapshot.database)
        told = usage(index, self.snapshot.database, self.snapshot.activity)
        return IndexDrop(
            index=index, statements=made.statements, undo=made.undo, bytes=one.option.bytes, gain=one.gain,
            reason=f"{one.reason}; {told}" if told else one.reason,
        )  # fmt: skip

    def _statistics(self, one: Correlation) -> StatisticsChoice:
        made = self.engine.render(one.change, self.snapshot.database)
        return StatisticsChoice(change=one.change, statements=made.statements, undo=made.undo, reason=one.reason)


def _without(measured: Measured, account: Account) -> Solution:
    """The solution without what slows a query where there are rows; its cost is weighed anew, its bound still holds."""
    kept = {change.index.name for change in measured.changes} | {index.name for index in measured.drops}
    chosen = account.solution.chosen
    for one in account.indexes():
        if one.change.index.name not in kept:
            chosen &= ~(1 << account.place(one.option))
    for dropped in account.drops():
        if dropped.option.index.name not in kept:
            chosen |= 1 << account.place(dropped.option)
    chosen = whole(account.problem, chosen)
    cost = account.knowledge.confirm(chosen)
    return replace(account.solution, chosen=chosen, cost=cost, model_cost=cost)
