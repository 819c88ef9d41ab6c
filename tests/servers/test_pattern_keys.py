"""Keys in order and of the right bits, and one spelling of a value, however many come at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from pathlib import Path
from uuid import RFC_4122, UUID

import psycopg
import pytest
from applied import designed, run
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import errors

from maquette.engines.postgres.scratch import GUEST, Scratch
from maquette.model.design import Design

NAIVE = Path(__file__).parent / "naive" / "keys.sql"
USERS = "CREATE TABLE users (id uuid PRIMARY KEY, email text NOT NULL)"
SESSIONS, EACH = 8, 300
NAMES = st.lists(st.text(alphabet="aAbBzZ1", min_size=1, max_size=3), max_size=12)


@pytest.fixture
def users(server: Scratch, fresh_database: str) -> Iterator[psycopg.Connection]:
    """A connection to a database with users as the pattern makes them, and as they are usually made."""
    with server.guest(fresh_database) as guest:
        guest.execute(USERS)
        guest.execute(NAIVE.read_bytes())
        run(guest, design(server, fresh_database, "users", unique="email").statements)
        yield guest


def design(server: Scratch, database: str, table: str, **options: str) -> Design:
    return designed(server.dsn(database, GUEST), "keys", table, **options)


def at_once(server: Scratch, database: str, act: Callable[[psycopg.Connection, int], None]) -> None:
    """What eight sessions do at the same time."""
    together = threading.Barrier(SESSIONS)

    def session(number: int) -> None:
        with server.guest(database) as guest:
            together.wait()
            act(guest, number)

    threads = [threading.Thread(target=session, args=(number,)) for number in range(SESSIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def keys_of(server: Scratch, database: str, expression: str) -> list[list[UUID]]:
    """Keys that eight sessions draw at the same time, each in its order."""
    drawn: list[list[UUID]] = [[] for _ in range(SESSIONS)]

    def draw(guest: psycopg.Connection, number: int) -> None:
        for _ in range(3):  # some one by one, the others in one statement
            drawn[number] += [row[0] for row in guest.execute(f"SELECT {expression}".encode())]
        many = guest.execute(f"SELECT {expression} FROM generate_series(1, %s)".encode(), [EACH])  # noqa: S608
        drawn[number] += [row[0] for row in many]

    at_once(server, database, draw)
    return drawn


def default_of(users: psycopg.Connection) -> str:
    found = users.execute(
        "SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid = 'users'::regclass"
    ).fetchone()
    assert found
    return str(found[0])


def is_right(key: UUID) -> bool:
    return key.version == 7 and key.variant == RFC_4122


def in_order(drawn: Sequence[UUID]) -> bool:
    """By the millisecond, which is the first 48 bits."""
    told = [key.int >> 80 for key in drawn]
    return told == sorted(told)


def now(users: psycopg.Connection) -> int:
    found = users.execute("SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint").fetchone()
    assert found
    return int(found[0])


def test_eight_sessions_draw_keys_in_order_and_none_twice(server: Scratch, users: psycopg.Connection) -> None:
    began = now(users)
    drawn = keys_of(server, users.info.dbname, default_of(users))
    ended = now(users)
    flat = [key for session in drawn for key in session]
    assert len(set(flat)) == len(flat) == SESSIONS * (EACH + 3)
    assert all(map(is_right, flat))
    assert all(map(in_order, drawn))
    assert all(began <= key.int >> 80 <= ended for key in flat)
    finer = [(key.int >> 64 & 0xFFF) for key in flat]
    assert len(set(finer)) > SESSIONS  # the millisecond is divided


def test_the_usual_function_has_wrong_bits_and_random_keys_no_order(server: Scratch, users: psycopg.Connection) -> None:
    database = users.info.dbname
    assert not all(is_right(key) for session in keys_of(server, database, "naive_uuidv7()") for key in session)
    assert not any(in_order(session) for session in keys_of(server, database, "gen_random_uuid()"))


def test_one_of_all_spellings_wins(server: Scratch, users: psycopg.Connection) -> None:
    spellings = ["".join(each) for each in product("aA", "nN", "nN")]
    assert len(spellings) == SESSIONS
    won: list[str] = []

    def insert(guest: psycopg.Connection, number: int) -> None:
        try:
            guest.execute("INSERT INTO users (email) VALUES (%s)", [spellings[number]])
            won.append(spellings[number])
        except errors.UniqueViolation:
            pass

    at_once(server, users.info.dbname, insert)
    assert len(won) == 1
    assert users.execute("SELECT email FROM users").fetchall() == [(won[0],)]


def test_a_plain_unique_and_a_look_beforehand_let_both_in(server: Scratch, users: psycopg.Connection) -> None:
    users.execute("INSERT INTO naive_users (email) VALUES ('ann'), ('Ann')")
    with server.guest(users.info.dbname) as one, server.guest(users.info.dbname) as other:
        one.execute("BEGIN")
        other.execute("BEGIN")
        said = [
            guest.execute("SELECT naive_join(%s)", [name]).fetchone() for guest, name in ((one, "Bo"), (other, "bo"))
        ]
        one.execute("COMMIT")
        other.execute("COMMIT")
    assert said == [(True,), (True,)]
    assert users.execute("SELECT count(*) FROM naive_users WHERE lower(email) = 'bo'").fetchone() == (2,)


@pytest.mark.parametrize("how", ["lower", "collation", "citext"])
def test_what_is_taken_differs_in_more_than_case(server: Scratch, fresh_database: str, how: str) -> None:
    """Each of the three ways against a set of words in lower case."""
    with server.guest(fresh_database) as guest:
        guest.execute("CREATE TABLE words (word text NOT NULL)")
        if how == "citext":
            guest.execute("CREATE EXTENSION citext")
        for statement in design(server, fresh_database, "words", unique="word", key="none", how=how).statements:
            guest.execute(statement.sql.encode())

        @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
        @given(NAMES)
        def each(words: list[str]) -> None:
            guest.execute("TRUNCATE words")
            seen: set[str] = set()
            for word in words:
                done = guest.execute("INSERT INTO words VALUES (%s) ON CONFLICT DO NOTHING", [word]).rowcount
                assert done == (word.lower() not in seen)
                seen.add(word.lower())

        each()
        guest.execute("TRUNCATE words")
        guest.execute("INSERT INTO words VALUES ('abc')")
        asked = "SELECT word LIKE 'a%', word LIKE 'A%' FROM words"
        assert guest.execute(asked).fetchone() == (True, False)  # the column keeps its meaning
