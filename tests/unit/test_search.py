"""The search finds the best set of indexes, and its bound is true: both against trying every set."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_problems import Plan, PlansOracle, allowed, cheapest, cost_of, problem

from maquette.advisors.selection.knowledge import places
from maquette.advisors.selection.search import SLACKS, solve
from maquette.model.advice import Limits

SIZE = 6  # options: 64 sets
GAP = 0.01

plans = st.tuples(st.floats(1, 1000), st.frozensets(st.integers(0, SIZE - 1), min_size=1, max_size=3))
queries = st.lists(st.lists(plans, max_size=6), min_size=1, max_size=4)
sizes = st.lists(st.integers(1, 100), min_size=SIZE, max_size=SIZE)
upkeeps = st.lists(st.sampled_from([0.0, 1.0, 50.0, 400.0]), min_size=SIZE, max_size=SIZE)
limits = st.builds(
    Limits,
    budget=st.one_of(st.none(), st.integers(0, 300)),
    max_indexes=st.one_of(st.none(), st.integers(0, SIZE)),
    max_per_table=st.one_of(st.none(), st.integers(0, 3)),
)


def with_scan(many: list[list[Plan]]) -> list[list[Plan]]:
    """Every query can do without indexes, at a price."""
    return [[(1000.0, frozenset()), *own] for own in many]


@settings(max_examples=150, deadline=None)
@given(queries, sizes, limits, upkeeps, st.frozensets(st.integers(0, SIZE - 1), max_size=2))
def test_answer_is_best_and_bound_is_true(
    many: list[list[Plan]], weights: list[int], limit: Limits, upkeep: list[float], today: frozenset[int]
) -> None:
    oracle = PlansOracle(with_scan(many))
    posed = problem(oracle.plans, weights, limit, upkeep, today)
    solution, knowledge = solve(posed, oracle, GAP)
    best, chosen = cheapest(posed, oracle), list(places(solution.chosen))
    assert allowed(posed, chosen)
    assert solution.cost == pytest.approx(cost_of(posed, oracle, chosen))
    assert solution.bound <= best * (1 + 1e-6)
    assert best <= solution.cost * (1 + 1e-9)
    assert solution.cost <= best * (1 + 2 * GAP + SLACKS) + 1e-6
    assert solution.model_cost == pytest.approx(solution.cost, rel=0.01)
    assert knowledge.explains == len(oracle.asked)


def test_two_indexes_that_pay_together_alone() -> None:
    oracle = PlansOracle(
        [[(1000.0, frozenset()), (10.0, frozenset((0, 1)))], [(100.0, frozenset()), (50.0, frozenset((2,)))]]
    )
    solution, _ = solve(problem(oracle.plans, [40, 40, 40], Limits(budget=80)), oracle)
    assert set(places(solution.chosen)) == {0, 1}
    assert solution.cost == 110


def test_an_index_that_writes_pay_too_much_for_is_left_out_and_one_of_today_goes() -> None:
    oracle = PlansOracle([[(100.0, frozenset()), (40.0, frozenset((0,)))]])
    posed = problem(oracle.plans, [10, 10], Limits(), upkeep=[70.0, 5.0], today=frozenset((1,)))
    solution, _ = solve(posed, oracle)
    assert set(places(solution.chosen)) == set()
    assert (solution.before, solution.cost) == (105, 100)


def test_an_index_of_today_that_costs_nothing_stays() -> None:
    oracle = PlansOracle([[(100.0, frozenset())]])
    solution, _ = solve(problem(oracle.plans, [10], Limits(), today=frozenset((0,))), oracle)
    assert set(places(solution.chosen)) == {0}


def test_of_indexes_that_do_the_same_the_needless_are_left_out() -> None:
    oracle = PlansOracle([[(100.0, frozenset()), (10.0, frozenset((0,))), (9.999, frozenset((0, 1)))]])
    solution, _ = solve(problem(oracle.plans, [10, 10], Limits()), oracle)
    assert set(places(solution.chosen)) == {0}


def test_a_search_without_time_gives_what_it_has_with_an_honest_bound() -> None:
    oracle = PlansOracle([[(100.0, frozenset()), (10.0, frozenset((0,)))]])
    solution, _ = solve(problem(oracle.plans, [10], Limits(seconds=0)), oracle)
    assert solution.interrupted
    assert solution.bound <= 10 <= solution.cost


def test_a_search_that_is_stopped_gives_the_best_so_far() -> None:
    oracle = PlansOracle([[(100.0, frozenset()), (10.0, frozenset((0,)))]])
    solution, _ = solve(problem(oracle.plans, [10], Limits()), oracle, stop=lambda: True)
    assert solution.interrupted
    assert solution.cost <= 100


def test_queries_that_cannot_be_planned_are_left_out() -> None:
    oracle = PlansOracle([[(math.inf, frozenset())], [(100.0, frozenset()), (10.0, frozenset((0,)))]])
    solution, knowledge = solve(problem(oracle.plans, [10], Limits()), oracle)
    assert knowledge.planned == [1]
    assert (solution.before, solution.cost) == (100, 10)


def test_no_queries_and_no_options() -> None:
    solution, _ = solve(problem([], [], Limits()), PlansOracle([]))
    assert (solution.before, solution.cost, solution.gap) == (0, 0, 0)
    solution, _ = solve(problem([[(5.0, frozenset())]], [], Limits(budget=0)), PlansOracle([[(5.0, frozenset())]]))
    assert (solution.cost, solution.gap) == (5, 0)
