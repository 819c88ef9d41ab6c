"""What a choice buys and costs: each index in turn, why not a narrower one, why not the others, and other budgets."""

from __future__ import annotations

import math
import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from ...model.advice import CurvePoint, HelpedQuery, Limits, Refusal
from ...model.change import CreateIndex, index_name
from ...model.database import Database
from ...model.index import Index
from ...model.names import Name, quote
from ..overlap import does_work_of
from .knowledge import Knowledge, Mask, mask, places
from .problem import Option, Problem
from .programme import solve_plans
from .search import SLACK, Solution

CHEAPER = 0.99  # a query is helped when it costs less than that of what it did
PARTS = 0.05, 0.15, 0.3, 0.5, 0.75, 1.0  # of the budget: budgets of the curve
STEPS = 0.03, 0.07, 0.13, 0.2, 0.3, 0.42, 0.56, 0.75, 1.0  # of the bytes that serve best, beyond the budget
MORE = 100_000_000  # bytes: "what would the next 100 MB buy?"
POINT = 3.0  # seconds for one point of the curve
NEARLY = 1.05  # how exactly costs are told of sets that are not the answer: not asked where known plans tell so much
WASTE = 0.002  # of the answer's cost: what all candidates' bytes cost together, so that no point wastes any


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A new index of the answer, with what it does beside those before it."""

    option: Option
    change: CreateIndex
    gain: float
    helps: tuple[HelpedQuery, ...]
    narrower: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """One of today's indexes that the answer does without; ``gain`` is what that saves."""

    option: Option
    gain: float
    reason: str


class Account:
    """Explains one solution; asks the planner a little more, or nothing where the search was cut short."""

    def __init__(self, solution: Solution, knowledge: Knowledge, database: Database) -> None:
        self.solution, self.knowledge, self.database = solution, knowledge, database
        self.problem: Problem = knowledge.problem
        self._within = math.inf if solution.interrupted else NEARLY
        self._standing = mask(self.problem.standing)
        self._new = [place for place in places(solution.chosen) if self.problem.options[place].new]

    def place(self, option: Option) -> int:
        """The position of an option."""
        return self.problem.options.index(option)

    def indexes(self) -> list[Chosen]:
        """The new indexes, in the order that pays earliest for the bytes that are built."""
        found: list[Chosen] = []
        shown, taken = self._standing, {index.name for held in self.database.relations for index in held.indexes}
        for place in self._in_order():
            option = self.problem.options[place]
            assert option.change
            change = _named(option.change, taken)
            taken.add(change.index.name)
            helped = shown | 1 << place
            gain = self._weigh(shown) - self._weigh(helped)
            helps = tuple(one for one in self.compare(shown, helped) if one.after < CHEAPER * one.before)
            found.append(Chosen(option=option, change=change, gain=gain, helps=helps, narrower=self._narrower(place)))
            shown = helped
        return found

    def drops(self) -> list[Dropped]:
        """Today's indexes that are not worth their keep beside the new ones."""
        found = []
        dropped = [self.problem.options[place] for place in places(self._standing & ~self.solution.chosen)]
        gone = {option.index.name for option in dropped}
        staying = [one for held in self.database.relations for one in held.indexes if one.name not in gone]
        for option in dropped:
            place = self.place(option)
            gain = self.knowledge.weigh(self.solution.chosen | 1 << place) - self.solution.cost
            lost = option.upkeep - gain
            reads = "reads lose nothing" if lost <= 0 else f"reads lose {lost:,.0f}"
            reads += "; a new index begins with its keys" if option.instead else ""
            said = f"{_duplicated(option.index, staying)}writes pay {option.upkeep:,.0f} for it; {reads}"
            found.append(Dropped(option=option, gain=gain, reason=said))
        return found

    def queries(self) -> tuple[HelpedQuery, ...]:
        """Every query before and after, the most saved first."""
        return tuple(self.compare(self._standing, self.solution.chosen))

    def compare(self, before: Mask, after: Mask) -> list[HelpedQuery]:
        """The queries under two sets, samples of one query together, the most saved first."""
        was, now = (self.knowledge.costs(shown, self._exactly(shown)) for shown in (before, after))
        both = zip(self.knowledge.planned, was, now, strict=True)
        sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
        for query, first, last in both:
            one = self.problem.queries[query]
            total = sums[one.name]
            for place, value in enumerate((1.0, first, last)):
                total[place] += one.weight * value
        made = [
            HelpedQuery(query=name, calls=calls, before=first / calls, after=last / calls)
            for name, (calls, first, last) in sums.items()
            if calls > 0
        ]
        return sorted(made, key=lambda one: -one.calls * (one.before - one.after))

    def refused(self) -> Iterator[Refusal]:
        """Every candidate that is not in the answer, with its reason."""
        users = self._users()
        for place, option in enumerate(self.problem.options):
            if option.new and not self.solution.chosen >> place & 1:
                code, reason = self._why_not(place, option, users.get(place, ()))
                yield Refusal(index=option.index, code=code, reason=reason, bytes=option.bytes)

    def curve(self, limits: Limits) -> tuple[CurvePoint, ...]:
        """What the workload costs with other budgets, each set chosen best by the known plans and weighed."""
        total = sum(option.bytes for option in self.problem.options if option.new)
        price = WASTE * self.solution.cost / max(total, 1)
        most = solve_plans(self.knowledge, replace(limits, budget=None), 1e-3, POINT, price)
        top = max(self.problem.bytes(places(most.chosen)), self.problem.bytes(self._new))
        budgets = {int(step * top) for step in STEPS if step * top > (limits.budget or 0)}
        if limits.budget is not None:
            budgets |= {int(step * limits.budget) for step in PARTS} | {limits.budget + MORE}
        points = [CurvePoint(bytes=0, cost=self.solution.before)]
        own = CurvePoint(bytes=self.problem.bytes(self._new), cost=self.solution.cost, indexes=len(self._new))
        with ThreadPoolExecutor(os.cpu_count()) as pool:  # the solver holds no lock of Python's
            tried = pool.map(
                lambda budget: solve_plans(self.knowledge, replace(limits, budget=budget), 2e-3, POINT, price),
                sorted(budgets),
            )
            sets = list(tried)  # here, so that an interrupt leaves out what was not begun
        for solved in sets:
            cost = self._weigh(solved.chosen)
            new = [place for place in places(solved.chosen) if self.problem.options[place].new]
            points.append(CurvePoint(bytes=self.problem.bytes(new), cost=cost, indexes=len(new)))
        return tuple(_falling([*points, own]))

    def _weigh(self, shown: Mask) -> float:
        """The workload's cost under that set: exactly, if it is today's or the answer."""
        return self.knowledge.weigh(shown, self._exactly(shown))

    def _exactly(self, shown: Mask) -> float:
        return 1.0 if shown in (self._standing, self.solution.chosen) else self._within

    def _in_order(self) -> Iterator[int]:
        """New indexes, each time the one that saves most for its bytes, as far as known plans tell."""
        left, shown = list(self._new), self._standing
        while left:
            now = self.knowledge.total(shown)
            gains = {place: now - self.knowledge.total(shown | 1 << place) for place in left}
            best = max(left, key=lambda place: (gains[place] / (self.problem.options[place].bytes + 1), -place))
            left.remove(best)
            shown |= 1 << best
            yield best

    def _narrower(self, place: int) -> str:
        """What the next narrower index would lose; empty where none was considered."""
        wide = self.problem.options[place]
        narrower = [(other, one) for other, one in enumerate(self.problem.options) if one.new and one.narrower(wide)]
        if not narrower:
            return ""
        other, one = max(narrower, key=lambda pair: (len(pair[1].index.keys), len(pair[1].index.include)))
        swapped = self.solution.chosen & ~(1 << place) | 1 << other
        loss = self._weigh(swapped) - self.solution.cost
        worst = max(self.compare(self.solution.chosen, swapped), key=lambda q: q.calls * (q.after - q.before))
        spared = (self.problem.options[place].bytes - one.bytes) / 1e6
        keys = ", ".join(quote(key.column) if key.column else key.expression or "" for key in one.index.keys)
        include = f" include ({', '.join(map(quote, one.index.include))})" if one.index.include else ""
        if loss <= 0:
            return f"({keys}){include} would cost the workload nothing, for {spared:,.1f} MB less"
        share = loss / self.solution.cost if self.solution.cost else 0.0
        return (
            f"({keys}){include} would save {spared:,.1f} MB, and cost the workload {share:.2%} more: "
            f"{worst.query} {worst.before:,.0f} → {worst.after:,.0f}"
        )

    def _users(self) -> Mapping[int, list[int]]:
        """By option: the queries of which some known plan uses it."""
        users: dict[int, list[int]] = defaultdict(list)
        for query in self.knowledge.planned:
            used = 0
            for fact in self.knowledge.facts[query].values():
                used |= fact.used
            for place in places(used):
                users[place].append(query)
        return users

    def _why_not(self, place: int, option: Option, users: Sequence[int]) -> tuple[str, str]:  # noqa: PLR0911 - a list
        if not users and place not in self.problem.affordable:
            return "no-room", "alone it is larger than the budget"
        if not users:
            return "unused", "no query's plan takes it, whatever stands beside it"
        alone, beside = self._gain(place, self._standing, users), self._gain(place, self.solution.chosen, users)
        before, limits = self.solution.before, self.problem.limits
        worth = SLACK * before
        if max(alone, beside) <= worth:
            return "too-little", f"saves at most {max(alone, beside, 0.0) / before:.3%} of the workload's cost"
        if max(alone, beside) <= option.upkeep:
            gain = max(alone, beside)
            return "writes", f"reads gain {gain:,.0f}, and writes would pay {option.upkeep:,.0f} for it"
        if beside - option.upkeep <= worth:
            return (
                "another-serves",
                f"saves {alone / before:.1%} alone, and {max(beside, 0.0) / before:.2%} beside the chosen",
            )
        own = [self.problem.options[other] for other in self._new]
        if limits.budget is not None and self.problem.bytes(self._new) + option.bytes > limits.budget:
            return "no-room", f"would save {beside / before:.2%} more, and does not fit the budget"
        if limits.max_indexes is not None and len(own) >= limits.max_indexes:
            return "too-many", f"would save {beside / before:.2%} more, beyond {limits.max_indexes} indexes"
        if limits.max_per_table is not None and sum(o.table == option.table for o in own) >= limits.max_per_table:
            return "too-many", f"would save {beside / before:.2%} more, beyond {limits.max_per_table} of its table"
        return "within-gap", f"would save {beside / before:.2%} more, which is within the gap"

    def _gain(self, place: int, shown: Mask, users: Sequence[int]) -> float:
        """What it saves reads beside that set, as far as known plans tell."""
        return sum(
            self.problem.queries[query].weight
            * (self.knowledge.upper(query, shown & ~(1 << place)) - self.knowledge.upper(query, shown | 1 << place))
            for query in users
        )


def _duplicated(index: Index, staying: Sequence[Index]) -> str:
    """Which index that stays equals it, and keeps rows found as well."""
    for one in staying:
        if one.valid and one.ready and does_work_of(one, index) and does_work_of(index, one):
            return f"duplicate of {one.name.name}; "
    return ""


def _falling(points: Sequence[CurvePoint]) -> Iterator[CurvePoint]:
    """The points of a curve that falls: with more room nothing need get dearer."""
    best = float("inf")
    for point in sorted(points, key=lambda one: (one.bytes, one.cost)):
        if point.cost < best:
            best = point.cost
            yield point


def _named(change: CreateIndex, taken: set[Name]) -> CreateIndex:
    """The change under a name that nothing else has."""
    number = 1
    while change.index.name in taken:
        number += 1
        parts = tuple(key.column or "expr" for key in change.keys)
        change = replace(change, name=index_name(change.table, parts, f"idx{number}"))
    return change
