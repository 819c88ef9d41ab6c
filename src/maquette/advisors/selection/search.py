"""The best set of indexes, with a bound that no other set of the candidates falls below (docs/adr/0008).

Two programmes approach each other. One chooses among the plans that are known: its set can be had, at that cost or
less. The other chooses as if every query cost no more than the known bounds force it to: no set costs less. Asking the
planner about both sets adds plans to the one and bounds to the other, until they are as close as is wanted. Then the
same two are asked for the best of the sets that differ by an index or two from the answer (local branching: Fischetti,
Lodi, Mathematical Programming 2003).
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from ...model.progress import Progress, silent
from .knowledge import Knowledge, Mask, Stopped, mask, places
from .lifting import SHARE, Questions, descend, lift, pursue
from .problem import Oracle, Problem
from .programme import Near, solve_bounds, solve_plans

GAP = 0.01  # how close answer and bound are to come
STEPS = 3  # substitutes of a query's best plans to begin with
PATIENCE, LAST = 20.0, 1.0  # seconds for one programme, and for the last one when time is over
EPSILON = 1e-9  # of the cost: no mistake
ENOUGH = 0.9  # of the gap: the rest is room to leave needless indexes out
ADVANCE, IDLE = 0.97, 5  # rounds in which answer and bound come no nearer than that: there is no more to win
LITTLE = 4  # times a query's part of a programme's precision: what is mistaken by less waits for a later round
EXCHANGED, FINE = 2, 1e-4  # indexes that a set near the best may differ by; how exactly the best of those is found
POLISH = 60  # questions for that, and to the end of the round in which they are asked
SLACK = 0.001  # of the cost before: a new index that saves less is not worth its keep
SLACKS = 0.0005  # of the cost: what all of those together may save


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """The chosen options and their cost by EXPLAIN, upkeep included; bounds of the same sum.

    ``bound``: no set of these candidates costs less, by the planner. ``model_bound``: none by the known plans alone,
    which think that the answer costs ``model_cost``.
    """

    chosen: Mask
    before: float
    cost: float
    bound: float
    model_cost: float
    model_bound: float
    interrupted: bool = False

    @property
    def gap(self) -> float:
        """How much dearer the answer may be than the best set, as a share of its cost."""
        return max(0.0, (self.cost - self.bound) / self.cost) if self.cost > 0 else 0.0


def solve(
    problem: Problem,
    oracle: Oracle,
    gap: float = GAP,
    progress: Progress = silent,
    stop: Callable[[], bool] = lambda: False,
) -> tuple[Solution, Knowledge]:
    """Search until answer and bound are within ``gap``, time is over, or ``stop`` says so; gives what was learned too.

    Queries that cannot be planned are left out of the sums.
    """
    search = Search(problem, oracle, gap, progress, stop)
    with suppress(Stopped):
        search.begin()
        search.run()
    return search.finish(), search.knowledge


class Search:
    """One search under way: what is known, the best set so far, its cost and its bound."""

    def __init__(
        self,
        problem: Problem,
        oracle: Oracle,
        gap: float,
        progress: Progress = silent,
        stop: Callable[[], bool] = lambda: False,
    ) -> None:
        self.problem, self.gap, self.progress, self._stop = problem, gap, progress, stop
        self.knowledge = Knowledge(problem, oracle)
        seconds = problem.limits.seconds
        self.until = time.monotonic() + (seconds if seconds is not None else math.inf)
        self.standing, self.everything = mask(problem.standing), mask(range(len(problem.options)))
        self.affordable = mask(problem.affordable)
        self.families = _families(problem)
        self.best, self.cost, self.bound = self.standing, math.inf, 0.0
        self.cut_short = False
        self.trail: list[Mask] = []  # of sets, each simpler than the one before

    @property
    def over(self) -> bool:
        """Whether time is up, or the user has had enough."""
        self.cut_short = self.cut_short or self._stop() or time.monotonic() > self.until
        return self.cut_short

    def begin(self) -> None:
        """Every query without candidates, with all of them, and down through its substitutes."""
        self.progress("asking the planner", 0, 0)
        self.knowledge.ask((query, self.standing) for query in range(len(self.problem.queries)))
        self.knowledge.forget_unplanned()
        self.before = self.weigh(self.standing)
        self.knowledge.stop = lambda: self.over
        self.knowledge.ask((query, self.everything) for query in self.knowledge.planned)
        self.knowledge.forget_unplanned()  # what cannot be planned with all options has no bound
        self.before = self.cost = self.knowledge.weigh(self.standing)
        self.weigh(solve_plans(self.knowledge, self.problem.limits, self._precision(), self._patience()).chosen)
        ladders = {}
        for query in self.knowledge.planned:
            relevant, ceiling = self._relevant(query), self.knowledge.upper(query, self.standing)
            ladders[query] = descend(relevant, self.standing, ceiling * 0.999, STEPS)
        self._pursue(ladders)

    def run(self) -> None:
        """Both programmes in turn, each with what the other has led to."""
        apart, idle = math.inf, 0
        while not self.over:
            model = solve_plans(self.knowledge, self.problem.limits, self._precision(), self._patience())
            self.weigh(model.chosen)
            if self.over:
                return
            precision = self._precision()
            hope = solve_bounds(self.knowledge, self.problem.limits, precision, self._patience())
            self.bound = max(self.bound, hope.bound)
            thought = {query: self.knowledge.lower(query, hope.chosen) for query in self.knowledge.planned}
            self.weigh(hope.chosen)
            self._tell()
            apart, before = self.cost - self.bound, apart
            idle = idle + 1 if apart > ADVANCE * before else 0
            if self._stands() or idle == IDLE:
                return
            if not self._lift(hope.chosen, thought) and precision <= self.gap / 4:
                return  # where the programme was solved less exactly, that is what keeps the bound down

    def _stands(self) -> bool:
        """Whether the best set is close enough to the bound, and still is when the planner is asked for exactly it."""
        if self.cost - self.bound > ENOUGH * self.gap * self.cost:
            return False
        self._confirm(self.best)
        return self._is_near()

    def _is_near(self) -> bool:
        return self.cost - self.bound <= self.gap * self.cost

    def weigh(self, chosen: Mask) -> float:
        """The true cost of a set with today's indexes that have to stay; the best is remembered."""
        chosen = whole(self.problem, chosen)
        cost = self.knowledge.weigh(chosen)
        if cost < self.cost:
            self.best, self.cost = chosen, cost
        return cost

    def finish(self) -> Solution:
        """The best set, without what is not worth its keep."""
        self.knowledge.stop = None
        left = 0.0 if self.cut_short else self.until - time.monotonic()
        model = solve_plans(self.knowledge, self.problem.limits, self.gap / 8, max(LAST, min(PATIENCE, left)))
        self.weigh(model.chosen)
        self._confirm(self.best)
        self.polish()
        self.simplify()
        if self.cost > self.before:
            self._confirm(self.standing)
        queries, knowledge = self.problem.queries, self.knowledge
        floor = sum(queries[query].weight * knowledge.lower(query, self.affordable) for query in knowledge.planned)
        self.bound = max(self.bound, floor)  # what each query costs with all candidates there that the budget allows
        return Solution(
            chosen=self.best, before=self.before, cost=self.cost, bound=min(self.bound, self.cost),
            model_cost=self.knowledge.total(self.best), model_bound=min(model.bound, self.cost),
            interrupted=self.cut_short,
        )  # fmt: skip

    def polish(self) -> None:
        """Exchange an index or two, as long as the planner tells something new of sets so near the best.

        What is within the gap, or was mistaken of the best set until it was confirmed, is found here.
        """
        knowledge, limits, asked = self.knowledge, self.problem.limits, -1
        most = knowledge.explains + POLISH
        while asked < knowledge.explains < most and not self.over:
            asked, near = knowledge.explains, Near(self.best, EXCHANGED)
            self._try(solve_plans(knowledge, limits, FINE, LAST, near=near).chosen)
            hope = solve_bounds(knowledge, limits, FINE, LAST, near=near).chosen
            thought = {query: knowledge.lower(query, hope) for query in knowledge.planned}
            self._try(hope)
            self._lift(hope, thought)

    def _try(self, chosen: Mask) -> None:
        """Take that set for the best if the planner itself says that it is cheaper."""
        chosen = whole(self.problem, chosen)
        cost = self.knowledge.confirm(chosen)
        if cost < self.cost:
            self.best, self.cost = chosen, cost

    def simplify(self) -> None:
        """Leave out what is not worth its keep, step by step; as many of the steps count as the planner agrees to.

        Where it says of the last set that it costs more than was inferred, the steps are halved until it does not."""
        self.trail, most = [self.best], self.cost * (1 + SLACKS)
        self._tidy()
        self._narrow()
        self._shed()
        good, bad = 0, len(self.trail)
        tried = bad - 1
        while good < tried:
            self._confirm(self.trail[tried])
            good, bad = (tried, bad) if self.cost <= most or self._is_near() else (good, tried)
            tried = (good + bad) // 2
        self._confirm(self.trail[good])

    def _take(self, chosen: Mask, cost: float) -> None:
        """One step on the way to fewer and narrower indexes."""
        self.best, self.cost = chosen, cost
        self.trail.append(chosen)

    def _confirm(self, chosen: Mask) -> None:
        """Take that set for the best, at the cost that the planner itself says."""
        self.best, self.cost = chosen, self.knowledge.confirm(chosen)

    def _tell(self) -> None:
        """How near answer and bound have come, of all the way from the cost before."""
        way = max(self.before - self.bound, 1e-9)
        self.progress("choosing indexes", round(1000 * (1 - (self.cost - self.bound) / way)), 1000)

    def _tidy(self) -> None:
        """Leave out new indexes, the least useful first, that save next to nothing beside the others.

        What was proved to be within the gap stays so.
        """
        room = self._room()
        while not self.over:
            slack = min(room, SLACK * self.before)
            without = {place: whole(self.problem, self.best & ~(1 << place)) for place in self._new(self.best)}
            losses = {
                place: self.knowledge.weigh(chosen) - self.cost
                for place, chosen in without.items()
                if self.knowledge.least(chosen) - self.cost <= slack
            }
            if min(losses.values(), default=math.inf) > slack:
                return
            place = min(losses, key=lambda one: (losses[one], -self.problem.options[one].bytes))
            self._take(without[place], self.cost + losses[place])
            room -= max(losses[place], 0.0)
        self._prune(room)

    def _room(self) -> float:
        """What the answer may cost more for the sake of fewer and narrower indexes."""
        left = self.gap * self.cost - (self.cost - self.bound)
        return min(SLACKS * self.cost, left if left >= 0 else math.inf)

    def _prune(self, room: float) -> None:
        """The same when time is over: by the known plans alone, in one pass, and weighed once at the end."""
        thought, full = self.knowledge.total(self.best), self.best
        losses = {place: self.knowledge.total(full & ~(1 << place)) - thought for place in self._new(full)}
        for place in sorted(losses, key=lambda one: (losses[one], -self.problem.options[one].bytes)):
            without = whole(self.problem, self.best & ~(1 << place))
            loss = self.knowledge.total(without) - thought
            if loss <= min(room, SLACK * self.before):
                self.best, thought = without, thought + loss
                room -= max(loss, 0.0)
        if self.best != full:
            self._take(self.best, self.knowledge.weigh(self.best))

    def _narrow(self) -> None:
        """Put the narrowest index in place of a new one that serves next to as well."""
        options, room = self.problem.options, self._room()
        for place in self._new(self.best):
            others = [
                other
                for other, option in enumerate(options)
                if option.new and option.narrower(options[place]) and not self.best >> other & 1
            ]
            for other in sorted(others, key=lambda one: options[one].bytes):
                chosen = whole(self.problem, self.best & ~(1 << place) | 1 << other)
                slack = min(room, SLACK * self.cost)
                if self.over or self.knowledge.least(chosen) - self.cost > slack:
                    continue
                cost = self.knowledge.weigh(chosen)
                if cost - self.cost <= slack:
                    room -= max(cost - self.cost, 0.0)
                    self._take(chosen, cost)
                    break

    def _shed(self) -> None:
        """Drop each of today's indexes whose upkeep is more than reads would lose, however little that is."""
        for place in self.problem.standing:
            chosen = whole(self.problem, self.best & ~(1 << place))
            if chosen != self.best and not self.over and self.knowledge.least(chosen) < self.cost:
                cost = self.knowledge.weigh(chosen)
                if cost < self.cost:
                    self._take(chosen, cost)

    def _new(self, chosen: Mask) -> list[int]:
        return [place for place in places(chosen) if self.problem.options[place].new]

    def _lift(self, chosen: Mask, thought: dict[int, float]) -> bool:
        """Turn what the hoped-for set really costs into bounds, where it was most mistaken. False if it was not."""
        queries, knowledge = self.problem.queries, self.knowledge
        costs = {query: knowledge.upper(query, chosen) for query in thought}
        missed = {query: queries[query].weight * (costs[query] - floor) for query, floor in thought.items()}
        worth = min(LITTLE * self._precision() * self.cost / max(len(missed), 1), max(missed.values(), default=0.0) / 2)
        lifts: dict[int, Questions] = {}
        for query, lost in missed.items():
            if lost <= max(worth, EPSILON * self.cost):
                continue
            relevant, target = self._relevant(query), thought[query] + SHARE * (costs[query] - thought[query])
            start = knowledge.highest(query, chosen, target) & relevant
            lifts[query] = lift(relevant, chosen & relevant, start, target, self.families)
        self._pursue(lifts)
        return bool(lifts)

    def _relevant(self, query: int) -> Mask:
        """The options that the query can come across in a set within the budget."""
        return self.knowledge.relevant[query] & self.affordable

    def _pursue(self, asking: dict[int, Questions]) -> None:
        for _ in pursue(self.knowledge, asking):
            if self.over:
                return

    def _precision(self) -> float:
        """How exact the next programme has to be, as a share of its cost: early on a hint will do."""
        return max(self.gap / 4, (self.cost - self.bound) / self.cost / 8) if self.cost > 0 else self.gap

    def _patience(self) -> float:
        return max(0.2, min(PATIENCE, (self.until - time.monotonic()) / 3))


def whole(problem: Problem, chosen: Mask) -> Mask:
    """The set with today's indexes that cost nothing, and with those whose work nothing in the set does."""
    for place in problem.standing:
        option = problem.options[place]
        if option.upkeep <= 0 or (option.instead and not chosen & mask(option.instead)):
            chosen |= 1 << place
    return chosen


def _families(problem: Problem) -> list[Mask]:
    """Options that begin alike, so that one does the work of another: same table, method and first key."""
    families: dict[tuple[object, ...], Mask] = {}
    for place, option in enumerate(problem.options):
        alike = option.table, option.index.method, option.index.keys[0]
        families[alike] = families.get(alike, 0) | 1 << place
    return list(families.values())
