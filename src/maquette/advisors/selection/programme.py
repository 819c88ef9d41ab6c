"""The choice as integer programmes, solved by HiGHS: one over the known plans, one over the known bounds.

Plans (as CoPhy: Dash, Polyzotis, Ailamaki, VLDB 2011): a query takes one known plan, and a plan's indexes must stand.
Bounds: to cost less than a known fact says, a query needs one of the indexes that the fact was without.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import highspy
import numpy as np

from ...model.advice import Limits
from .knowledge import Fact, Knowledge, Mask, mask, places
from .problem import Problem

SCALE = 1e6  # what today's set costs in a programme: HiGHS's tolerances are absolute, 1e-7 to 1e-6
DOUBT = 1e-9  # of the same cost: what those tolerances may add to a bound, of some thousand columns together
TIGHTER = 0.0, 1e-5, 1e-3  # of the budget: left free where rounding a solution would exceed it


@dataclass(frozen=True, slots=True)
class Solved:
    """A solution: the set, and what no set costs less than in the programme."""

    chosen: Mask
    bound: float


@dataclass
class _Rows:
    """A programme as HiGHS takes it: columns between zero and ``upper``, rows of coefficients between two bounds.

    ``most`` is the cost of a set that is there: what costs more by itself is counted as if it cost so much.
    """

    most: float
    cost: list[float] = field(default_factory=list)
    integer: list[bool] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    rows: list[tuple[float, float, list[int], list[float]]] = field(default_factory=list)
    offset: float = 0.0

    def column(self, cost: float, integer: bool = False, upper: float = 1.0) -> int:
        self.cost.append(min(cost, self.most))
        self.integer.append(integer)
        self.upper.append(upper)
        return len(self.cost) - 1

    def row(self, low: float, high: float, terms: Iterable[tuple[int, float]]) -> None:
        columns, values = zip(*terms, strict=True)
        self.rows.append((low, high, list(columns), list(values)))

    def solve(self, gap: float, seconds: float) -> tuple[Sequence[float], float]:
        """The values, none where time was too short for any, and the bound of their cost."""
        scale = SCALE / self.most if self.most > 0 else 1.0
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(self.cost), len(self.rows)
        lp.col_cost_ = np.array(self.cost) * scale
        lp.col_lower_, lp.col_upper_ = np.zeros(lp.num_col_), np.array(self.upper)
        lp.row_lower_ = np.array([row[0] for row in self.rows])
        lp.row_upper_ = np.array([row[1] for row in self.rows])
        lp.offset_ = self.offset * scale
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.cumsum([0, *(len(row[2]) for row in self.rows)])
        lp.a_matrix_.index_ = np.array([column for row in self.rows for column in row[2]])
        lp.a_matrix_.value_ = np.array([value for row in self.rows for value in row[3]], dtype=float)
        kinds = highspy.HighsVarType
        lp.integrality_ = [kinds.kInteger if one else kinds.kContinuous for one in self.integer]
        solver = highspy.Highs()
        solver.silent()
        solver.setOptionValue("mip_rel_gap", gap)
        solver.setOptionValue("time_limit", max(seconds, 0.05))
        solver.passModel(lp)
        solver.run()
        info = solver.getInfo()
        found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        bound = info.mip_dual_bound if any(self.integer) else info.objective_function_value
        return solver.getSolution().col_value if found else (), bound / scale - DOUBT * self.most


class Near(NamedTuple):
    """The sets that differ from that one by at most so many indexes."""

    chosen: Mask
    steps: int


def solve_plans(
    knowledge: Knowledge, limits: Limits, gap: float, seconds: float, price: float = 0.0, *, near: Near | None = None
) -> Solved:
    """The set that is best as far as known plans tell; ``price`` is what a byte costs, so that none is wasted.

    ``near``: the best of the sets that differ little from that one.
    """
    made, columns = _base(knowledge, limits, price, near)
    for place in knowledge.planned:
        query = knowledge.problem.queries[place]
        passed = knowledge.passed[place]
        plans = cheapest(knowledge.facts[place].values()) + passed
        uses: dict[int, list[int]] = {}
        taken = []
        for plan in plans:
            column = made.column(query.weight * (plan.cost - plans[0].cost))
            taken.append(column)
            for option in places(plan.used):
                uses.setdefault(option, []).append(column)
        made.offset += query.weight * plans[0].cost
        made.row(1, 1, [(column, 1.0) for column in taken])
        for option, users in uses.items():
            made.row(-np.inf, 0, [*((column, 1.0) for column in users), (columns[option], -1.0)])
        for one, plan, column in ((one, *pair) for one in passed for pair in zip(plans, taken, strict=True)):
            beside = [(columns[option], 1.0) for option in places(one.used & ~plan.used)]
            if beside and one.instead_of(plan):
                made.row(-np.inf, len(beside), [(column, 1.0), *beside])
    return _solved(made, columns, knowledge.problem, limits, gap, seconds)


def solve_bounds(
    knowledge: Knowledge, limits: Limits, gap: float, seconds: float, *, near: Near | None = None
) -> Solved:
    """The set that is best as far as known bounds allow; its bound holds for every set within the limits, and ``near``.

    Every query has to be known with all options: that fact is the least it costs. The others are steps above it, and a
    query is spared a step (its column is 1) only with an index that the fact was without. Steps too small to matter are
    counted with the one below, which only lowers the bound.
    """
    made, columns = _base(knowledge, limits, 0.0, near)
    kept = {place: highest(knowledge.facts[place].values()) for place in knowledge.planned}
    lowest = sum(knowledge.problem.queries[place].weight * facts[0].cost for place, facts in kept.items())
    step_worth = gap * lowest / (2 * max(len(kept), 1))
    for place, facts in kept.items():
        query = knowledge.problem.queries[place]
        base, above, column, previous = facts[0].cost, facts[0].cost, None, None
        made.offset += query.weight * base
        for fact in facts[1:]:
            if column is None or query.weight * (fact.cost - above) > step_worth:
                step = min(query.weight * (fact.cost - above), made.most)
                previous, column = column, made.column(-step)
                made.offset += step
                above = fact.cost
                if previous is not None:
                    made.row(-np.inf, 0, [(previous, 1.0), (column, -1.0)])
            missing = places(knowledge.relevant[place] & ~fact.shown)
            made.row(-np.inf, 0, [(column, 1.0), *((columns[option], -1.0) for option in missing)])
    return _solved(made, columns, knowledge.problem, limits, gap, seconds)


def cheapest(facts: Iterable[Fact]) -> list[Fact]:
    """The plans worth knowing, cheapest first: none needs as many indexes as another and costs as much."""
    kept: list[Fact] = []
    for fact in sorted(facts, key=lambda one: (one.cost, one.used.bit_count())):
        if not any(not other.used & ~fact.used for other in kept):
            kept.append(fact)
    return kept


def highest(facts: Iterable[Fact]) -> list[Fact]:
    """The bounds worth knowing, cheapest first: none is without more than another and yet costs no more."""
    kept: list[Fact] = []
    for fact in sorted(facts, key=lambda one: (-one.cost, -one.shown.bit_count())):
        if not any(not fact.shown & ~other.shown for other in kept):
            kept.append(fact)
    return kept[::-1]


def _base(knowledge: Knowledge, limits: Limits, price: float, near: Near | None) -> tuple[_Rows, list[int]]:
    """The options with their upkeep, under the limits but for the budget's row, which comes last."""
    problem = knowledge.problem
    made = _Rows(knowledge.total(mask(problem.standing)))
    columns = [
        made.column(
            option.upkeep + price * option.bytes * option.new, integer=True,
            upper=float(not option.new or limits.budget is None or option.bytes <= limits.budget),
        )
        for option in problem.options
    ]  # fmt: skip
    for place, option in enumerate(problem.options):
        if option.instead:
            made.row(1, np.inf, [(columns[place], 1.0), *((columns[other], 1.0) for other in option.instead)])
    if near and columns:
        signs = [(column, -1.0 if near.chosen >> place & 1 else 1.0) for place, column in enumerate(columns)]
        made.row(-np.inf, near.steps - near.chosen.bit_count(), signs)
    new = [place for place, option in enumerate(problem.options) if option.new]
    if limits.max_indexes is not None and new:
        made.row(0, limits.max_indexes, [(columns[p], 1.0) for p in new])
    if limits.max_per_table is not None:
        for table in {problem.options[p].table for p in new}:
            own = [p for p in new if problem.options[p].table == table]
            made.row(0, limits.max_per_table, [(columns[p], 1.0) for p in own])
    return made, columns


def _solved(made: _Rows, columns: Sequence[int], problem: Problem, limits: Limits, *effort: float) -> Solved:
    """Solve it under the budget, to the byte; the bound is that of all of the budget. ``effort``: gap and seconds."""
    rows, bound = list(made.rows), -np.inf
    sized = [(columns[p], option.bytes) for p, option in enumerate(problem.options) if option.new and option.bytes]
    for tighter in TIGHTER:
        if limits.budget is not None and sized:
            share = [(column, size / max(limits.budget, 1)) for column, size in sized]
            made.rows = [*rows, (0, 1 - tighter, [column for column, _ in share], [part for _, part in share])]
        values, found = made.solve(*effort)
        bound = found if tighter == 0 else bound
        if not values:
            break
        chosen = mask(place for place, column in enumerate(columns) if values[column] > 0.5)
        if limits.budget is None or problem.bytes(places(chosen)) <= limits.budget:
            return Solved(chosen, bound)
    return Solved(mask(problem.standing), bound)
