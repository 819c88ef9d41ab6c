"""temporal: versions never overlap and no change is lost, whoever writes at once; the naive forms fail the same."""

# ruff: noqa: S608 - the names in these statements are this file's

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from applied import designed, dsn_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import errors

from maquette.engines.postgres.scratch import Scratch
from maquette.engines.postgres.servers.template import ADMIN

TEXT = (Path(__file__).parent / "naive/temporal.sql").read_text()
NAIVE = dict(re.findall(r"^-- name: (.+?)$(.+?)(?=^-- name:|\Z)", TEXT, re.M | re.S))
WRITERS, ROUNDS = 8, 6
TABLE = """
CREATE TABLE prices (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, product_id bigint NOT NULL, price numeric NOT NULL,
    note text, valid_from timestamptz NOT NULL, valid_to timestamptz
);
CREATE TABLE products (id bigint PRIMARY KEY, title text, price numeric);
INSERT INTO products SELECT n, 'p' || n, 0 FROM generate_series(1, 4) n;
"""
OVERLAPS = """
SELECT count(*) FROM prices a JOIN prices b ON a.product_id = b.product_id AND a.id < b.id
   AND tstzrange(a.valid_from, a.valid_to) && tstzrange(b.valid_from, b.valid_to)
"""
SHORTER = "UPDATE prices SET valid_to = valid_to - interval '1 second' WHERE product_id = %s"
FEWER = "DELETE FROM prices WHERE id = (SELECT max(id) FROM prices WHERE product_id = %s)"
MORE = "INSERT INTO prices (product_id, price, valid_from) VALUES (%s, 1, '2026-02-01')"
HISTORY = """
SELECT price, upper(during) = lead(lower(during)) OVER (ORDER BY during) FROM products_history
 WHERE id = %s ORDER BY during
"""
REFUSED = (errors.ExclusionViolation, errors.DeadlockDetected)


@pytest.fixture
def connection(server: Scratch, fresh_database: str) -> Iterator[psycopg.Connection]:
    with connect(server, fresh_database) as connection:
        connection.execute(TABLE.encode())
        yield connection


def connect(server: Scratch, database: str) -> psycopg.Connection:
    # A deadlock of two INSERTs is found at once, not after a second.
    return psycopg.connect(server.dsn(database, ADMIN), autocommit=True, options="-c deadlock_timeout=20ms")


def design(connection: psycopg.Connection, table: str, **options: str) -> None:
    for statement in designed(dsn_of(connection), "temporal", table, **options).statements:
        patiently(connection, statement.sql)


def patiently(connection: psycopg.Connection, sql: str) -> None:
    """Run it, again where writers let it wait too long for its lock."""
    for _ in range(20):
        try:
            connection.execute(sql.encode())
        except errors.LockNotAvailable:
            continue
        return
    raise AssertionError(f"never got its lock: {sql}")


def beside(connection: psycopg.Connection) -> None:
    design(connection, "prices", key="product_id", place="beside")


def on_table(connection: psycopg.Connection) -> None:
    design(connection, "prices", key="product_id", place="table")


def in_core(connection: psycopg.Connection) -> None:
    design(connection, "prices", key="product_id", btree_gist="false")


def look_first(connection: psycopg.Connection) -> None:
    connection.execute(NAIVE["trigger that looks first"].encode())
    connection.execute(NAIVE["change by hand"].encode())


@dataclass
class Outcome:
    """What was left after all have written at once."""

    overlaps: int
    firsts: list[int]  # of each new product, how many first versions were taken
    failed: int  # changes that were not made
    lost: int  # changes that were made, and that no version tells of


def all_at_once(server: Scratch, connection: psycopg.Connection, form: Callable[[psycopg.Connection], None]) -> Outcome:
    """Eight writers insert the first version of the same products and change the same product."""
    form(connection)
    connection.execute("INSERT INTO prices (product_id, price, valid_from) VALUES (0, 0, '2026-01-01')")
    together = threading.Barrier(WRITERS)

    def write(number: int) -> tuple[list[int], list[int], int]:
        inserted, changed, failed = [], [], 0
        with connect(server, connection.info.dbname) as own:
            for turn in range(1, ROUNDS + 1):
                together.wait()
                try:
                    with own.transaction():
                        own.execute("INSERT INTO prices (product_id, price, valid_from) VALUES (%s, 1, now())", [turn])
                        own.execute("SELECT pg_sleep(0.005)")
                    inserted.append(turn)
                except REFUSED:
                    pass
                together.wait()
                price = number * 1000 + turn
                try:
                    with own.transaction():
                        own.execute("SELECT change_prices(0, jsonb_build_object('price', %s::int))", [price])
                        own.execute("SELECT pg_sleep(0.005)")
                    changed.append(price)
                except REFUSED:
                    failed += 1
        return inserted, changed, failed

    with ThreadPoolExecutor(WRITERS) as pool:
        told = list(pool.map(write, range(1, WRITERS + 1)))
    (overlaps,) = connection.execute(OVERLAPS).fetchone() or (-1,)
    there = {int(row[0]) for row in connection.execute("SELECT price FROM prices WHERE product_id = 0").fetchall()}
    made = [price for _, changed, _ in told for price in changed]
    firsts = [sum(inserted.count(turn) for inserted, _, _ in told) for turn in range(1, ROUNDS + 1)]
    return Outcome(overlaps, firsts, sum(failed for *_, failed in told), len(set(made) - there))


@pytest.mark.postgres(">= 15")
@pytest.mark.parametrize("form", [beside, on_table, in_core])
def test_eight_writers_never_overlap_and_lose_nothing(
    server: Scratch, connection: psycopg.Connection, form: Callable[[psycopg.Connection], None]
) -> None:
    outcome = all_at_once(server, connection, form)
    assert outcome.overlaps == 0
    assert max(outcome.firsts) == 1
    assert (outcome.failed, outcome.lost) == (0, 0)
    rows = connection.execute(
        "SELECT valid_from, lag(valid_to) OVER (ORDER BY valid_from) FROM prices WHERE product_id = 0 ORDER BY 1"
    ).fetchall()
    assert len(rows) == 1 + WRITERS * ROUNDS
    assert all(began == ended for began, ended in rows[1:])


@pytest.mark.postgres(">= 15")
def test_a_trigger_that_looks_first_overlaps(server: Scratch, connection: psycopg.Connection) -> None:
    outcome = all_at_once(server, connection, look_first)
    assert outcome.overlaps > 0
    assert max(outcome.firsts) > 1
    assert outcome.failed + outcome.lost > 0


@pytest.mark.postgres(">= 15")
def test_the_playbooks_table_cannot_be_made(connection: psycopg.Connection) -> None:
    with pytest.raises(errors.UndefinedObject, match="no default operator class"):
        connection.execute(NAIVE["table with exclude"].encode())


Action = tuple[str, int, int, int]
DAYS = st.integers(0, 12)
ACTIONS = st.lists(st.tuples(st.sampled_from(["change", "correct"]), DAYS, DAYS, st.integers(1, 99)), max_size=7)
Version = tuple[int, int | None, int]  # from a day, to a day, price


def changed(versions: list[Version], since: int, price: int) -> list[Version] | None:
    """The model of change; None where it is refused."""
    began, ended, _ = versions[-1]
    if since < began:
        return None
    if since == began:
        return [*versions[:-1], (began, ended, price)]
    open_ = ended is None or ended > since
    last = (began, since, versions[-1][2]) if open_ else versions[-1]
    return [*versions[:-1], last, (since, ended if open_ else None, price)]


def corrected(versions: list[Version], since: int, until: int, price: int) -> list[Version] | None:
    """The model of correct; None where it is refused."""
    parts: list[Version] = []
    touched = False
    for began, ended, old in versions:
        low, high = max(began, since), min(until if ended is None else ended, until)
        if low >= high:
            parts.append((began, ended, old))
            continue
        touched = True
        if began < low:
            parts.append((began, low, old))
        parts.append((low, high, price))
        if ended is None or high < ended:
            parts.append((high, ended, old))
    return sorted(parts, key=lambda part: part[0]) if touched else None


def day(number: int | None) -> str | None:
    return None if number is None else f"2026-01-{number + 1:02}"


@pytest.mark.postgres(">= 15")
@pytest.mark.parametrize("kind", ["timestamptz", "date", "range"])
def test_change_and_correct_do_what_the_model_does(connection: psycopg.Connection, kind: str) -> None:
    columns = "held daterange NOT NULL" if kind == "range" else f"valid_from {kind} NOT NULL, valid_to {kind}"
    connection.execute(f"CREATE TABLE rates (id serial PRIMARY KEY, room int NOT NULL, price int, {columns})".encode())
    design(connection, "rates", key="room", place="table", **({"period": "held"} if kind == "range" else {}))
    began, ended = ("lower(held)", "upper(held)") if kind == "range" else ("valid_from", "valid_to")
    first = "daterange('2026-01-04', NULL)" if kind == "range" else "'2026-01-04'"
    days = ", ".join(f"{end}::date - date '2026-01-01'" for end in (began, ended))
    query = f"SELECT {days}, price FROM rates WHERE room = 1 ORDER BY 1"
    column = "held" if kind == "range" else "valid_from"

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(ACTIONS)
    def holds(actions: Sequence[Action]) -> None:
        connection.execute("TRUNCATE rates")
        connection.execute(
            f"INSERT INTO rates (room, price, {column}) VALUES (1, 0, {first}), (2, 0, {first})".encode()
        )
        versions: list[Version] = [(3, None, 0)]
        for what, since, until, price in actions:
            if what == "change":
                wanted = changed(versions, since, price)
                arguments = [price, day(since)]
                call = "SELECT change_rates(1, jsonb_build_object('price', %s::int), %s)"
            else:
                wanted = corrected(versions, min(since, until), max(since, until), price)
                arguments = [price, day(min(since, until)), day(max(since, until))]
                call = "SELECT correct_rates(1, jsonb_build_object('price', %s::int), %s, %s)"
            if wanted is None:
                with pytest.raises((errors.InvalidParameterValue, errors.NoDataFound)):
                    connection.execute(call.encode(), arguments)
            else:
                connection.execute(call.encode(), arguments)
                versions = wanted
            assert connection.execute(query.encode()).fetchall() == versions
        for moment in range(13):
            now = connection.execute("SELECT price FROM rates_as_of(%s) WHERE room = 1", [day(moment)]).fetchall()
            assert now == [(p,) for b, e, p in versions if b <= moment and (e is None or moment < e)]
        assert connection.execute("SELECT count(*) FROM rates WHERE room = 2").fetchone() == (1,)

    holds()


@pytest.mark.postgres(">= 15")
def test_rows_come_in_while_others_write(server: Scratch, connection: psycopg.Connection) -> None:
    """Beside the table stands what the table says, whatever was written while it was filled."""
    connection.execute(
        "INSERT INTO prices (product_id, price, valid_from, valid_to) SELECT n / 2, 1, began, began + interval '1 day'"
        " FROM generate_series(1, 3000) n,"
        " LATERAL (SELECT timestamptz '2026-01-01' + n % 2 * interval '1 day') moments(began)"
    )
    over = threading.Event()

    def write(number: int) -> int:
        done = 0
        with connect(server, connection.info.dbname) as own:
            while not over.is_set():
                product = (done * 37 + number * 499) % 1500
                own.execute(SHORTER, [product])
                own.execute(FEWER, [product + 1])
                own.execute(MORE, [5000 + done * 3 + number])
                done += 3
        return done

    with ThreadPoolExecutor(3) as pool:
        writers = [pool.submit(write, number) for number in range(3)]
        beside(connection)
        over.set()
        assert all(writer.result() > 0 for writer in writers)
    different = connection.execute(
        "SELECT id, product_id, tstzrange(valid_from, valid_to) FROM prices"
        " EXCEPT SELECT id, product_id, during FROM prices_validity"
    ).fetchall()
    assert different == []
    counts = "SELECT (SELECT count(*) FROM prices), (SELECT count(*) FROM prices_validity)"
    table, held = connection.execute(counts).fetchone() or (0, -1)
    assert table == held > 0


def waited(server: Scratch, connection: psycopg.Connection) -> None:
    """One transaction begins, another changes the row and commits, then the first changes it too."""
    with connect(server, connection.info.dbname) as own, own.transaction():
        own.execute("SELECT now()")
        connection.execute("UPDATE products SET price = 1 WHERE id = 1")
        own.execute("UPDATE products SET price = 2 WHERE id = 1")


@pytest.mark.postgres(">= 15")
def test_a_history_is_whole_whoever_waits(server: Scratch, connection: psycopg.Connection) -> None:
    design(connection, "products")
    waited(server, connection)

    def write(number: int) -> None:
        with connect(server, connection.info.dbname) as own:
            for turn in range(10):
                own.execute("UPDATE products SET price = price + 1 WHERE id = %s", [2 + (number + turn) % 2])

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))
    assert connection.execute(HISTORY, [1]).fetchall() == [(0, True), (1, True), (2, None)]
    for product in (2, 3):
        versions = connection.execute(HISTORY, [product]).fetchall()
        assert versions == [(n, True) for n in range(40)] + [(40, None)]


@pytest.mark.postgres(">= 15")
def test_a_history_by_now_breaks_where_one_waits(server: Scratch, connection: psycopg.Connection) -> None:
    connection.execute(NAIVE["history by now"].encode())
    with pytest.raises(errors.DataException, match="lower bound must be less than or equal"):
        waited(server, connection)


@pytest.mark.postgres(">= 15")
def test_no_gap_is_left_by_two_at_once(server: Scratch, connection: psycopg.Connection) -> None:
    """One adds a version after the last while another takes the last away: one of the two is refused."""
    design(connection, "prices", key="product_id", place="table", gaps="false")
    version = "INSERT INTO prices (product_id, price, valid_from, valid_to) VALUES (1, 1, %s, %s)"
    connection.execute(version, ["2026-01-01", "2026-01-02"])
    connection.execute(version, ["2026-01-02", "2026-01-03"])
    refused = 0

    def adds() -> None:
        with connect(server, connection.info.dbname) as own, own.transaction():
            own.execute(version, ["2026-01-03", "2026-01-04"])
            own.execute("SELECT pg_sleep(0.1)")

    def takes() -> None:
        with connect(server, connection.info.dbname) as own, own.transaction():
            own.execute("DELETE FROM prices WHERE valid_from = '2026-01-02'")
            own.execute("SELECT pg_sleep(0.1)")

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(adds), pool.submit(takes)]:
            try:
                done.result()
            except errors.CheckViolation:
                refused += 1
    assert refused == 1
    connection.execute("SET default_transaction_isolation = 'repeatable read'")
    with pytest.raises(errors.FeatureNotSupported):
        connection.execute("UPDATE prices SET price = 2")


@pytest.mark.postgres(">= 18")
def test_a_version_holds_only_within_what_it_belongs_to(connection: psycopg.Connection) -> None:
    for table in ("contracts", "offers"):
        columns = "id serial PRIMARY KEY, seller bigint NOT NULL, valid_from date NOT NULL, valid_to date"
        connection.execute(f"CREATE TABLE {table} ({columns})".encode())
    design(connection, "contracts", key="seller", place="beside")
    design(connection, "offers", key="seller", within="contracts")
    connection.execute("INSERT INTO contracts (seller, valid_from, valid_to) VALUES (1, '2026-01-01', '2026-07-01')")
    connection.execute("INSERT INTO offers (seller, valid_from, valid_to) VALUES (1, '2026-02-01', '2026-03-01')")
    with pytest.raises(errors.ForeignKeyViolation):
        connection.execute("INSERT INTO offers (seller, valid_from, valid_to) VALUES (1, '2026-06-01', '2026-08-01')")
    with pytest.raises(errors.ForeignKeyViolation):
        connection.execute("UPDATE contracts SET valid_to = '2026-02-15'")
