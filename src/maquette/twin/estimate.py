"""What advisors may ask of the twin (advisors/selection/estimate.py), and no more: who proposes does not judge."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from ..engines.base import Candidate
from ..model.change import CreateIndex
from ..model.errors import ExperimentError
from ..model.plan import Plan
from .twin import Twin


class TwinEstimate:
    """What-if questions, answered by a twin."""

    def __init__(self, twin: Twin) -> None:
        self._twin = twin

    @contextmanager
    def imagine(self, changes: Sequence[CreateIndex]) -> Iterator[Sequence[Candidate | None]]:
        """Hidden indexes, None for each that the server refuses; they stay on the twin, which is thrown away."""
        yield self._create(changes)

    def plan(self, sql: str, visible: Sequence[Candidate] = ()) -> Plan | None:
        """The plan with those indexes visible; None where the statement cannot be planned."""
        with self._twin.showing(visible):
            try:
                return self._twin.plan(sql)
            except ExperimentError:
                return None

    def _create(self, changes: Sequence[CreateIndex]) -> list[Candidate | None]:
        """All at once; a refusal costs a few halvings, and not the others."""
        if not changes:
            return []
        try:
            return list(self._twin.candidates(changes))
        except ExperimentError:
            if len(changes) == 1:
                return [None]
            middle = len(changes) // 2
            return [*self._create(changes[:middle]), *self._create(changes[middle:])]
