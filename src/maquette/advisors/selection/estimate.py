"""What an advisor may ask of the twin: hand-picked, so that who proposes does not judge."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Literal, Protocol

from ...model.change import CreateIndex
from ...model.names import Name
from .problem import Oracle


class Weight(Protocol):
    """What an index would weigh; ``size_is`` "unknown" where nothing tells its size."""

    @property
    def bytes(self) -> int: ...
    @property
    def size_is(self) -> Literal["exact", "estimated", "unknown"]: ...


class Estimate(Protocol):
    """What-if questions."""

    def weigh(self, changes: Sequence[CreateIndex]) -> Sequence[Weight | None]:
        """The sizes of new indexes; None for each that the server refuses."""
        ...

    def oracle(self, queries: Sequence[str], options: Sequence[CreateIndex | Name]) -> AbstractContextManager[Oracle]:
        """Who answers what those queries cost under sets of the options: candidates, and today's indexes by name."""
        ...
