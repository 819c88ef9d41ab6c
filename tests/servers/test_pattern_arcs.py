"""Arcs under writers who refer to what others delete: no orphan. The pair alone keeps some."""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import psycopg
import pytest
from applied import blocked, build, crowd, naive

from maquette.engines.postgres.scratch import Scratch

SAID = naive("arcs")
WRITERS, WRITES, TARGETS = 8, 300, 12
OPTIONS = {"kind": "of_type", "id": "of_id", "targets": "product=products,ticket=tickets"}
NEW_TARGETS = "INSERT INTO products SELECT generate_series(1, 12); INSERT INTO tickets SELECT generate_series(1, 12)"
WAYS = (
    "INSERT INTO attachments (of_type, of_id) VALUES ('product', %s)",
    "INSERT INTO attachments (of_type, of_id) VALUES ('ticket', %s)",
    "INSERT INTO attachments (product_id) VALUES (%s)",
    "INSERT INTO attachments (ticket_id) VALUES (%s)",
    "UPDATE attachments SET of_type = 'ticket', of_id = %s WHERE id % 5 = 0",
    "UPDATE attachments SET product_id = NULL, ticket_id = %s WHERE id % 5 = 1",
    "DELETE FROM products WHERE id = %s",
    "DELETE FROM tickets WHERE id = %s",
    "INSERT INTO products VALUES (%s) ON CONFLICT DO NOTHING",
    "INSERT INTO tickets VALUES (%s) ON CONFLICT DO NOTHING",
)


def value(connection: psycopg.Connection[Any], sql: str) -> Any:
    row = connection.execute(sql.encode()).fetchone()
    return row[0] if row else None


@pytest.fixture
def guest(server: Scratch, fresh_database: str) -> Iterator[psycopg.Connection[Any]]:
    with server.guest(fresh_database) as connection:
        connection.execute(SAID["schema"].encode())
        connection.execute(NEW_TARGETS)
        yield connection


@pytest.mark.parametrize("on_delete", ["no action", "cascade"])
def test_no_reference_is_to_nothing_and_pair_and_columns_agree(
    server: Scratch, fresh_database: str, guest: psycopg.Connection[Any], on_delete: str
) -> None:
    build(server, fresh_database, "arcs", "attachments", on_delete=on_delete, **OPTIONS)
    left = iter(range(WRITES))

    def write(connection: psycopg.Connection[Any], lot: random.Random) -> bool:
        way = lot.choice(WAYS).replace(" % 5", " %% 5")
        with suppress(psycopg.errors.ForeignKeyViolation, psycopg.errors.DeadlockDetected):  # as it has to be
            connection.execute(way.encode(), [lot.randint(1, TARGETS)])
        return next(left, None) is not None

    crowd(server, fresh_database, WRITERS, write)
    assert value(guest, "SELECT count(*) FROM attachments") > 0
    assert value(guest, SAID["orphans"]) == 0
    differ = """SELECT count(*) FROM attachments WHERE (of_type, of_id) IS DISTINCT FROM
        (CASE WHEN product_id IS NULL THEN 'ticket' ELSE 'product' END, coalesce(product_id, ticket_id))"""
    assert value(guest, differ) == 0


def test_orphans_are_set_aside_and_the_undo_brings_them_back(
    server: Scratch, fresh_database: str, guest: psycopg.Connection[Any]
) -> None:
    guest.execute(
        "INSERT INTO attachments (of_type, of_id) SELECT (ARRAY['product', 'ticket', 'typo'])[n % 3 + 1], n % 20 + 1 "
        "FROM generate_series(1, 12000) n"
    )
    digest = "SELECT md5(string_agg(concat_ws(',', id, of_type, of_id), ';' ORDER BY id)) FROM attachments"
    before, orphans = value(guest, digest), value(guest, SAID["orphans"])
    design = build(server, fresh_database, "arcs", "attachments", **OPTIONS)
    assert value(guest, "SELECT count(*) FROM attachments_orphans") == orphans > 4000
    assert (
        value(guest, "SELECT count(*) FROM attachments WHERE num_nonnulls(product_id, ticket_id) = 1")
        == 12000 - orphans
    )
    assert value(guest, SAID["orphans"]) == 0
    for statement in design.undo:
        guest.execute(statement.sql.encode())
    assert value(guest, digest) == before


@pytest.mark.parametrize(
    "wrong",
    [
        "INSERT INTO attachments (of_type, of_id) VALUES ('product', 999)",
        "INSERT INTO attachments (of_type, of_id) VALUES ('typo', 1)",
        "INSERT INTO attachments (product_id, ticket_id) VALUES (1, 1)",
        "UPDATE attachments SET ticket_id = 1",
        "UPDATE attachments SET product_id = NULL",
        "DELETE FROM products WHERE id = 1",
        "TRUNCATE products",
    ],
)
def test_what_would_make_an_orphan_is_refused(
    server: Scratch, fresh_database: str, guest: psycopg.Connection[Any], wrong: str
) -> None:
    guest.execute("INSERT INTO attachments (of_type, of_id) VALUES ('product', 1)")
    build(server, fresh_database, "arcs", "attachments", **OPTIONS)
    with pytest.raises((psycopg.IntegrityError, psycopg.errors.FeatureNotSupported)):
        guest.execute(wrong.encode())


def test_naive_pair_keeps_orphans_though_the_writer_looked(
    server: Scratch, fresh_database: str, guest: psycopg.Connection[Any]
) -> None:
    with server.guest(fresh_database) as other:
        with other.transaction():
            other.execute("DELETE FROM products WHERE id = 1")
            guest.execute(SAID["write after a look"].encode(), [1])  # still there, says its snapshot
        assert value(guest, SAID["orphans"]) == 1


def test_the_same_meeting_waits_and_is_refused(
    server: Scratch, fresh_database: str, guest: psycopg.Connection[Any]
) -> None:
    build(server, fresh_database, "arcs", "attachments", **OPTIONS)
    with server.guest(fresh_database) as other, ThreadPoolExecutor(1) as pool:
        with other.transaction():
            other.execute("DELETE FROM products WHERE id = 1")
            late = pool.submit(guest.execute, SAID["write after a look"].encode(), [1])
            with blocked(server, fresh_database, guest.info.backend_pid):
                pass
        with pytest.raises(psycopg.errors.ForeignKeyViolation):
            late.result(10)
        assert value(guest, SAID["orphans"]) == 0
