"""Writes in the balance: a table that is only written gets no index and loses a useless one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from command import Ran, maquette

from maquette.engines.postgres.read import read
from maquette.engines.postgres.scratch import Scratch
from maquette.engines.postgres.servers.template import ADMIN
from maquette.model.activity import Activity, IndexActivity, TableActivity
from maquette.model.names import Name
from maquette.model.snapshot import Snapshot
from maquette.store.snapshot_file import write_snapshot

SCHEMA = """
CREATE TABLE trail (id bigint PRIMARY KEY, at timestamptz NOT NULL, actor int NOT NULL, kind text NOT NULL, note text);
CREATE INDEX trail_kind ON trail (kind);
CREATE INDEX trail_open ON trail (at) WHERE kind = 'open';
CREATE TABLE account (id bigint PRIMARY KEY, owner int NOT NULL, balance numeric NOT NULL) WITH (fillfactor = 70);
CREATE INDEX account_owner ON account (owner);
INSERT INTO trail SELECT n, timestamptz '2026-01-01' + n * interval '1 min', n % 900, 'kind ' || n % 5, md5(n::text)
    FROM generate_series(1, 40000) n;
INSERT INTO account SELECT n, n % 5000, n * 7919 % 100003 FROM generate_series(1, 20000) n;
VACUUM ANALYZE trail;
VACUUM ANALYZE account
"""
READS = """
-- name: of_actor
-- calls: {reads}
SELECT * FROM trail WHERE actor = 7;
-- name: richest
-- calls: {reads}
SELECT * FROM account ORDER BY balance DESC LIMIT 10;
-- name: of_owner
-- calls: 1000
SELECT * FROM account WHERE owner = 42;
"""
WRITES = """
-- name: note
-- calls: 1000000
INSERT INTO trail (id, at, actor, kind, note) VALUES ($1, $2, $3, $4, $5);
-- name: pay
-- calls: 1000000
UPDATE account SET balance = balance + $1 WHERE id = $2;
"""
WIDER = """
-- calls: {reads}
SELECT id, balance FROM account WHERE owner = 42 AND balance > 90000;
-- calls: 5000
INSERT INTO account (id, owner, balance) VALUES ($1, $2, $3);
"""
ELSEWHERE = """
-- calls: {reads}
SELECT id FROM account WHERE balance = 42;
-- calls: 5000
INSERT INTO account (id, owner, balance) VALUES ($1, $2, $3);
"""
MONTH = Activity(observed_at="2026-02-01 00:00:00+00", since="2026-01-01 00:00:00+00", commits=2_000_000)


@pytest.fixture(scope="module")
def written(server: Scratch) -> Iterator[Snapshot]:
    """A design with rows, and counters of a month in which trail was only written."""
    server.create_database("written")
    with server.admin("written") as admin:
        admin.execute(b"SET search_path = public")
        for statement in SCHEMA.split(";\n"):
            admin.execute(statement.encode())
    snapshot = read(server.dsn("written", ADMIN))
    scans = {"trail_pkey": 0, "trail_kind": 0, "trail_open": 0, "account_pkey": 1_000_000, "account_owner": 1000}
    activity = replace(
        MONTH,
        indexes=tuple(IndexActivity(name=Name("public", name), scans=count) for name, count in scans.items()),
        tables=(
            TableActivity(name=Name("public", "trail"), inserts=1_000_000),
            TableActivity(name=Name("public", "account"), updates=1_000_000, hot_updates=990_000),
        ),
    )
    yield replace(snapshot, activity=activity)
    server.drop_database("written")


def advise(snapshot: Snapshot, tmp_path: Path, queries: str, reads: int) -> Any:
    write_snapshot(snapshot, tmp_path / "written.maquette")
    (tmp_path / "queries.sql").write_text(queries.format(reads=reads))
    ran: Ran = maquette(
        "index", "written.maquette", "--queries", "queries.sql", "--workers", 1, "--format", "json", cwd=tmp_path
    )
    assert ran.code == 0, ran.err
    return ran.json


def names(changes: list[dict[str, Any]]) -> set[str]:
    return {one["index"].removeprefix("public.") for one in changes}


def test_nothing_is_added_where_writes_outweigh_and_the_useless_go(written: Snapshot, tmp_path: Path) -> None:
    advice = advise(written, tmp_path, READS + WRITES, reads=20)
    assert advice["indexes"] == []
    assert names(advice["drops"]) == {"trail_kind", "trail_open"}
    assert advice["after"] < advice["before"]
    for drop in advice["drops"]:
        assert drop["gain"] > 0
        assert drop["statement"].startswith("DROP INDEX CONCURRENTLY")
        assert drop["undo"].startswith("CREATE INDEX CONCURRENTLY")
    codes = {one["index"].removeprefix("public."): one["code"] for one in advice["refused"]}
    assert codes["trail_actor_idx"] == codes["account_balance_idx"] == "writes"
    assert codes["trail_pkey"] == codes["account_pkey"] == "primary-key"


def test_the_same_reads_without_those_writes_get_their_indexes(written: Snapshot, tmp_path: Path) -> None:
    assert written.activity
    idle = replace(written, activity=replace(written.activity, tables=()))
    made = " ".join(one["statement"] for one in advise(idle, tmp_path, READS, reads=20)["indexes"])
    assert "(actor" in made
    assert "(balance" in made


def test_more_reads_pay_for_the_writes_and_lost_hot_updates_are_told(written: Snapshot, tmp_path: Path) -> None:
    advice = advise(written, tmp_path, READS + WRITES, reads=1_000_000)
    (balance,) = (one for one in advice["indexes"] if "(balance" in one["statement"])
    assert balance["write_cost"] > 1_000_000
    assert any("HOT updates a day impossible" in note for note in balance["notes"])


def test_counters_stand_in_for_a_workload_that_writes_nothing(written: Snapshot, tmp_path: Path) -> None:
    advice = advise(written, tmp_path, READS, reads=20)
    assert names(advice["drops"]) == {"trail_kind", "trail_open"}
    assert any("counted by the server, scaled by" in note for note in advice["notes"])


def test_counters_of_a_day_let_nothing_go(written: Snapshot, tmp_path: Path) -> None:
    assert written.activity
    young = replace(written, activity=replace(written.activity, since="2026-01-31 00:00:00+00"))
    advice = advise(young, tmp_path, READS + WRITES, reads=20)
    assert advice["drops"] == []
    codes = {one["index"].removeprefix("public."): one["code"] for one in advice["refused"]}
    assert codes["trail_kind"] == codes["trail_open"] == "counters-too-young"


def test_an_index_that_others_use_goes_only_where_a_wider_one_takes_its_place(
    written: Snapshot, tmp_path: Path
) -> None:
    """A standby may read account_owner; (owner, balance) serves those searches as well."""
    assert written.activity
    streaming = replace(written, activity=replace(written.activity, replicas=1))
    advice = advise(streaming, tmp_path, WIDER, reads=50_000)
    assert any("account USING btree (owner, balance" in one["statement"] for one in advice["indexes"])
    (drop,) = (one for one in advice["drops"] if one["index"] == "public.account_owner")
    assert "a new index begins with its keys" in drop["reason"]
    assert "account_owner" not in {one["index"].removeprefix("public.") for one in advice["refused"]}
    elsewhere = advise(written, tmp_path, ELSEWHERE, reads=50_000)
    assert "public.account_owner" not in {one["index"] for one in elsewhere["drops"]}
    (kept,) = (one for one in elsewhere["refused"] if one["index"] == "public.account_owner")
    assert kept["code"] == "used-elsewhere"
