"""Published ways of choosing indexes, written from their descriptions, to be compared with on the same ground.

- Extend: Schlosser, Kossmann, Boissier, ICDE 2019. One index or one more column at a time, by gain for its bytes.
- DB2Advis: Valentin et al., ICDE 2000. What each query would use, a knapsack by gain for bytes, random exchanges.
- DTA: Chaudhuri, Narasayya, "Anytime Algorithm of Database Tuning Advisor", 2020. Candidates by query, merged;
  greedy by gain from many seeds.
- Relaxation: Bruno, Chaudhuri, SIGMOD 2005. All that helps, then narrowed, merged and left out until it fits.

All are restricted to plain b-trees on permutations of columns, as their published implementations are.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import combinations, permutations

BTree = tuple[str, ...]  # table, column, column …
Set = frozenset[BTree]

GATE = 1.003  # Extend's: a step must make the workload cheaper by so much
EXCHANGES = 600  # of DB2Advis, at random
SEEDS = 4  # of DTA: those that help most
ROUNDS = 4  # times that a query may pick from what is left
MANY = 300  # candidates of DTA: of more, those that no plan takes are skipped first


@dataclass
class Answers:
    """A planner with a memory of every answer and of what follows: what a plan does not use may be there or not."""

    ask: Callable[[str, Set], tuple[float, Set]]  # a query's cost with those indexes, and those that its plan uses
    columns: Mapping[str, Collection[tuple[str, str]]]  # by query: tables and columns that stand in its text
    explains: int = 0
    _places: dict[BTree, int] = field(default_factory=dict)  # sets are bit masks here: quick to cut and to compare
    _known: dict[int, BTree] = field(default_factory=dict)
    _relevant: dict[str, int] = field(default_factory=dict)
    _memory: dict[tuple[str, int], tuple[float, int]] = field(default_factory=dict)
    _latest: dict[str, list[tuple[int, int, float]]] = field(default_factory=dict)  # shown, used, cost

    def mask(self, indexes: Iterable[BTree]) -> int:
        """The set as bits."""
        bits = 0
        for one in indexes:
            if one not in self._places:
                self._add(one)
            bits |= self._places[one]
        return bits

    def answer(self, query: str, indexes: int) -> tuple[float, int]:
        """A query's cost with those indexes, and which of them its plan uses."""
        shown = indexes & self._relevant.get(query, 0)
        if (query, shown) not in self._memory:
            for before, used, cost in self._latest.get(query, ()):
                if not used & ~shown and not shown & ~before:
                    self._memory[query, shown] = cost, used
                    break
            else:
                self.explains += 1
                cost, found = self.ask(query, self.set_of(shown))
                used = self.mask(found)
                self._memory[query, shown] = self._memory[query, used] = cost, used
                self._latest.setdefault(query, []).insert(0, (shown, used, cost))
                del self._latest[query][60:]
        return self._memory[query, shown]

    def helping(self, query: str, chosen: int, pool: int) -> int:
        """Those of the pool that a plan takes beside the chosen, once what was taken before is away.

        The rest changes nothing beside the chosen, so that a greedy step need not ask about each of hundreds.
        """
        shown, found = chosen | pool, 0
        while used := self.answer(query, shown)[1] & ~chosen:
            shown, found = shown & ~used, found | used
        return found

    def set_of(self, bits: int) -> Set:
        """The bits as a set."""
        return frozenset(one for bit, one in self._known.items() if bits & bit)

    def _add(self, index: BTree) -> None:
        bit = self._places[index] = 1 << len(self._places)
        self._known[bit] = index
        own = {(index[0], column) for column in index[1:]}
        for query, columns in self.columns.items():
            if not own.isdisjoint(columns):
                self._relevant[query] = self._relevant.get(query, 0) | bit


@dataclass
class Ground:
    """What a peer may know: the candidates of each query, sizes as it believes them, and costs."""

    answers: Answers
    queries: Collection[str]
    size: Callable[[BTree], float]  # bytes
    width: int
    budget: float

    def __post_init__(self) -> None:
        self.size = cache(self.size)

    @cached_property
    def columns(self) -> list[tuple[str, str]]:
        """Tables and columns of all queries."""
        return sorted({column for query in self.queries for column in self.answers.columns[query]})

    def candidates(self, query: str) -> Set:
        """Every order of the query's columns, up to the width."""
        return frozenset(permuted(self.answers.columns[query], self.width))

    def answer(self, query: str, indexes: Set) -> tuple[float, Set]:
        """A query's cost with those indexes, and which of them its plan uses."""
        cost, used = self.answers.answer(query, self.answers.mask(indexes))
        return cost, self.answers.set_of(used)

    def cost(self, indexes: Iterable[BTree]) -> float:
        """The workload's cost with those indexes."""
        shown = self.answers.mask(indexes)
        return sum(self.answers.answer(query, shown)[0] for query in self.queries)

    def each(self, chosen: Set, pool: Collection[BTree], together: bool) -> dict[BTree, float]:
        """The workload's cost with each of the pool beside the chosen; ``together``: what no plan takes is skipped."""
        after = dict.fromkeys(pool, 0.0)
        shown, bits = self.answers.mask(chosen), {one: self.answers.mask([one]) for one in pool}
        for query in self.queries:
            without = self.answers.answer(query, shown)[0]
            every = self.answers.mask(pool)
            helping = self.answers.helping(query, shown, every) if together else every
            for one, bit in bits.items():
                after[one] += self.answers.answer(query, shown | bit)[0] if bit & helping else without
        return after

    def bytes(self, indexes: Iterable[BTree]) -> float:
        """What those weigh, as the peer believes it."""
        return sum(self.size(one) for one in indexes)


def permuted(columns: Collection[tuple[str, str]], width: int) -> Iterator[BTree]:
    """Every order of up to ``width`` of the columns of each table."""
    for table in sorted({table for table, _ in columns}):
        own = sorted(column for name, column in columns if name == table)
        for count in range(1, width + 1):
            for order in permutations(own, count):
                yield (table, *order)


def extend(ground: Ground) -> Set:
    """Add an index of one column, or a column to an index: whichever gains most for its bytes."""
    singles = [*permuted(ground.columns, 1)]
    chosen: Set = frozenset()
    cost = ground.cost(chosen)
    while True:
        best, found, found_cost = 0.0, None, cost
        for step in _steps(chosen, singles, ground.width):
            weight = ground.bytes(step)
            if weight > ground.budget:
                continue
            after = ground.cost(step)
            ratio = (cost - after) / max(weight - ground.bytes(chosen), 1.0)
            if after * GATE < cost and ratio > best:
                best, found, found_cost = ratio, step, after
        if found is None:
            return chosen
        chosen, cost = found, found_cost


def _steps(chosen: Set, singles: list[BTree], width: int) -> Iterator[Set]:
    for single in singles:
        if single not in chosen:
            yield chosen | {single}
    for index in sorted(chosen):
        for table, column in singles:
            if table == index[0] and column not in index and len(index) <= width:
                yield chosen - {index} | {(*index, column)}


def db2advis(ground: Ground) -> Set:
    """What each query would use of everything, the densest first, then random exchanges while they help."""
    benefit: dict[BTree, float] = {}
    for query in ground.queries:
        before = ground.answer(query, frozenset())[0]
        after, used = ground.answer(query, ground.candidates(query))
        for one in used:
            benefit[one] = benefit.get(one, 0.0) + before - after
    for one in sorted(benefit, key=len):  # a longer index does what its prefix does
        longer = next((other for other in benefit if len(other) > len(one) and other[: len(one)] == one), None)
        if longer:
            benefit[longer] += benefit.pop(one)
    dense = sorted(benefit, key=lambda one: -benefit[one] / ground.size(one))
    chosen = _filled(ground, frozenset(), dense)
    cost, chance = ground.cost(chosen), random.Random(17)
    pool = sorted({part for one in benefit for part in [one, *prefixes(one)]})
    for _ in range(EXCHANGES if pool else 0):
        kept = frozenset(chance.sample(sorted(chosen), max(0, len(chosen) - chance.randint(1, 4))))
        tried = _filled(ground, kept, chance.sample(pool, min(len(pool), chance.randint(1, 5))))
        tried = _filled(ground, tried, dense) if chance.random() < 0.3 else tried
        if (after := ground.cost(tried)) < cost:
            chosen, cost = tried, after
    return chosen


def _filled(ground: Ground, chosen: Set, order: Iterable[BTree]) -> Set:
    for one in order:
        if ground.bytes(chosen | {one}) <= ground.budget:
            chosen |= {one}
    return chosen


def dta(ground: Ground) -> Set:
    """Greedy by what is saved, from nothing and from each of the best seeds."""
    pool = _picked(ground, ROUNDS)
    pool |= {shorter for one in pool for shorter in prefixes(one)}
    pool |= {merged for a, b in permutations(sorted(pool), 2) if (merged := merge(a, b, ground.width))}
    fitting = [one for one in sorted(pool) if ground.size(one) <= ground.budget]
    single = ground.each(frozenset(), fitting, len(fitting) > MANY)
    alone = sorted(fitting, key=lambda one: single[one])
    best, cost = frozenset[BTree](), ground.cost(())
    for seed in [frozenset[BTree](), *(frozenset([one]) for one in alone[:SEEDS])]:
        chosen = _greedy(ground, seed, fitting)
        if (after := ground.cost(chosen)) < cost:
            best, cost = chosen, after
    return best


def _greedy(ground: Ground, chosen: Set, pool: list[BTree]) -> Set:
    cost = ground.cost(chosen)
    for together in (len(pool) > MANY, False):  # quickly; then to the end, as one index may hide what another would do
        while True:
            room = ground.budget - ground.bytes(chosen)
            left = [one for one in pool if one not in chosen and ground.size(one) <= room]
            after = ground.each(chosen, left, together)
            found = min(left, key=lambda one: after[one], default=None)
            if found is None or after[found] >= cost * (1 - 1e-6):
                break
            chosen |= {found}
            cost = ground.cost(chosen)
    return chosen


def relaxation(ground: Ground) -> Set:
    """Everything that a query would use, then what costs least for the bytes that it frees, until it fits."""
    chosen = _picked(ground, 1)
    cost = ground.cost(chosen)
    while True:
        weight, best, found, found_cost = ground.bytes(chosen), math.inf, None, cost
        fits = weight <= ground.budget
        for step in _relaxed(chosen, ground.width):
            freed = weight - ground.bytes(step)
            if freed <= 0:
                continue
            after = ground.cost(step)
            if (ratio := (after - cost) / freed) < best and (not fits or after <= cost * (1 + 1e-9)):
                best, found, found_cost = ratio, step, after
        if found is None:
            return chosen
        chosen, cost = found, found_cost


def _relaxed(chosen: Set, width: int) -> Iterator[Set]:
    for index in sorted(chosen):
        yield chosen - {index}
        for shorter in prefixes(index):
            yield chosen - {index} | {shorter}
    for a, b in combinations(sorted(chosen), 2):
        for merged in (merge(a, b, width), merge(b, a, width)):
            if merged:
                yield chosen - {a, b} | {merged}


def _picked(ground: Ground, rounds: int) -> Set:
    """What each query would use of everything, and of what is then left."""
    pool: Set = frozenset()
    for query in ground.queries:
        left = ground.candidates(query)
        before = ground.answer(query, frozenset())[0]
        for _ in range(rounds):
            after, used = ground.answer(query, left)
            if not used or after >= before:
                break
            pool |= used
            left -= used
    return pool


def prefixes(index: BTree) -> list[BTree]:
    """The same index with fewer columns."""
    return [index[:count] for count in range(2, len(index))]


def merge(first: BTree, second: BTree, width: int) -> BTree | None:
    """The first's columns, then the second's, as many as allowed; None where that is nothing new."""
    if first[0] != second[0]:
        return None
    merged = (*first, *(column for column in second[1:] if column not in first))[: width + 1]
    return merged if merged not in (first, second) else None


PEERS: dict[str, Callable[[Ground], Set]] = {
    "Extend": extend, "DB2Advis": db2advis, "DTA": dta, "Relaxation": relaxation,
}  # fmt: skip
