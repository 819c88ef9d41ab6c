"""What advisors may ask of the twin (advisors/selection/estimate.py), and no more: who proposes does not judge."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager

from ..advisors.selection.problem import Oracle
from ..engines.base import Candidate
from ..model.change import CreateIndex
from ..model.errors import ExperimentError
from ..model.names import Name
from .oracle import TwinOracle, standing_alone
from .twin import Twin

Opener = Callable[[Sequence[str], Sequence[CreateIndex | Name]], AbstractContextManager[Oracle]]


class TwinEstimate:
    """What-if questions, answered by a twin; ``opener`` gives an oracle of many."""

    def __init__(self, twin: Twin, opener: Opener | None = None) -> None:
        self._twin = twin
        self._opener = opener or self._alone

    def weigh(self, changes: Sequence[CreateIndex]) -> list[Candidate | None]:
        """All at once; a refusal costs a few halvings, and not the others."""
        if not changes:
            return []
        try:
            return list(self._twin.candidates(changes))
        except ExperimentError:
            if len(changes) == 1:
                return [None]
            middle = len(changes) // 2
            return [*self.weigh(changes[:middle]), *self.weigh(changes[middle:])]

    def oracle(self, queries: Sequence[str], options: Sequence[CreateIndex | Name]) -> AbstractContextManager[Oracle]:
        """Who answers what those queries cost under sets of the options."""
        return self._opener(queries, options)

    @contextmanager
    def _alone(self, queries: Sequence[str], options: Sequence[CreateIndex | Name]) -> Iterator[Oracle]:
        with standing_alone(self._twin):
            yield TwinOracle(self._twin, queries, options)
