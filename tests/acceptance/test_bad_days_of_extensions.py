"""A source that needs what the machine of the review lacks: named, left out, and the rest goes on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from command import Ran, maquette
from source_server import Source

# maquette on a machine that has the wheel alone: no PostgreSQL of the system, so no contrib extension.
WHEEL_ALONE = """
from maquette.engines.postgres.servers import installations
installations._system = lambda: iter(())
from maquette.faces.main import main
main()
"""


def on_another_machine(*arguments: object) -> Ran:
    settings = os.environ | {"COLUMNS": "100", "NO_COLOR": "1"}
    command = [sys.executable, "-c", WHEEL_ALONE, *map(str, arguments)]
    done = subprocess.run(command, env=settings, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    return Ran(done.returncode, done.stdout, done.stderr)


@pytest.mark.postgres("15")
def test_what_depends_on_a_missing_extension_is_left_out_and_named(source: Source, target: str, tmp_path: Path) -> None:
    with source.connect(target) as connection:
        connection.execute(
            """CREATE EXTENSION pg_trgm; CREATE EXTENSION hstore;
               CREATE TABLE plain AS SELECT i AS id, 'name ' || i AS name FROM generate_series(1, 20000) i;
               CREATE TABLE bag (id int PRIMARY KEY, things hstore);
               CREATE TABLE inside (id int PRIMARY KEY, bag int REFERENCES bag);
               CREATE INDEX by_trigram ON plain USING gin (name gin_trgm_ops);
               ANALYZE"""
        )
    queries = tmp_path / "q.sql"
    queries.write_text(
        "-- name: found\n-- calls: 1000\nSELECT name FROM plain WHERE id = 7;\n"
        "-- name: alike\nSELECT name FROM plain WHERE name ILIKE '%me 77%';\n"
        "-- name: lost\nSELECT things -> 'a' FROM bag WHERE id = 7;\n"
    )
    file = tmp_path / "s.maquette"
    assert maquette("snapshot", source.dsn(target), "--queries", queries, "-o", file).code == 0
    ran = on_another_machine("review", file, "--format", "json")
    assert ran.code in (0, 1), ran.err
    review = ran.json
    assert [outcome for outcome in review["outcomes"] if outcome["outcome"] == "error"] == []
    assert review["twin"]["version"].startswith("16.")
    assert not review["twin"]["exact"]
    left = " ".join(review["twin"]["left_out"])
    for name in ("extension hstore", "extension pg_trgm", "public.bag", "public.by_trigram"):
        assert name in left, left
    keys = {finding["key"] for finding in review["findings"]}
    assert "missing-index:public.plain(id)" in keys
    assert "unindexed-foreign-key:public.inside.inside_bag_fkey" in keys
    text = " ".join(on_another_machine("review", file, "--no-rehearse").out.split())
    assert "extension hstore" in text
    assert "lost" in text
    here = maquette("review", file, "--no-rehearse", "--format", "json").json
    assert here["twin"]["exact"], here["twin"]


def test_no_server_at_all_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.sql").write_text("CREATE TABLE t (a int)")
    program = WHEEL_ALONE.replace("from maquette.faces", "installations.WHEEL = 'none_here'\nfrom maquette.faces")
    settings = dict(os.environ)
    done = subprocess.run(
        [sys.executable, "-c", program, "review", tmp_path / "a.sql"],
        env=settings, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2, done.stderr
    assert "no PostgreSQL server is installed" in done.stderr
    assert "pip install" in done.stderr
