"""Idempotency keys under eight callers of one key, some killed: done once, and all get the same answer."""

from __future__ import annotations

import random
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from applied import blocked, build, crowd, naive

from maquette.engines.postgres.scratch import Scratch

CALLERS, KEYS = 8, 30
PAY = """
CREATE TABLE payments (id integer GENERATED ALWAYS AS IDENTITY, key text);
CREATE FUNCTION pay(request jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_sleep(random() / 100);
    INSERT INTO payments (key) VALUES (request ->> 'key');
    RETURN (SELECT jsonb_build_object('payment', max(id)) FROM payments WHERE key = request ->> 'key');
END $$;
"""
ONCE = "SELECT idempotency_once('pay', %s, jsonb_build_object('key', %s::text), 'pay')"


@pytest.fixture
def guest(server: Scratch, fresh_database: str) -> Iterator[psycopg.Connection[Any]]:
    build(server, fresh_database, "idempotency")
    with server.guest(fresh_database) as connection:
        connection.execute(PAY)
        yield connection


def value(connection: psycopg.Connection[Any], sql: str, *given: object) -> Any:
    row = connection.execute(sql.encode(), given).fetchone()
    return row[0] if row else None


def test_what_eight_ask_at_once_is_done_once(
    server: Scratch, fresh_database: str, guest: psycopg.Connection[Any]
) -> None:
    answers: dict[str, list[int]] = defaultdict(list)

    def ask(connection: psycopg.Connection[Any], lot: random.Random) -> bool:
        key = next((f"k{n}" for n in range(KEYS) if len(answers[f"k{n}"]) < CALLERS), None)
        if key is None:
            return False
        with connection.transaction(force_rollback=lot.random() < 0.1) as asked:
            answer = value(connection, ONCE, key, key)["payment"]
        if not asked.force_rollback:
            answers[key].append(answer)
        return True

    killed = crowd(server, fresh_database, CALLERS, ask, kill_every=0.05)
    assert killed
    payments = guest.execute("SELECT key, id FROM payments").fetchall()
    assert len(payments) == KEYS
    assert {key: set(given) for key, given in answers.items()} == {key: {number} for key, number in payments}


def test_who_asks_meanwhile_waits_and_gets_the_answer_or_the_turn(
    server: Scratch, fresh_database: str, guest: psycopg.Connection[Any]
) -> None:
    for undone in (False, True):
        with server.guest(fresh_database) as other, ThreadPoolExecutor(1) as pool:
            with guest.transaction(force_rollback=undone):
                first = value(guest, ONCE, f"{undone}", "x")
                second = pool.submit(value, other, ONCE, f"{undone}", "x")
                with blocked(server, fresh_database, other.info.backend_pid):
                    pass
            assert (second.result(10) == first) is not undone
    assert value(guest, "SELECT count(*) FROM payments") == 2


def test_another_request_under_the_same_key_is_refused(guest: psycopg.Connection[Any]) -> None:
    value(guest, ONCE, "k", "x")
    with pytest.raises(psycopg.errors.UniqueViolation, match="key k was used for another request"):
        value(guest, ONCE, "k", "y")
    with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState, match="was not claimed"):
        value(guest, "SELECT idempotency_answer('pay', 'unknown', '1')")
    guest.execute("UPDATE idempotency SET created_at = now() - interval '25 hours'")
    assert value(guest, "SELECT idempotency_purge()") == 1


def test_naive_check_then_insert_does_it_twice(server: Scratch, fresh_database: str) -> None:
    said = naive("idempotency")
    with server.guest(fresh_database) as guest:
        guest.execute(said["schema"].encode())
        turns = {seed: iter(range(KEYS)) for seed in range(CALLERS)}
        free = iter(range(CALLERS))

        def ask(connection: psycopg.Connection[Any], lot: random.Random) -> bool:
            for n in turns[next(free)]:
                if value(connection, said["known"], f"k{n}") is None:
                    time.sleep(lot.random() / 500)
                    paid = value(connection, "INSERT INTO payments (key) VALUES (%s) RETURNING id", f"k{n}")
                    connection.execute(said["remember"].encode(), [f"k{n}", paid])
            return False

        crowd(server, fresh_database, CALLERS, ask)
        assert value(guest, "SELECT count(*) FROM payments") > KEYS
