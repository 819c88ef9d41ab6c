"""The audit trail on real servers: played back it gives the table, and nobody but its owner may alter it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest
from applied import designed, dsn_of, run
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import errors
from psycopg.sql import SQL, Identifier
from psycopg.types.json import Jsonb

from maquette.engines.postgres.scratch import Scratch
from maquette.engines.postgres.servers.template import ADMIN
from maquette.model.design import Design
from maquette.model.errors import UnsupportedError

NAIVE = Path(__file__).parent / "naive"
NUMBERS = count(1)
SHOP = """
CREATE TABLE shop (id int PRIMARY KEY, name text);
CREATE TABLE person (id int PRIMARY KEY, born date);
CREATE TABLE item (
    shop int NOT NULL REFERENCES shop ON UPDATE CASCADE ON DELETE CASCADE,
    no int NOT NULL,
    price numeric(12, 2), weight float8, seen timestamptz, sold daterange, tags text[], raw bytea, more jsonb,
    maker int REFERENCES person ON DELETE SET NULL, buyer int REFERENCES person ON DELETE SET NULL,
    n int GENERATED ALWAYS AS (no * 2) STORED,
    PRIMARY KEY (shop, no)
);
CREATE TABLE rank (place int PRIMARY KEY DEFERRABLE, who text);
"""
TABLES = ("shop", "person", "item", "rank")
ROW = """item (shop, no, price, weight, seen, sold, tags, raw, more, maker, buyer) VALUES (
    {shop}, {no}, {value}, {value} / 7.0, timestamptz '2026-01-01' + {value} * interval '1 hour',
    daterange('2026-01-01', date '2026-01-02' + {value}), ARRAY['a', 'b {value}', NULL], '\\x0{value}',
    '{{"a": [{value}, null]}}', {person}, {person})"""
STATEMENTS = (
    "INSERT INTO " + ROW,
    "INSERT INTO " + ROW + " ON CONFLICT (shop, no) DO UPDATE SET price = excluded.price, raw = NULL",
    "INSERT INTO item (shop, no, price) SELECT {shop}, n, {value} FROM generate_series(5, 9) n",
    "INSERT INTO shop VALUES ({shop}, 'again') ON CONFLICT (id) DO NOTHING",
    "INSERT INTO person VALUES ({person}, '2000-01-01') ON CONFLICT (id) DO UPDATE SET born = '1999-01-01'",
    "UPDATE item SET price = price + {value}, seen = now() WHERE shop = {shop}",
    "UPDATE item SET price = price, tags = tags || '{{{value}}}' WHERE no = {no}",
    "UPDATE item SET maker = {person}, buyer = {person}",
    "UPDATE item SET no = no + {value} WHERE shop = {shop}",
    "UPDATE item SET shop = {shop} WHERE no = {no}",
    "UPDATE shop SET id = id + 2 WHERE id = {shop}",
    "UPDATE rank SET place = place + 1",
    "UPDATE rank SET place = 7 - place, who = who || {value}",
    "INSERT INTO rank SELECT n, 'w' FROM generate_series(1, 3) n",
    "DELETE FROM rank WHERE place < {value}",
    "DELETE FROM item WHERE no = {no}",
    "DELETE FROM shop WHERE id = {shop}",
    "DELETE FROM person WHERE id = {person}",
    "WITH gone AS (DELETE FROM rank RETURNING *) INSERT INTO rank SELECT place, who || '!' FROM gone",
    "TRUNCATE shop, item",
    "TRUNCATE item",
    "ROLLBACK TO mark",
)
MERGE = (
    "MERGE INTO rank r USING (VALUES (1), (2), (4 + {value})) v (n) ON r.place = v.n"
    " WHEN MATCHED AND n = 1 THEN DELETE WHEN MATCHED THEN UPDATE SET who = 'm' WHEN NOT MATCHED THEN INSERT VALUES (n)"
)


class Operation(NamedTuple):
    """One statement with its values."""

    statement: str
    shop: int
    no: int
    value: int
    person: int


small = st.integers(1, 4)
operations = st.lists(
    st.builds(Operation, st.sampled_from((*STATEMENTS, MERGE)), small, small, small, small), min_size=2, max_size=14
)


@pytest.fixture
def shop(server: Scratch) -> Iterator[psycopg.Connection]:
    """A superuser's connection to a shop that nobody audits yet."""
    name = f"audit_{next(NUMBERS)}"
    server.create_database(name)
    with psycopg.connect(server.dsn(name, ADMIN), autocommit=True) as connection:
        connection.execute(f"SET search_path = public; {SHOP}".encode())
        yield connection
    server.drop_database(name)


def design(connection: psycopg.Connection, *tables: str, **options: str) -> Design:
    return designed(dsn_of(connection), "audit", *tables, **options)


def apply(connection: psycopg.Connection, *tables: str, **options: str) -> None:
    run(connection, design(connection, *tables, **options).statements)


@pytest.fixture
def audited(shop: psycopg.Connection) -> psycopg.Connection:
    apply(shop, *TABLES)
    return shop


def played(connection: psycopg.Connection, table: str) -> list[str]:
    """The rows that the trail gives, as text."""
    rows: dict[str, dict[str, object]] = {}
    for operation, key, new in connection.execute(
        "SELECT operation, key::text, new FROM audit.trail WHERE relation = %s ORDER BY id", [f"public.{table}"]
    ):
        if operation == "INSERT":
            rows[key] = new
        elif operation == "UPDATE":
            rows[key] |= new
        elif operation == "DELETE":
            del rows[key]
        else:
            rows.clear()
    back = f"SELECT jsonb_populate_record(NULL::{table}, %s)::text"
    return sorted(connection.execute(back, [Jsonb(row)]).fetchone()[0] for row in rows.values())  # type: ignore[index]  # one row


def held(connection: psycopg.Connection, table: str) -> list[str]:
    """The rows that are there."""
    return sorted(row[0] for row in connection.execute(SQL("SELECT t::text FROM {} t").format(Identifier(table))))


def do(connection: psycopg.Connection, one: Operation) -> None:
    """One statement in a transaction that goes on where it fails."""
    if one.statement == MERGE and connection.info.server_version < 150000:
        return
    if one.statement.startswith("ROLLBACK"):
        connection.execute(one.statement.encode())
        return
    try:
        with connection.transaction():
            connection.execute(one.statement.format(**one._asdict()).encode())
    except (errors.IntegrityError, errors.FeatureNotSupported):
        return
    if one.value == 1:
        connection.execute(b"SAVEPOINT mark")


def start(connection: psycopg.Connection) -> None:
    connection.execute(b"TRUNCATE shop, person, item, rank")
    connection.execute(b"INSERT INTO shop SELECT n FROM generate_series(1, 4) n")
    connection.execute(b"INSERT INTO person SELECT n FROM generate_series(1, 4) n")
    connection.execute(b"INSERT INTO rank SELECT n, 'w' || n FROM generate_series(1, 3) n")
    connection.execute(
        b"INSERT INTO item (shop, no, maker, buyer)"
        b" SELECT a, b, b, b FROM generate_series(1, 3) a, generate_series(1, 3) b"
    )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(done=operations)
def test_played_in_order_the_trail_gives_the_table(audited: psycopg.Connection, done: list[Operation]) -> None:
    with audited.transaction():
        start(audited)
        audited.execute(b"SAVEPOINT mark")
        for one in done:
            do(audited, one)
    for table in TABLES:
        assert played(audited, table) == held(audited, table)


def test_two_actions_of_foreign_keys_on_one_row_are_two_records(audited: psycopg.Connection) -> None:
    audited.execute(b"INSERT INTO shop VALUES (1); INSERT INTO person VALUES (7)")
    audited.execute(b"INSERT INTO item (shop, no, maker, buyer) SELECT 1, n, 7, 7 FROM generate_series(1, 2) n")
    audited.execute(b"DELETE FROM person")
    told = audited.execute(b"SELECT key -> 'no', old, new FROM audit.trail WHERE operation = 'UPDATE' ORDER BY 1, id")
    actions = [({name: 7}, {name: None}) for name in ("maker", "buyer")]
    assert told.fetchall() == [(no, *action) for no in (1, 2) for action in actions]


def naive(connection: psycopg.Connection, name: str) -> None:
    connection.execute((NAIVE / f"{name}.sql").read_bytes())


def test_the_naive_trigger_stops_every_write(shop: psycopg.Connection) -> None:
    naive(shop, "audit")
    shop.execute(b"INSERT INTO shop VALUES (1)")
    with pytest.raises(errors.UndefinedFunction, match="jsonb - jsonb"):
        shop.execute(b"INSERT INTO item (shop, no) VALUES (1, 1)")


def test_the_naive_trail_does_not_give_the_table(shop: psycopg.Connection) -> None:
    """Even with its operator mended: TRUNCATE is not told, nor which row was deleted."""
    naive(shop, "audit_mended")
    start(shop)
    shop.execute(b"DELETE FROM item WHERE no = 2")
    assert shop.execute(b"SELECT DISTINCT changed_data FROM audit_log WHERE operation = 'DELETE'").fetchall() == [
        (None,)
    ]
    shop.execute(b"TRUNCATE item")
    assert shop.execute(b"SELECT count(*) FROM audit_log WHERE operation = 'TRUNCATE'").fetchone() == (0,)


def acts(connection: psycopg.Connection, actor: str) -> None:
    """A transaction in which somebody acts, and one after it in which nobody says who."""
    with connection.transaction():
        connection.execute("SELECT set_config('app.current_user_id', %s, true)", [actor])
        connection.execute(b"INSERT INTO item (shop, no) VALUES (1, 1)")
    connection.execute(b"INSERT INTO item (shop, no) VALUES (1, 2)")


def test_an_actor_of_any_kind_or_none_stops_no_write(audited: psycopg.Connection) -> None:
    audited.execute(b"INSERT INTO shop VALUES (1)")
    acts(audited, "ann: 'no uuid'")
    told = audited.execute(b"SELECT actor FROM audit.trail ORDER BY id").fetchall()
    assert told == [(None,), ("ann: 'no uuid'",), (None,)]


def test_the_naive_actor_stops_the_write_that_comes_after(shop: psycopg.Connection) -> None:
    naive(shop, "audit_mended")
    shop.execute(b"INSERT INTO shop VALUES (1)")
    with pytest.raises(errors.InvalidTextRepresentation, match='uuid: ""'):
        acts(shop, "7d9c1a52-0000-4000-8000-000000000000")


ATTACKS = (
    "INSERT INTO audit.trail (at, relation, operation, login) VALUES (now(), 'public.item', 'DELETE', 'boss')",
    "UPDATE audit.trail SET actor = 'boss'",
    "DELETE FROM audit.trail_rest",
    "TRUNCATE audit.trail",
    "DROP TABLE audit.trail",
    "ALTER TABLE audit.trail DETACH PARTITION audit.trail_rest",
    "CREATE OR REPLACE FUNCTION audit.record() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    "SELECT audit.keep(0, 1)",
    "CREATE TRIGGER forged AFTER INSERT ON own FOR EACH STATEMENT EXECUTE FUNCTION audit.record()",
    "ALTER TABLE item DISABLE TRIGGER ALL",
    "DROP TRIGGER audit_delete ON item",
    "SET session_replication_role = replica",
    "SELECT * FROM audit.trail",
)


@pytest.fixture
def application(server: Scratch, shop: psycopg.Connection) -> Iterator[str]:
    """A role with all rights on the shop's tables, and on whatever is made later."""
    shop.execute(b"CREATE ROLE application; ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO application")
    shop.execute(b"ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO application")
    shop.execute(
        b"GRANT ALL ON ALL TABLES IN SCHEMA public TO application; GRANT CREATE ON SCHEMA public TO application"
    )
    yield "application"
    shop.execute(b"RESET ROLE; DROP OWNED BY application; DROP ROLE application")


def test_the_application_cannot_alter_the_trail(shop: psycopg.Connection, application: str) -> None:
    apply(shop, *TABLES)
    shop.execute(b"SET ROLE application; CREATE TABLE own (a int); INSERT INTO shop VALUES (1)")
    for attack in ATTACKS:
        with pytest.raises(errors.InsufficientPrivilege):
            shop.execute(attack.encode())
    shop.execute(b"RESET ROLE; SET search_path = public")
    assert shop.execute(b"SELECT relation, login FROM audit.trail").fetchall() == [("public.shop", "application")]


def test_the_naive_trail_may_be_altered_by_the_application(shop: psycopg.Connection, application: str) -> None:
    naive(shop, "audit_mended")
    shop.execute(b"INSERT INTO shop VALUES (1); INSERT INTO item (shop, no) VALUES (1, 1); SET ROLE application")
    assert shop.execute(b"DELETE FROM audit_log").rowcount == 1


def test_what_writers_do_at_once_is_told_in_order(server: Scratch, audited: psycopg.Connection) -> None:
    audited.execute(b"INSERT INTO shop VALUES (1)")
    dsn = f"{audited.info.dsn} password={audited.info.password}"

    def write(seed: int) -> None:
        chance = random.Random(seed)
        with psycopg.connect(dsn, autocommit=True, options="-c search_path=public") as writer:
            for _ in range(60):
                row = (chance.randint(1, 4), chance.random())
                if chance.random() < 0.3:
                    writer.execute("DELETE FROM item WHERE no = %s AND price > %s * 2", row)
                writer.execute(
                    "INSERT INTO item (shop, no, price) VALUES (1, %s, %s)"
                    " ON CONFLICT (shop, no) DO UPDATE SET price = item.price + excluded.price",
                    row,
                )

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    assert played(audited, "item") == held(audited, "item")


def partitions(connection: psycopg.Connection) -> list[str]:
    found = connection.execute(
        b"SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'audit.trail'::regclass"
    )
    return sorted(row[0] for row in found)


def test_months_come_and_go_and_wait_for_no_writer(audited: psycopg.Connection) -> None:
    audited.execute(
        b"CREATE TABLE audit.trail_2001_01 PARTITION OF audit.trail FOR VALUES FROM ('2001-01-01') TO ('2001-02-01')"
    )
    before = partitions(audited)
    with psycopg.connect(
        f"{audited.info.dsn} password={audited.info.password}", options="-c search_path=public"
    ) as writer:
        writer.execute(b"INSERT INTO shop VALUES (1)")  # and its transaction stays open
        told = [row[0] for row in audited.execute(b"SELECT audit.keep(months_ahead => 5)")]
        assert [line.partition(" ")[2] for line in told] == [
            "made",
            "made",
            "is not dropped: the trail is in use; call again",
        ]
        assert len(partitions(audited)) == len(before) + 2
    assert audited.execute(b"SELECT audit.keep(5)").fetchall() == [("audit.trail_2001_01 dropped",)]


def test_a_month_that_nobody_made_stops_no_write_and_stays_where_it_went(audited: psycopg.Connection) -> None:
    for month in partitions(audited)[:-1]:
        audited.execute(f"DROP TABLE {month}".encode())
    audited.execute(b"INSERT INTO shop VALUES (1)")
    told = [row[0] for row in audited.execute(b"SELECT audit.keep()")]
    assert [line.endswith("has rows of it, and keeps them") for line in told] == [True, False, False, False]


def test_another_table_joins_the_trail_that_is_there(shop: psycopg.Connection) -> None:
    apply(shop, "shop", "item", hide="name")
    then = design(shop, "item", "person", hide="born")
    assert [step.makes for step in then.open] == [
        f"trigger audit_{event} on public.person" for event in ("insert", "update", "delete", "truncate")
    ]
    apply(shop, "person", hide="born")
    shop.execute(b"INSERT INTO person VALUES (1, '2000-01-01'); UPDATE person SET born = '2000-01-02'")
    kept = shop.execute(b"SELECT old, new FROM audit.history('person', '{\"id\": 1}')").fetchall()
    assert kept == [(None, {"id": 1, "born": None}), ({"born": None}, {"born": None})]


def test_triggers_that_hide_other_columns_are_refused(shop: psycopg.Connection) -> None:
    apply(shop, "person")
    with pytest.raises(UnsupportedError, match="hides other columns"):
        design(shop, "person", hide="born")
