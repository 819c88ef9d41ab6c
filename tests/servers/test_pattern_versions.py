"""Versions under writers that read, think and write: no update is lost. Without them some are."""

from __future__ import annotations

import random
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from applied import blocked, build, crowd, naive

from maquette.engines.postgres.scratch import Scratch

WRITERS, ADDED = 8, 60
SCHEMA = "CREATE TABLE products (id integer PRIMARY KEY, stock integer NOT NULL); INSERT INTO products VALUES (1, 0)"
WRITE = "UPDATE products SET stock = %s, version = %s WHERE id = 1"


def value(connection: psycopg.Connection[Any], sql: str) -> Any:
    row = connection.execute(sql.encode()).fetchone()
    return row[0] if row else None


@pytest.mark.parametrize(("says", "more"), [("read", 0), ("next", 1)])
def test_no_update_is_lost(server: Scratch, fresh_database: str, says: str, more: int) -> None:
    with server.guest(fresh_database) as guest:
        guest.execute(SCHEMA)
        build(server, fresh_database, "versions", "products", says=says)
        left = iter(range(ADDED))
        refused: list[int] = []

        def add(connection: psycopg.Connection[Any], lot: random.Random) -> bool:
            if next(left, None) is None:
                return False
            while True:
                stock, version = connection.execute("SELECT stock, version FROM products").fetchone() or (0, 0)
                time.sleep(lot.random() / 200)
                try:
                    connection.execute(WRITE, [stock + 1, version + more])
                except psycopg.errors.SerializationFailure:
                    refused.append(version)
                else:
                    return True

        crowd(server, fresh_database, WRITERS, add)
        assert value(guest, "SELECT stock FROM products") == ADDED
        assert value(guest, "SELECT version FROM products") == ADDED + 1
        assert refused


def test_a_writer_that_waits_for_the_row_is_refused_when_it_gets_it(server: Scratch, fresh_database: str) -> None:
    with server.guest(fresh_database) as first, server.guest(fresh_database) as second, ThreadPoolExecutor(1) as pool:
        first.execute(SCHEMA)
        build(server, fresh_database, "versions", "products")
        with first.transaction():
            first.execute(WRITE, [10, 1])
            late = pool.submit(second.execute, WRITE, [20, 1])
            with blocked(server, fresh_database, second.info.backend_pid):
                pass
        with pytest.raises(
            psycopg.errors.SerializationFailure, match=r"products is at version 2, the writer has read 1"
        ):
            late.result(10)
        assert value(first, "SELECT stock FROM products") == 10


def test_who_does_not_know_the_column_goes_on_or_is_refused_as_was_chosen(server: Scratch, fresh_database: str) -> None:
    with server.guest(fresh_database) as guest:
        guest.execute(SCHEMA)
        guest.execute("CREATE TABLE mapped (id integer PRIMARY KEY); INSERT INTO mapped VALUES (1)")
        build(server, fresh_database, "versions", "products")
        guest.execute("UPDATE products SET stock = 3")
        guest.execute("INSERT INTO products (id, stock, version) VALUES (2, 0, 99)")
        assert value(guest, "SELECT string_agg(version::text, ',' ORDER BY id) FROM products") == "2,1"
        build(server, fresh_database, "versions", "mapped", says="next", column="lock_version")
        for silent in (
            "UPDATE mapped SET id = 1",
            "UPDATE mapped SET lock_version = 1",
            "UPDATE mapped SET lock_version = 3",
        ):
            with pytest.raises(psycopg.errors.SerializationFailure, match="stale write"):
                guest.execute(silent.encode())
        guest.execute("UPDATE mapped SET lock_version = 2")


def test_naive_reading_and_writing_loses_updates(server: Scratch, fresh_database: str) -> None:
    said = naive("versions")
    with server.guest(fresh_database) as guest:
        guest.execute(said["schema"].encode())
        guest.execute("INSERT INTO products VALUES (1, 0)")
        left = iter(range(ADDED))

        def add(connection: psycopg.Connection[Any], lot: random.Random) -> bool:
            if next(left, None) is None:
                return False
            stock = value(connection, said["read"])
            time.sleep(lot.random() / 200)
            connection.execute(said["write"].encode(), [stock + 1])
            return True

        crowd(server, fresh_database, WRITERS, add)
        assert value(guest, said["read"]) < ADDED
