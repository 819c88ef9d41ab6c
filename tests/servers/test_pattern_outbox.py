"""The outbox under writers that commit out of order and readers that are killed: each event once, in order."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import psycopg
import pytest
from applied import blocked, build, crowd, naive

from maquette.engines.postgres.scratch import Scratch

WRITERS = 6
TRANSACTIONS = 120
READERS = ("mailer", "ledger")
STREAMS = 5
SEEN = "INSERT INTO seen (reader, stream, number) SELECT %s, stream, number FROM outbox_read(%s, %s)"


@pytest.fixture
def guest(server: Scratch, fresh_database: str) -> Iterator[psycopg.Connection[Any]]:
    """An outbox, a table that writers touch first, and one of what readers saw, in order."""
    build(server, fresh_database, "outbox", lanes="2")
    with server.guest(fresh_database) as connection:
        connection.execute(
            "CREATE TABLE seen (nr bigint GENERATED ALWAYS AS IDENTITY, reader text, stream text, number bigint);"
            "CREATE TABLE touched (writer integer);"
            "SELECT outbox_join('mailer'), outbox_join('ledger')"
        )
        yield connection


def test_every_event_is_seen_once_and_in_order(
    server: Scratch, fresh_database: str, guest: psycopg.Connection[Any]
) -> None:
    left = iter(range(TRANSACTIONS))
    written: list[bool] = []

    def write(connection: psycopg.Connection[Any], lot: random.Random) -> bool:
        if next(left, None) is None:
            return False
        with connection.transaction(force_rollback=lot.random() < 0.1):
            connection.execute("INSERT INTO touched VALUES (1)")  # its transaction has an id from here on
            time.sleep(lot.random() / 100)
            for stream in sorted(lot.sample(range(STREAMS), lot.randint(1, 3))):
                connection.execute("SELECT outbox_emit(%s, 'changed', '{}')", [f"s{stream}"])
                time.sleep(lot.random() / 200)
        return True

    def read(connection: psycopg.Connection[Any], lot: random.Random) -> bool:
        last = bool(written)
        with connection.transaction():
            found = [connection.execute(SEEN, [one, one, lot.randint(1, 20)]).rowcount for one in READERS]
            time.sleep(lot.random() / 100)
        return any(found) or not last or unread(connection)

    with ThreadPoolExecutor(2) as pool:
        reading = pool.submit(crowd, server, fresh_database, 3, read, kill_every=0.04)
        killed = crowd(server, fresh_database, WRITERS, write)  # the readers' killer takes whom it finds
        written.append(True)
        killed += reading.result()
    assert killed >= 3
    events = guest.execute("SELECT stream, number FROM outbox ORDER BY stream, number").fetchall()
    assert len(events) > TRANSACTIONS
    for reader in READERS:
        seen = guest.execute("SELECT stream, number FROM seen WHERE reader = %s ORDER BY nr", [reader]).fetchall()
        assert sorted(seen) == events
        for stream in {stream for stream, _ in events}:
            numbers = [number for of, number in seen if of == stream]
            assert numbers == list(range(1, len(numbers) + 1))


def unread(connection: psycopg.Connection[Any]) -> bool:
    row = connection.execute("SELECT (SELECT count(*) FROM outbox) * 2 > (SELECT count(*) FROM seen)").fetchone()
    return bool(row and row[0])


def numbers(connection: psycopg.Connection[Any], reader: str = "mailer") -> list[tuple[Any, ...]]:
    return connection.execute("SELECT stream, number FROM outbox_read(%s)", [reader]).fetchall()


def test_an_event_that_commits_late_is_not_passed(
    server: Scratch, fresh_database: str, guest: psycopg.Connection[Any]
) -> None:
    with server.guest(fresh_database) as late, server.guest(fresh_database) as early:
        with late.transaction():
            late.execute("SELECT outbox_emit('a', 'late', '{}')")
            early.execute("SELECT outbox_emit('b', 'early', '{}')")
            assert numbers(guest) == []
        assert sorted(numbers(guest) + numbers(guest)) == [("a", 1), ("b", 1)]
        assert numbers(guest) == []


def test_an_old_transaction_that_writes_last_comes_last_in_its_stream(
    server: Scratch, fresh_database: str, guest: psycopg.Connection[Any]
) -> None:
    with server.guest(fresh_database) as old, server.guest(fresh_database) as long, server.guest(fresh_database) as new:
        turn_round(old, long, new, "SELECT outbox_emit('a', %s, '{}')", guest, "SELECT kind FROM outbox_read('mailer')")
        assert guest.execute("SELECT kind FROM outbox_read('ledger')").fetchall() == [("first",), ("second",)]


def turn_round(  # noqa: PLR0917 - a play of three writers and a reader
    old: psycopg.Connection[Any], long: psycopg.Connection[Any], new: psycopg.Connection[Any], emit: str,
    reader: psycopg.Connection[Any], read: str,
) -> list[Any]:  # fmt: skip
    """The old transaction writes after a newer one has committed, and an id between the two still runs."""
    for connection in (old, long, new):
        connection.execute("BEGIN")
        connection.execute("SELECT pg_current_xact_id()")
    new.execute(emit.encode(), ["first"])
    new.execute("COMMIT")
    old.execute(emit.encode(), ["second"])
    old.execute("COMMIT")
    seen = reader.execute(read.encode()).fetchall()
    long.execute("COMMIT")
    return seen


def test_an_event_is_rolled_back_with_its_transaction_and_leaves_no_gap(guest: psycopg.Connection[Any]) -> None:
    with guest.transaction(force_rollback=True):
        guest.execute("SELECT outbox_emit('a', 'undone', '{}')")
    guest.execute("SELECT outbox_emit('a', 'done', '{}')")
    assert numbers(guest) == [("a", 1)]


def test_purge_keeps_what_one_reader_has_not_seen(guest: psycopg.Connection[Any]) -> None:
    guest.execute("SELECT outbox_emit('a', 'x', '{}') FROM generate_series(1, 5)")
    purge = "SELECT outbox_purge('0 seconds')"
    assert len(numbers(guest)) == 5
    assert guest.execute(purge.encode()).fetchall() == [(0,)]
    assert guest.execute("SELECT count(*) FROM outbox_read('ledger', 3)").fetchall() == [(3,)]
    assert guest.execute(purge.encode()).fetchall() == [(3,)]
    assert [number for _, number in numbers(guest, "ledger")] == [4, 5]


def test_a_row_that_changes_emits_in_the_order_of_its_locks(server: Scratch, fresh_database: str) -> None:
    with server.guest(fresh_database) as guest:
        guest.execute("CREATE TABLE accounts (id integer PRIMARY KEY, amount integer NOT NULL, more json)")
        guest.execute("INSERT INTO accounts SELECT generate_series(1, 3), 0")
        build(server, fresh_database, "outbox", "accounts")
        guest.execute("SELECT outbox_join('mailer')")
        left = iter(range(60))

        def add(connection: psycopg.Connection[Any], lot: random.Random) -> bool:
            with connection.transaction():
                connection.execute("SELECT pg_current_xact_id()")
                time.sleep(lot.random() / 200)
                connection.execute("UPDATE accounts SET amount = amount + 1 WHERE id = %s", [lot.randint(1, 3)])
            return next(left, None) is not None

        crowd(server, fresh_database, 8, add)
        amounts: dict[str, list[int]] = {}
        query = "SELECT stream, (payload ->> 'amount')::integer FROM outbox_read('mailer')"
        while found := guest.execute(query.encode()).fetchall():
            for stream, amount in found:
                amounts.setdefault(stream, []).append(amount)
        assert sum(map(len, amounts.values())) >= 60
        for told in amounts.values():
            assert all(later == earlier + 1 for earlier, later in pairwise(told))
        guest.execute("UPDATE accounts SET id = 9 WHERE id = 1")
        kinds = guest.execute(
            "SELECT stream, kind FROM outbox WHERE stream IN ('accounts:1', 'accounts:9') ORDER BY id"
        )
        assert kinds.fetchall()[-2:] == [("accounts:1", "delete"), ("accounts:9", "insert")]


def test_two_writers_of_a_stream_wait_and_two_of_two_streams_do_not(
    server: Scratch, fresh_database: str, guest: psycopg.Connection[Any]
) -> None:
    with server.guest(fresh_database) as other, ThreadPoolExecutor(1) as pool:
        with guest.transaction():
            guest.execute("SELECT outbox_emit('a', 'x', '{}')")
            other.execute("SELECT outbox_emit('b', 'x', '{}')")
            second = pool.submit(other.execute, "SELECT outbox_emit('a', 'y', '{}')")
            with blocked(server, fresh_database, other.info.backend_pid):
                pass
        assert second.result(10).fetchall() == [(2,)]


def test_naive_last_id_skips_an_event(server: Scratch, fresh_database: str) -> None:
    said = naive("outbox")
    with server.guest(fresh_database) as late, server.guest(fresh_database) as early:
        early.execute(said["schema"].encode())
        with late.transaction():
            late.execute(said["emit"].encode(), ["a", "late"])
            early.execute(said["emit"].encode(), ["b", "early"])
            ((last, payload),) = early.execute(said["read"].encode(), [0]).fetchall()
            assert payload == "early"
        assert early.execute(said["read"].encode(), [last]).fetchall() == []  # "late" is never seen


def test_naive_order_by_the_writers_transaction_turns_a_stream_round(server: Scratch, fresh_database: str) -> None:
    said = naive("outbox")
    with (
        server.guest(fresh_database) as old, server.guest(fresh_database) as long, server.guest(fresh_database) as new,
        server.guest(fresh_database) as reader,
    ):  # fmt: skip
        reader.execute(said["schema with the writer's transaction"].encode())
        emit = "INSERT INTO outbox (stream, payload) VALUES ('a', %s)"
        seen = turn_round(old, long, new, emit, reader, said["read by the writer's transaction"])
        assert [payload for _, payload in seen] == ["second"]  # before "first", which waits for the long one
