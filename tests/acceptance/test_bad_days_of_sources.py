"""Bad days of the source: refused, gone, closed, empty, hard to read. Each is told plainly; what can go on does."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from command import Ran, maquette
from processes import end_of, started, wait_until
from source_server import PASSWORD, Source

from maquette.model.names import quote

pytestmark = pytest.mark.postgres("18")
LONG = "ü" * 31 + "x"  # 63 bytes
NAMES = ('with "quotes"', "with space", "Upper", LONG, "select", "per%cent", "it's", "back\\slash", "new\nline", "<b>&")
SCHEMA = """
CREATE SCHEMA name;
CREATE TABLE schema.table (name serial PRIMARY KEY, parent int REFERENCES schema.table, body text);
CREATE VIEW name.v AS TABLE schema.table;
INSERT INTO schema.table (parent, body) SELECT NULL, 'row' || i FROM generate_series(1, 3000) i;
"""
QUERY = "SELECT * FROM schema.table WHERE body = 'row17' AND name > 5;"


def told(ran: Ran, code: int, *words: str) -> None:
    """That it ended with this code, said these words and what to do, and no password."""
    assert ran.code == code, ran.err
    for word in words:
        assert word in ran.err, ran.err
    assert "hint: " in ran.err
    assert ran.out == ""
    assert_no_password(ran)


def assert_no_password(ran: Ran) -> None:
    for said in (ran.out, ran.err):
        assert PASSWORD not in said
        assert "wrong-p" not in said


def went_well(ran: Ran) -> Any:
    """That a review came to its end, without an error in any check; its JSON."""
    assert ran.code in (0, 1), ran.err
    assert_no_password(ran)
    assert [outcome for outcome in ran.json["outcomes"] if outcome["outcome"] == "error"] == []
    return ran.json


def test_a_server_that_refuses_is_unreachable(source: Source) -> None:
    told(maquette("review", source.dsn(password="wrong-p@ss")), 3, "refuses this user and password", "PGPASSWORD")
    told(maquette("snapshot", source.dsn("nowhere"), "-o", "x.maquette"), 3, "no such database", "psql -l")
    told(maquette("erd", source.dsn(user="nobody_here")), 3, "refuses this user")
    told(maquette("explain", "postgresql://u:wrong-p%40ss@127.0.0.1:1/x", "SELECT 1"), 3, "no server listens")
    told(maquette("review", "postgresql://u:wrong-p@ss@127.0.0.1:1/x"), 2, "cannot be read", "percent-encode")
    told(maquette("twin", "check", "service=nothing password=wrong-p@ss"), 3, "no such service")
    asked = maquette("doctor", source.dsn(password="wrong-p@ss"))
    assert asked.code != 0
    assert_no_password(asked)


@pytest.mark.parametrize("scheme", ["mysql", "mongodb", "http"])
def test_another_engine_is_named(scheme: str) -> None:
    told(maquette("review", f"{scheme}://u:wrong-p@ss@localhost/x"), 2, f"no engine reads {scheme}://", "postgresql://")


@contextmanager
def waiting(source: Source, database: str, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """A command that is in the middle of reading, held up by a lock."""
    with psycopg.connect(source.dsn(database)) as holder:
        holder.execute("LOCK TABLE pg_catalog.pg_extension IN ACCESS EXCLUSIVE MODE")
        with started(*arguments) as process, source.connect() as watcher:

            def waits() -> object:
                return watcher.execute(
                    "SELECT 1 FROM pg_stat_activity WHERE application_name = 'maquette' AND wait_event_type = 'Lock'"
                ).fetchone()

            wait_until(waits, process)
            yield process


def test_a_server_that_goes_in_the_middle_is_unreachable(source: Source, target: str) -> None:
    with waiting(source, target, "review", source.dsn(target)) as process:
        with source.connect() as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'maquette'"
            )
        told(end_of(process), 3, "the server has gone away")


def test_a_role_that_may_not_read_statistics_is_told_what_to_grant(source: Source, target: str) -> None:
    with source.connect(target) as connection:
        connection.execute(
            """CREATE ROLE "Re ader" LOGIN PASSWORD 'wrong-p@ss';
               CREATE TABLE closed AS SELECT i AS a FROM generate_series(1, 100) i;
               CREATE TABLE open AS SELECT i AS a FROM generate_series(1, 100) i;
               GRANT SELECT ON open TO "Re ader";
               ANALYZE"""
        )
    dsn = source.dsn(target, user="Re ader", password="wrong-p@ss")
    try:
        review = went_well(maquette("review", dsn, "--no-rehearse", "--format", "json"))
        text = maquette("review", dsn, "--no-rehearse")
        with source.connect(target) as connection:
            connection.execute('GRANT SELECT ON closed TO "Re ader"')
        after = went_well(maquette("review", dsn, "--no-rehearse", "--format", "json"))
    finally:
        with source.connect(target) as connection:
            connection.execute('DROP OWNED BY "Re ader"; DROP ROLE "Re ader"')
    grant = 'GRANT SELECT ON public.closed TO "Re ader"'
    assert grant in " ".join(text.out.split())
    refused = [outcome for outcome in review["outcomes"] if outcome["outcome"] == "not permitted"]
    assert refused
    assert any(grant in outcome["reason"] for outcome in refused)
    assert {finding["object"] for finding in review["findings"]} >= {"public.open", "public.closed"}
    assert not any(grant in outcome["reason"] for outcome in after["outcomes"])


def test_nothing_at_all_is_reviewed(source: Source, target: str, tmp_path: Path) -> None:
    review = went_well(maquette("review", source.dsn(target), "--format", "json"))
    assert review["source"]["tables"] == 0
    assert {outcome["outcome"] for outcome in review["outcomes"] if outcome["check"] == "serial-column"} == {"passed"}
    everywhere(source.dsn(target), tmp_path)


def everywhere(source: object, place: Path) -> None:
    """Every file that is made of a source, and the review of its snapshot."""
    outputs = [word for suffix in ("html", "md", "sarif", "xml", "txt") for word in ("-o", place / f"r.{suffix}")]
    reviewed = maquette("review", source, "--no-rehearse", "--fail-on", "never", *outputs)
    assert reviewed.code == 0, reviewed.err
    for suffix in ("svg", "mmd", "dbml", "dot"):
        drawn = maquette("erd", source, "-o", place / f"e.{suffix}")
        assert drawn.code == 0, drawn.err
    taken = maquette("snapshot", source, "--redact", "hash", "-o", place / "s.maquette")
    assert taken.code == 0, taken.err
    went_well(maquette("review", place / "s.maquette", "--no-rehearse", "--format", "json"))


def test_hard_names_go_all_the_way(source: Source, target: str, tmp_path: Path) -> None:
    queries = []
    with source.connect(target) as connection:
        for name in NAMES:
            table = f"{quote(name)}.{quote(name)}"
            connection.execute(SCHEMA.replace("schema.table", table).replace("name", quote(name)).encode())
            queries.append(QUERY.replace("schema.table", table).replace("name", quote(name)))
        connection.execute("ANALYZE")
    (tmp_path / "q.sql").write_text("\n".join(queries))
    ran = maquette("review", source.dsn(target), "--queries", tmp_path / "q.sql", "--format", "json")
    review = went_well(ran)
    assert review["twin"]["exact"], review["twin"]
    unindexed = [f for f in review["findings"] if f["check"] == "unindexed-foreign-key"]
    assert len(unindexed) == len(NAMES)
    assert {finding["verdict"] for finding in unindexed} == {"proved"}
    changed = [f for f in review["findings"] if f["check"] in ("missing-index", "unindexed-foreign-key")]
    with source.connect(target) as connection:
        for finding in changed:
            for sql in finding["change"]["statements"]:
                connection.execute(sql if isinstance(sql, str) else sql["sql"])
    again = maquette("review", source.dsn(target), "--queries", tmp_path / "q.sql", "--no-rehearse", "--format", "json")
    assert not {finding["key"] for finding in changed} & again.keys
    everywhere(source.dsn(target), tmp_path)
    page = (tmp_path / "r.html").read_text("utf-8")
    assert "<b>&" not in page.replace("<b>&amp;", "")


def test_a_table_with_as_many_columns_as_there_can_be(source: Source, target: str, tmp_path: Path) -> None:
    columns = ", ".join(f"c{number} {'text' if number % 3 else 'int'}" for number in range(1598))
    with source.connect(target) as connection:
        connection.execute(f"CREATE TABLE wide (id int PRIMARY KEY, {columns}, self int REFERENCES wide)".encode())
        connection.execute("INSERT INTO wide (id, c0) SELECT i, i FROM generate_series(1, 500) i; ANALYZE")
    review = went_well(maquette("review", source.dsn(target), "--format", "json"))
    (unindexed,) = [finding for finding in review["findings"] if finding["check"] == "unindexed-foreign-key"]
    assert unindexed["verdict"] == "proved", unindexed
    everywhere(source.dsn(target), tmp_path)


def test_circles_of_foreign_keys_are_rehearsed(source: Source, target: str) -> None:
    with source.connect(target) as connection:
        connection.execute(
            """CREATE TABLE egg (id int PRIMARY KEY, hen int NOT NULL);
               CREATE TABLE hen (id int PRIMARY KEY, egg int NOT NULL REFERENCES egg, mother int REFERENCES hen);
               ALTER TABLE egg ADD FOREIGN KEY (hen) REFERENCES hen DEFERRABLE INITIALLY DEFERRED"""
        )
    review = went_well(maquette("review", source.dsn(target), "--format", "json"))
    unindexed = {f["key"]: f["verdict"] for f in review["findings"] if f["check"] == "unindexed-foreign-key"}
    assert len(unindexed) == 3
    assert set(unindexed.values()) == {"proved"}


def test_a_view_on_a_dropped_function_is_left_out_and_named(source: Source, target: str) -> None:
    with source.connect(target) as connection:
        connection.execute("CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE TABLE t (a int)")
        connection.execute("CREATE VIEW broken AS SELECT f(a) FROM t; CREATE VIEW sound AS SELECT a FROM t")
        connection.execute("DELETE FROM pg_proc WHERE proname = 'f'")
    ran = maquette("review", source.dsn(target), "--no-rehearse")
    assert ran.code in (0, 1), ran.err
    assert "view public.broken is left out" in " ".join(ran.out.split())
    assert "table-without-primary-key:public.t" in ran.out


def test_a_query_that_is_no_sql_is_reported_and_the_others_go_on(source: Source, target: str, tmp_path: Path) -> None:
    with source.connect(target) as connection:
        connection.execute("CREATE TABLE t AS SELECT i AS a, i AS b FROM generate_series(1, 20000) i; ANALYZE")
    queries = tmp_path / "q.sql"
    queries.write_text(
        "-- name: broken\nSELEC * FROM t;\n-- name: unknown\nSELECT * FROM nowhere;\n"
        "-- name: good\n-- calls: 1000\nSELECT * FROM t WHERE a = 5;\n-- name: open\nSELECT 'abc"
    )
    review = went_well(maquette("review", source.dsn(target), "--queries", queries, "--format", "json"))
    assert "missing-index:public.t(a)" in {finding["key"] for finding in review["findings"]}
    said = " ".join(maquette("review", source.dsn(target), "--queries", queries, "--no-rehearse").out.split())
    for words in ("broken", 'syntax error at or near "SELEC"', 'relation "nowhere" does not exist', "open"):
        assert words in said
    measured = maquette("twin", "check", source.dsn(target), "--queries", queries)
    assert measured.code == 1
    assert "nowhere" in measured.out
