"""Vocabularies take their words and no other, in either form; a list that only writers look at does not hold."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from applied import blocked, build, naive
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maquette.engines.postgres.scratch import Scratch

SCHEMA = "CREATE TABLE carts (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, status text)"
WORDS = (
    st.text(st.characters(codec="utf-8", exclude_characters="\0,"), min_size=1, max_size=8).map(str.strip).filter(bool)
)
LATE = "INSERT INTO carts (status) VALUES (%s)"
REFUSED = (psycopg.errors.CheckViolation, psycopg.errors.ForeignKeyViolation)


@pytest.mark.parametrize("form", ["check", "lookup"])
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(WORDS, min_size=1, max_size=12, unique=True), stray=WORDS)
def test_it_takes_its_words_and_no_other(
    server: Scratch, fresh_database: str, form: str, words: list[str], stray: str
) -> None:
    with server.guest(fresh_database) as guest:
        guest.execute(SCHEMA)
        design = build(server, fresh_database, "vocabulary", "carts", column="status", words=",".join(words), form=form)
        for word in [*words, None]:
            guest.execute(LATE, [word])
        if stray not in words:
            with pytest.raises(REFUSED):
                guest.execute(LATE, [stray])
        for statement in design.undo:
            guest.execute(statement.sql.encode())
        guest.execute(LATE, [stray])
        guest.execute("DROP TABLE carts")


def test_a_word_more_is_a_new_check_before_the_old_one_goes(server: Scratch, fresh_database: str) -> None:
    with server.guest(fresh_database) as guest:
        guest.execute(SCHEMA)
        build(server, fresh_database, "vocabulary", "carts", column="status", words="open,left")
        with pytest.raises(REFUSED):
            guest.execute(LATE, ["ordered"])
        build(server, fresh_database, "vocabulary", "carts", column="status", words="open,left,ordered")
        guest.execute(LATE, ["ordered"])
        with pytest.raises(REFUSED):
            guest.execute(LATE, ["lost"])
        row = guest.execute("SELECT count(*) FROM pg_constraint WHERE conrelid = 'carts'::regclass AND contype = 'c'")
        assert row.fetchone() == (1,)


def test_a_word_that_goes_while_it_is_written_is_not_left_behind(server: Scratch, fresh_database: str) -> None:
    with server.guest(fresh_database) as guest, server.guest(fresh_database) as other, ThreadPoolExecutor(1) as pool:
        guest.execute(SCHEMA)
        build(server, fresh_database, "vocabulary", "carts", column="status", words="open,left", form="lookup")
        with other.transaction():
            other.execute("DELETE FROM carts_status_words WHERE word = 'left'")
            late = pool.submit(guest.execute, LATE, ["left"])
            with blocked(server, fresh_database, guest.info.backend_pid):
                pass
        with pytest.raises(REFUSED):
            late.result(10)


def test_naive_look_into_the_list_leaves_a_word_behind(server: Scratch, fresh_database: str) -> None:
    said = naive("vocabulary")
    with server.guest(fresh_database) as guest, server.guest(fresh_database) as other:
        guest.execute(said["schema"].encode())
        guest.execute("INSERT INTO words VALUES ('open'), ('left')")
        with other.transaction():
            other.execute("DELETE FROM words WHERE word = 'left'")
            guest.execute(said["write after a look"].encode(), ["left"])
        assert guest.execute("SELECT status FROM carts WHERE status NOT IN (SELECT word FROM words)").fetchall() == [
            ("left",)
        ]
