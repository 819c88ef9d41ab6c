"""maquette index through the command line: on a server that stands for somebody's production, and on its bad days."""

from __future__ import annotations

import json
import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import psycopg
import pytest
from command import QUERIES, ROOT, SHOP, Ran, maquette
from processes import end_of, servers_below, started, wait_until
from source_server import PASSWORD, Source
from versions import client

pytestmark = pytest.mark.postgres(">= 15")
ROWS = """
INSERT INTO customer (email, joined)
    SELECT 'person' || n || '@mail.example', timestamp '2024-01-01' + n * interval '7 minutes'
    FROM generate_series(1, 20000) n;
INSERT INTO purchase (customer_id, status, total, placed_at)
    SELECT 1 + n * 7919 % 20000, CASE WHEN n % 500 = 0 THEN 'open' ELSE 'done' END, 1234.5 + n % 977,
           timestamptz '2024-01-01 00:00+00' + n * interval '13 minutes' FROM generate_series(1, 200000) n;
INSERT INTO purchase_event SELECT n, jsonb_build_object('kind', 'kind' || n % 4000) FROM generate_series(1, 60000) n;
ALTER TABLE purchase ADD COLUMN note text;
CREATE TABLE visit (day date NOT NULL, page integer NOT NULL) PARTITION BY RANGE (day);
CREATE TABLE visit_2024 PARTITION OF visit FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE visit_2025 PARTITION OF visit FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
INSERT INTO visit SELECT date '2024-01-01' + n % 700, n * 31 % 5000 FROM generate_series(1, 60000) n;
CREATE TABLE journal (at timestamptz NOT NULL, line text NOT NULL);
CREATE INDEX journal_line ON journal (line);
"""
WORKLOAD = """
-- name: purchases_of_a_customer
-- calls: 20000
SELECT id, status, total FROM purchase WHERE customer_id = 42 ORDER BY placed_at DESC LIMIT 20;
-- name: open_purchases
-- calls: 400
SELECT id, customer_id FROM purchase WHERE status = 'open' ORDER BY placed_at;
-- name: events_of_a_kind
-- calls: 90
SELECT count(*) FROM purchase_event WHERE what @> '{"kind": "kind77"}';
-- name: events_of_a_purchase
-- calls: 5000
SELECT what FROM purchase_event WHERE purchase_id = $1;
-- name: customer_by_mail
-- calls: 3000
SELECT id FROM customer WHERE lower(email) = 'person5@mail.example';
-- name: visits_of_a_page
-- calls: 3000
SELECT day FROM visit WHERE page = 7;
-- name: buy
-- calls: 2000
INSERT INTO purchase (customer_id, total, placed_at) VALUES ($1, $2, now());
-- name: write
-- calls: 100
INSERT INTO journal VALUES (now(), 'a line');
-- name: broken
SELEC 1;
"""
BUDGET = 24_000_000
SCHEMA = json.loads((ROOT / "src/maquette/report/schema/index.schema.json").read_text())


@pytest.fixture(scope="module")
def workload(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("workload") / "queries.sql"
    path.write_text(WORKLOAD)
    return path


@pytest.fixture(scope="module")
def market(source: Source) -> Iterator[str]:
    """The sample shop with rows; its connection string."""
    with source.connect() as connection:
        connection.execute("CREATE DATABASE market")
    with psycopg.connect(source.dsn("market"), autocommit=True) as connection:
        connection.execute(SHOP.read_bytes())
        connection.execute(ROWS.encode())
        connection.execute("VACUUM ANALYZE")
        connection.execute("SELECT pg_stat_reset()")  # loading is no part of the work that the counters tell of
    yield source.dsn("market")
    with source.connect() as connection:
        connection.execute("DROP DATABASE market WITH (FORCE)")


def indexes_of(dsn: str) -> dict[str, int]:
    """Every index with its bytes."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        found = connection.execute(
            "SELECT indexrelid::regclass::text, pg_relation_size(indexrelid) FROM pg_index"
            " JOIN pg_class ON oid = indrelid WHERE relnamespace = 'public'::regnamespace AND indisvalid"
            " AND NOT relispartition"
        )
        return dict(found.fetchall())


def run_psql(source: Source, dsn: str, script: Path) -> None:
    command = [str(client("psql")), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", dsn, "-f", str(script)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_advice_is_proved_fits_its_budget_and_runs(source: Source, market: str, workload: Path, tmp_path: Path) -> None:
    """Advise, run the script, see that sizes are as told and that a review misses no index any more; take it back."""
    reviewed = (
        "review",
        market,
        "--queries",
        workload,
        "--select",
        "missing-index",
        "--no-rehearse",
        "--format",
        "json",
    )
    assert {key.partition(":")[0] for key in maquette(*reviewed).keys} == {"missing-index"}
    files = {form: tmp_path / f"advice.{form}" for form in ("json", "sql", "html", "md", "txt")}
    outputs = [word for path in files.values() for word in ("-o", path)]
    done = maquette("index", market, "--queries", workload, "--budget", "24MB", "--max-width", 2, *outputs)
    assert done.code == 0, done.err
    assert done.err.splitlines() == [f"wrote {path}" for path in files.values()]
    for path in files.values():
        assert PASSWORD not in path.read_text()
    advice = json.loads(files["json"].read_text())
    jsonschema.validate(advice, SCHEMA)
    assert advice["limits"]["budget"] == BUDGET
    assert advice["twin"]["exact"]
    assert advice["after"] < advice["before"] / 20
    assert advice["bound"] <= advice["after"] * 1.0001
    assert advice["gap"] <= 0.01
    assert advice["bytes"] == sum(index["bytes"] for index in advice["indexes"]) <= BUDGET
    assert [one["query"] for one in advice["unplanned"]] == ["broken"]
    made = " ".join(index["definition"] for index in advice["indexes"])
    for part in (
        "public.purchase (customer_id",
        "USING gin",
        "lower(email)",
        "public.purchase_event (purchase_id",
        "public.visit (page",
    ):
        assert part in made, made
    for index in advice["indexes"]:
        assert index["helps"]
        assert index["gain"] > 0
        assert "CREATE INDEX CONCURRENTLY" in index["statement"]
        if index["table"] == "public.visit":
            assert len(index["statements"]) >= 5  # on the table, and for each partition: create, attach
            continue
        assert index["statement"].startswith("CREATE INDEX CONCURRENTLY")
        assert index["undo"].startswith("DROP INDEX CONCURRENTLY")
    assert any(drop["index"].startswith("public.purchase_placed_at") for drop in advice["drops"])
    total = sum(query["calls"] * query["after"] for query in advice["queries"])
    assert total == pytest.approx(advice["after"], rel=0.01) or advice["after"] > total  # what writes pay comes on top

    before = indexes_of(market)
    run_psql(source, market, files["sql"])
    after, again = indexes_of(market), maquette(*reviewed)
    undo = files["sql"].read_text().partition("-- Undo\n")[2]
    (tmp_path / "undo.sql").write_text(re.sub("^-- ", "", undo, flags=re.MULTILINE))
    run_psql(source, market, tmp_path / "undo.sql")
    assert indexes_of(market).keys() == before.keys()

    assert again.keys == set()
    new = {name: size for name, size in after.items() if name not in before}
    assert len(new) == len(advice["indexes"])
    assert len(before.keys() - after.keys()) == len(advice["drops"])
    for index in advice["indexes"]:
        named = re.search(r"CREATE INDEX (?:CONCURRENTLY )?(\S+)", index["statement"])
        assert named
        if "USING gin" not in index["definition"] and index["table"] != "public.visit":
            # the sample that ANALYZE takes may count a few rare rows more or less: a leaf, and then a root above it
            assert new[named[1]] == pytest.approx(index["bytes"], rel=0.1, abs=2 * 8192)


def test_limits_are_kept(market: str, workload: Path) -> None:
    def advise(*options: object) -> dict[str, list[dict[str, str]]]:
        done = maquette("index", market, "--queries", workload, "--format", "json", *options)
        assert done.code == 0, done.err
        return done.json  # type: ignore[no-any-return]

    nothing = advise("--budget", 0)
    assert nothing["indexes"] == []
    assert nothing["drops"]  # a drop needs no bytes
    few = advise("--max-indexes", 1, "--keep-existing")
    assert len(few["indexes"]) == 1
    assert few["drops"] == []
    thin = advise("--max-width", 1, "--max-per-table", 1)
    assert all("," not in index["definition"].partition(" INCLUDE")[0] for index in thin["indexes"])
    tables = [index["table"] for index in thin["indexes"]]
    assert len(tables) == len(set(tables))


def test_a_search_out_of_time_gives_the_best_so_far_with_its_gap(market: str, workload: Path) -> None:
    done = maquette("index", market, "--queries", workload, "--time", "0.1s", "--format", "json")
    assert done.code == 0, done.err
    jsonschema.validate(done.json, SCHEMA)
    assert done.json["after"] <= done.json["before"]
    assert 0 <= done.json["gap"] <= 1
    assert done.json["limits"]["seconds"] == 0.1


def test_settings_stand_in_a_file(market: str, workload: Path, tmp_path: Path) -> None:
    (tmp_path / "maquette.toml").write_text(
        f'queries = "{workload}"\nbudget = "3MB"\nmax_width = 1\nkeep_existing = true\n'
    )
    done = maquette("index", market, "--max-width", 2, "--format", "json", cwd=tmp_path)
    assert done.code == 0, done.err
    assert done.json["limits"]["budget"] == 3_000_000
    assert done.json["limits"]["max_width"] == 2
    assert done.json["drops"] == []


def test_a_measured_set_tells_each_ratio() -> None:
    done = maquette(*ASKED, "--measure-rows", 20_000, "--format", "json")
    assert done.code == 0, done.err
    jsonschema.validate(done.json, SCHEMA)
    measured = done.json["measured"]
    assert 10_000 <= measured["rows"] <= 30_000
    ratios = {query["query"]: query["ratio"] for query in measured["queries"]}
    assert ratios["purchases_of_a_customer"] < 0.5
    told = " ".join([*measured["refused"], *(note for note in measured["notes"] if note.startswith("looks slower"))])
    assert [name for name, ratio in ratios.items() if ratio > 1.051 and name not in told] == []


ASKED = ("index", SHOP, "--queries", QUERIES, "--rows", "purchase=1e6", "--rows", "customer=1e5")


def test_what_is_no_source_of_advice_is_told(tmp_path: Path) -> None:
    no_queries = maquette("index", SHOP, "--rows", "purchase=1e6")
    assert (no_queries.code, no_queries.out) == (2, "")
    assert "queries" in no_queries.err
    assert "--queries FILE" in no_queries.err
    no_statistics = maquette("index", SHOP, "--queries", QUERIES)
    assert (no_statistics.code, no_statistics.out) == (2, "")
    assert "statistics" in no_statistics.err
    assert "--rows" in no_statistics.err
    empty = tmp_path / "empty.sql"
    empty.write_text("-- nothing\n")
    no_query = maquette("index", SHOP, "--queries", empty, "--rows", "purchase=1e6")
    assert (no_query.code, no_query.out) == (2, "")
    assert "quer" in no_query.err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--budget", "5 bananas"), "'5 bananas' is not like 500MB"),
        (("--budget", "-1MB"), "'-1MB' is not like 500MB"),
        (("--budget", ""), "is not like 500MB"),
        (("--time", "soon"), "'soon' is not like 30s"),
        (("--time", "0"), "more than nothing"),
        (("--max-width", "0"), "max_width"),
        (("--max-width", "33"), "max_width"),
        (("--max-indexes", "-1"), "max_indexes"),
        (("--workers", "many"), "'many' is not like auto"),
        (("--measure-rows", "0"), "measure_rows"),
        (("--format", "pdf"), "pdf"),
        (("-o", "advice.zip"), ".html .json .md .sql .txt"),
    ],
)
def test_wrong_use_is_told_before_any_work(options: tuple[str, ...], said: str) -> None:
    done = maquette(*ASKED, *options)
    assert done.code == 2
    assert done.out == ""
    assert said in re.sub(r"[\s│]+", " ", done.err)


def test_a_server_that_does_not_answer_is_exit_code_3() -> None:
    done = maquette("index", "postgresql://127.0.0.1:1/none", "--queries", QUERIES)
    assert done.code == 3
    assert done.out == ""


def test_ctrl_c_gives_the_best_so_far_with_its_gap(own_base: Path) -> None:
    with started(*ASKED, "--format", "json", MAQUETTE_SCRATCH=str(own_base)) as process:
        wait_until(lambda: any(own_base.glob("maquette-*/data/postmaster.pid")), process)
        process.send_signal(signal.SIGINT)
        ran = end_of(process)
    assert ran.code == 0, ran.err
    assert "the best so far follows" in ran.err
    jsonschema.validate(ran.json, SCHEMA)
    assert ran.json["interrupted"]
    assert ran.json["bound"] <= ran.json["after"] <= ran.json["before"]
    assert list(own_base.iterdir()) == []


def test_a_second_ctrl_c_ends_it_in_order(own_base: Path) -> None:
    with started(*ASKED, "--format", "json", MAQUETTE_SCRATCH=str(own_base)) as process:
        wait_until(lambda: any(own_base.iterdir()), process)
        process.send_signal(signal.SIGINT)
        assert process.stderr
        while "Ctrl-C again" not in process.stderr.readline():
            pass
        process.send_signal(signal.SIGINT)
        ran = end_of(process)
    assert ran == Ran(130, "", "maquette: interrupted; nothing was changed, scratch servers are stopped\n")
    assert servers_below(own_base) == []
    assert list(own_base.iterdir()) == []
