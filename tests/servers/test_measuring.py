"""Sets of indexes measured on real servers: what helps stays, what slows a query down is given up, noise is nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from maquette.engines.postgres.engine import Postgres
from maquette.engines.postgres.read import read
from maquette.engines.postgres.scratch import GUEST, Scratch
from maquette.engines.postgres.site import PostgresSite
from maquette.engines.postgres.visitor import Visitor
from maquette.model.change import CreateIndex
from maquette.model.index import Index
from maquette.model.names import Name
from maquette.model.snapshot import Snapshot
from maquette.model.workload import Query
from maquette.proof.measuring import CODE, Measured, measure, measure_on

EVENT = Name("public", "event")
# Open events are the newest, so whoever wants the oldest open ones in order of time reads all that are closed first.
SHOP = """
CREATE TABLE event (id bigint PRIMARY KEY, at timestamptz NOT NULL, state text NOT NULL, owner integer, note text);
INSERT INTO event SELECT n, timestamptz '2026-01-01' + n * interval '1 minute',
    CASE WHEN n > 58000 THEN 'open' ELSE 'closed' END, n * 7919 % 3000, md5(n::text)
    FROM generate_series(1, 60000) n ORDER BY md5(n::text);
CREATE INDEX event_state ON event (state);
CREATE INDEX event_owner ON event (owner);
VACUUM ANALYZE;
"""
OLDEST_OPEN = Query(name="oldest open", sql="SELECT * FROM event WHERE state = 'open' ORDER BY at LIMIT 10")
BY_NOTE = Query(name="by note", sql="SELECT * FROM event WHERE note = md5('77')")
BY_OWNER = Query(name="by owner", sql="SELECT * FROM event WHERE owner = 77")
COUNT = Query(name="count", sql="SELECT count(*) FROM event WHERE id % 2 = 1")
WRITE = Query(name="write", sql="UPDATE event SET note = '' WHERE owner = 77")
UNKNOWN = Query(name="unknown", sql="SELECT * FROM event WHERE owner = $1")


@pytest.fixture(scope="module")
def shop(server: Scratch) -> Iterator[Snapshot]:
    server.create_database("shop")
    with server.guest("shop") as guest:
        for statement in SHOP.split(";\n"):
            guest.execute(statement.encode())
    yield read(server.dsn("shop", GUEST))
    server.drop_database("shop")


def measured(
    server: Scratch, shop: Snapshot, changes: list[CreateIndex], queries: list[Query], drops: tuple[Index, ...] = ()
) -> Measured:
    """Measured on the rows that are there."""
    visitor = Visitor(server, "shop")
    try:
        with closing(PostgresSite(server, visitor, shop)) as site:
            return measure_on(site, shop.database, changes, drops, queries, "its own rows")
    finally:
        for change in changes:
            visitor.run(f"DROP INDEX {change.index.name}", 10)
        with server.admin("shop") as admin:
            admin.execute("UPDATE pg_index SET indisvalid = true WHERE NOT indisvalid")
        visitor.close()


def test_what_helps_stays_and_the_gain_is_told(server: Scratch, shop: Snapshot) -> None:
    helpful = CreateIndex.on(EVENT, "note")
    done = measured(server, shop, [helpful], [BY_NOTE, COUNT])
    assert done.changes == (helpful,)
    assert done.refused == ()
    by_note, count = done.measurement.queries
    assert by_note.ratio < 0.3
    assert (count.query, done.measurement.rows, done.measurement.refused) == ("count", 60000, ())


def test_what_slows_a_query_is_given_up_and_the_rest_stays(server: Scratch, shop: Snapshot) -> None:
    """The planner thinks that open events lie anywhere in time, and reads the closed ones first."""
    helpful, harmful = CreateIndex.on(EVENT, "note"), CreateIndex.on(EVENT, "at")
    done = measured(server, shop, [harmful, helpful], [BY_NOTE, OLDEST_OPEN, COUNT])
    assert done.changes == (helpful,)
    (refused,) = done.refused
    assert (refused.index, refused.code) == (harmful.index, CODE)
    assert "oldest open is measured" in refused.reason
    assert refused.bytes
    (told,) = done.measurement.refused
    assert told.startswith("oldest open: ")
    after = {one.query: one for one in done.measurement.queries}
    assert after["by note"].ratio < 0.3
    assert after["oldest open"].ratio < 1.5  # measured again, without it


def test_an_index_that_a_query_needs_is_not_dropped(server: Scratch, shop: Snapshot) -> None:
    table = shop.database.table(EVENT)
    assert table
    drops = tuple(index for index in table.indexes if index.name.name in ("event_owner", "event_state"))
    done = measured(server, shop, [], [BY_OWNER, COUNT], drops)
    assert [index.name.name for index in done.drops] == ["event_state"]
    assert [refused.index.name.name for refused in done.refused] == ["event_owner"]
    assert "once it is dropped" in done.refused[0].reason


def test_what_cannot_be_run_is_said_and_nothing_is_written(server: Scratch, shop: Snapshot) -> None:
    before = rows(server)
    hostile = Query(name="two", sql="SELECT 1; COMMIT; DELETE FROM event")
    broken = Query(name="broken", sql="SELECT nothing FROM event")
    done = measured(server, shop, [CreateIndex.on(EVENT, "note")], [WRITE, UNKNOWN, hostile, broken, BY_NOTE])
    assert [one.query for one in done.measurement.queries] == ["by note"]
    assert set(done.measurement.notes) == {
        "not measured, it writes, which is weighed and not run: write",
        "not measured, its parameters have no values: unknown",
        "not measured, cannot insert multiple commands into a prepared statement: two",
        'not measured, column "nothing" does not exist: broken',
    }
    assert rows(server) == before


def rows(server: Scratch) -> tuple[object, ...] | None:
    with server.guest("shop") as guest:
        return guest.execute("SELECT count(*), count(*) FILTER (WHERE note = '') FROM event").fetchone()


def test_on_rows_made_from_the_statistics(shop: Snapshot) -> None:
    helpful = CreateIndex.on(EVENT, "note")
    done = measure(shop, Postgres(), [helpful], (), [BY_NOTE, BY_OWNER, BY_OWNER], 30000)
    assert done.changes == (helpful,)
    assert done.measurement.rows == 30000
    assert done.measurement.origin.startswith("30,000 rows made from the statistics; PostgreSQL ")
    assert done.measurement.queries[0].ratio < 0.3
    assert [one.query for one in done.measurement.queries] == ["by note", "by owner", "by owner #2"]
