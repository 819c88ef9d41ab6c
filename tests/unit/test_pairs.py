"""When a query counts as slower, and which index is given up for it: a site that answers as the test says."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import pytest

from maquette.engines.base import Candidate, Run
from maquette.model.change import CreateIndex
from maquette.model.database import Database
from maquette.model.names import Name
from maquette.model.plan import Plan
from maquette.model.progress import Progress, silent
from maquette.model.workload import Query
from maquette.proof.measuring import Measured, measure_on
from maquette.proof.pairs import LOOKS, RUN_SECONDS, Pairs, Setup, run_pairs

TABLE = Name("public", "bill")
FIRST, SECOND = CreateIndex.on(TABLE, "first"), CreateIndex.on(TABLE, "second")
Took = Callable[[frozenset[str]], float]  # milliseconds, by the indexes that stand


class Site:
    """Answers with what ``took`` says, by a plan that uses every index that stands."""

    rows = 1000
    left_out: tuple[str, ...] = ()
    version = "18.4"

    def __init__(self, took: Took, plan: Callable[[frozenset[str]], frozenset[str]] = lambda names: names) -> None:
        self.took, self.uses = took, plan
        self.standing: frozenset[str] = frozenset()
        self.seconds = 0.0

    def build(self, changes: Sequence[CreateIndex], progress: Progress = silent) -> tuple[Candidate, ...]:
        return tuple(
            Candidate(
                key=number, name=change.index.name.name, table=TABLE, bytes=8192, size_is="exact", definition="",
                names=frozenset({change.index.name.name}),
            )
            for number, change in enumerate(changes)
        )  # fmt: skip

    def stand(self, candidates: Sequence[Candidate], drop: Sequence[Name] = ()) -> None:
        self.standing = frozenset(one.name for one in candidates)

    def plan(self, sql: str) -> Plan:
        nodes = [{"Node Type": "Index Scan", "Index Name": name} for name in sorted(self.uses(self.standing))]
        return Plan({"Plan": {"Node Type": "Append", "Plans": nodes}})

    def run(self, sql: str, seconds: float) -> Run:
        took = self.took(self.standing)
        self.seconds += min(took / 1000, seconds)
        return Run(milliseconds=min(took, seconds * 1000), plan=self.plan(sql) if took < seconds * 1000 else None)


def pairs(site: Site) -> Pairs:
    return run_pairs(site, "", Setup(), Setup(site.build([FIRST])), lambda: site.seconds)


def measured(site: Site, *changes: CreateIndex) -> Measured:
    return measure_on(site, Database(name="shop"), changes, (), [Query(name="q", sql="")], "rows")


@pytest.mark.parametrize("spread", [0.02, 0.1, 0.5])
def test_noise_is_no_verdict(spread: float) -> None:
    chance = random.Random(1)
    for _ in range(200):
        assert not pairs(Site(lambda _: 20 * chance.uniform(1, 1 + spread))).slower


@pytest.mark.parametrize("spread", [0.02, 0.1])
def test_a_query_that_is_slower_is_told_from_noise(spread: float) -> None:
    chance = random.Random(1)
    found = [pairs(Site(lambda names: (25 if names else 20) * chance.uniform(1, 1 + spread))) for _ in range(50)]
    assert all(one.slower for one in found)
    assert {len(one.times) for one in found} <= set(LOOKS)


def test_next_to_nothing_is_no_loss_and_neither_is_the_same_plan() -> None:
    little = pairs(Site(lambda names: 0.09 if names else 0.02))
    same = pairs(Site(lambda names: 90 if names else 20, plan=lambda _: frozenset()))
    assert (little.slower, little.excuse) == (False, "by less than 0.1 ms")
    assert (same.slower, same.excuse) == (False, "its plan is the same")


def test_a_few_pairs_of_a_long_query_must_be_clear() -> None:
    unclear = pairs(Site(lambda names: 9990 if names else 9000))  # by 11 %
    assert len(unclear.times) < LOOKS[1]
    assert not unclear.slower
    assert unclear.excuse == "not beyond chance"
    long = pairs(Site(lambda names: 60_000 if names else 4000))
    assert long.cut_off
    assert long.slower
    assert len(long.times) < LOOKS[1]


def test_the_index_without_which_it_is_not_slower_is_given_up() -> None:
    found = measured(Site(lambda names: 30 if "bill_second_idx" in names else 5 if names else 20), FIRST, SECOND)
    assert found.changes == (FIRST,)
    assert [refused.index for refused in found.refused] == [SECOND.index]
    (figures,) = found.measurement.queries
    assert (figures.before, figures.after) == (20, 5)


def test_where_no_one_index_is_to_blame_all_are_given_up() -> None:
    found = measured(Site(lambda names: 30 if names else 20), FIRST, SECOND)
    assert found.changes == ()
    assert len(found.refused) == 2


def test_what_never_ends_is_said() -> None:
    found = measured(Site(lambda _: 1e9), FIRST)
    assert found.changes == (FIRST,)
    assert found.measurement.queries == ()
    assert found.measurement.notes == (
        f"not measured, it ran longer than {RUN_SECONDS:.0f} s without the indexes and with them: q",
    )


def test_what_ends_by_an_index_alone_is_a_gain() -> None:
    found = measured(Site(lambda names: 5 if names else 1e9), FIRST)
    assert found.changes == (FIRST,)
    assert found.measurement.queries[0].ratio < 0.001
    assert found.measurement.notes == ("q: cut off after 10.0 s without the indexes",)


def test_what_comes_too_late_is_not_measured() -> None:
    site = Site(lambda _: 5)
    queries = [Query(name="q", sql="")]
    found = measure_on(site, Database(name="shop"), (FIRST,), (), queries, "rows", seconds=-1)
    assert found.measurement.notes == ("not measured, the time for measuring was over: q",)
