"""What is known of each query's cost under sets of indexes, and what follows from it without asking.

More indexes make no plan dearer: that is taken as true. So a plan known under a set bounds the cost of every subset
from below; and it is there for every set that holds the indexes that it uses, whose cost it so bounds from above.
The planner breaks this now and then (docs/adr/0008): facts that contradict it are evened out to the cheaper one, and
what the planner really said of a set is kept beside them, and what it took instead of a plan known to be cheaper.
Sets of options are bit masks: unions and subsets are quick.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from .problem import Answer, Oracle, Problem, Question

Mask = int
DEARER = 1.1  # times a known plan that could be had: so much dearer, what the planner took instead is remembered
BATCH = 500  # questions: as long as nobody need wait for, and enough for many planners side by side


class Fact(NamedTuple):
    """The plan of a query with exactly ``shown`` standing: its cost, and the options that it uses."""

    shown: Mask
    used: Mask
    cost: float

    def instead_of(self, other: Fact) -> bool:
        """Whether this is what the planner took though that other, cheaper plan could be had."""
        return other.cost < self.cost and not other.used & ~self.shown


class Stopped(Exception):  # noqa: N818 - no error
    """There is no more time to ask."""


class Knowledge:
    """Facts by query. ``explains`` counts the questions that went to the planner; ``stop`` ends a long asking."""

    def __init__(self, problem: Problem, oracle: Oracle) -> None:
        self.problem, self._oracle = problem, oracle
        self.relevant = [mask(query.relevant) for query in problem.queries]
        self.facts: list[dict[Mask, Fact]] = [{} for _ in problem.queries]
        self.passed: list[list[Fact]] = [[] for _ in problem.queries]  # taken where a cheaper plan is known
        self._said: list[dict[Mask, float]] = [{} for _ in problem.queries]  # the planner's own costs
        self.planned = list(range(len(problem.queries)))  # queries that can be planned
        self.explains = 0
        self.stop: Callable[[], bool] | None = None

    def forget_unplanned(self) -> None:
        """Leave out the queries for which the planner has had no plan."""
        self.planned = [query for query in self.planned if all(map(math.isfinite, self._said[query].values()))]

    def ask(self, wanted: Iterable[tuple[int, Mask]], within: float = 1.0) -> list[Fact]:
        """The facts of those queries under those sets: as known, as they follow, or from the planner, all at once.

        Raises Stopped, with what was answered until then remembered.
        """
        keys = [(query, shown & self.relevant[query]) for query, shown in wanted]
        open_ = list(dict.fromkeys(key for key in keys if self.find(*key, within) is None))
        self._explain(open_)
        return [found for key in keys if (found := self.find(*key, within)) is not None]

    def confirm(self, shown: Mask) -> float:
        """As ``weigh``, with every query's cost from the planner itself, whatever follows from other sets."""
        keys = [(query, shown & self.relevant[query]) for query in self.planned]
        self._explain([(query, own) for query, own in keys if own not in self._said[query]])
        return self.weigh(shown)

    def find(self, query: int, shown: Mask, within: float = 1.0) -> Fact | None:
        """The fact of a set: asked before, or between the indexes that a plan uses and those that it had.

        With ``within``, a plan will do that costs at most so many times what the known bounds say.
        """
        shown &= self.relevant[query]
        known = self.facts[query].get(shown)
        if known is not None:
            return known
        for fact in self.facts[query].values():
            if not fact.used & ~shown and not shown & ~fact.shown and not self._passes(query, fact, shown):
                return Fact(shown, fact.used, fact.cost)
        return self._nearly(query, shown, within) if within > 1.0 else None

    def lower(self, query: int, shown: Mask) -> float:
        """No plan with those indexes costs less."""
        shown &= self.relevant[query]
        return max((fact.cost for fact in self.facts[query].values() if not shown & ~fact.shown), default=0.0)

    def upper(self, query: int, shown: Mask) -> float:
        """There is a plan with those indexes that costs no more."""
        return min((fact.cost for fact in self.facts[query].values() if not fact.used & ~shown), default=math.inf)

    def highest(self, query: int, shown: Mask, below: float) -> Mask:
        """The set that holds those indexes and has the dearest plan known that costs less than ``below``."""
        shown &= self.relevant[query]
        held = (fact for fact in self.facts[query].values() if not shown & ~fact.shown and fact.cost < below)
        best = max(held, key=lambda fact: (fact.cost, fact.shown.bit_count()), default=None)
        return best.shown if best else self.relevant[query]

    def total(self, shown: Mask) -> float:
        """The workload's cost under that set, as far as known plans tell, with the upkeep."""
        queries = self.problem.queries
        reads = sum(queries[query].weight * self.upper(query, shown) for query in self.planned)
        return reads + self.problem.upkeep(places(shown))

    def least(self, shown: Mask) -> float:
        """What the workload costs at least under that set, as far as known bounds tell, with the upkeep."""
        queries = self.problem.queries
        reads = sum(queries[query].weight * self.lower(query, shown) for query in self.planned)
        return reads + self.problem.upkeep(places(shown))

    def costs(self, shown: Mask, within: float = 1.0) -> list[float]:
        """What each planned query costs under that set: as the planner said, or as it follows; asks what is neither."""
        facts = self.ask(((query, shown) for query in self.planned), within)
        return [
            self._said[query].get(shown & self.relevant[query], fact.cost)
            for query, fact in zip(self.planned, facts, strict=True)
        ]

    def weigh(self, shown: Mask, within: float = 1.0) -> float:
        """The workload's cost under that set, with the upkeep; ``within``: as exactly as ``find`` is to be."""
        queries, costs = self.problem.queries, self.costs(shown, within)
        reads = sum(queries[query].weight * cost for query, cost in zip(self.planned, costs, strict=True))
        return reads + self.problem.upkeep(places(shown))

    def _explain(self, keys: Sequence[tuple[int, Mask]]) -> None:
        """Ask the planner, batch by batch."""
        for first in range(0, len(keys), BATCH):
            if self.stop and self.stop():
                raise Stopped
            batch = keys[first : first + BATCH]
            answers = self._oracle.ask([Question(query, frozenset(places(shown))) for query, shown in batch])
            self.explains += len(batch)
            for (query, shown), answer in zip(batch, answers, strict=True):
                self._said[query][shown] = answer.cost
                self._learn(query, shown, answer)

    def _nearly(self, query: int, shown: Mask, within: float) -> Fact | None:
        """The cheapest known plan, if no plan can be much cheaper."""
        had = [fact for fact in self.facts[query].values() if not fact.used & ~shown]
        taken = [Fact(shown, fact.used, fact.cost) for fact in had if not self._passes(query, fact, shown)]
        best = min(taken, key=lambda fact: fact.cost, default=None)
        return best if best and best.cost <= within * self.lower(query, shown) else None

    def _passes(self, query: int, fact: Fact, shown: Mask) -> bool:
        """Whether the planner is known to take a dearer plan than that of the fact where those indexes are."""
        return any(not taken.used & ~shown and taken.instead_of(fact) for taken in self.passed[query])

    def _learn(self, query: int, shown: Mask, answer: Answer) -> None:
        """Keep the fact, and even out what contradicts monotony: a set costs no more than its subsets."""
        facts = self.facts[query]
        said = best = Fact(shown, mask(answer.used), answer.cost)
        for fact in facts.values():
            if fact.cost < best.cost and not fact.used & ~shown:
                best = Fact(shown, fact.used, fact.cost)
        facts[shown] = best
        if said.cost > DEARER * best.cost:
            self.passed[query].append(said)
        for fact in list(facts.values()):
            if fact.cost > best.cost and not best.used & ~fact.shown:
                facts[fact.shown] = Fact(fact.shown, best.used, best.cost)
                if DEARER * best.cost < fact.cost == self._said[query][fact.shown]:
                    self.passed[query].append(fact)


def mask(chosen: Iterable[int]) -> Mask:
    """Positions as a bit mask."""
    bits = 0
    for place in chosen:
        bits |= 1 << place
    return bits


def places(bits: Mask) -> Iterator[int]:
    """The positions in a bit mask, in order."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest
