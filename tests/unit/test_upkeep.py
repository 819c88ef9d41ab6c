"""What writes pay for an index: entries by their kind, lost HOT updates, pages after checkpoints, counters scaled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_tables import column, index

from maquette.advisors.selection.shares import share_of
from maquette.advisors.selection.upkeep import (
    EXPRESSION,
    GIN_DIRECT,
    GIN_PENDING,
    GROWING,
    METHODS,
    REPEATED,
    SCATTERED,
    SKIPPED,
    Upkeep,
)
from maquette.model.activity import Activity, TableActivity
from maquette.model.database import Database
from maquette.model.index import Index, IndexKey
from maquette.model.names import Name
from maquette.model.statistics import ColumnStatistics, RelationStatistics, Statistics
from maquette.model.table import Partitioning, PartitionOf, Table
from maquette.model.workload import Query, Workload
from maquette.sql.analyse import analyse_condition, analyse_workload
from maquette.sql.analysis import AnalysedQuery

LOG = Name("public", "log")
COLUMNS = (
    column("id"), column("state", "text"), column("token", "uuid"), column("note", "text"), column("tags", "text[]"),
)  # fmt: skip
KNOWN = RelationStatistics(
    name=LOG,
    pages=10_000,
    rows=1_000_000,
    columns=(
        ColumnStatistics(column="id", distinct=-1, width=8, correlation=1.0),
        ColumnStatistics(
            column="state", distinct=3, width=8, correlation=0.3,
            common_values=("done", "open", "odd"), common_frequencies=(0.9, 0.09, 0.01),
        ),
        ColumnStatistics(column="token", distinct=-1, width=16, correlation=0.0),
        ColumnStatistics(column="note", distinct=-0.5, width=40, correlation=0.1, null_fraction=0.4),
        ColumnStatistics(column="tags", distinct=-0.9, width=60, element_counts=(1.0, 9.0, 4.0)),
    ),
)  # fmt: skip
STATISTICS = Statistics(relations=(KNOWN,))
ID, STATE, TOKEN = (index(LOG, f"by_{one}", one) for one in ("id", "state", "token"))
NOTE = index(LOG, "by_note", "note")
INSERT = Query(name="add", sql="INSERT INTO log (id, state) VALUES ($1, $2)", calls=1000)
TOUCH = Query(name="touch", sql="UPDATE log SET note = $1 WHERE id = $2", calls=500)
MONTH = Activity(observed_at="2026-01-31 00:00:00+00", since="2026-01-01 00:00:00+00")


def log(*indexes: Index, version: int = 180000) -> Database:
    return Database(version=version, tables=(Table(name=LOG, columns=COLUMNS, indexes=indexes),))


def analysed(database: Database, queries: Sequence[Query]) -> tuple[AnalysedQuery, ...]:
    return analyse_workload(Workload(queries=tuple(queries), origin="test"), database)


def upkeep(database: Database, *queries: Query, activity: Activity | None = None, since: str | None = None) -> Upkeep:
    return Upkeep(database, STATISTICS, activity, analysed(database, queries), since)


def each(one: Index) -> float:
    """The price of an entry, pages apart: rows so many that each page is changed long since."""
    many = replace(INSERT, calls=1e12)
    return upkeep(log(), many).cost(one) / 1e12


def gin(*options: str) -> Index:
    return replace(index(LOG, "g", "tags", method="gin"), options=options)


PRICES = {
    "growing": (ID, GROWING),
    "repeated": (STATE, REPEATED),
    "scattered": (TOKEN, SCATTERED + 8 * 0.02),
    "wide": (replace(TOKEN, include=("note",)), SCATTERED + 48 * 0.02),
    "expression": (replace(TOKEN, keys=(IndexKey(expression="lower(note)"),)), SCATTERED + EXPRESSION),
    "hash": (replace(TOKEN, method="hash"), METHODS["hash"]),
    "brin": (replace(TOKEN, method="brin"), METHODS["brin"]),
    "gin": (gin(), 4 * GIN_PENDING),
    "gin, no pending list": (gin("fastupdate=off"), 4 * GIN_DIRECT),
    "words": (replace(gin(), keys=(IndexKey(expression="to_tsvector('simple', note)"),)), EXPRESSION + 5 * GIN_PENDING),
    "trigrams": (
        replace(gin(), keys=(IndexKey(column="note", opclass="gin_trgm_ops", default_opclass=False),)),
        40 * GIN_PENDING,
    ),
    "partial": (replace(ID, predicate="(state = 'odd'::text)"), 0.01 * GROWING + 0.99 * SKIPPED),
    "of what is there": (replace(ID, predicate="(note IS NOT NULL)"), 0.6 * GROWING + 0.4 * SKIPPED),
}


@pytest.mark.parametrize("kind", PRICES)
def test_an_entry_has_the_price_of_its_kind(kind: str) -> None:
    one, price = PRICES[kind]
    growing = 4.0 / (1_000_000 / (1_000_000 * 24 / (8192 * 0.9)))  # a new page now and then
    assert each(one) == pytest.approx(price, abs=growing * 1.01)


def test_an_unlogged_table_writes_no_page_to_the_wal() -> None:
    unlogged = Database(version=180000, tables=(replace(log().tables[0], persistence="unlogged"),))
    assert upkeep(unlogged, INSERT).cost(TOKEN) == pytest.approx(1000 * PRICES["scattered"][1])
    assert upkeep(log(), INSERT).cost(TOKEN) > 1.5 * upkeep(unlogged, INSERT).cost(TOKEN)


def test_without_writes_nothing_is_paid() -> None:
    assert upkeep(log()).cost(ID) == 0
    assert upkeep(log(), Query(name="q", sql="SELECT * FROM log", calls=9)).cost(ID) == 0
    assert upkeep(log()).notes(ID) == ()


def test_rows_count_where_they_are_known() -> None:
    bulk = replace(INSERT, rows=50_000.0)
    assert upkeep(log(), bulk).cost(STATE) == pytest.approx(50 * upkeep(log(), INSERT).cost(STATE), rel=0.05)
    copied = Query(name="copy", sql="INSERT INTO log SELECT * FROM log WHERE state = 'odd'", calls=2)
    assert upkeep(log(), copied).cost(STATE) == pytest.approx(20 * upkeep(log(), INSERT).cost(STATE), rel=0.05)


def test_an_update_of_what_no_index_holds_is_hot_and_free() -> None:
    assert upkeep(log(ID, STATE), TOUCH).cost(TOKEN) == 0
    assert upkeep(log(ID, STATE), TOUCH).cost(STATE) == 0


def test_an_index_on_an_updated_column_pays_for_the_others_too() -> None:
    alone, beside = upkeep(log(), TOUCH), upkeep(log(ID, TOKEN), TOUCH)
    assert beside.cost(NOTE) > alone.cost(NOTE) + 500 * (GROWING + SCATTERED)
    assert alone.notes(NOTE) == beside.notes(NOTE) == ("makes 500 HOT updates of this workload impossible",)
    assert beside.notes(TOKEN) == ()


def test_an_index_that_stands_pays_for_the_hot_updates_that_it_prevents() -> None:
    standing = upkeep(log(ID, TOKEN, NOTE), TOUCH)
    assert standing.cost(NOTE) == pytest.approx(upkeep(log(ID, TOKEN), TOUCH).cost(NOTE))
    assert standing.cost(TOKEN) > 500 * SCATTERED  # since no update is HOT
    two = upkeep(log(ID, NOTE, replace(NOTE, name=Name("public", "too"))), TOUCH)
    assert two.cost(NOTE) < standing.cost(NOTE)  # the other one prevents them as well


def test_brin_lets_updates_be_hot_since_16() -> None:
    brin = replace(NOTE, method="brin")
    assert upkeep(log(TOKEN), TOUCH).notes(brin) == ()
    assert upkeep(log(TOKEN, version=150000), TOUCH).notes(brin) != ()


def test_an_expression_and_a_condition_hold_columns() -> None:
    kept = upkeep(log(), TOUCH)
    assert kept.columns(replace(ID, keys=(IndexKey(expression="lower(note)"),), predicate="(state = 'odd')")) == {
        "note", "state",
    }  # fmt: skip
    assert kept.columns(replace(ID, include=("token",))) == {"id", "token"}


def test_updates_without_room_cost_every_index() -> None:
    crowded = replace(MONTH, tables=(TableActivity(name=LOG, updates=100, hot_updates=25),), commits=500)
    assert upkeep(log(ID), TOUCH, activity=crowded).cost(TOKEN) > 500 * 0.75 * SCATTERED
    assert upkeep(log(ID), TOUCH, activity=crowded).notes(NOTE) == ("makes 4 HOT updates a day impossible",)


def test_deletes_are_paid_at_the_next_vacuum() -> None:
    gone = Query(name="gone", sql="DELETE FROM log WHERE id = $1", calls=1000)
    assert 0 < upkeep(log(), gone).cost(TOKEN) < upkeep(log(), INSERT).cost(TOKEN)


def test_the_same_rows_over_more_time_change_more_pages_anew() -> None:
    busy = upkeep(log(), replace(INSERT, calls=1e6), activity=MONTH, since="2026-01-30 23:00:00+00")
    slow = upkeep(log(), replace(INSERT, calls=1e6), activity=MONTH, since="2026-01-01 00:00:00+00")
    assert slow.cost(TOKEN) > 1.5 * busy.cost(TOKEN)
    assert slow.cost(STATE) == pytest.approx(busy.cost(STATE), rel=0.25)


COUNTED = replace(MONTH, commits=9000, rollbacks=1000, tables=(TableActivity(name=LOG, inserts=30_000),))
READ = Query(name="q", sql="SELECT * FROM log WHERE id = 1", calls=100)


def test_counters_are_scaled_to_the_workloads_time() -> None:
    whole = upkeep(log(), READ, activity=COUNTED, since="2026-01-01 00:00:00+00")
    tenth = upkeep(log(), READ, activity=COUNTED, since="2026-01-28 00:00:00+00")
    assert tenth.cost(STATE) == pytest.approx(whole.cost(STATE) / 10)
    assert tenth.said == (
        "writes of public.log: counted by the server, in 30.0 days, scaled to the 3.0 of the workload",
    )


def test_counters_are_scaled_to_a_files_calls() -> None:
    counted = upkeep(log(), READ, activity=COUNTED)
    whole = upkeep(log(), READ, activity=COUNTED, since="2026-01-01 00:00:00+00")
    assert counted.cost(STATE) == pytest.approx(whole.cost(STATE) / 100)
    assert counted.said == (
        "writes of public.log: counted by the server, scaled by 0.01: "
        "100 calls of the workload to 10,000 counted transactions",
    )
    idle = upkeep(log(), READ, activity=replace(COUNTED, commits=0, rollbacks=0))
    assert idle.said[0].endswith("as they are: nothing tells which time the workload covers")


def test_loading_is_no_part_of_a_files_calls() -> None:
    loaded = replace(COUNTED, tables=(TableActivity(name=LOG, inserts=2_000_000),))
    kept = upkeep(log(), READ, activity=loaded)
    assert kept.cost(STATE) == 0
    assert kept.said == ("writes of public.log: left aside, more than 100 rows a transaction are loading",)
    assert upkeep(log(), READ, activity=loaded, since="2026-01-01 00:00:00+00").cost(STATE) > 0


def test_counters_of_less_than_a_day_are_left_aside() -> None:
    young = replace(COUNTED, since="2026-01-30 12:00:00+00")
    assert upkeep(log(), READ, activity=young).cost(STATE) == 0


def test_a_workload_that_writes_is_believed_before_the_counters() -> None:
    both = upkeep(log(), INSERT, activity=COUNTED)
    assert both.said == ("writes of public.log: the workload's own statements",)


def test_counted_updates_may_assign_any_column() -> None:
    touched = replace(COUNTED, tables=(TableActivity(name=LOG, updates=3000, hot_updates=3000),))
    kept = upkeep(log(ID, STATE), READ, activity=touched, since="2026-01-01 00:00:00+00")
    assert kept.notes(NOTE) == ("makes 33 HOT updates a day impossible, if they assign its columns as often as others",)
    assert kept.cost(STATE) == 0  # they are HOT although it stands
    cold = replace(touched, tables=(TableActivity(name=LOG, updates=3000),))
    kept = upkeep(log(ID, STATE), READ, activity=cold, since="2026-01-01 00:00:00+00")
    assert kept.cost(STATE) > 3000 * REPEATED


def test_partitions_count_for_their_table() -> None:
    part = Name("public", "log_1")
    parent = Table(
        name=LOG, kind="partitioned", columns=COLUMNS,
        partitioning=Partitioning(strategy="range", columns=("id",), definition="RANGE (id)"),
    )  # fmt: skip
    child = Table(name=part, columns=COLUMNS, partition_of=PartitionOf(parent=LOG, bound="DEFAULT"))
    activity = replace(COUNTED, tables=(TableActivity(name=part, inserts=30_000),))
    database = Database(version=180000, tables=(parent, child))
    assert upkeep(database, READ, activity=activity).cost(STATE) == pytest.approx(
        upkeep(log(), READ, activity=COUNTED).cost(STATE)
    )
    assert upkeep(database, READ, activity=activity).cost(replace(STATE, table=part)) > 0


SHARES = {
    "state = 'odd'": 0.01, "state IN ('odd', 'open')": 0.1, "state <> 'done'": 0.1, "note IS NULL": 0.4,
    "note IS NOT NULL": 0.6, "id = 7": 1e-6, "id > 7": 1 / 3, "id BETWEEN 1 AND 2": 0.005,
    "state = 'odd' AND note IS NULL": 0.004, "token = gen_random_uuid()": 1e-6, "state NOT IN ('done', 'open')": 0.01,
}  # fmt: skip


@pytest.mark.parametrize("condition", SHARES)
def test_the_share_of_rows_that_meet_a_condition(condition: str) -> None:
    found = analyse_condition(condition, LOG, log())
    assert share_of(found.blocks[0].predicates, KNOWN) == pytest.approx(SHARES[condition], rel=0.01)


KINDS = st.sampled_from([one for one, _ in PRICES.values()])


@given(KINDS, st.floats(1, 1e7), st.floats(1.5, 10), st.sampled_from([INSERT, TOUCH]))
def test_more_calls_never_cost_less(one: Index, calls: float, more: float, query: Query) -> None:
    few, many = (upkeep(log(STATE), replace(query, calls=n)).cost(one) for n in (calls, calls * more))
    assert 0 <= few <= many
