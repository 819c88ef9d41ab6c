"""timestamps: whatever writers do, the columns tell when a row was made and last changed; the naive form does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

import psycopg
import pytest
from applied import designed, dsn_of, run
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maquette.engines.postgres.scratch import Scratch
from maquette.engines.postgres.servers.template import ADMIN

NAIVE = (Path(__file__).parent / "naive/timestamps.sql").read_text()
TABLE = """
CREATE TABLE tickets (id integer PRIMARY KEY, subject text, state json);
INSERT INTO tickets SELECT n, 'ticket ' || n, '{}' FROM generate_series(1, 5) n;
"""
Action = tuple[str, int]
SQL = {
    "change": "UPDATE tickets SET subject = subject || '!' WHERE id = {id}",
    "same": "UPDATE tickets SET subject = subject, state = state WHERE id = {id}",
    "forge created": "UPDATE tickets SET created_at = '2001-01-01' WHERE id = {id}",
    "forge updated": "UPDATE tickets SET updated_at = '2001-01-01' WHERE id = {id}",
    "change and forge": "UPDATE tickets SET subject = 'forged', updated_at = '2001-01-01' WHERE id = {id}",
    "insert forged": """
        INSERT INTO tickets (id, subject, created_at, updated_at) VALUES ({id}, 'new', '2001-01-01', '2001-01-01')
        ON CONFLICT (id) DO UPDATE SET subject = excluded.subject, created_at = excluded.created_at""",
    "merge": """
        MERGE INTO tickets t USING (VALUES ({id})) v(id) ON t.id = v.id
        WHEN MATCHED THEN UPDATE SET subject = 'merged'
        WHEN NOT MATCHED THEN INSERT (id, subject) VALUES (v.id, 'new')""",
}
ACTIONS = st.lists(st.tuples(st.sampled_from(sorted(SQL)), st.integers(1, 8)), min_size=1, max_size=12)


def ours(connection: psycopg.Connection) -> None:
    run(connection, designed(dsn_of(connection), "timestamps", "tickets", clock="clock").statements)


def naive(connection: psycopg.Connection) -> None:
    connection.execute(NAIVE.encode())


@pytest.fixture
def connection(server: Scratch, fresh_database: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(server.dsn(fresh_database, ADMIN), autocommit=True) as connection:
        yield connection


def rows(connection: psycopg.Connection) -> dict[int, tuple[str, datetime | None, datetime | None]]:
    found = connection.execute("SELECT id, subject || coalesce(state::text, ''), created_at, updated_at FROM tickets")
    return {row[0]: (row[1], row[2], row[3]) for row in found.fetchall()}


def true_times(
    connection: psycopg.Connection, form: Callable[[psycopg.Connection], None], actions: Sequence[Action]
) -> bool:
    """Whether after each action the columns say what has happened to each row."""
    connection.execute(b"DROP TABLE IF EXISTS tickets; DROP FUNCTION IF EXISTS touch, stamp_created_at_updated_at")
    connection.execute(TABLE.encode())
    form(connection)
    for action, place in actions:
        before = rows(connection)
        (began,) = connection.execute("SELECT clock_timestamp()").fetchone() or (None,)
        connection.execute(SQL[action].replace("{id}", str(place)).encode())
        for key, (content, made, changed) in rows(connection).items():
            old = before.get(key)
            if old is None:
                if not (made and changed and made >= began and changed >= began):
                    return False
            elif made != old[1] or (changed != old[2]) != (content != old[0]):
                return False
    return True


@pytest.mark.postgres(">= 15")
def test_the_columns_tell_the_truth(connection: psycopg.Connection) -> None:
    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(ACTIONS)
    def truth(actions: list[Action]) -> None:
        assert true_times(connection, ours, actions)

    truth()


@pytest.mark.postgres(">= 15")
@pytest.mark.parametrize("action", ["same", "forge created", "insert forged"])
def test_the_naive_form_does_not(connection: psycopg.Connection, action: str) -> None:
    assert not true_times(connection, naive, [(action, 1 if "insert" not in action else 8)])
    assert true_times(connection, ours, [(action, 1 if "insert" not in action else 8)])
