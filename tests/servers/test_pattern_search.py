"""Search: what is written is found and what is typed is taken, in every form; and not in the playbook's."""

from __future__ import annotations

import string
import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from applied import build, naive, needs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maquette.engines.postgres.scratch import GUEST, Scratch

pytestmark = pytest.mark.postgres(">= 15")

ARTICLES = "CREATE TABLE articles (id bigint PRIMARY KEY, title text, description text, lang text)"
FORMS = ("generated", "trigger", "expression")
FEW = settings(max_examples=20, deadline=None, database=None, suppress_health_check=list(HealthCheck))

# Any text but what the parser takes for markup, with what trips a query language over.
PLAIN = st.characters(blacklist_categories=["Cs"], blacklist_characters="\0<>")
TEXT = st.text(st.one_of(PLAIN, st.sampled_from("'\"&|!():*\\-%_ ")), max_size=40)
AROUND = st.one_of(st.none(), TEXT)
WORD = st.text(string.ascii_lowercase, min_size=3, max_size=8).map(lambda end: f"zq{end}")


def connect(server: Scratch, database: str) -> psycopg.Connection:
    return psycopg.connect(server.dsn(database, GUEST), autocommit=True)


def found(connection: psycopg.Connection, typed: str | None) -> set[int]:
    return {row[0] for row in connection.execute("SELECT id FROM search_articles(%s)", [typed]).fetchall()}


@pytest.mark.parametrize("form", FORMS)
def test_what_is_written_is_found_and_what_is_typed_is_taken(server: Scratch, fresh_database: str, form: str) -> None:
    """A word in either column, whatever stands around it, NULL in the other; then moved by an UPDATE."""
    with connect(server, fresh_database) as connection:
        connection.execute(ARTICLES)
        build(server, fresh_database, "search", "articles", columns="title,description", form=form, fuzzy="false")
        place = 0

        @FEW
        @given(word=WORD, other=WORD, before=TEXT, after=TEXT, beside=AROUND, typed=TEXT)
        def holds(*, word: str, other: str, before: str, after: str, beside: str | None, typed: str) -> None:
            nonlocal place
            place += 1
            one, two = f"x{word}", f"y{other}"
            row = [place, beside, f"{before} {one} {after}"]
            connection.execute("INSERT INTO articles (id, title, description) VALUES (%s, %s, %s)", row)
            assert place in found(connection, one)
            moved = "UPDATE articles SET title = %s, description = %s WHERE id = %s"
            connection.execute(moved, [f"{before} {two} {after}", beside, place])
            assert place in found(connection, two)
            assert place not in found(connection, one)
            found(connection, typed)

        holds()


def test_a_row_is_read_and_asked_in_its_own_language(server: Scratch, fresh_database: str) -> None:
    with connect(server, fresh_database) as connection:
        connection.execute(ARTICLES)
        build(
            server, fresh_database, "search", "articles", columns="title", languages="english,de:german",
            language="lang", fuzzy="false",
        )  # fmt: skip
        rows = [(1, "Häuser am See", "de"), (2, "Häuser am See", "en"), (3, "the houses", None), (4, "houses", "xx")]
        for row in rows:
            connection.execute("INSERT INTO articles (id, title, lang) VALUES (%s, %s, %s)", row)
        assert found(connection, "haus") == {1}
        assert found(connection, "Häuser") == {1, 2}
        assert found(connection, "house") == {3, 4}
        connection.execute("UPDATE articles SET lang = 'de' WHERE id = 2")
        assert found(connection, "haus") == {1, 2}


def test_the_index_is_asked_and_one_page_is_highlighted(server: Scratch, fresh_database: str) -> None:
    with connect(server, fresh_database) as connection:
        connection.execute(ARTICLES)
        connection.execute(
            "INSERT INTO articles SELECT n, '<b>wireless</b> headphones', md5(n::text) FROM generate_series(1, 3000) n"
        )
        build(server, fresh_database, "search", "articles", columns="title,description", form="trigger", fuzzy="false")
        connection.execute("ANALYZE articles")
        with connection.transaction():
            rare = connection.execute("SELECT md5('77')").fetchone()
            assert found(connection, rare[0] if rare else "") == {77}
            scans = connection.execute(
                "SELECT pg_stat_get_xact_numscans('articles_search_vector_idx'::regclass)"
            ).fetchone()
        assert scans
        assert scans[0] >= 1
        page = connection.execute("SELECT * FROM search_articles('headphones', 10, 20)").fetchall()
        assert [row[0] for row in page] == list(range(21, 31))
        assert "wireless&lt;/b&gt; <mark>headphones</mark>" in page[0][2]


def test_a_misspelled_word_is_found_by_its_trigrams(server: Scratch, fresh_database: str) -> None:
    with connect(server, fresh_database) as connection:
        needs(connection, "pg_trgm")
        connection.execute(ARTICLES)
        build(server, fresh_database, "search", "articles", columns="title,description")
        connection.execute("INSERT INTO articles VALUES (1, 'wireless headphones', NULL), (2, 'a copper kettle', NULL)")
        assert found(connection, "hedphones") == {1}
        assert found(connection, "kettel") == {2}
        assert found(connection, "kettle") == {2}
        assert found(connection, "zebra") == set()


def test_the_backfill_waits_for_no_row_that_somebody_holds(server: Scratch, fresh_database: str) -> None:
    """A writer holds one row; the others are done meanwhile, and that one after it."""
    with connect(server, fresh_database) as connection, connect(server, fresh_database) as writer:
        connection.execute(ARTICLES)
        connection.execute("INSERT INTO articles SELECT n, 'title ' || n FROM generate_series(1, 3000) n")
        made = build(server, fresh_database, "search", "articles", columns="title", form="trigger", fuzzy="false")
        backfill = next(one.sql for one in made.statements if one.sql.startswith("DO"))
        connection.execute("ALTER TABLE articles DISABLE TRIGGER USER")
        connection.execute("UPDATE articles SET search_vector = NULL")
        connection.execute("ALTER TABLE articles ENABLE TRIGGER USER")
        with ThreadPoolExecutor() as pool, connect(server, fresh_database) as watcher:
            with writer.transaction():
                writer.execute("SELECT FROM articles WHERE id = 1500 FOR UPDATE")
                filling = pool.submit(connection.execute, backfill.encode())
                left = "SELECT id FROM articles WHERE search_vector IS NULL"
                while watcher.execute(left).fetchall() != [(1500,)]:
                    assert not filling.done()
                    time.sleep(0.02)
            filling.result(timeout=20)
        assert found(writer, "1500") == {1500}
        assert len(found(writer, "title")) == 20


def test_the_playbooks_form_loses_rows_goes_stale_and_raises(server: Scratch, fresh_database: str) -> None:
    with connect(server, fresh_database) as connection:
        connection.execute(ARTICLES)
        connection.execute("INSERT INTO articles VALUES (1, 'wireless headphones', 'light'), (2, 'a kettle', NULL)")
        connection.execute(naive("search")["a column filled once"].encode())
        assert found(connection, "headphones") == {1}
        assert found(connection, "kettle") == set()  # NULL beside it
        connection.execute("UPDATE articles SET title = 'a toaster' WHERE id = 1")
        assert found(connection, "toaster") == set()
        assert found(connection, "headphones") == {1}
        with pytest.raises(psycopg.errors.SyntaxError):
            found(connection, "wireless headphones")
