"""Loading a schema: complete, in any order, and without a way out for what it holds."""

from __future__ import annotations

import random

import pytest

from maquette.engines.postgres.clauses import Ddl
from maquette.engines.postgres.loading import load as loading
from maquette.engines.postgres.loading.load import load
from maquette.engines.postgres.scratch import Scratch, open_scratch
from maquette.engines.postgres.servers.installations import fitting, has_extension
from maquette.model.errors import ExperimentError


def relations(server: Scratch, database: str) -> set[str]:
    with server.guest(database) as guest:
        found = guest.execute("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace").fetchall()
    return {row[0] for row in found}


def test_everything_loads_whatever_the_order(server: Scratch, fresh_database: str) -> None:
    count = 60
    statements = [Ddl("table t0", "CREATE TABLE t0 (id int PRIMARY KEY)")]
    statements += [
        Ddl(f"table t{n}", f"CREATE TABLE t{n} (id int PRIMARY KEY REFERENCES t{n - 1})") for n in range(1, count)
    ]
    statements += [Ddl(f"view v{n}", f"CREATE VIEW v{n} AS TABLE t{n}") for n in range(count)]
    random.Random(5).shuffle(statements)
    seen: list[tuple[str, int, int]] = []
    assert load(server, fresh_database, statements, lambda *step: seen.append(step)) == ()
    assert {f"{kind}{n}" for kind in "tv" for n in range(count)} <= relations(server, fresh_database)
    assert seen[-1] == ("loading the schema", 2 * count, 2 * count)


def test_what_fails_is_named_with_the_servers_reason_and_the_rest_stands(server: Scratch, fresh_database: str) -> None:
    statements = [Ddl(f"table t{n}", f"CREATE TABLE t{n} (id int)") for n in range(1000)]
    statements[500] = Ddl("table broken", "CREATE TABLE broken (id nonsense)")
    statements[700] = Ddl("table wrong", "CREATE TABLE wrong (id int")
    statements += [Ddl("view of broken", "CREATE VIEW of_broken AS SELECT * FROM broken")]
    statements += [Ddl("function c", "", left_out="written in c")]
    assert set(load(server, fresh_database, statements)) == {
        "function c: written in c",
        'table broken: type "nonsense" does not exist',
        "table wrong: syntax error at end of input",
        'view of broken: relation "broken" does not exist',
    }
    assert len([name for name in relations(server, fresh_database) if name.startswith("t")]) == 998


def test_statements_that_cannot_run_in_a_transaction_run(server: Scratch, fresh_database: str) -> None:
    statements = [Ddl("table t", "CREATE TABLE t (id int)"), Ddl("index i", "CREATE INDEX CONCURRENTLY i ON t (id)")]
    assert load(server, fresh_database, statements) == ()
    assert {"t", "i"} <= relations(server, fresh_database)


def test_what_may_not_be_repeated_is_tried_once(server: Scratch, fresh_database: str) -> None:
    statements = [Ddl("drop", "DROP TABLE t"), Ddl("table t", "CREATE TABLE t (id int)")]
    left_out = load(server, fresh_database, statements, again=lambda statement: statement.object != "drop")
    assert left_out == ('drop: table "t" does not exist',)
    assert "t" in relations(server, fresh_database)


def test_the_admin_creates_extensions_that_are_harmless_alone(server: Scratch, fresh_database: str) -> None:
    names = ("dblink", "file_fdw", "postgres_fdw", "adminpack", "plpython3u", "nonsense", "vector")
    statements = [Ddl(name, f'CREATE EXTENSION IF NOT EXISTS "{name}" CASCADE', privileged=True) for name in names]
    left_out = load(server, fresh_database, statements)
    with server.admin(fresh_database) as admin:
        here = {row[0] for row in admin.execute("SELECT name FROM pg_available_extensions").fetchall()}
        made = {row[0] for row in admin.execute("SELECT extname FROM pg_extension").fetchall()}
    assert made == {"plpgsql"} | ({"vector"} & here)
    assert {one.partition(":")[0] for one in left_out} == set(names) - made
    assert f"nonsense: not installed with PostgreSQL {server.installation.version} here" in left_out
    if "dblink" in here:
        assert "dblink: it can reach the machine or the network, so a scratch server does not load it" in left_out


def test_contrib_extensions_load(server: Scratch, fresh_database: str) -> None:
    """Where they are: the wheel has none, and says so."""
    trusted = "pgcrypto uuid-ossp citext hstore pg_trgm btree_gist btree_gin ltree intarray unaccent tablefunc cube"
    names = [*trusted.split(), "fuzzystrmatch", "isn", "lo", "earthdistance", "pg_stat_statements"]
    statements = [
        Ddl(name, f'CREATE EXTENSION IF NOT EXISTS "{name}" SCHEMA public', privileged=True) for name in names
    ]
    left_out = [one.partition(":")[0] for one in load(server, fresh_database, statements)]
    assert left_out == ([] if has_extension(server.installation, "btree_gist") else names)


def test_a_statement_without_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """A block that takes back its own time limit and swallows cancellation."""
    monkeypatch.setattr(loading, "LIMIT_SECONDS", 1.0)
    endless = """
        DO $$ BEGIN
            PERFORM set_config('statement_timeout', '0', false);
            LOOP BEGIN PERFORM pg_sleep(60); EXCEPTION WHEN query_canceled THEN NULL; END; END LOOP;
        END $$
    """
    with open_scratch(fitting(18)) as scratch:
        scratch.create_database("d")
        statements = [Ddl("endless", endless), Ddl("table t", "CREATE TABLE t (id int)")]
        (left_out,) = load(scratch, "d", statements)
        assert left_out.startswith("endless: ")
        assert "t" in relations(scratch, "d")
        with pytest.raises(ExperimentError, match="given up"):
            load(scratch, "d", [Ddl(f"endless {n}", endless) for n in range(4)])


def test_a_server_that_is_gone_is_told() -> None:
    with open_scratch(fitting(18)) as scratch:
        scratch.create_database("d")

        def stop(what: str, done: int, total: int) -> None:
            scratch.stop()

        with pytest.raises(ExperimentError, match="scratch server"):
            load(scratch, "d", [Ddl(f"t{n}", f"CREATE TABLE t{n} ()") for n in range(2000)], stop)
