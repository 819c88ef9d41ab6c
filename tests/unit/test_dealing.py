"""How questions are dealt to a crew, and what its replies may not be."""

from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import Future

import pytest

from maquette.advisors.selection.problem import Answer, Question
from maquette.model.errors import ExperimentError
from maquette.twin.pool import BATCH, PoolOracle, deal
from maquette.twin.worker import Reply


class Told:
    """A crew whose answers are the questions, by planners that take turns; the last batch is answered first."""

    lost: tuple[type[Exception], ...] = (BrokenPipeError,)
    size = 2

    def __init__(self, *planners: str, deaths: int = 0) -> None:
        self.planners, self.deaths = planners, deaths
        self.batches: list[Sequence[Question]] = []
        self.mended = 0

    def submit(self, questions: Sequence[Question]) -> Future[Reply]:
        future: Future[Reply] = Future()
        if questions:
            self.batches.append(questions)
        if questions and self.mended < self.deaths:
            future.set_exception(BrokenPipeError("killed"))
            return future
        planner = self.planners[len(self.batches) % len(self.planners)]
        future.set_result(Reply(planner, [Answer(float(query), standing) for query, standing in questions]))
        return future

    def mend(self) -> None:
        self.mended += 1


def questions(count: int) -> list[Question]:
    return [Question(place * 7 % 10, frozenset({place % 3, place % 5})) for place in range(count)]


@pytest.mark.parametrize("count", [0, 1, 7, 100, 5000])
def test_answers_come_in_the_order_of_the_questions(count: int) -> None:
    asked = questions(count)
    assert PoolOracle(Told("one")).ask(asked) == [Answer(float(query), standing) for query, standing in asked]


@pytest.mark.parametrize(("count", "batches"), [(1, 1), (9, 2), (800, 8), (10_000, 50)])
def test_batches_are_neither_tiny_nor_large(count: int, batches: int) -> None:
    crew = Told("one")
    PoolOracle(crew).ask(questions(count))
    assert len(crew.batches) == batches
    assert all(len(batch) <= BATCH[1] for batch in crew.batches)


def test_a_batch_holds_neighbours() -> None:
    asked = questions(400)
    batches = list(deal(asked, range(400), 40))
    assert sorted(place for batch in batches for place in batch) == list(range(400))
    assert all(len({asked[place].query for place in batch}) == 1 for batch in batches)


def test_the_dead_are_counted_and_the_rest_is_asked_again() -> None:
    crew = Told("one", deaths=2)
    asked = questions(50)
    assert [math.isfinite(answer.cost) for answer in PoolOracle(crew).ask(asked)] == [True] * 50
    assert crew.mended == 2
    with pytest.raises(ExperimentError, match=r"3 times a worker died while its twin was asked \(killed\)"):
        PoolOracle(Told("one", deaths=3)).ask(asked)


@pytest.mark.parametrize(("planners", "own"), [(["18.4, exact", "18.1, exact"], ""), (["18.1, exact"], "18.4, exact")])
def test_twins_that_differ_are_told(planners: list[str], own: str) -> None:
    with pytest.raises(ExperimentError, match=r"differ: .*18\.[14], exact"):
        PoolOracle(Told(*planners), planner=own).ask(questions(50))
