"""Every pattern has a place in the demo's marketplace, and is proved there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from demo_wishes import WISHES

from maquette import demo
from maquette.architect import ground_of
from maquette.engines.postgres.engine import Postgres
from maquette.model.database import Database
from maquette.model.design import Design, DesignWish
from maquette.model.snapshot import Snapshot
from maquette.patterns.pattern import all_patterns, find, fit
from maquette.proof import designing

FILES = [Path(demo.__file__).parent / f"{name}.sql" for name in ("schema", "indexes", "finish")]
ROWS = 100


@pytest.fixture(scope="module")
def marketplace() -> Snapshot:
    """The demo's design, as its files say it."""
    return Postgres().read_ddl(FILES)


def test_no_pattern_is_forgotten() -> None:
    assert [wish.pattern for wish in WISHES] == sorted(all_patterns())


@pytest.mark.parametrize("wish", WISHES, ids=lambda wish: wish.pattern)
def test_it_is_proved(marketplace: Snapshot, wish: DesignWish) -> None:
    ground = ground_of(marketplace)

    def fitted(database: Database) -> Design:
        return fit(find(wish.pattern), replace(ground, database=database), wish)

    advice = designing.rehearse(fitted(marketplace.database), fitted, marketplace, Postgres(), ROWS)
    assert advice.evidence is not None, advice.obstacle
    assert advice.evidence.verdict == "proved", advice.evidence.reason
    assert advice.evidence.undo_restores
    assert advice.costs
    assert all(cost.after > 0 and cost.plan_after for cost in advice.costs)
