"""The search drops an index that others may use only beside a new one that does its work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from sample_tables import index

from maquette.advisors.selection.problem import Answer, Asked, Option, Problem, Question
from maquette.advisors.selection.search import solve
from maquette.model.advice import Limits
from maquette.model.change import CreateIndex
from maquette.model.names import Name

ITEM = Name("public", "item")
OLD, WIDE, OTHER = 0, 1, 2


class Costs:
    """One query: 100 without an index, 90 with the old one, less with a new one."""

    def __init__(self, **costs: float) -> None:
        self.costs = {OLD: 90.0, WIDE: costs["wide"], OTHER: costs["other"]}

    def ask(self, questions: Sequence[Question]) -> Sequence[Answer]:
        answers = []
        for question in questions:
            best = min(question.standing, key=lambda place: self.costs[place], default=None)
            used = best is not None and self.costs[best] < 100
            cost = self.costs[best] if best is not None and used else 100.0
            answers.append(Answer(cost, frozenset({best} if best is not None and used else ())))
        return answers


def chosen(oracle: Costs, instead: bool, budget: int | None = None) -> set[int]:
    def new(*columns: str) -> Option:
        change = CreateIndex.on(ITEM, *columns)
        return Option(index=change.index, change=change, bytes=1000, upkeep=1.0)

    old = Option(index=index(ITEM, "old", "a"), change=None, bytes=500, upkeep=50.0)
    held = replace(old, instead=frozenset({WIDE})) if instead else old
    asked = Asked(name="q", sql="SELECT", weight=1.0, relevant=frozenset({OLD, WIDE, OTHER}))
    problem = Problem(queries=(asked,), options=(held, new("a", "b"), new("c")), limits=Limits(budget=budget))
    solution, _ = solve(problem, oracle)
    assert solution.bound <= solution.cost + 1e-6
    return {place for place in (OLD, WIDE, OTHER) if solution.chosen >> place & 1}


@pytest.mark.parametrize(
    ("wide", "other", "instead", "expected"),
    [
        (10.0, 60.0, True, {WIDE}),  # the new one takes its place
        (100.0, 10.0, False, {OTHER}),  # free to go: its upkeep is more than it gives
        (99.0, 10.0, True, {OTHER, WIDE}),  # the cheapest that may do its work
        (10.0, 5.0, False, {OTHER}),
    ],
)
def test_an_index_goes_beside_one_that_does_its_work(
    wide: float, other: float, instead: bool, expected: set[int]
) -> None:
    assert chosen(Costs(wide=wide, other=other), instead) == expected


def test_it_stays_where_there_is_no_room_for_the_other() -> None:
    assert chosen(Costs(wide=10.0, other=5.0), instead=True, budget=999) == {OLD}
