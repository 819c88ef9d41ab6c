"""What is known of each query's cost under sets of indexes, and what follows from it without asking.

More indexes make no plan dearer: that is taken as true. So a plan known under a set bounds the cost of every subset
from below; and it is there for every set that holds the indexes that it uses, whose cost it so bounds from above.
The planner breaks this now and then (docs/adr/0008): facts that contradict it are evened out to the cheaper one, and
what the planner really said of a set is kept beside them. Sets of options are bit masks: unions and subsets are quick.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from .problem import Answer, Oracle, Problem, Question

Mask = int
BATCH = 500  # questions: as long as nobody need wait for, and enough for many planners side by side


class Fact(NamedTuple):
    """The plan of a query with exactly ``shown`` standing: its cost, and the options that it uses."""

    shown: Mask
    used: Mask
    cost: float


class Stopped(Exception):  # noqa: N818 - no error
    """There is no more time to ask."""


class Knowledge:
    """Facts by query. ``explains`` counts the questions that went to the planner; ``stop`` ends a long asking."""

    def __init__(self, problem: Problem, oracle: Oracle) -> None:
        self.problem, self._oracle = problem, oracle
        self.relevant = [mask(query.relevant) for query in problem.queries]
        self.facts: list[dict[Mask, Fact]] = [{} for _ in problem.queries]
        self._said: list[dict[Mask, float]] = [{} for _ in problem.queries]  # the planner's own costs
        self.planned = list(range(len(problem.queries)))  # queries that can be planned
        self.explains = 0
        self.stop: Callable[[], bool] | None = None

    def forget_unplanned(self) -> None:
        """Leave out the queries for which the planner has had no plan."""
        self.planned = [query for query in self.planned if all(map(math.isfinite, self._said[query].values()))]

    def ask(self, wanted: Iterable[tuple[int, Mask]]) -> list[Fact]:
        """The facts of those queries under those sets: as known, as they follow, or from the planner, all at once.

        Raises Stopped, with what was answered until then remembered.
        """
        keys = [(query, shown & self.relevant[query]) for query, shown in wanted]
        open_ = list(dict.fromkeys(key for key in keys if self.find(*key) is None))
        self._explain(open_)
        return [found for key in keys if (found := self.find(*key)) is not None]

    def confirm(self, shown: Mask) -> float:
        """As ``weigh``, with every query's cost from the planner itself, whatever follows from other sets."""
        keys = [(query, shown & self.relevant[query]) for query in self.planned]
        self._explain([(query, own) for query, own in keys if own not in self._said[query]])
        return self.weigh(shown)

    def find(self, query: int, shown: Mask) -> Fact | None:
        """The fact of a set: asked before, or between the indexes that a plan uses and those that it had."""
        shown &= self.relevant[query]
        known = self.facts[query].get(shown)
        if known is not None:
            return known
        for fact in self.facts[query].values():
            if not fact.used & ~shown and not shown & ~fact.shown:
                return Fact(shown, fact.used, fact.cost)
        return None

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

    def costs(self, shown: Mask) -> list[float]:
        """What each planned query costs under that set: as the planner said, or as it follows; asks what is neither."""
        facts = self.ask((query, shown) for query in self.planned)
        return [
            self._said[query].get(shown & self.relevant[query], fact.cost)
            for query, fact in zip(self.planned, facts, strict=True)
        ]

    def weigh(self, shown: Mask) -> float:
        """The workload's cost under that set, with the upkeep."""
        queries = self.problem.queries
        reads = sum(queries[query].weight * cost for query, cost in zip(self.planned, self.costs(shown), strict=True))
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

    def _learn(self, query: int, shown: Mask, answer: Answer) -> None:
        """Keep the fact, and even out what contradicts monotony: a set costs no more than its subsets."""
        facts = self.facts[query]
        used, cost = mask(answer.used), answer.cost
        for fact in facts.values():
            if fact.cost < cost and not fact.used & ~shown:
                used, cost = fact.used, fact.cost
        facts[shown] = Fact(shown, used, cost)
        for fact in list(facts.values()):
            if fact.cost > cost and not used & ~fact.shown:
                facts[fact.shown] = Fact(fact.shown, used, cost)


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
