"""Answers what a query costs under a set of indexes, on one twin."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from ..advisors.selection.problem import Answer, Question
from ..model.change import CreateIndex
from ..model.errors import ExperimentError
from ..model.names import Name
from .twin import Twin


@contextmanager
def standing_alone(twin: Twin) -> Iterator[None]:
    """Leave the twin as the source is, whatever an oracle has shown and hidden in the block."""
    try:
        yield
    finally:
        twin.stand(())


class TwinOracle:
    """``options`` are what may stand or not, by position: candidates as changes, today's indexes by name."""

    def __init__(self, twin: Twin, queries: Sequence[str], options: Sequence[CreateIndex | Name]) -> None:
        self._twin, self._queries = twin, queries
        changes = [option for option in options if isinstance(option, CreateIndex)]
        made = iter(twin.candidates(changes) if changes else ())
        self._options = [option if isinstance(option, Name) else next(made) for option in options]
        self._today = [(place, option) for place, option in enumerate(options) if isinstance(option, Name)]
        self._names = [twin.names_of(option) if isinstance(option, Name) else option.names for option in self._options]

    def ask(self, questions: Sequence[Question]) -> list[Answer]:
        """The answers, in the order of the questions."""
        return [self._answer(question) for question in questions]

    def alive(self) -> bool:
        """Whether the twin's server can still plan anything."""
        try:
            self._twin.ask("SELECT")
        except ExperimentError:
            return False
        return True

    def _answer(self, question: Question) -> Answer:
        standing = [(place, self._options[place]) for place in sorted(question.standing)]
        gone = [name for place, name in self._today if place not in question.standing]
        self._twin.stand([option for _, option in standing if not isinstance(option, Name)], gone)
        try:
            plan = self._twin.ask(self._queries[question.query])
        except ExperimentError:
            if not self.alive():
                raise
            return Answer(math.inf, frozenset())
        used = (place for place, _ in standing if not plan.indexes.isdisjoint(self._names[place]))
        return Answer(plan.cost, frozenset(used))
