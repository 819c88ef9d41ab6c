"""Splitting SQL text into statements."""

from __future__ import annotations

from pathlib import Path

import postgast
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maquette.sql.split import split

DEMO = Path(__file__).parents[2] / "src/maquette/demo"
FRAGMENTS = st.lists(
    st.sampled_from(
        ["SELECT 1", ";", "'", "''", '"', "$$", "$a$", "$1", "E'\\'", "--x\n", "/*", "*/", "\\", "\n", "(", ")", "a$b",
         "COPY t FROM stdin", "\\.", "BEGIN ATOMIC", "CASE", "END", "CREATE RULE r", " "]
    )
).map("".join)  # fmt: skip


def texts(sql: str) -> list[str]:
    return [piece.sql for piece in split(sql)]


@pytest.mark.parametrize("file", ["schema", "data", "indexes", "finish", "queries"])
def test_splits_valid_files_as_the_parser_does(file: str) -> None:
    text = (DEMO / f"{file}.sql").read_text("utf-8")
    assert len(split(text)) == len(postgast.split(text))


def test_keeps_what_hides_a_semicolon() -> None:
    kept = [
        "SELECT ';', E'\\';', \"a;b\", $$;$$, $a$ ;$$; $a$",
        "SELECT /* a /* ; */ ; */ 1",
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END",
        "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2)",
    ]
    assert texts(";\n".join(kept) + ";") == kept


def test_goes_on_after_a_broken_statement() -> None:
    assert texts("SELECT (1; SELEC 2;; SELECT 3") == ["SELECT (1", "SELEC 2", "SELECT 3"]


def test_an_open_string_takes_the_rest() -> None:
    assert texts("SELECT 1; SELECT 'open; SELECT 2") == ["SELECT 1", "SELECT 'open; SELECT 2"]


def test_lines_and_lead() -> None:
    first, second = split("\n-- name: one\nSELECT\n 1;\n\n  SELECT 2;")
    assert (first.line, first.lead, first.sql) == (3, "\n-- name: one\n", "SELECT\n 1")
    assert (second.line, second.lead) == (6, "\n\n  ")


def test_recognises_what_psql_alone_knows() -> None:
    text = "\\restrict a'b\nCOPY t (a) FROM stdin;\n1\tit's; \\.x\n\\.\nSELECT 1 \\gexec\nSELECT 2;"
    assert [(piece.kind, piece.sql, piece.line) for piece in split(text)] == [
        ("meta", "\\restrict a'b", 1),
        ("copy", "COPY t (a) FROM stdin", 2),
        ("statement", "SELECT 1", 5),
        ("meta", "\\gexec", 5),
        ("statement", "SELECT 2", 6),
    ]


@given(st.one_of(st.text(), FRAGMENTS))
def test_any_text_gives_pieces_that_stand_in_it(text: str) -> None:
    lines = text.split("\n")
    for piece in split(text):
        assert piece.sql
        assert piece.sql in text
        assert piece.sql.split("\n")[0] in lines[piece.line - 1]
