"""What an oracle has shown on a twin is gone when it is done, so that later questions are about the source as it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import pytest

from maquette.engines.base import Candidate
from maquette.twin.oracle import standing_alone
from maquette.twin.twin import Twin


class Remembering:
    """A twin that only remembers what stands."""

    def __init__(self) -> None:
        self.shown: Sequence[Candidate] = ()

    def stand(self, candidates: Sequence[Candidate]) -> None:
        self.shown = candidates


def test_a_twin_is_left_as_the_source_is() -> None:
    twin, candidate = Remembering(), cast(Candidate, object())
    with standing_alone(cast(Twin, twin)):
        twin.stand([candidate])
    assert twin.shown == ()


def test_so_it_is_after_a_search_that_was_interrupted() -> None:
    twin = Remembering()
    with pytest.raises(KeyboardInterrupt):
        interrupt(twin, cast(Candidate, object()))
    assert twin.shown == ()


def interrupt(twin: Remembering, candidate: Candidate) -> None:
    with standing_alone(cast(Twin, twin)):
        twin.stand([candidate])
        raise KeyboardInterrupt
