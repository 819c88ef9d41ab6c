"""The account of a choice: what each index buys, why not a narrower one, why not the others, other budgets."""

from __future__ import annotations

import pytest
from sample_problems import PlansOracle, problem
from sample_tables import index

from maquette.advisors.selection.account import Account
from maquette.advisors.selection.problem import Problem
from maquette.advisors.selection.search import solve
from maquette.model.advice import Limits
from maquette.model.database import Database
from maquette.model.names import Name
from maquette.model.table import Table

SCAN = (1000.0, frozenset[int]())
PAIR = [[SCAN, (10.0, frozenset((0,)))], [SCAN, (50.0, frozenset((1,)))]]


def account(posed: Problem, oracle: PlansOracle) -> Account:
    return Account(*solve(posed, oracle), Database())


def codes(made: Account) -> dict[str, str]:
    return {refusal.index.name.name: refusal.code for refusal in made.refused()}


def test_indexes_come_in_the_order_that_pays_earliest() -> None:
    plans = [[SCAN, (500.0, frozenset((0,)))], [SCAN, (400.0, frozenset((1,)))]]
    made = account(problem(plans, [1000, 10], Limits()), PlansOracle(plans))
    chosen = made.indexes()
    assert [one.option.bytes for one in chosen] == [10, 1000]
    assert [one.gain for one in chosen] == [600, 500]
    assert [[(q.query, q.before, q.after) for q in one.helps] for one in chosen] == [
        [("q1", 1000, 400)], [("q0", 1000, 500)],
    ]  # fmt: skip
    assert sum(one.gain for one in chosen) == made.solution.before - made.solution.cost


def test_samples_of_one_query_are_told_as_one() -> None:
    plans = [[SCAN, (10.0, frozenset((0,)))], [SCAN, (30.0, frozenset((0,)))]]
    posed = problem(plans, [10], Limits(), weights=[3, 1])
    made = account(posed, PlansOracle(plans))
    queries = {one.name for one in posed.queries}
    assert {one.query for one in made.queries()} == queries
    assert made.solution.cost == 60


def test_narrower_index_is_told_with_what_it_would_lose() -> None:
    plans = [[SCAN, (200.0, frozenset((0,))), (100.0, frozenset((1,)))]]
    posed = problem(plans, [5_000_000, 9_000_000], Limits(), columns=["a", "a b"])
    (chosen,) = account(posed, PlansOracle(plans)).indexes()
    assert chosen.narrower == "(a) would save 4.0 MB, and cost the workload 100.00% more: q0 100 → 200"


@pytest.mark.parametrize(
    ("plans", "sizes", "limits", "upkeep", "code"),
    [
        ([[SCAN, (10.0, frozenset((0,)))]], [10, 10], Limits(), (), "unused"),
        ([[SCAN, (10.0, frozenset((0,)))], [SCAN, (999.9, frozenset((1,)))]], [10, 10], Limits(), (), "too-little"),
        ([[SCAN, (10.0, frozenset((0,)))], [SCAN, (900.0, frozenset((1,)))]], [10, 10], Limits(), (0, 200), "writes"),
        ([[SCAN, (10.0, frozenset((0,))), (11.0, frozenset((1,)))]], [10, 10], Limits(), (), "another-serves"),
        (PAIR, [10, 10], Limits(budget=15), (), "no-room"),
        (PAIR, [10, 20], Limits(budget=15), (), "no-room"),
        (PAIR, [1, 1], Limits(max_indexes=1), (), "too-many"),
        (
            [[SCAN, (10.0, frozenset((0,)))], [SCAN], [SCAN, (50.0, frozenset((2,)))]],
            [1, 1, 1], Limits(max_per_table=1), (), "too-many",
        ),
    ],
)  # fmt: skip
def test_each_refusal_has_its_reason(plans, sizes, limits, upkeep, code) -> None:  # type: ignore[no-untyped-def]
    posed = problem(plans, sizes, limits, upkeep)
    made = account(posed, PlansOracle(plans))
    last = posed.options[-1].index.name.name
    assert codes(made)[last] == code
    assert all(refusal.reason for refusal in made.refused())


def test_what_would_help_within_the_gap_is_said_to() -> None:
    plans = [[SCAN, (10.0, frozenset((0,)))], [SCAN, (996.0, frozenset((1,)))]]
    posed = problem(plans, [10, 10], Limits())
    made = Account(*solve(posed, PlansOracle(plans), gap=0.5), Database())
    assert codes(made).get("t1_c1_idx") in (None, "within-gap", "too-little")


def test_dropped_index_is_told_with_what_writes_paid() -> None:
    plans = [[(100.0, frozenset[int]())]]
    posed = problem(plans, [10], Limits(), upkeep=[7.0], today=frozenset((0,)))
    (dropped,) = account(posed, PlansOracle(plans)).drops()
    assert (dropped.gain, dropped.reason) == (7.0, "writes pay 7 for it; reads lose nothing")


def test_a_dropped_duplicate_is_told_as_one_first() -> None:
    plans = [[(100.0, frozenset[int]())]]
    posed = problem(plans, [10], Limits(), upkeep=[7.0], today=frozenset((0,)))
    own = posed.options[0].index
    again, other = index(own.table, "again", "c0"), index(Name("public", "t0"), "other", "c1")
    holder = Table(name=own.table, indexes=(other, own, again))
    (dropped,) = Account(*solve(posed, PlansOracle(plans)), Database(tables=(holder,))).drops()
    assert dropped.reason == "duplicate of again; writes pay 7 for it; reads lose nothing"


def test_a_search_cut_short_is_explained_by_what_is_known() -> None:
    plans = [[SCAN, (500.0, frozenset((0,)))], [SCAN, (400.0, frozenset((1,)))]]
    oracle = PlansOracle(plans)
    stopped = solve(problem(plans, [1000, 10], Limits()), oracle, stop=lambda: len(oracle.asked) >= 4)
    made, asked = Account(*stopped, Database()), len(oracle.asked)
    assert made.solution.interrupted
    assert sum(one.gain for one in made.indexes()) == made.solution.before - made.solution.cost == 1100
    assert not list(made.refused())
    assert len(oracle.asked) == asked


def test_curve_falls_and_holds_the_choice() -> None:
    plans = [[SCAN, (500.0 - 40 * n, frozenset((n,)))] for n in range(6)]
    limits = Limits(budget=250)
    made = account(problem(plans, [100] * 6, limits), PlansOracle(plans))
    points = made.curve(limits)
    assert [point.bytes for point in points] == sorted(point.bytes for point in points)
    assert [point.cost for point in points] == sorted((point.cost for point in points), reverse=True)
    assert points[0].cost == made.solution.before
    assert (200, made.solution.cost) in [(point.bytes, point.cost) for point in points]
    assert points[-1].cost == sum(min(cost for cost, _ in own) for own in plans)


def test_the_curve_goes_on_where_one_query_has_cost_nearly_all() -> None:
    plans = [
        [(1e12, frozenset[int]()), (10.0, frozenset((0,)))],
        *([SCAN, (500.0, frozenset((n,)))] for n in (1, 2, 3)),
    ]
    limits = Limits(budget=150_000_000)
    points = account(problem(plans, [100_000_000] * 4, limits), PlansOracle(plans)).curve(limits)
    assert [(point.bytes, point.cost) for point in points[1:]] == [
        (100_000_000 * n, 3510.0 - 500 * n) for n in (1, 2, 3, 4)
    ]
