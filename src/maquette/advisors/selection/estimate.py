"""What an advisor may ask of the twin: hand-picked, so that who proposes does not judge."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from ...model.change import CreateIndex
from ...model.names import Name
from .problem import Oracle


class Weight(Protocol):
    """What an index would weigh; ``certain`` is False where nothing tells its size."""

    @property
    def bytes(self) -> int: ...
    @property
    def certain(self) -> bool: ...


class Estimate(Protocol):
    """What-if questions."""

    def weigh(self, changes: Sequence[CreateIndex]) -> Sequence[Weight | None]:
        """The sizes of new indexes; None for each that the server refuses."""
        ...

    def oracle(self, queries: Sequence[str], options: Sequence[CreateIndex | Name]) -> AbstractContextManager[Oracle]:
        """Who answers what those queries cost under sets of the options: candidates, and today's indexes by name."""
        ...
