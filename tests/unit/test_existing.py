"""Which of today's indexes may go: every reason to stay, and what is free to go."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from sample_tables import column, foreign, index, primary, table

from maquette.advisors.overlap import does_work_of
from maquette.advisors.selection import existing
from maquette.advisors.selection.existing import Standing, standing, usage
from maquette.model.activity import Activity, IndexActivity, TableActivity
from maquette.model.database import Database, View
from maquette.model.index import Index, IndexKey
from maquette.model.names import Name
from maquette.model.replication import Slot
from maquette.model.statistics import RelationStatistics, Statistics
from maquette.model.table import Partitioning, PartitionOf, Table

ITEM, SELLER = Name("public", "item"), Name("public", "seller")
STATISTICS = Statistics(relations=(RelationStatistics(name=Name("public", "by_name"), pages=7),))
PLAIN = index(ITEM, "by_name", "name")
MONTH = Activity(observed_at="2026-02-01 00:00:00+00", since="2026-01-01 00:00:00+00")


def shop(*indexes: Index, **more: object) -> Database:
    item = table("public", "item", column("id"), column("name", "text"), column("seller"), column("facts", "jsonb"))
    changed = replace(item, indexes=indexes, **more)  # type: ignore[arg-type]
    return Database(version=180000, tables=(changed, Table(name=SELLER, columns=(column("id"),))))


def counted(activity: Activity = MONTH, **scans: int) -> Activity:
    rows = (IndexActivity(name=Name("public", name), scans=number) for name, number in scans.items())
    return replace(activity, indexes=tuple(rows), tables=(TableActivity(name=ITEM),))


def codes(found: Standing) -> dict[str, str]:
    return {one.index.name.name: one.code for one in found.kept}


def free(found: Standing) -> set[str]:
    return {one.name.name for one in found.free}


PRIMARY = primary(ITEM, "id")[1]
FIXED = {
    "primary-key": PRIMARY,
    "unique-constraint": index(ITEM, "u", "name", unique=True, constraint="u"),
    "exclusion-constraint": index(ITEM, "x", "name", method="gist", constraint="x"),
    "unique-index": index(ITEM, "u", "name", unique=True),
    "replica-identity": index(ITEM, "r", "name", replica_identity=True),
    "clustered-on": index(ITEM, "c", "name", clustered=True),
    "attached": index(ITEM, "a", "name", parent=Name("public", "of_parent")),
    "invalid": index(ITEM, "i", "name", valid=False),
}


@pytest.mark.parametrize("code", FIXED)
def test_what_enforces_something_stays_unused_as_it_may_be(code: str) -> None:
    one = FIXED[code]
    found = standing(shop(one), STATISTICS, counted(MONTH, **{one.name.name: 0}))
    assert codes(found) == {one.name.name: code}
    assert not found.free


def test_an_index_that_nobody_reads_may_go_and_its_size_is_told_if_it_stays() -> None:
    assert free(standing(shop(PLAIN), STATISTICS, counted(by_name=0))) == {"by_name"}
    (kept,) = standing(shop(PLAIN), STATISTICS, counted(by_name=41)).kept
    assert kept.code == "used-elsewhere"
    assert kept.reason == "used 41 times since 2026-01-01, by queries that this workload does not hold"
    assert kept.bytes == 7 * 8192


def test_an_index_that_the_workload_uses_may_be_replaced() -> None:
    assert free(standing(shop(PLAIN), STATISTICS, counted(by_name=41), {"by_name"})) == {"by_name"}


@pytest.mark.parametrize(
    "special",
    [
        index(ITEM, "s", "name", predicate="(seller IS NULL)"),
        replace(index(ITEM, "s"), keys=(IndexKey(expression="lower(name)"),)),
        index(ITEM, "s", "facts", method="gin"),
    ],
)
def test_a_special_index_in_use_stays_even_if_the_workload_knows_it(special: Index) -> None:
    assert codes(standing(shop(special), STATISTICS, counted(s=1), {"s"})) == {"s": "special-index"}
    assert free(standing(shop(special), STATISTICS, counted(s=0))) == {"s"}
    twin = replace(special, name=Name("public", "t"))
    both = standing(shop(special, twin), STATISTICS, counted(s=1, t=1))
    assert codes(both) == {"s": "special-index"}
    assert free(both) == {"t"}


def test_a_last_scan_counts_although_the_counter_was_reset() -> None:
    seen = IndexActivity(name=PLAIN.name, scans=0, last_scan="2026-01-20 00:00:00+00")
    found = standing(shop(PLAIN), STATISTICS, replace(MONTH, indexes=(seen,)))
    assert codes(found) == {"by_name": "used-elsewhere"}
    assert found.kept[0].reason == "used last on 2026-01-20, by queries that this workload does not hold"


def test_usage_is_told_of_what_goes_too() -> None:
    assert usage(PLAIN, shop(PLAIN), counted(by_name=0)) == "used 0 times since 2026-01-01"
    assert usage(PLAIN, shop(PLAIN), counted(by_name=1200)) == "used 1,200 times since 2026-01-01"
    assert usage(PLAIN, shop(PLAIN), None) == usage(PLAIN, shop(PLAIN), counted()) == ""


DOUBTS = {
    "on-a-standby": replace(MONTH, standby=True),
    "replicas": replace(MONTH, slots=(Slot(name="s", kind="physical", active=False),)),
    "counters-too-young": replace(MONTH, since="2026-01-28 00:00:00+00"),
    "not-counted": MONTH,
}


@pytest.mark.parametrize("code", DOUBTS)
def test_counters_that_do_not_tell_let_nothing_go_but_duplicates(code: str) -> None:
    twin = replace(PLAIN, name=Name("public", "too"))
    scans = {} if code == "not-counted" else {"by_name": 0, "too": 0}
    found = standing(shop(PLAIN, twin), STATISTICS, counted(DOUBTS[code], **scans))
    assert codes(found) == {"by_name": code}
    assert free(found) == {"too"}


def test_replicas_are_told_in_number() -> None:
    def reason(activity: Activity) -> str:
        return standing(shop(PLAIN), STATISTICS, counted(activity, by_name=0)).kept[0].reason

    assert reason(replace(MONTH, replicas=1)) == "a standby counts scans apart, and may read it"
    assert reason(replace(MONTH, replicas=2)) == "2 standbys count scans apart, and may read it"
    logical = replace(MONTH, slots=(Slot(name="s", kind="logical", active=True),))
    assert not standing(shop(PLAIN), STATISTICS, counted(logical, by_name=0)).kept


def test_no_index_does_the_work_of_one_on_another_table() -> None:
    wide = index(ITEM, "wide", "name", "seller")
    assert does_work_of(wide, PLAIN)
    assert not does_work_of(replace(wide, table=SELLER), PLAIN)
    assert not does_work_of(replace(PLAIN, table=SELLER), PLAIN)


def test_what_stays_for_its_readers_may_be_replaced() -> None:
    def replaceable(one: Index, activity: Activity | None) -> tuple[Index, ...]:
        return standing(shop(one), STATISTICS, activity).replaceable

    assert replaceable(PLAIN, counted(by_name=3)) == (PLAIN,)
    assert replaceable(PLAIN, counted(replace(MONTH, standby=True))) == (PLAIN,)
    assert replaceable(PLAIN, counted(by_name=0)) == ()  # it may go anyway
    assert replaceable(PLAIN, None) == ()
    for one in FIXED.values():
        assert replaceable(one, counted(by_name=3)) == ()


def test_without_statistics_or_counters_nothing_goes_not_even_a_duplicate() -> None:
    twin = replace(PLAIN, name=Name("public", "too"))
    for statistics, activity, code in ((None, MONTH, "no-statistics"), (STATISTICS, None, "no-counters")):
        found = standing(shop(PLAIN, twin), statistics, activity)
        assert codes(found) == {"by_name": code, "too": code}
        assert not found.free


def test_the_index_of_a_foreign_key_stays_unless_a_fixed_one_serves_it() -> None:
    key = foreign(ITEM, "seller", SELLER)
    own, wide = index(ITEM, "own", "seller"), index(ITEM, "wide", "seller", "name")
    found = standing(shop(own, foreign_keys=(key,)), STATISTICS, counted(own=0))
    assert codes(found) == {"own": "foreign-key"}
    found = standing(shop(own, wide, foreign_keys=(key,)), STATISTICS, counted(own=0, wide=9), {"wide"})
    assert codes(found) == {"wide": "foreign-key"}  # the one that is used guards it
    assert free(found) == {"own"}
    unique = index(ITEM, "unique", "seller", "id", unique=True)
    found = standing(shop(own, unique, foreign_keys=(key,)), STATISTICS, counted(own=0, unique=0))
    assert codes(found) == {"unique": "unique-index"}
    assert free(found) == {"own"}


def test_a_narrow_index_in_use_may_go_beside_a_wide_one_that_stays() -> None:
    wide = index(ITEM, "wide", "name", "seller")
    found = standing(shop(PLAIN, wide), STATISTICS, counted(by_name=5, wide=5))
    assert codes(found) == {"wide": "used-elsewhere"}
    assert free(found) == {"by_name"}
    found = standing(shop(PLAIN, wide), STATISTICS, counted(by_name=5, wide=0))
    assert codes(found) == {"by_name": "used-elsewhere"}  # who might go guards nobody


def test_an_index_of_a_partitioned_table_counts_with_its_partitions() -> None:
    part = Name("public", "item_1")
    parent = table("public", "item", column("id"), column("name", "text"))
    partitioning = Partitioning(strategy="range", columns=("id",), definition="RANGE (id)")
    child: Table = replace(
        table("public", "item_1", column("id"), column("name", "text")),
        partition_of=PartitionOf(parent=ITEM, bound="DEFAULT"),
        indexes=(replace(index(part, "child", "name"), parent=PLAIN.name),),
    )
    both = (replace(parent, kind="partitioned", partitioning=partitioning, indexes=(PLAIN,)), child)
    database = Database(version=180000, tables=both)
    found = standing(database, STATISTICS, counted(child=3))
    assert codes(found) == {"by_name": "used-elsewhere", "child": "attached"}
    assert free(standing(database, STATISTICS, counted(child=3), {"child"})) == {"by_name"}


def test_an_index_of_a_materialized_view_is_looked_at() -> None:
    name = Name("public", "sums")
    view = View(name=name, definition="SELECT", materialized=True, indexes=(index(name, "by_sum", "sum"),))
    database = Database(version=180000, views=(view,))
    assert free(standing(database, STATISTICS, counted(by_sum=0))) == {"by_sum"}


def test_every_code_is_documented_and_tried_here() -> None:
    documented = set(re.findall(r"``([a-z-]+)``", existing.__doc__ or ""))
    tried = set(FIXED) | set(DOUBTS)
    tried |= {"foreign-key", "no-statistics", "no-counters", "special-index", "used-elsewhere"}
    assert documented == tried
