"""Whole journeys through the command line, on a server that stands for somebody's production."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import psycopg
import pytest
from command import QUERIES, ROOT, SHOP, maquette
from source_server import PASSWORD, Source

from maquette.engines.postgres.read import read
from maquette.sql.split import split
from maquette.store.snapshot_file import read_snapshot

CHANGED = "missing-index,duplicate-index,unvalidated-constraint"
ROWS = """
INSERT INTO customer (email, joined)
    SELECT 'person' || n || '@mail.example', timestamp '2024-01-01' + n * interval '7 minutes'
    FROM generate_series(1, 4000) n;
INSERT INTO purchase (customer_id, status, total, placed_at)
    SELECT 1 + n % 4000, CASE WHEN n % 50 = 0 THEN 'unusualstatus' ELSE 'done' END, 1234.5 + n % 977,
           timestamptz '2024-01-01 00:00+00' + n * interval '13 minutes' FROM generate_series(1, 60000) n;
INSERT INTO purchase_event SELECT n, '{"kind": "secretkind"}' FROM generate_series(1, 9000) n;
"""


@pytest.fixture(scope="module")
def shop(source: Source) -> Iterator[str]:
    """The sample shop with rows; its connection string."""
    with source.connect() as connection:
        connection.execute("CREATE DATABASE shop")
    with psycopg.connect(source.dsn("shop"), autocommit=True) as connection:
        connection.execute(SHOP.read_bytes())
        connection.execute(ROWS.encode())
        connection.execute("VACUUM ANALYZE")
    yield source.dsn("shop")
    with source.connect() as connection:
        connection.execute("DROP DATABASE shop WITH (FORCE)")


def test_a_review_finds_proves_and_leaves_nothing_after_its_changes(source: Source, shop: str) -> None:
    """Review, apply what was proved, review again: those findings are gone."""
    first = maquette("review", shop, "--queries", QUERIES, "--format", "json")
    assert first.code in (0, 1), first.err
    assert PASSWORD not in first.out + first.err
    schema = json.loads((ROOT / "src/maquette/report/schema/review.schema.json").read_text())
    jsonschema.validate(first.json, schema)
    assert first.json["twin"]["exact"]
    expected = {
        "unvalidated-constraint:public.purchase.purchase_total_check",
        "table-without-primary-key:public.purchase_event",
    }
    assert expected <= first.keys
    assert any(key.startswith("duplicate-index:public.purchase_placed_at") for key in first.keys)
    assert any(key.startswith("missing-index:public.purchase(customer_id") for key in first.keys)
    proved = [f for f in first.json["findings"] if f["verdict"] == "proved" and f["check"] not in ("durability-off",)]
    assert proved
    missing = next(f for f in proved if f["check"] == "missing-index")
    estimated = next(e for e in missing["evidence"] if e["method"] == "estimated")
    assert estimated["after"] < estimated["before"] / 2
    rehearsed = next(e for e in missing["evidence"] if e["method"] == "rehearsed")
    assert rehearsed["undo_restores"]
    assert any(lock["mode"] == "ShareUpdateExclusiveLock" for s in rehearsed["statements"] for lock in s["locks"])
    chosen = [f for f in proved if f["check"] in ("missing-index", "duplicate-index", "unvalidated-constraint")]
    with psycopg.connect(shop, autocommit=True) as connection:
        for finding in chosen:
            for statement in finding["change"]["statements"]:
                connection.execute(statement if isinstance(statement, str) else statement["sql"])
    again = maquette("review", shop, "--queries", QUERIES, "--format", "json")
    assert not {finding["key"] for finding in chosen} & again.keys
    with psycopg.connect(shop, autocommit=True) as connection:  # as it was, for the other tests
        for finding in reversed(chosen):
            for statement in finding["change"]["undo"]:
                connection.execute(statement if isinstance(statement, str) else statement["sql"])


def test_every_format_is_written_in_one_run(shop: str, tmp_path: Path) -> None:
    names = ["r.html", "r.json", "r.sarif", "r.md", "r.xml", "r.txt", "r.sql"]
    outputs = [word for name in names for word in ("-o", tmp_path / name)]
    done = maquette("review", shop, "--queries", QUERIES, "--select", "keys,indexes", "--no-rehearse", *outputs)
    assert done.code == 0, done.err
    assert all((tmp_path / name).stat().st_size > 200 for name in names)
    assert json.loads((tmp_path / "r.sarif").read_text())["version"] == "2.1.0"
    ET.parse(tmp_path / "r.xml")
    annotations = maquette("review", shop, "--select", "keys", "--no-rehearse", "--format", "github").out
    assert annotations.startswith("::")


def test_the_script_runs_as_it_is_and_its_undo_takes_all_of_it_back(shop: str) -> None:
    before = read(shop).database
    script = maquette("review", shop, "--queries", QUERIES, "--select", CHANGED, "--format", "sql").out
    forth, _, back = script.partition("\n-- Undo\n")
    done = set(re.findall("to ignore it: (.*)", script))
    assert len(done) >= 3
    with psycopg.connect(shop, autocommit=True) as connection:
        for statement in split(forth):
            connection.execute(statement.sql.encode())
        again = maquette("review", shop, "--queries", QUERIES, "--select", CHANGED, "--format", "sql").out
        for statement in split(back.replace("-- ", "")):
            connection.execute(statement.sql.encode())
    assert not done & set(re.findall("to ignore it: (.*)", again))
    assert read(shop).database == before


def test_a_snapshot_gives_the_findings_of_the_server(shop: str, tmp_path: Path) -> None:
    path = tmp_path / "shop.maquette"
    assert maquette("snapshot", shop, "--queries", QUERIES, "-o", path).code == 0
    live = maquette("review", shop, "--queries", QUERIES, "--format", "json", "--no-rehearse")
    taken = maquette("review", path, "--format", "json", "--no-rehearse")

    def facts(ran: dict[str, list[dict[str, object]]]) -> list[tuple[object, ...]]:
        return [(f["key"], f["severity"], f["detail"], f["verdict"], f["reason"]) for f in ran["findings"]]

    assert facts(taken.json) == facts(live.json)
    assert taken.json["outcomes"] == live.json["outcomes"]


def test_hash_keeps_the_plans_and_no_literal(shop: str, tmp_path: Path) -> None:
    kept, hashed = tmp_path / "kept.maquette", tmp_path / "hashed.maquette"
    maquette("snapshot", shop, "--queries", QUERIES, "-o", kept)
    assert maquette("snapshot", shop, "--queries", QUERIES, "--redact", "hash", "-o", hashed).code == 0
    import msgspec

    text = msgspec.json.encode(read_snapshot(hashed)).decode()
    for value in ("@mail.example", "person1", "unusualstatus", "secretkind", "1234.5", "= 42"):
        assert value in msgspec.json.encode(read_snapshot(kept)).decode() or value in ("person1", "secretkind")
        assert value not in text, value
    plans = [{q["query"]: q["shape"] for q in shapes(path)} for path in (kept, hashed)]
    assert plans[0] == plans[1]


def shapes(path: Path) -> list[dict[str, object]]:
    """Every query's plan on the twin of a snapshot."""
    from maquette.architect import twin_of

    snapshot = read_snapshot(path)
    assert snapshot.workload
    with twin_of(snapshot) as twin:
        return [{"query": q.query, "shape": q.plan and q.plan.shape} for q in twin.plans(snapshot.workload)]


def test_the_twin_plans_as_the_source_does(shop: str) -> None:
    done = maquette("twin", "check", shop, "--queries", QUERIES, "--format", "json")
    assert done.code == 0, done.err
    assert done.json["same"] == done.json["within"] == done.json["total"] == 2


def test_explain_shows_what_an_index_would_do(shop: str) -> None:
    sql = "SELECT id FROM purchase WHERE customer_id = 42"
    index = "CREATE INDEX ON purchase (customer_id)"
    plain = maquette("explain", shop, sql, "--format", "json").json
    assert plain["plan"]["Plan"]["Node Type"] == "Seq Scan"
    with_index = maquette("explain", shop, sql, "--index", index, "--format", "json").json
    assert with_index["plan"]["Plan"]["Total Cost"] < plain["plan"]["Plan"]["Total Cost"] / 5
    assert with_index["indexes"][0]["bytes"] > 0
    off = maquette(
        "explain", shop, sql, "--index", index, "--set", "enable_indexscan=off", "--set", "enable_bitmapscan=off"
    )
    assert "Seq Scan" in off.out
    assert "not used" in off.out


def test_a_baseline_leaves_only_what_is_new(shop: str, tmp_path: Path) -> None:
    known = tmp_path / "known.json"
    args = ("review", shop, "--select", "keys,schema", "--no-rehearse", "--format", "json")
    assert maquette(*args, "--baseline", known).keys
    done = maquette(*args, "--baseline", known, "--new-only")
    assert done.keys == set()
    assert maquette(*args, "--new-only").code == 2


def test_an_ignored_finding_is_set_aside_with_its_reason_and_a_stale_one_is_found(shop: str, tmp_path: Path) -> None:
    key = "table-without-primary-key:public.purchase_event"
    (tmp_path / "maquette.toml").write_text(
        f'[[ignores]]\nkey = "{key}"\nreason = "it is a log"\n\n'
        '[[ignores]]\nkey = "nothing:at.all"\nreason = "it was there"\n'
    )
    done = maquette("review", shop, "--select", "schema", "--no-rehearse", "--format", "json", cwd=tmp_path)
    assert key not in done.keys
    assert "stale-ignore:nothing:at.all" in done.keys
    assert "it is a log" in json.dumps(done.json["ignored"])


def test_fail_on_decides_the_exit_code(shop: str) -> None:
    args = ("review", shop, "--select", "unvalidated-constraint", "--no-rehearse", "--fail-on")
    assert maquette(*args, "warning").code == 1
    assert maquette(*args, "error").code == 0
    assert maquette(*args, "never").code == 0


def test_drawings_rules_and_the_doctor(shop: str, tmp_path: Path) -> None:
    for suffix, word in (("svg", "<svg"), ("mmd", "erDiagram"), ("dbml", "Table"), ("dot", "digraph")):
        assert maquette("erd", shop, "-o", tmp_path / f"shop.{suffix}").code == 0
        assert word in (tmp_path / f"shop.{suffix}").read_text()
    assert "unindexed-foreign-key" in maquette("rule").out
    assert "Remedy" in maquette("rule", "unindexed-foreign-key").out
    assert "hint" in maquette("rule", "no-such-check").err
    healthy = maquette("doctor", shop)
    assert healthy.code == 0
    assert "scratch server" in healthy.out
    assert PASSWORD not in healthy.out


def test_a_design_alone_is_reviewed_and_says_what_it_cannot_judge() -> None:
    done = maquette("review", SHOP, "--format", "json")
    outcomes = {outcome["check"]: outcome for outcome in done.json["outcomes"]}
    assert outcomes["missing-index"]["outcome"] == "not applicable"
    assert "--queries" in outcomes["missing-index"]["reason"] or "--rows" in outcomes["missing-index"]["reason"]
    assert "unvalidated-constraint:public.purchase.purchase_total_check" in done.keys
    sized = maquette(
        "review", SHOP, "--queries", QUERIES, "--rows", "purchase=5e7", "--rows", "customer=1e6", "--format", "json"
    )
    assert any(key.startswith("missing-index:public.purchase(customer_id") for key in sized.keys)


def test_help_shows_examples() -> None:
    for command in ("demo", "review", "snapshot", "explain", "erd", "rule", "doctor"):
        done = maquette(command, "--help")
        assert done.code == 0
        assert "Examples" in done.out
    assert re.search(r"maquette \d+\.\d+", maquette("--version").out)
