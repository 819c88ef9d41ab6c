"""maquette design through the command line: list, page, plan, record, refusals; the plan run by psql and taken back."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import psycopg
import pytest
from command import ROOT, SHOP, maquette
from source_server import PASSWORD, Source

from maquette.patterns.pattern import all_patterns

SCHEMA = json.loads((ROOT / "src/maquette/report/schema/design.schema.json").read_text())
DEMO = ROOT / "src/maquette/demo/schema.sql"


@pytest.fixture
def shop(source: Source) -> Iterator[str]:
    """The sample shop on a server; its connection string."""
    with source.connect() as connection:
        connection.execute("CREATE DATABASE designed")
    with psycopg.connect(source.dsn("designed"), autocommit=True) as connection:
        connection.execute(SHOP.read_bytes())
        connection.execute("INSERT INTO customer (email, joined) SELECT 'c' || n, now() FROM generate_series(1, 9) n")
    yield source.dsn("designed")
    with source.connect() as connection:
        connection.execute("DROP DATABASE designed WITH (FORCE)")


def run_psql(source: Source, dsn: str, script: Path) -> None:
    command = [str(source.installation.bin / "psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", dsn, "-f", str(script)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def columns(dsn: str) -> set[str]:
    with psycopg.connect(dsn, autocommit=True) as connection:
        found = connection.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = 'customer'::regclass AND attnum > 0"
        )
        return {row[0] for row in found.fetchall() if not row[0].startswith("....")}


def test_the_list_and_a_page() -> None:
    listed = maquette("design")
    assert listed.code == 0
    for name, pattern in all_patterns().items():
        assert re.search(rf"^{name} +{re.escape(pattern.title[:30])}", listed.out, re.MULTILINE), name
    page = maquette("design", "timestamps")
    assert page.code == 0
    for heading in ("Problem", "Alternatives and when they win", "References", "--set created=created_at"):
        assert heading in page.out


@pytest.mark.postgres("15")  # psql comes with Debian's
def test_a_plan_is_run_by_psql_tested_found_standing_and_taken_back(source: Source, shop: str, tmp_path: Path) -> None:
    before = columns(shop)
    files = {form: tmp_path / f"plan.{form}" for form in ("sql", "json", "md", "txt")}
    outputs = [word for path in files.values() for word in ("-o", path)]
    asked = ("design", "timestamps", shop, "--table", "customer", "--set", "existing=now")
    done = maquette(*asked, *outputs)
    assert done.code == 0, done.err
    assert done.err.splitlines() == [f"wrote {path}" for path in files.values()]
    for path in files.values():
        assert PASSWORD not in path.read_text()
    design = json.loads(files["json"].read_text())
    jsonschema.validate(design, SCHEMA)
    assert (design["verdict"], design["undo_restores"], design["version"]) == ("proved", True, 15)
    assert all(trial["holds"] for trial in design["trials"])
    assert all(cost["rows"] > 0 and cost["before_ms"] > 0 for cost in design["costs"])
    record = files["md"].read_text()
    headings = ("Context", "Decision", "Consequences, as measured", "Plan", "Rehearsal", "Test", "Undo")
    for heading in ("# timestamps", "**Status**", *(f"## {one}" for one in headings)):
        assert heading in record

    run_psql(source, shop, files["sql"])
    assert columns(shop) == before | {"created_at", "updated_at"}
    script = files["sql"].read_text()
    test, undo = script.partition("-- Test\n")[2].split("-- Undo\n")
    for name, text in (("test.sql", test), ("undo.sql", undo)):
        lines = (
            line.removeprefix("-- ")
            for line in text.splitlines()
            if not line.startswith("-- an ") and not line.startswith("-- no ")
        )
        (tmp_path / name).write_text("\n".join(lines))
    run_psql(source, shop, tmp_path / "test.sql")
    again = maquette(*asked, "--format", "json", "--rehearsal-rows", 0).json
    assert all(step["already"] for step in again["steps"])
    assert again["verdict"] == "inconclusive"
    run_psql(source, shop, tmp_path / "undo.sql")
    assert columns(shop) == before


def test_ddl_is_for_the_version_that_is_asked_for() -> None:
    for version in (15, 18):
        done = maquette(
            "design", "timestamps", SHOP, "--table", "customer", "--server-version", version, "--format", "json"
        )
        assert done.code == 0, done.err
        assert done.json["version"] == version
        assert done.json["conditions"]["version"].startswith(f"{version}.")


def test_what_was_asked_wrongly_is_told(tmp_path: Path) -> None:
    wrong = {
        ("design", "nope"): "no pattern is called 'nope'",
        ("design", "nope", SHOP): "no pattern is called 'nope'",
        ("design", "timestamps", SHOP): "needs a table",
        ("design", "timestamps", SHOP, "--table", "nowhere"): "there is no table public.nowhere",
        ("design", "timestamps", SHOP, "--table", "customer", "--set", "created=email"): "customer.email is text",
        ("design", "timestamps", SHOP, "--table", "customer", "--set", "x=1"): "has no option 'x'",
        ("design", "timestamps", SHOP, "--table", "customer", "--set", "x"): "is not like name=value",
        ("design", "timestamps", SHOP, "--table", "customer", "-o", tmp_path / "x.pdf"): "x.pdf",
        ("design", "--recommend"): "--recommend looks at a source",
        ("design", "timestamps", tmp_path / "none.sql", "--table", "customer"): "no source at",
        ("design", SHOP, "--recommend", "--format", "sql"): "a recommendation is no script",
    }
    for words, said in wrong.items():
        done = maquette(*words)
        assert (done.code, done.out) == (2, ""), words
        assert said in done.err, words
        assert "Traceback" not in done.err


def test_recommendations_speak_of_tables_that_are_there(tmp_path: Path) -> None:
    document, page = tmp_path / "fits.json", tmp_path / "fits.md"
    done = maquette("design", DEMO, "--recommend", "-o", document, "-o", page)
    assert done.code == 0, done.err
    told = json.loads(document.read_text())["recommended"]
    assert told
    schema = DEMO.read_text()
    for one in told:
        assert one["pattern"] in all_patterns()
        assert one["table"].rpartition(".")[2].strip('"') in schema
        assert len(one["because"]) > 20
    assert "| pattern | table |" in page.read_text()
    assert maquette("design", DEMO, "--recommend").out


@pytest.mark.usefixtures("without_fetched_servers")
def test_what_the_server_here_lacks_refutes_no_design(tmp_path: Path) -> None:
    (tmp_path / "rates.sql").write_text(
        "CREATE TABLE rates (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, room text NOT NULL,"
        " held daterange NOT NULL);"
    )
    asked = ("--table", "rates", "--set", "period=held", "--set", "key=room", "--server-version", 18)
    done = maquette("design", "temporal", tmp_path / "rates.sql", *asked, "--format", "json")
    assert done.code == 0, done.err
    assert done.json["verdict"] == "inconclusive"
    assert "btree_gist" in done.json["reason"]
    assert "built without it" in done.json["reason"]
