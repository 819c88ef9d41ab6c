"""The search alone, on a synthetic instance as large as the published ones: no server, a known cost function.

python benchmarks/index_solver.py [--candidates 1500] [--queries 90] [--seconds 60] [--whole 60]
    [--budgets 0.01,0.02,0.05,0.1,0.25]

A query's cost is that of INUM (Papadomanolakis, Dash, Ailamaki, VLDB 2007): the cheapest of some internal plans, each
with an access cost a slot, which depends on the index that serves it. Indexes with the same first columns are near
substitutes, as on real tables. Budgets are shares of what all candidates weigh. Target: gap of 5 % in 60 s.
"""

from __future__ import annotations

import argparse
import math
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import permutations
from typing import Any

import highspy

from maquette.advisors.selection.problem import Answer, Asked, Option, Problem, Question
from maquette.advisors.selection.search import solve
from maquette.model.advice import Limits
from maquette.model.change import CreateIndex
from maquette.model.names import Name

PAGE_COST, ROW_COST, PROBE_COST = 1.0, 0.01, 4.0
SCHEMA = 24  # tables


@dataclass(frozen=True, slots=True)
class Slot:
    """One table in an internal plan: what reading it costs without an index, and with each that serves it."""

    default: float
    access: dict[int, float]


@dataclass(frozen=True, slots=True)
class Inner:
    """An internal plan: joins, sorts and aggregates, whatever serves its slots."""

    cost: float
    slots: tuple[Slot, ...]


class Synthetic:
    """The oracle of the instance. ``plans`` are the internal plans of each query."""

    def __init__(self, plans: Sequence[Sequence[Inner]]) -> None:
        self.plans = plans

    def ask(self, questions: Sequence[Question]) -> list[Answer]:
        """The answers, in the order of the questions."""
        return [self.answer(question.query, question.standing) for question in questions]

    def answer(self, query: int, standing: frozenset[int]) -> Answer:
        """The cheapest internal plan with the cheapest index in each slot."""
        best = Answer(math.inf, frozenset())
        for plan in self.plans[query]:
            cost, used = plan.cost, set()
            for slot in plan.slots:
                found = min(slot.access.keys() & standing, key=slot.access.__getitem__, default=None)
                if found is not None and slot.access[found] < slot.default:
                    used.add(found)
                    cost += slot.access[found]
                else:
                    cost += slot.default
            if cost < best.cost:
                best = Answer(cost, frozenset(used))
        return best


@dataclass(frozen=True, slots=True)
class Wanted:
    """One table in a query: the columns that it filters by, each with the share of rows that is left."""

    table: int
    filters: dict[int, float]
    needed: frozenset[int]


def instance(candidates: int, queries: int, seed: int = 17) -> tuple[Problem, Synthetic]:
    """A problem of about that size, without limits, and its oracle."""
    chance = random.Random(seed)
    rows = [10 ** chance.uniform(3, 7.5) for _ in range(SCHEMA)]
    asked: list[list[Wanted]] = []
    places: dict[tuple[int, ...], int] = {}  # table, columns: the candidates
    while len(asked) < queries:
        tables = chance.sample(range(SCHEMA), chance.randint(1, 6))
        query = []
        for table in tables:
            columns = chance.sample(range(12), chance.randint(1, 4))
            filters = {column: 10 ** chance.uniform(-5, -0.3) for column in columns}
            query.append(Wanted(table, filters, frozenset(columns) | frozenset(chance.sample(range(12), 2))))
            for width in (1, 2):
                for order in permutations(columns, width):
                    if len(places) < candidates:
                        places.setdefault((table, *order), len(places))
        asked.append(query)
    plans = [_plans(query, rows, places, chance) for query in asked]
    options = tuple(
        Option(
            index=change.index, change=change, bytes=int(rows[key[0]] * chance.uniform(8, 12) * (len(key) - 1)) + 16384
        )
        for key in places
        for change in [CreateIndex.on(Name("public", f"t{key[0]}"), *(f"c{column}" for column in key[1:]))]
    )
    problem = Problem(
        queries=tuple(
            Asked(
                name=f"q{place}", sql="", weight=10 ** chance.uniform(0, 3),
                relevant=frozenset(index for plan in plans[place] for slot in plan.slots for index in slot.access),
            )
            for place in range(queries)
        ),
        options=options, limits=Limits(),
    )  # fmt: skip
    return problem, Synthetic(plans)


def _plans(
    query: Sequence[Wanted], rows: Sequence[float], places: dict[tuple[int, ...], int], chance: random.Random
) -> list[Inner]:
    """Internal plans: one that reads each table once, and some that probe one table for each row of another."""
    scans = [_slot(one, rows[one.table], places, 1.0, math.inf) for one in query]
    left = [rows[one.table] * math.prod(one.filters.values()) for one in query]
    joins = sum(left) * ROW_COST * chance.uniform(1, 3)
    plans = [Inner(joins, tuple(scans))]
    for inner in range(len(query)) if len(query) > 1 else ():
        outer = chance.choice([place for place in range(len(query)) if place != inner])
        probes = max(left[outer], 1.0)
        key = chance.choice(sorted(query[inner].filters))
        slots = [*scans]
        slots[inner] = _slot(query[inner], rows[query[inner].table], places, probes, key)
        plans.append(Inner(joins * chance.uniform(0.3, 1.0), tuple(slots)))
    return plans


def _slot(one: Wanted, rows: float, places: dict[tuple[int, ...], int], probes: float, key: float) -> Slot:
    """Access costs of a table, read once, or probed by ``key`` so many times."""
    once = key == math.inf
    scan = rows / 50 * PAGE_COST + rows * ROW_COST
    access = {}
    for place, index in _serving(one, places):
        share = 1.0
        for column in index:
            if column not in one.filters:
                break
            share *= one.filters[column]
        covers = one.needed <= frozenset(index)
        fetched = share * rows if once else max(1.0, share * rows / 100)
        height = PROBE_COST * math.log10(max(rows, 10.0)) / 4
        cost = probes * (height + fetched * (ROW_COST if covers else PAGE_COST))
        if (once and cost < scan) or index[0] == key:
            access[place] = cost
    return Slot(scan if once else math.inf, access)


def _serving(one: Wanted, places: dict[tuple[int, ...], int]) -> list[tuple[int, tuple[int, ...]]]:
    return [(place, key[1:]) for key, place in places.items() if key[0] == one.table and key[1] in one.filters]


def whole(problem: Problem, oracle: Synthetic, seconds: float) -> tuple[float, float]:
    """Cost and bound by one integer programme over the whole cost function, which no search of a planner's can have."""
    solver = highspy.Highs()
    solver.silent()
    solver.setOptionValue("time_limit", seconds)
    stands = [solver.addBinary() for _ in problem.options]
    weights = [option.bytes / (problem.limits.budget or 1) for option in problem.options]
    solver.addConstr(highspy.Highs.qsum(w * x for w, x in zip(weights, stands, strict=True)) <= 1)
    objective = []
    for query, plans in zip(problem.queries, oracle.plans, strict=True):
        taken = [solver.addVariable(0, 1) for _ in plans]
        solver.addConstr(highspy.Highs.qsum(taken) == 1)
        serving: dict[int, list[Any]] = {}
        for plan, column in zip(plans, taken, strict=True):
            objective.append(query.weight * plan.cost * column)
            for slot in plan.slots:
                served = [(solver.addVariable(0, 1), index, cost) for index, cost in slot.access.items()]
                if slot.default < math.inf:
                    bare = solver.addVariable(0, 1)
                    objective.append(query.weight * slot.default * bare)
                    solver.addConstr(highspy.Highs.qsum([bare, *(one for one, _, _ in served)]) == column)
                elif served:
                    solver.addConstr(highspy.Highs.qsum(one for one, _, _ in served) == column)
                else:
                    solver.addConstr(column <= 0)
                for one, index, cost in served:
                    objective.append(query.weight * cost * one)
                    serving.setdefault(index, []).append(one)
        for index, users in serving.items():
            for one in users:
                solver.addConstr(one <= stands[index])
    solver.minimize(highspy.Highs.qsum(objective))
    info = solver.getInfo()
    return info.objective_function_value, info.mip_dual_bound


def measure(problem: Problem, oracle: Synthetic, seconds: float) -> str:
    """The row of one budget."""
    began = time.perf_counter()
    solution, knowledge = solve(problem, oracle, gap=0.01)
    took = time.perf_counter() - began
    best, floor = whole(problem, oracle, seconds) if seconds else (math.nan, math.nan)
    share = (problem.limits.budget or 0) / sum(option.bytes for option in problem.options)
    ratio = solution.cost / solution.before
    return (
        f"{share:7.0%} {ratio:9.4f} {solution.gap:8.2%} {took:8.1f} {knowledge.explains:8} "
        f"{best / solution.before:14.4f} {floor / solution.before:12.4f}"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--candidates", type=int, default=1500)
    parser.add_argument("--queries", type=int, default=90)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--whole", type=float, default=60.0, help="seconds of the programme to compare with; 0: none")
    parser.add_argument("--budgets", default="0.01,0.02,0.05,0.1,0.25")
    chosen = parser.parse_args()
    made, known = instance(chosen.candidates, chosen.queries)
    cells = sum(len(slot.access) for plans in known.plans for plan in plans for slot in plan.slots)
    print(f"{len(made.options)} candidates, {len(made.queries)} queries, {cells} access costs")
    print(" budget cost/base      gap  seconds requests one programme:cost  bound")
    for share in map(float, chosen.budgets.split(",")):
        limit = int(share * sum(option.bytes for option in made.options))
        limits = Limits(budget=limit, seconds=chosen.seconds)
        print(measure(replace(made, limits=limits), known, chosen.whole), flush=True)
