"""hierarchy: no circle, whoever moves at once, and subtrees and ancestors are what the parents say."""

from __future__ import annotations

import random
import re
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from applied import designed, dsn_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import IsolationLevel, errors

from maquette.engines.postgres.scratch import Scratch
from maquette.engines.postgres.servers.template import ADMIN

TEXT = (Path(__file__).parent / "naive/hierarchy.sql").read_text()
NAIVE = dict(re.findall(r"^-- name: (.+?)$(.+?)(?=^-- name:|^-- [A-Z]|\Z)", TEXT, re.M | re.S))
NODES, WRITERS, TURNS = 24, 8, 12
ALL = range(1, NODES + 1)
SAFE = (range(13, NODES + 1), range(1, 6))  # leaves under what is no leaf: no circle, guarded or not
TABLE = """
CREATE TABLE categories (id integer PRIMARY KEY, parent_id integer REFERENCES categories ON DELETE CASCADE, name text);
INSERT INTO categories SELECT n, nullif(n / 2, 0), 'c' || n FROM generate_series(1, 24) n;
"""
PAIRS = """
WITH RECURSIVE pairs(above, node, distance) AS (
    SELECT id, id, 0 FROM categories
    UNION ALL
    SELECT above, id, distance + 1 FROM pairs JOIN categories ON parent_id = node WHERE distance < 1000
) SELECT * FROM pairs ORDER BY 1, 2, 3
"""
DOWN = "SELECT id, node, distance FROM categories, categories_subtree(id) ORDER BY 1, 2, 3"
UP = "SELECT node, id, distance FROM categories, categories_ancestors(id) ORDER BY 1, 2, 3"
CIRCLES = """
WITH RECURSIVE down AS (
    SELECT id FROM categories WHERE parent_id IS NULL
    UNION
    SELECT c.id FROM categories c JOIN down ON c.parent_id = down.id
) SELECT count(*) FROM categories WHERE id NOT IN (SELECT id FROM down)
"""
MOVE = "UPDATE categories SET parent_id = %s WHERE id = %s"
FORMS = pytest.mark.parametrize("form", ["adjacency", "ltree", "closure"])


@pytest.fixture
def connection(server: Scratch, fresh_database: str) -> Iterator[psycopg.Connection]:
    with connect(server, fresh_database) as connection:
        connection.execute(TABLE.encode())
        yield connection


def connect(server: Scratch, database: str) -> psycopg.Connection:
    # A deletion whose cascade meets a move is found at once, not after a second.
    return psycopg.connect(server.dsn(database, ADMIN), autocommit=True, options="-c deadlock_timeout=20ms")


def design(connection: psycopg.Connection, form: str) -> None:
    for statement in designed(dsn_of(connection), "hierarchy", "categories", form=form).statements:
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


def check_before(connection: psycopg.Connection) -> None:
    connection.execute(NAIVE["check before"].encode())


def circles(connection: psycopg.Connection) -> int:
    """How many rows no root leads to."""
    row = connection.execute(CIRCLES).fetchone()
    return int(row[0]) if row else -1


def is_whole(connection: psycopg.Connection) -> None:
    assert circles(connection) == 0
    pairs = connection.execute(PAIRS).fetchall()
    assert connection.execute(DOWN).fetchall() == pairs
    assert connection.execute(UP).fetchall() == pairs


def crossed(server: Scratch, connection: psycopg.Connection) -> int:
    """Two moves at once, each under the other; gives how many were refused."""
    moved = threading.Barrier(2)

    def move(node: int, target: int) -> bool:
        with connect(server, connection.info.dbname) as own:
            try:
                with own.transaction():
                    moved.wait()
                    own.execute(MOVE, [target, node])
                    own.execute("SELECT pg_sleep(0.1)")
            except errors.CheckViolation:
                return False
            return True

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(move, (2, 3), (3, 2))).count(False)


@pytest.mark.postgres(">= 15")
@FORMS
def test_of_two_moves_under_each_other_one_is_refused(
    server: Scratch, connection: psycopg.Connection, form: str
) -> None:
    design(connection, form)
    assert crossed(server, connection) == 1
    is_whole(connection)


@pytest.mark.postgres(">= 15")
def test_a_check_before_lets_both_through(server: Scratch, connection: psycopg.Connection) -> None:
    check_before(connection)
    assert crossed(server, connection) == 0
    assert circles(connection) > 0


def write(
    server: Scratch, database: str, number: int, turns: int, places: tuple[range, range] = (ALL, ALL)
) -> list[type[psycopg.Error]]:
    """Random moves, new rows and deletions, every third in repeatable read; gives what was refused."""
    chance = random.Random(number)
    refused: list[type[psycopg.Error]] = []
    with connect(server, database) as own:
        for turn in range(turns):
            node, target = chance.choice(places[0]), chance.choice(places[1])
            strict = turn % 3 == 0
            own.isolation_level = IsolationLevel.REPEATABLE_READ if strict else IsolationLevel.READ_COMMITTED
            try:
                with own.transaction():
                    what = chance.choice(["move", "move", "move", "insert", "delete"])
                    if what == "move":
                        own.execute(MOVE, [target, node])
                    elif what == "insert":
                        own.execute(
                            "INSERT INTO categories VALUES (%s, %s, '')", [10**6 + 1000 * number + turn, target]
                        )
                    else:
                        own.execute("DELETE FROM categories WHERE id = (SELECT max(id) FROM categories)")
            except (errors.CheckViolation, errors.SerializationFailure, errors.ForeignKeyViolation) as why:
                refused.append(type(why))
            except errors.DeadlockDetected:  # a deletion's cascade meets a move
                refused.append(errors.DeadlockDetected)
    return refused


@pytest.mark.postgres(">= 15")
@FORMS
def test_eight_writers_make_no_circle(server: Scratch, connection: psycopg.Connection, form: str) -> None:
    design(connection, form)
    with ThreadPoolExecutor(WRITERS) as pool:
        refused = list(
            pool.map(lambda number: write(server, connection.info.dbname, number, TURNS), range(1, WRITERS + 1))
        )
    assert any(errors.CheckViolation in one for one in refused)
    is_whole(connection)


@pytest.mark.postgres(">= 15")
@pytest.mark.parametrize("form", ["ltree", "closure"])
def test_it_is_filled_while_others_write(server: Scratch, connection: psycopg.Connection, form: str) -> None:
    connection.execute("INSERT INTO categories SELECT n, 1 + n % 24, '' FROM generate_series(100000, 104000) n")
    over = threading.Event()

    def writes(number: int) -> int:
        turn = 0
        while not over.is_set():
            write(server, connection.info.dbname, number * 100 + turn, 3, SAFE)
            turn += 1
        return turn

    with ThreadPoolExecutor(3) as pool:
        writers = [pool.submit(writes, number) for number in (1, 2, 3)]
        try:
            design(connection, form)
        finally:
            over.set()
        assert all(writer.result() > 0 for writer in writers)
    is_whole(connection)


Action = tuple[str, list[tuple[int, int | None]]]
PLACES = st.integers(1, 8)
ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(["move", "insert", "delete"]),
        st.lists(st.tuples(PLACES, st.none() | PLACES), min_size=1, max_size=3, unique_by=lambda pair: pair[0]),
    ),
    max_size=6,
)


@pytest.mark.postgres(">= 15")
@FORMS
def test_statements_of_several_rows_leave_it_whole(connection: psycopg.Connection, form: str) -> None:
    """Rows that change places in one statement, new rows whose child comes first, deletions that take all below."""
    design(connection, form)

    @settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
    @given(ACTIONS)
    def holds(actions: Sequence[Action]) -> None:
        connection.execute("TRUNCATE categories")
        connection.execute("INSERT INTO categories SELECT n, nullif(n / 2, 0) FROM generate_series(1, 5) n")
        for what, pairs in actions:
            nodes, parents = [node for node, _ in pairs], [parent for _, parent in pairs]
            try:
                if what == "move":
                    connection.execute(
                        "UPDATE categories SET parent_id = above FROM unnest(%s::int[], %s::int[]) AS v(node, above)"
                        " WHERE id = node", [nodes, parents],
                    )  # fmt: skip
                elif what == "insert":
                    connection.execute(
                        "INSERT INTO categories (id, parent_id) SELECT * FROM unnest(%s::int[], %s::int[])"
                        " ON CONFLICT DO NOTHING", [nodes, parents],
                    )  # fmt: skip
                else:
                    connection.execute("DELETE FROM categories WHERE id = ANY (%s)", [nodes])
            except (errors.CheckViolation, errors.ForeignKeyViolation):
                pass
            is_whole(connection)

    holds()


@pytest.mark.postgres(">= 15")
@FORMS
def test_a_leaf_under_a_circle_of_new_rows_is_refused(connection: psycopg.Connection, form: str) -> None:
    """The leaf comes first, so what keeps the form walks up before the guard has seen the circle."""
    design(connection, form)
    connection.execute("SET statement_timeout = '5s'")
    with pytest.raises(errors.CheckViolation):
        connection.execute("INSERT INTO categories (id, parent_id) VALUES (101, 102), (102, 103), (103, 102)")
    is_whole(connection)


@pytest.mark.postgres(">= 15")
@FORMS
def test_a_circle_that_came_past_the_guard_ends(connection: psycopg.Connection, form: str) -> None:
    design(connection, form)
    connection.execute("SET session_replication_role = replica")
    connection.execute(MOVE, [4, 1])
    connection.execute("SET statement_timeout = '2s'")
    row = connection.execute("SELECT count(*), count(DISTINCT node) FROM categories_subtree(1)").fetchone()
    assert row == (NODES, NODES)


@pytest.mark.postgres(">= 15")
def test_the_playbooks_query_loses_rows_or_never_ends(connection: psycopg.Connection) -> None:
    connection.execute(MOVE, [4, 1])
    assert connection.execute(NAIVE["from the roots"].encode()).fetchall() == []
    connection.execute("SET statement_timeout = '200ms'; SET temp_file_limit = '1GB'")
    with pytest.raises(errors.QueryCanceled):
        connection.execute(NAIVE["from one row"].encode())
