"""What an advisor may ask of the twin: hand-picked, so that who proposes does not judge."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from ...model.change import CreateIndex
from ...model.plan import Plan


class Imagined(Protocol):
    """An index that exists on the twin alone."""

    @property
    def name(self) -> str: ...
    @property
    def bytes(self) -> int: ...


class Estimate(Protocol):
    """What-if questions."""

    def imagine(self, changes: Sequence[CreateIndex]) -> AbstractContextManager[Sequence[Imagined | None]]:
        """Hidden indexes for the length of a block; None for each that the server refuses."""
        ...

    def plan(self, sql: str, visible: Sequence[Imagined] = ()) -> Plan | None:
        """The plan with those indexes visible; None where the statement cannot be planned."""
        ...
