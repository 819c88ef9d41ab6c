"""Query files."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maquette.model.errors import ConfigError
from maquette.model.workload import Query, Workload
from maquette.sql.fingerprint import fingerprint, normalise
from maquette.sql.tree import parse, repair
from maquette.sql.workload import prepare, read_queries, unplannable

FILE = r"""
-- A title that is no name
-- name: one of two
-- calls: 1,000
SELECT 1;

-- q2
SELECT
 from from x;
-- name: one of two
SELECT 2;
-- calls: many
SELECT 3; VACUUM; \d
COPY t FROM stdin;
1
\.
SELECT 5 INTO t; EXPLAIN SELECT 1
"""


def test_names_calls_and_problems() -> None:
    queries = read_queries(FILE, "file").queries
    assert [(query.name, query.calls, query.problem) for query in queries] == [
        ("one of two", 1000, None),
        ("q2", 1, 'line 9: syntax error at or near "from"'),
        ("one of two_2", 1, None),
        ("q4", 1, "line 13: calls: many is no count"),
        ("q5", 1, "line 13: not a query but VACUUM"),
        ("q6", 1, "line 13: a command of psql, not SQL"),
        ("q7", 1, "line 14: not a query but COPY"),
        ("q8", 1, "line 17: SELECT INTO makes a table"),
        ("q9", 1, "line 17: not a query but EXPLAIN"),
    ]


@pytest.mark.parametrize("text", ["", "\n -- nothing\n", ";;"])
def test_a_file_without_queries_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="holds no query"):
        read_queries(text, "empty.sql")


def test_prepare_merges_equal_queries() -> None:
    queries = (
        Query(name="a", sql="SELECT 1", calls=2, total_ms=5),
        Query(name="b", sql="SELECT 1", calls=3),
        Query(name="c", sql="SELECT 2"),
        Query(name="d", sql="SHOW work_mem"),
    )
    a, c, d = prepare(Workload(queries=queries, origin="x")).queries
    assert (a.name, a.calls, a.total_ms, a.rows) == ("a", 5, 5, None)
    assert a.fingerprint == c.fingerprint != ""
    assert (c.problem, d.problem) == (None, "not a query but SHOW")


def test_prepare_is_idempotent() -> None:
    once = prepare(read_queries(FILE, "file"))
    assert prepare(once) == once


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("SELECT date $1 + interval $2", "SELECT $1::date + $2::interval"),
        ("SELECT extract($1 FROM d), now()", 'SELECT pg_catalog."extract"($1, d), now()'),
        ("SELECT date '2000-01-01'", "SELECT date '2000-01-01'"),
    ],
)
def test_repair_of_normalised_text(text: str, mended: str) -> None:
    assert repair(text) == mended
    assert parse(mended)


def test_fingerprint_and_normalise() -> None:
    assert fingerprint("SELECT a FROM t WHERE b = 1") == fingerprint("select a from t where b = 2")
    assert fingerprint("SELECT FROM FROM") == ""
    assert normalise("SELECT 1, 'a'") == "SELECT $1, $2"


def test_what_this_parser_alone_cannot_read_is_left_to_the_server() -> None:
    assert unplannable("SELECT " + "1+" * 5000 + "1") is None


@given(st.text(min_size=1))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        workload = prepare(read_queries(text, "any"))
    except ConfigError:
        return
    assert workload.queries
