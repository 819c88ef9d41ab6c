"""Whatever is asked of a column of whatever type: the server accepts each index that is proposed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import psycopg

from maquette.advisors.selection.candidates import candidates, shape
from maquette.engines.postgres.clauses import create_index
from maquette.engines.postgres.read import read
from maquette.engines.postgres.scratch import Scratch
from maquette.engines.postgres.servers.template import ADMIN
from maquette.model.change import CreateIndex
from maquette.model.names import Name
from maquette.model.snapshot import Snapshot
from maquette.model.statistics import ColumnStatistics, RelationStatistics, Statistics
from maquette.sql.analyse import analyse

OWN = """
    CREATE SCHEMA app;
    CREATE TYPE app.mood AS ENUM ('calm', 'wild');
    CREATE DOMAIN app.positive AS integer CHECK (VALUE > 0);
    CREATE TYPE app.pair AS (a integer, b text);
"""
TYPES = """
    smallint, integer, bigint, numeric, real, double precision, money, boolean, text, varchar(20), char(3), name,
    "char", bytea, date, time, timetz, timestamp, timestamptz, interval, uuid, oid, xid, tid, pg_lsn, regclass, bit(4),
    varbit, inet, cidr, macaddr, json, jsonb, xml, tsvector, tsquery, point, box, polygon, circle, int4range, daterange,
    tstzrange, integer[], text[], json[], point[], app.mood, app.mood[], app.positive, app.positive[],
    app.pair
"""
CONDITIONS = (
    "= $1", "< $1", "IN ($1, $2)", "LIKE 'a%'", "ILIKE '%a%'", "~ '^a'", "@> $1", "<@ $1", "&& $1", "-|- $1", "? 'a'",
    "@@ $1", "@? $1", "<< $1", "IS NULL", "= ANY ($1)", "% 'a'", "= $1 AND during && $2", "= $1 AND label LIKE $2",
)  # fmt: skip
WRAPPERS = (
    "lower({})", "{}::text", "{}::date", "date_trunc('day', {})", "{} + 1", "{} || 'x'", "{} ->> 'a'", "{}::int",
    "coalesce({}, NULL)", "extract(year FROM {})", "to_tsvector('english', {})", "md5({})", "cardinality({})", "{}[1]",
)  # fmt: skip
WHOLE = (
    "SELECT {} FROM app.every ORDER BY {} <-> $1 LIMIT 4",
    "SELECT DISTINCT {}, first FROM app.every WHERE label = 'x'",
    "SELECT max({}), min({}) FROM app.every",
    "SELECT count(*), {} FROM app.every GROUP BY 2 ORDER BY 2 DESC NULLS LAST",
    "SELECT * FROM app.every x JOIN app.every y ON x.{} = y.{}",
    "SELECT * FROM app.every x JOIN app.every y ON x.{} && y.{}",
)


def _statements(columns: list[str]) -> Iterator[str]:
    where = "SELECT first FROM app.every WHERE"
    for column in columns:
        yield from (f"{where} {column} {condition}" for condition in CONDITIONS)
        for wrapper in WRAPPERS:
            yield from (f"{where} {wrapper.replace('{}', column)} {condition}" for condition in ("= $1", "@> $1"))
        yield from (whole.replace("{}", column) for whole in WHOLE)


def _is_valid(admin: psycopg.Connection, sql: str) -> bool:
    try:
        with admin.transaction(force_rollback=True):
            admin.execute(f"PREPARE asked AS {sql}".encode())
            admin.execute("DEALLOCATE asked")
    except psycopg.Error:
        return False
    return True


def _stated(snapshot: Snapshot, columns: list[str]) -> Statistics:
    """A large table, whose rows lie in the order of every column."""
    known = tuple(ColumnStatistics(column=name, width=48, correlation=1.0, distinct=-1) for name in columns)
    table = RelationStatistics(
        name=Name("app", "every"), pages=5000, relpages=5000, all_visible=5000, rows=1e6, columns=known
    )
    assert snapshot.statistics
    return replace(snapshot.statistics, relations=(table,))


def test_all_are_accepted(fresh_database: str, server: Scratch) -> None:
    with server.admin(fresh_database) as admin:
        admin.execute("SET search_path = public")
        offered = {name for (name,) in admin.execute("SELECT name FROM pg_available_extensions")}
        for name in offered & {"pg_trgm", "btree_gist"}:
            admin.execute(f"CREATE EXTENSION {name}".encode())
        admin.execute(OWN.encode())
        types = [one.strip() for one in TYPES.split(",")] + ["int4multirange"] * (server.installation.major >= 14)
        columns = [f"c{number}" for number in range(len(types))]
        listed = ", ".join(f"{column} {type_}" for column, type_ in zip(columns, types, strict=True))
        admin.execute(f"CREATE TABLE app.every (first int, label text, during tsrange, {listed})".encode())
        snapshot = read(server.dsn(fresh_database, ADMIN))
        statistics, found = _stated(snapshot, ["label", *columns]), dict[object, CreateIndex]()
        for sql in _statements(columns):
            if _is_valid(admin, sql):
                for change in candidates(analyse(sql, snapshot.database), snapshot.database, statistics):
                    found.setdefault(shape(change.index), change)
        assert len(found) > 400
        for change in found.values():
            with admin.transaction(force_rollback=True):
                admin.execute(create_index(change.index).encode())
