"""Documents: a promoted column is its key whatever is written, and the index is one that the queries use."""

from __future__ import annotations

import json
import threading
from decimal import Decimal

import psycopg
import pytest
from applied import build, naive
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.types.json import Jsonb

from maquette.engines.postgres.scratch import GUEST, Scratch

pytestmark = pytest.mark.postgres(">= 15")

DOCUMENTS = "CREATE TABLE documents (id bigint PRIMARY KEY, data jsonb)"
ROWS = """INSERT INTO documents
SELECT n, jsonb_build_object('name', 'v' || n, 'size', n % 100) FROM generate_series(1, 3000) n"""
PROMOTED = {"word": "text", "number": "numeric", "whole": "bigint", "flag": "boolean"}
FEW = settings(max_examples=30, deadline=None, database=None, suppress_health_check=list(HealthCheck))

PLAIN = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=20)
NUMBER = st.one_of(st.integers(-(10**25), 10**25), st.floats(allow_nan=False, allow_infinity=False))
LEAF = st.one_of(st.none(), st.booleans(), NUMBER, PLAIN, st.sampled_from(["1", "true", "1e5", "NaN", "null", ""]))
VALUE = st.one_of(LEAF, st.lists(LEAF, max_size=2), st.dictionaries(PLAIN, LEAF, max_size=2))
OBJECT = st.dictionaries(st.sampled_from([*PROMOTED, "other"]), VALUE)
DOCUMENT = st.one_of(OBJECT, OBJECT, VALUE)


def connect(server: Scratch, database: str) -> psycopg.Connection:
    return psycopg.connect(server.dsn(database, GUEST), autocommit=True)


def expected(document: object) -> list[object]:
    """What the columns have to say, by Python's own reading of the document."""
    held = document if isinstance(document, dict) else {}
    number = held.get("number")
    whole = held.get("whole")
    if isinstance(whole, float) and whole.is_integer():
        whole = int(Decimal(json.dumps(whole)))
    fits = isinstance(whole, int) and not isinstance(whole, bool) and -(2**63) <= whole < 2**63
    return [
        isinstance(number, int | float) and not isinstance(number, bool),
        whole if fits else None,
        held["flag"] if isinstance(held.get("flag"), bool) else None,
    ]


def forms(server: Scratch) -> list[str]:
    return ["generated", "trigger", *(["virtual"] if server.installation.major >= 18 else [])]


def test_a_promoted_column_is_its_key_whatever_is_written(server: Scratch, fresh_database: str) -> None:
    with connect(server, fresh_database) as connection:
        for form in forms(server):
            connection.execute(DOCUMENTS)
            wish = ",".join(f"{name}:{kind}" for name, kind in PROMOTED.items())
            build(server, fresh_database, "document", "documents", gin="none", promote=wish, form=form)
            place = 0

            @FEW
            @given(first=DOCUMENT, second=DOCUMENT)
            def holds(first: object, second: object) -> None:
                nonlocal place
                place += 1
                connection.execute("INSERT INTO documents (id, data) VALUES (%s, %s)", [place, Jsonb(first)])
                assert said(connection, place) == expected(first)
                connection.execute("UPDATE documents SET data = %s WHERE id = %s", [Jsonb(second), place])
                assert said(connection, place) == expected(second)

            holds()
            connection.execute("UPDATE documents SET data = NULL WHERE id = 1")
            assert said(connection, 1) == [False, None, None]
            connection.execute("DROP TABLE documents")


def said(connection: psycopg.Connection, place: int) -> list[object]:
    row = connection.execute(
        "SELECT word IS NOT DISTINCT FROM data ->> 'word', number IS NOT NULL, whole, flag"
        " FROM documents WHERE id = %s", [place]
    ).fetchone()  # fmt: skip
    assert row
    assert row[0]
    return list(row[1:])


def test_a_column_that_is_filled_while_others_write_is_right_in_every_row(server: Scratch, fresh_database: str) -> None:
    with connect(server, fresh_database) as connection:
        connection.execute(DOCUMENTS)
        connection.execute(ROWS)
        stop = threading.Event()

        def write() -> None:
            with connect(server, fresh_database) as writer:
                place = 0
                while not stop.is_set():
                    place += 1
                    changed = "UPDATE documents SET data = data || jsonb_build_object('name', %s::text) WHERE id = %s"
                    writer.execute(changed, [f"w{place}", place * 7919 % 3000 + 1])
                    writer.execute('INSERT INTO documents VALUES (%s, \'{"name": "new"}\')', [10_000 + place])

        thread = threading.Thread(target=write)
        thread.start()
        try:
            build(server, fresh_database, "document", "documents", gin="none", promote="name:text", form="trigger")
        finally:
            stop.set()
            thread.join()
        wrong = "SELECT count(*) FROM documents WHERE name IS DISTINCT FROM data ->> 'name'"
        assert connection.execute(wrong).fetchone() == (0,)
        assert connection.execute("SELECT count(*) > 3000 FROM documents").fetchone() == (True,)


def plan(connection: psycopg.Connection, condition: str) -> str:
    asked = f"EXPLAIN (COSTS OFF) SELECT * FROM documents WHERE {condition}"  # noqa: S608 - a test's own
    rows = connection.execute(asked.encode()).fetchall()
    return "\n".join(row[0] for row in rows)


def test_the_index_is_one_that_the_query_uses(server: Scratch, fresh_database: str) -> None:
    """By the planner's own choice, on three thousand rows."""
    with connect(server, fresh_database) as connection:
        connection.execute(DOCUMENTS)
        connection.execute(ROWS)
        build(
            server, fresh_database, "document", "documents", keys="name", promote="size:numeric", form=forms(server)[-1]
        )
        connection.execute("ANALYZE documents")
        assert "documents_data_path_idx" in plan(connection, 'data @> \'{"name": "v7"}\'')
        assert "documents_data_name_idx" in plan(connection, "data ->> 'name' = 'v7'")
        assert "documents_size_idx" in plan(connection, "size = 7")
        build(server, fresh_database, "document", "documents", gin="jsonb_ops")
        assert "documents_data_gin_idx" in plan(connection, "data ? 'nothing'")


def test_a_rule_is_not_passed_by_what_is_absent(server: Scratch, fresh_database: str) -> None:
    with connect(server, fresh_database) as connection:
        connection.execute(DOCUMENTS)
        build(server, fresh_database, "document", "documents", required="name:string", optional="size:number")
        for right in ('{"name": ""}', '{"name": "a", "size": 1}', '{"name": "a", "size": null}', None):
            connection.execute("INSERT INTO documents SELECT count(*), %s FROM documents", [right])
        for wrong in ("{}", '{"name": null}', '{"name": 1}', '{"name": "a", "size": "1"}', "[]", '"name"', "null"):
            with pytest.raises(psycopg.errors.CheckViolation):
                connection.execute("INSERT INTO documents VALUES (100, %s)", [wrong])
        assert not build(server, fresh_database, "document", "documents", required="name:string").open


def test_the_playbooks_index_is_not_used_and_its_check_is_passed(server: Scratch, fresh_database: str) -> None:
    with connect(server, fresh_database) as connection:
        connection.execute(DOCUMENTS)
        connection.execute(ROWS)
        connection.execute(naive("document")["one index, a check, and a copied key"].encode())
        connection.execute("SET enable_seqscan = off")
        assert "Seq Scan" in plan(connection, "data ->> 'name' = 'v7'")
        connection.execute("INSERT INTO documents (id, data) VALUES (5000, '{}')")
        connection.execute('UPDATE documents SET data = \'{"name": "other"}\' WHERE id = 1')
        assert connection.execute("SELECT name FROM documents WHERE id = 1").fetchone() == ("v1",)
