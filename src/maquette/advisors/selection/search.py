"""A greedy choice of indexes for a whole workload, by what the twin estimates."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from ...model.change import CreateIndex, index_name
from ...model.database import Database
from ...model.names import Name
from ...model.statistics import PAGE, Statistics
from ...sql.analysis import AnalysedQuery
from .candidates import candidates, shape
from .estimate import Estimate, Imagined

GAIN = 0.002  # of the workload's cost: what an index must save to be worth its keep
DECISIVE = 0.9, 0.0005  # or so much of one query's cost, and so much of the workload's
ALIKE = 0.95  # of the best gain: from there the smaller index is the better one
HELP = 0.2  # of a query's cost: what it must save at least one query
WRITE_COST = 0.05  # planner's units for one more index entry: a descent whose pages are in memory, and its WAL
MOST = 4000  # candidates considered
ROUNDS = 4  # times the planner picks from a query's candidates


class Help(NamedTuple):
    """A query that an index helps, with its cost before and after."""

    query: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Choice:
    """A chosen index: what the workload costs before and after it, and the queries that it helps, most helped first."""

    change: CreateIndex
    bytes: int
    before: float
    after: float
    helps: tuple[Help, ...]


@dataclass
class _Search:
    """Costs as they become known; queries and indexes are positions in their lists."""

    queries: Sequence[AnalysedQuery]
    changes: Sequence[CreateIndex]
    imagined: Sequence[Imagined | None]
    relevant: Sequence[frozenset[int]]  # candidates of each query
    estimate: Estimate
    writes: Mapping[Name, float]  # rows a table
    base: dict[int, float] = field(default_factory=dict)  # today's cost of each query that can be planned
    known: dict[tuple[int, frozenset[int]], tuple[float, frozenset[int]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        costs = {query: self.cost(query, ())[0] for query in range(len(self.queries))}
        self.base = {query: cost for query, cost in costs.items() if math.isfinite(cost)}

    def cost(self, query: int, visible: Iterable[int]) -> tuple[float, frozenset[int]]:
        """A query's cost with those candidates, and which of them its plan uses."""
        wanted = frozenset(visible) & self.relevant[query]
        if (query, wanted) not in self.known:
            shown = {index: one for index in sorted(wanted) if (one := self.imagined[index]) is not None}
            plan = self.estimate.plan(self.queries[query].query.sql, list(shown.values()))
            used = frozenset(index for index, one in shown.items() if plan and one.name in plan.indexes)
            self.known[query, wanted] = (plan.cost if plan else math.inf, used)
            if plan:
                self.known[query, used] = (plan.cost, used)  # the others did not matter
        return self.known[query, wanted]

    def total(self, chosen: Iterable[int]) -> float:
        """The workload's cost: calls × total cost."""
        visible = list(chosen)
        return sum(self.queries[query].query.calls * self.cost(query, visible)[0] for query in self.base)

    def bytes(self, index: int) -> int:
        """The size that it would have."""
        size = self.imagined[index]
        return size.bytes if size else 0

    def upkeep(self, index: int) -> float:
        """What the workload's writes pay for one more index."""
        return WRITE_COST * self.writes.get(self.changes[index].table, 0.0)

    def gain(self, chosen: Sequence[int], index: int) -> tuple[float, tuple[Help, ...]]:
        """What one more index saves, its upkeep taken off, and the queries that it helps."""
        saved, helps = -self.upkeep(index), []
        for query in self.base:
            if index in self.relevant[query]:
                before, after = self.cost(query, chosen)[0], self.cost(query, [*chosen, index])[0]
                asked = self.queries[query].query
                saved += asked.calls * (before - after)
                if before - after > HELP * before:
                    helps.append((asked.calls * (before - after), Help(asked.name, before, after)))
        return saved, tuple(one for _, one in sorted(helps, key=lambda pair: -pair[0]))

    def pool(self) -> set[int]:
        """What the planner picks of a query's candidates, then of the rest while it helps, and the same bare."""
        pool: set[int] = set()
        for query, cost in self.base.items():
            left = set(self.relevant[query])
            for _ in range(ROUNDS):  # the best, then its substitutes: a narrower one may serve more queries
                found, used = self.cost(query, left)
                if not used or found > cost * (1 - HELP):
                    break
                pool |= used
                left -= used
        bare = {
            (change.table, change.method, change.keys): i for i, change in enumerate(self.changes) if not change.include
        }
        plain = {bare.get((c.table, c.method, c.keys)) for c in (self.changes[index] for index in pool)}
        return pool | {index for index in plain if index is not None and self.imagined[index] is not None}


def choose_indexes(
    queries: Sequence[AnalysedQuery], database: Database, statistics: Statistics, estimate: Estimate
) -> tuple[list[Choice], int]:
    """Indexes in the order in which they pay, and how many candidates there were."""
    changes, relevant = _gather(queries, database, statistics)
    with estimate.imagine(changes) as imagined:
        possible = frozenset(index for index, one in enumerate(imagined) if one is not None)
        concerned = [frozenset(own) & possible for own in relevant]
        search = _Search(queries, changes, imagined, concerned, estimate, _writes(queries))
        chosen = _prune(search, _grow(search))
        return list(_explain(search, chosen, database)), len(changes)


def _grow(search: _Search) -> list[int]:
    """One index after the other: of those that save about the most, the smallest."""
    total, pool, chosen = search.total(()), search.pool(), list[int]()
    while pool:
        gains = {index: search.gain(chosen, index) for index in pool}
        worth = [index for index, (gain, helps) in gains.items() if _pays(gain, helps, total)]
        if not worth:
            break
        enough = ALIKE * max(gains[index][0] for index in worth)
        chosen.append(min((i for i in worth if gains[i][0] >= enough), key=lambda i: (search.bytes(i), i)))
        pool = (pool & set(worth)) - {chosen[-1]}  # what does not pay now will not pay beside more
    return chosen


def _prune(search: _Search, chosen: list[int]) -> list[int]:
    """Leave out what a later choice has made needless, as (a) beside (a, b)."""
    slack = search.total(()) * GAIN / 10
    for index in list(chosen):
        without = [other for other in chosen if other != index]
        if search.total(without) <= search.total(chosen) + slack + search.upkeep(index):
            chosen = without
    return chosen


def _explain(search: _Search, chosen: Sequence[int], database: Database) -> Iterator[Choice]:
    """The choices in order, each with what it does beside those before it, under a name that nothing else has."""
    taken = {index.name for table in database.tables for index in table.indexes}
    for place, index in enumerate(chosen):
        change, number = search.changes[index], 1
        while change.index.name in taken:
            number += 1
            parts = tuple(key.column or "expr" for key in change.keys)
            change = replace(change, name=index_name(change.table, parts, f"idx{number}"))
        taken.add(change.index.name)
        before, after = search.total(chosen[:place]), search.total(chosen[: place + 1])
        yield Choice(change, search.bytes(index), before, after, search.gain(chosen[:place], index)[1])


def _pays(gain: float, helps: Sequence[Help], total: float) -> bool:
    """Whether an index is worth its keep: for the workload, or decisively for one of its queries."""
    decisive = any(one.after < one.before * (1 - DECISIVE[0]) for one in helps)
    return gain > 0 and bool(helps) and gain >= (DECISIVE[1] if decisive else GAIN) * total


def _gather(
    queries: Sequence[AnalysedQuery], database: Database, statistics: Statistics
) -> tuple[list[CreateIndex], list[list[int]]]:
    """All candidates once, and which of them concern which query. Small tables need none."""
    places: dict[tuple[object, ...], int] = {}
    changes: list[CreateIndex] = []
    relevant: list[list[int]] = []
    for analysed in queries:
        own = []
        for change in candidates(analysed.analysis, database, statistics):
            key = shape(change.index)
            if statistics.bytes(change.table) < 10 * PAGE and not database.partitions(change.table):
                continue
            if key not in places and len(changes) < MOST:
                places[key] = len(changes)
                changes.append(change)
            if key in places:
                own.append(places[key])
        relevant.append(own)
    return changes, relevant


def _writes(queries: Sequence[AnalysedQuery]) -> dict[Name, float]:
    """Statements that add index entries, by table: calls, one row each (a file of queries says no more)."""
    writes: dict[Name, float] = {}
    for analysed in queries:
        target = analysed.analysis.target
        if target and analysed.analysis.kind in ("insert", "update", "merge"):
            rows = analysed.query.rows or analysed.query.calls
            writes[target.name] = writes.get(target.name, 0.0) + rows
    return writes
