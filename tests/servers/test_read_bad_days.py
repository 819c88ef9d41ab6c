"""Reading on bad days: no right, no server, broken and busy objects, hard names; and what production sees of it."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from applied import needs
from source_server import PASSWORD, Source

from maquette.engines.postgres.read import read, read_database
from maquette.model.errors import MaquetteError, SourceError, UnreachableError
from maquette.model.names import Name, quote

LONG = "ü" * 31 + "x"  # 63 bytes


def many(count: int, statement: str) -> bytes:
    """That many statements; ``statement`` is what format() is given, with the number as i."""
    return f"DO $$ BEGIN FOR i IN 1..{count} LOOP EXECUTE format({statement}); END LOOP; END $$".encode()


def refused(dsn: str) -> MaquetteError:
    with pytest.raises(MaquetteError) as caught:
        read(dsn)
    error = caught.value
    assert error.hint
    assert error.__cause__ is None
    assert error.__suppress_context__
    for text in (error.message, error.hint, repr(error)):
        assert PASSWORD not in text
        assert "wrong" not in text
    return error


def test_wrong_connections(source: Source) -> None:
    error = refused(source.dsn(password="wrong p@ss/w%rd"))
    assert isinstance(error, UnreachableError)
    assert error.exit_code == 3
    assert "refuses this user and password" in error.message
    assert "no such database" in refused(source.dsn("nowhere")).message
    assert "refuses this user" in refused(source.dsn(user="nobody_here")).message
    assert "no server listens" in refused(f"host={source.place} port=1 password='{PASSWORD[:5]}'").message
    assert "no host of that name" in refused("postgresql://u:wrong@no-such-host.invalid/x").message
    assert "no such service" in refused("service=nothing password=wrong").message
    assert isinstance(refused("postgresql://u:wrong@127.0.0.1:1/x"), UnreachableError)


@pytest.mark.parametrize("how", ["terminate", "stop"])
def test_server_gone_in_the_middle(source: Source, target: str, how: str) -> None:
    def vanish(what: str, done: int, total: int) -> None:
        if done == 3 and how == "stop":
            source.control("-m", "immediate", "stop")
        elif done == 3:
            with source.connect() as connection:
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'maquette'"
                )

    with pytest.raises(UnreachableError) as caught:
        read(source.dsn(target), vanish)
    if how == "stop":
        source.start()
    assert "gone away" in caught.value.message
    assert caught.value.hint
    assert PASSWORD not in caught.value.message


@contextmanager
def locked(source: Source, database: str, *statements: str) -> Iterator[None]:
    """Another session that holds locks meanwhile."""
    with psycopg.connect(source.dsn(database)) as connection:
        for statement in statements:
            connection.execute(statement.encode())
        yield
        connection.rollback()


def test_catalogs_locked_and_reading_cancelled(source: Source, target: str) -> None:
    with locked(source, target, "LOCK TABLE pg_catalog.pg_extension IN ACCESS EXCLUSIVE MODE"):
        assert "locked the catalogs" in refused(source.dsn(target)).message

        def cancel() -> None:
            with source.connect() as connection:
                for _ in range(500):  # until it waits
                    time.sleep(0.02)
                    cancelled = connection.execute(
                        """
                        SELECT pg_cancel_backend(pid) FROM pg_stat_activity
                        WHERE application_name = 'maquette' AND wait_event_type = 'Lock'
                        """
                    )
                    if cancelled.fetchone():
                        return

        thread = threading.Thread(target=cancel)
        thread.start()
        error = refused(source.dsn(target))
        thread.join()
    assert isinstance(error, SourceError)
    assert "cancelled the reading" in error.message


def test_locked_tables_are_left_out_whole(source: Source, target: str) -> None:
    with source.connect(target) as connection:
        connection.execute("CREATE TABLE public.busy (a int PRIMARY KEY DEFAULT 1); CREATE TABLE public.free (a int)")
        connection.execute("CREATE VIEW public.over AS SELECT a FROM public.busy")
        connection.execute("CREATE VIEW public.fine AS SELECT a FROM public.free")
    with locked(source, target, "LOCK TABLE ONLY public.busy IN ACCESS EXCLUSIVE MODE"):
        began = time.monotonic()
        snapshot = read(source.dsn(target))
        assert time.monotonic() - began < 10
    assert [str(table.name) for table in snapshot.database.tables] == ["public.free"]
    assert [str(view.name) for view in snapshot.database.views] == ["public.fine"]
    assert "public.busy is left out: another session has locked it" in snapshot.notes
    assert any(note.startswith("view public.over is left out:") for note in snapshot.notes)


def test_broken_objects_are_left_out_with_a_note(source: Source, target: str) -> None:
    with source.connect(target) as connection:
        connection.execute("CREATE FUNCTION public.f(int) RETURNS int LANGUAGE sql AS 'SELECT 1'")
        connection.execute("CREATE TABLE public.t (a int DEFAULT public.f(1), b int DEFAULT 2)")
        connection.execute(many(40, "'CREATE VIEW public.v%s AS SELECT a FROM public.t', i"))
        connection.execute("CREATE VIEW public.broken AS SELECT public.f(a) FROM public.t")
        connection.execute("DELETE FROM pg_proc WHERE proname = 'f'")
    snapshot = read(source.dsn(target))
    assert len(snapshot.database.views) == 40
    assert [note.partition(" is left out: ")[0] for note in snapshot.notes] == [
        "default of public.t.a",
        "view public.broken",
    ]
    (table,) = snapshot.database.tables
    assert [column.default for column in table.columns] == [None, "2"]


@pytest.mark.postgres(">= 15")
def test_settings_of_pg_partman_are_read_where_they_may_be(source: Source, target: str) -> None:
    with source.connect(target) as connection:
        needs(connection, "pg_partman")
        connection.execute('CREATE SCHEMA "Part man"')
        connection.execute('CREATE EXTENSION pg_partman SCHEMA "Part man"')
        connection.execute(
            'INSERT INTO "Part man".part_config (parent_table, control, partition_type, partition_interval)'
            " SELECT 'shop.Re ceipts', 'at', CASE WHEN extversion LIKE '4.%' THEN 'native' ELSE 'range' END, '1 day'"
            " FROM pg_extension WHERE extname = 'pg_partman'"
        )
        assert kept(source.dsn(target)) == (Name("shop", "Re ceipts"),)
        with locked(source, target, 'LOCK TABLE "Part man".part_config IN ACCESS EXCLUSIVE MODE'):
            assert kept(source.dsn(target)) is None
        connection.execute("CREATE ROLE reader LOGIN PASSWORD 'reader'")
        assert kept(source.dsn(target, "reader", "reader")) is None
        connection.execute("DROP ROLE reader")
        connection.execute('ALTER TABLE "Part man".part_config RENAME parent_table TO moved')
        assert kept(source.dsn(target)) is None  # whoever owns it may have changed it
        connection.execute('ALTER TABLE "Part man".part_config RENAME moved TO parent_table')
        connection.execute('ALTER EXTENSION pg_partman DROP TABLE "Part man".part_config')
        connection.execute('ALTER TABLE "Part man".part_config RENAME TO another')
        connection.execute('CREATE VIEW "Part man".part_config AS SELECT 1 / 0 || parent_table AS parent_table'
                           ' FROM "Part man".another')  # fmt: skip
        assert kept(source.dsn(target)) == ()  # a view's functions are not run


def kept(dsn: str) -> tuple[Name, ...] | None:
    return next(one.kept for one in read(dsn).database.extensions if one.name == "pg_partman")


def test_an_empty_database(source: Source, target: str) -> None:
    snapshot = read(source.dsn(target))
    assert (snapshot.database.tables, snapshot.database.views, snapshot.database.functions) == ((), (), ())
    assert snapshot.statistics
    assert snapshot.statistics.relations == ()
    assert (snapshot.notes, snapshot.refusals) == ((), ())


def test_hard_names(source: Source, target: str) -> None:
    names = ['with "quotes"', "with space", "Upper", LONG, "select", "per%cent", "it's", "back\\slash", "new\nline"]
    with source.connect(target) as connection:
        for schema in names:
            connection.execute(f"CREATE SCHEMA {quote(schema)}; CREATE ROLE {quote(schema)}".encode())
            for name in names:
                made, view = f"{quote(schema)}.{quote(name)}", f"{quote(schema)}.{quote('v ' + name[:20])}"
                connection.execute(f"CREATE TABLE {made} ({quote(name)} serial PRIMARY KEY, x text)".encode())
                connection.execute(f"CREATE VIEW {view} AS TABLE {made}; CREATE INDEX ON {made} (lower(x))".encode())
            connection.execute(f"GRANT SELECT ON {quote(schema)}.{quote(schema)} TO {quote(schema)}".encode())
        wide = ", ".join(f"c{number} int" for number in range(1600))
        connection.execute(f"CREATE TABLE public.wide ({wide})".encode())
        connection.execute("ALTER TABLE public.wide DROP COLUMN c7")
        connection.execute("ANALYZE")
    snapshot = read(source.dsn(target))
    with source.connect(target) as connection:
        for name in names:
            connection.execute(f"DROP OWNED BY {quote(name)}; DROP ROLE {quote(name)}".encode())
    assert snapshot.notes == ()
    wide_table = snapshot.database.table(Name("public", "wide"))
    assert wide_table
    assert len(wide_table.columns) == 1599
    for name in names:
        for other in names:
            table = snapshot.database.table(Name(name, other))
            assert table
            assert [column.name for column in table.columns] == [other, "x"]
            assert table.primary_key
            assert table.primary_key.columns == (other,)
    granted = snapshot.database.table(Name('with "quotes"', 'with "quotes"'))
    assert granted
    assert granted.grants
    assert {grant.grantee for grant in granted.grants} == {"postgres", 'with "quotes"'}
    assert snapshot.activity
    assert len(snapshot.activity.sequences) == len(names) ** 2


def test_a_database_of_any_bytes(source: Source, target: str) -> None:
    with source.connect() as connection:
        connection.execute("CREATE DATABASE bytes ENCODING 'SQL_ASCII' TEMPLATE template0")
    with source.connect("bytes") as connection:
        connection.execute("SET client_encoding TO SQL_ASCII")
        connection.execute("CREATE TABLE t (a text); INSERT INTO t VALUES (E'\\xfe'), (E'\\xfe'); ANALYZE")
        connection.execute("COMMENT ON TABLE t IS 'ü'".encode("latin-1"))
    snapshot = read(source.dsn("bytes"))
    with source.connect() as connection:
        connection.execute("DROP DATABASE bytes")
    assert snapshot.database.tables[0].comment == "\\xfc"
    assert snapshot.statistics
    assert snapshot.statistics.relations[0].columns[0].common_values == ("\\xfe",)
    if source.statement_statistics:  # it cannot show other databases statements of that one any more
        with source.connect(target) as connection:
            connection.execute("CREATE EXTENSION pg_stat_statements")
            neighbour = read(source.dsn(target))
            (refusal,) = neighbour.refusals
            connection.execute(refusal.remedy.encode())
        assert (neighbour.workload, refusal.need) == (None, "workload")
        assert read(source.dsn(target)).workload is not None


def test_a_role_that_may_not_read(source: Source, target: str) -> None:
    with source.connect(target) as connection:
        if source.statement_statistics:
            connection.execute("CREATE EXTENSION pg_stat_statements")
        connection.execute(
            """CREATE ROLE "Re ader" LOGIN PASSWORD 'wrong';
               CREATE TABLE public.closed AS SELECT i AS a, i % 3 AS b FROM generate_series(1, 100) i;
               CREATE TABLE public.half AS SELECT i AS a, i AS b FROM generate_series(1, 100) i;
               CREATE TABLE public.open AS SELECT i AS a FROM generate_series(1, 100) i;
               CREATE TABLE public.guarded AS SELECT i AS a FROM generate_series(1, 100) i;
               CREATE STATISTICS public.both ON a, b FROM public.closed;
               ALTER TABLE public.guarded ENABLE ROW LEVEL SECURITY;
               GRANT SELECT ON public.open, public.guarded TO "Re ader";
               GRANT SELECT (a) ON public.half TO "Re ader";
               CREATE SEQUENCE public.numbers;
               SELECT nextval('public.numbers');
               ANALYZE"""
        )
        connection.execute("SELECT 17")
    try:
        dsn = source.dsn(target, user="Re ader", password="wrong")
        before = read(dsn)
        with source.connect(target) as connection:
            for refusal in before.refusals:
                connection.execute(refusal.remedy.encode())
        after = read(dsn)
    finally:
        with source.connect(target) as connection:
            connection.execute('REVOKE postgres FROM "Re ader"; DROP OWNED BY "Re ader"; DROP ROLE "Re ader"')
    assert before.statistics
    assert before.statistics.unreadable == tuple(Name("public", name) for name in ("closed", "guarded", "half"))
    visible = {str(one.name): len(one.columns) for one in before.statistics.relations}
    assert visible == {"public.closed": 0, "public.guarded": 0, "public.half": 1, "public.open": 1}
    said = {refusal.detail: refusal for refusal in before.refusals}
    remedies = [refusal.remedy for refusal in before.refusals]
    assert remedies[:4] == [
        'GRANT SELECT ON public.closed, public.half TO "Re ader"',
        'ALTER ROLE "Re ader" BYPASSRLS',
        'GRANT postgres TO "Re ader"',
        'GRANT pg_read_all_settings TO "Re ader"',
    ]
    assert any("public.closed, public.half" in detail for detail in said)
    if source.statement_statistics:
        assert remedies[4:] == ['GRANT pg_read_all_stats TO "Re ader"']
        assert before.workload is not None
    assert before.activity
    assert [position.last_value for position in before.activity.sequences] == [None]
    assert (after.refusals, after.statistics and after.statistics.unreadable) == ((), ())
    assert after.origin.role == "Re ader"


def test_statement_statistics_that_no_library_backs(source: Source, target: str) -> None:
    if not source.statement_statistics:
        with source.connect() as connection, pytest.raises(psycopg.Error, match=r"not available|could not"):
            connection.execute("CREATE EXTENSION pg_stat_statements")
        return
    with source.connect(target) as connection:
        connection.execute("CREATE EXTENSION pg_stat_statements")
        connection.execute("CREATE ROLE little LOGIN PASSWORD 'wrong'; REVOKE SELECT ON pg_stat_statements FROM PUBLIC")
    snapshot = read(source.dsn(target, user="little", password="wrong"))
    with source.connect(target) as connection:
        connection.execute("DROP ROLE little")
    assert snapshot.workload is None
    assert "GRANT SELECT ON pg_stat_statements, pg_stat_statements_info TO little" in [
        refusal.remedy for refusal in snapshot.refusals
    ]


def test_what_production_sees(source: Source, target: str) -> None:
    """By the server's own log and lock table: one connection, one read-only transaction, catalogs, ACCESS SHARE."""
    with source.connect(target) as connection:
        connection.execute(many(200, "'CREATE TABLE public.t%s (a serial PRIMARY KEY, b text DEFAULT 1)', i"))
        connection.execute(many(200, "'CREATE VIEW public.v%s AS SELECT a FROM public.t%s', i, i"))
    modes: set[tuple[str, str]] = set()
    most = 0
    over = threading.Event()

    def watch() -> None:
        nonlocal most
        with source.connect(target) as connection:
            while not over.is_set():
                rows = connection.execute(
                    """SELECT l.pid, l.relation::regclass::text, l.mode FROM pg_stat_activity a
                       LEFT JOIN pg_locks l ON l.pid = a.pid AND l.locktype = 'relation'
                       WHERE a.application_name = 'maquette'"""
                ).fetchall()
                most = max(most, len({pid for pid, _, _ in rows if pid}))
                modes.update((name, mode) for _, name, mode in rows if name)

    before = len(source.log())
    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        snapshot = read(source.dsn(target))
    finally:
        over.set()
        watcher.join()
    assert len(snapshot.database.views) == 200
    assert {mode for _, mode in modes} == {"AccessShareLock"}
    assert most == 1
    assert_log(source.log()[before:])


# Catalogs, functions, the names that a query gives itself; and sequences, which alone know where they stand.
READABLE = r"pg_\w+|unnest|ts_token_type|under|types|public\.t\d+_a_seq"


def assert_log(log: str) -> None:
    """One connection, and nothing but reading of catalogs in one read-only transaction."""
    entries = re.split(r"^(?=\d+\|)", log, flags=re.MULTILINE)
    assert len([entry for entry in entries if "authorized" in entry and "application_name=maquette" in entry]) == 1
    mine = [entry.split("|", 2)[2] for entry in entries if "|maquette|" in entry]
    assert not [entry for entry in mine if entry.startswith(("ERROR", "FATAL", "WARNING"))]
    said = [re.fullmatch(r"LOG:  (?:statement|execute [^:]*): (.*)", entry, re.DOTALL) for entry in mine]
    statements = [found[1] for found in said if found]
    assert len(statements) > 50
    plain = [re.sub(r"--[^\n]*|/\*.*?\*/", "", statement).strip() for statement in statements]
    assert plain[0] == "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    assert plain[-1] == "COMMIT"
    assert sum(statement.startswith(("BEGIN", "COMMIT")) for statement in plain) == 2
    for statement in plain:
        first = statement.split()[0]
        assert first in {"BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK", "SELECT", "WITH"}, statement
        body = re.sub(r"'[^']*'", "''", statement)  # what is in quotes is no relation
        for name in re.findall(r"\b(?:FROM|JOIN)\s+(?:ONLY\s+)?([\w.\"]+)", body):
            allowed = (
                r"pg_\w+|unnest|ts_token_type|under|types|public\.t\d+_a_seq"  # sequences alone know their position
            )
            assert re.fullmatch(allowed, name), (name, statement)
        assert not re.search(r"\b(INSERT|UPDATE|DELETE|MERGE|COPY|LOCK|CREATE|ALTER|DROP|DO|CALL)\b", body), statement


def test_a_small_database_is_read_at_once(source: Source, target: str) -> None:
    """30 tables on a scratch server; the figure itself is a benchmark's."""
    with source.connect(target) as connection:
        connection.execute(many(30, "'CREATE TABLE public.t%s (a serial PRIMARY KEY, b text)', i"))
        database = read_database(connection)
        assert len(database.tables) == 30
        assert not connection.info.transaction_status
