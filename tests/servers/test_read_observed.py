"""Reading what is known of the content and of the server: statistics, activity, settings, workload."""

from __future__ import annotations

import subprocess
import time
from dataclasses import replace
from pathlib import Path

import pytest
from source_server import Source
from versions import client

from maquette.engines.postgres.read import read
from maquette.model.activity import Activity
from maquette.model.names import Name
from maquette.model.settings import Override
from maquette.model.snapshot import Snapshot
from maquette.model.statistics import RelationStatistics, Statistics


def shop(name: str) -> Name:
    return Name("shop", name)


@pytest.fixture
def statistics(every_kind: Snapshot) -> Statistics:
    assert every_kind.statistics
    return every_kind.statistics


def of(statistics: Statistics, name: str) -> RelationStatistics:
    found = statistics.of(shop(name))
    assert found
    return found


def test_sizes(source: Source, statistics: Statistics) -> None:
    with source.connect("every_kind") as connection:
        rows = connection.execute(
            """
            SELECT c.relname, pg_relation_size(c.oid) / 8192, c.relpages,
                   CASE WHEN current_setting('server_version_num')::int < 140000 AND c.relpages = 0 AND c.reltuples = 0
                        THEN -1 ELSE c.reltuples END,  -- before 14, 0 stood for "never counted"
                   c.relallvisible,
                   coalesce(pg_relation_size(nullif(c.reltoastrelid, 0)) / 8192, 0)
            FROM pg_class c
            WHERE c.relnamespace = 'shop'::regnamespace AND c.relkind IN ('r', 'p', 'f', 'm', 'i', 'I')
            """
        ).fetchall()
    assert len(rows) == len(statistics.relations) > 20
    for name, *figures in rows:
        read_ = of(statistics, name)
        assert [read_.pages, read_.relpages, read_.rows, read_.all_visible, read_.toast_pages] == figures
    assert of(statistics, "customers").pages > 10
    assert of(statistics, "child").toast_pages > 0
    assert of(statistics, "remote").rows == -1


@pytest.mark.postgres(">= 18")
def test_frozen_pages(source: Source) -> None:
    with source.connect("every_kind") as connection:
        connection.execute("VACUUM (FREEZE) shop.parent")
        connection.execute("INSERT INTO shop.parent VALUES (1)")
        connection.execute("VACUUM (FREEZE) shop.parent")
    again = read(source.dsn("every_kind")).statistics
    assert again
    assert of(again, "parent").all_frozen == 1


def test_columns(source: Source, statistics: Statistics) -> None:
    customers = of(statistics, "customers")
    assert [column.column for column in customers.columns] == [
        "Full Name", "blob", "feeling", "home", "id", "mail", "name", "price", "spans", "tags",
    ]  # fmt: skip
    columns = {column.column: column for column in customers.columns}
    assert (columns["blob"].null_fraction, columns["id"].distinct, columns["id"].width) == (1.0, -1.0, 8)
    assert columns["name"].distinct == -0.5  # what its option says
    assert columns["id"].histogram
    assert columns["id"].histogram[0] == "1"
    assert columns["id"].correlation == 1.0
    assert columns["feeling"].common_values == ("ok",)
    assert columns["feeling"].common_frequencies == (1.0,)
    assert columns["home"].histogram
    assert columns["home"].histogram[0].startswith("(s,")
    tags = columns["tags"]
    assert tags.common_values
    assert set(tags.common_values) == {f"{{t{number},u}}" for number in range(7)}
    assert tags.common_elements
    assert {*tags.common_elements} == {"u", *(f"t{number}" for number in range(7))}
    assert tags.element_frequencies
    assert len(tags.element_frequencies) > len(tags.common_elements)  # and the least, the most, of NULLs
    assert tags.element_counts
    spans = columns["spans"]  # a superuser sees them before 17 too
    assert (spans.range_empty_fraction, spans.range_lengths and spans.range_lengths[0]) == (0.0, "10")
    assert spans.range_bounds
    assert spans.range_bounds[0] == "[1,11)"
    assert of(statistics, "lower_name").columns[0].column == "lower"
    orders = of(statistics, "orders").columns
    assert {column.inherited for column in orders} == {True}
    assert statistics.unreadable == ()


def test_extended_statistics_count_columns_as_the_model_does(source: Source, statistics: Statistics) -> None:
    """The table has dropped a column before these, so the server numbers them one higher."""
    both, *others = of(statistics, "customers").extended
    assert both.name == shop("both")
    assert both.ndistinct == '{"2, 9": 2000}'
    assert both.common_values
    assert both.common_frequencies
    assert len(both.common_values[0]) == 2
    assert len(both.common_values) == len(both.common_frequencies)
    if source.installation.major < 14:
        assert others == []
        return
    (expr,) = others
    assert (expr.name, expr.ndistinct) == (shop("expr"), '{"9, -1": 2000}')
    (lower,) = expr.expressions
    assert (lower.column, lower.distinct) == ("lower(name)", -1.0)


def test_a_standby_that_streams_without_a_slot_is_counted(source: Source, tmp_path: Path) -> None:
    command = [str(client("pg_receivewal")), "-D", str(tmp_path), "-d", source.dsn()]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as receiver:
        try:
            counts = (_replicas(source) for _ in range(50))
            assert any(count == 1 for count in counts)
        finally:
            receiver.terminate()
    counts = (_replicas(source) for _ in range(50))
    assert any(count == 0 for count in counts)


def _replicas(source: Source) -> int:
    activity = read(source.dsn()).activity
    assert activity
    time.sleep(0.1)
    return activity.replicas


def test_activity(source: Source, target: str) -> None:
    with source.connect(target) as connection:
        connection.execute("SELECT pg_create_physical_replication_slot('standby_a', true)")
        connection.execute("CREATE TABLE public.t (a serial PRIMARY KEY, b int); CREATE SEQUENCE public.unused")
        connection.execute("CREATE MATERIALIZED VIEW public.m AS SELECT 1 AS one")
        connection.execute("INSERT INTO public.t (b) SELECT 1 FROM generate_series(1, 2000)")
        connection.execute("DELETE FROM public.t WHERE a = 5")
        connection.execute("VACUUM ANALYZE public.t")
    activity = _counted(source, target, Name("public", "t"))
    with source.connect() as connection:
        connection.execute("SELECT pg_drop_replication_slot('standby_a')")
    assert activity
    assert [str(table.name) for table in activity.tables] == ["public.m", "public.t"]
    table = activity.table(Name("public", "t"))
    assert table
    assert (table.inserts, table.deletes, table.updates) == (2000, 1, 0)
    assert table.last_vacuum
    assert table.last_analyze
    assert table.xid_age > 0
    (key,) = activity.indexes
    assert (str(key.name), key.scans) == ("public.t_pkey", 1)
    assert bool(key.last_scan) == (source.installation.major >= 16)
    assert {str(one.name): one.last_value for one in activity.sequences} == {
        "public.t_a_seq": 2000,
        "public.unused": None,
    }
    (slot,) = activity.slots
    assert (slot.name, slot.kind, slot.active, slot.wal_status) == ("standby_a", "physical", False, "reserved")
    assert slot.retained is not None
    assert (activity.standby, activity.archived) == (False, 0)
    assert activity.commits > 0
    assert activity.database_xid_age > 0
    assert activity.started_at


def _counted(source: Source, database: str, table: Name) -> Activity:
    """The counters once they hold what a session that has ended did; before 15 that takes a while."""
    for _ in range(50):
        activity = read(source.dsn(database)).activity
        assert activity
        found = activity.table(table)
        if found and found.last_analyze and found.inserts:
            return activity
        time.sleep(0.1)
    pytest.fail("nothing was counted")


def test_settings_are_the_servers_not_the_sessions(every_kind: Snapshot) -> None:
    settings = every_kind.settings
    assert settings
    wal = settings.get("wal_level")
    assert wal
    assert (wal.value, wal.source, wal.context) == ("logical", "configuration file", "postmaster")
    for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout", "jit"):
        setting = settings.get(name)
        assert setting
        assert (setting.value, setting.source) == (setting.default, "default")
    assert settings.text("search_path") == '"$user", public'
    assert settings.bytes("shared_buffers") == 128 * 1024**2
    assert settings.overrides == (
        Override(name="app.jwt_secret", value="***", database="every_kind"),
        Override(name="work_mem", value="64MB", role="app", database="every_kind"),
    )


def test_two_readings_of_one_database_are_the_same(source: Source, every_kind: Snapshot) -> None:
    again = read(source.dsn("every_kind"))
    assert again.database == replace(every_kind.database)
    assert again.settings == every_kind.settings


def test_workload(source: Source, target: str) -> None:
    if not source.statement_statistics:
        assert read(source.dsn(target)).workload is None  # this installation comes without contrib
        return
    with source.connect(target) as connection:
        connection.execute('CREATE SCHEMA "Tools"')
        connection.execute('CREATE EXTENSION pg_stat_statements SCHEMA "Tools"')
        connection.execute('SELECT "Tools".pg_stat_statements_reset()')
        connection.execute("CREATE TABLE public.t (a int)")
        for statement in ("a = 1", "a = 2", "a = 3"):
            connection.execute(b"/* app */ SELECT a FROM public.t WHERE " + statement.encode())
        connection.execute("-- why\nINSERT INTO public.t VALUES (1), (2)")
        connection.execute("(SELECT 1)")
        connection.execute("VACUUM public.t")
    read(source.dsn(target))
    workload = read(source.dsn(target)).workload
    assert workload
    major = source.installation.major
    assert (workload.origin, workload.evicted) == ("pg_stat_statements", 0 if major >= 14 else None)
    assert bool(workload.since) == (major >= 14)
    queries = {query.sql: query for query in workload.queries}
    selected = queries["/* app */ " * (major < 18) + "SELECT a FROM public.t WHERE a = $1"]  # 18 cuts it off
    assert "(SELECT $1)" in queries
    assert not any("maquette" in sql or sql.startswith(("VACUUM", "CREATE", "BEGIN")) for sql in queries)
    inserted = next(query for sql, query in queries.items() if "INSERT" in sql)
    assert (inserted.calls, inserted.rows, inserted.name[0]) == (1, 2, "q")
    assert (selected.calls, selected.fingerprint) == (3, "")
    assert selected.total_ms
    assert [query.total_ms for query in workload.queries] == sorted(
        (query.total_ms or 0 for query in workload.queries), reverse=True
    )
