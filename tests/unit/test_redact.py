"""Redaction: values go, their order stays, and a statement stays a statement."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import msgspec
import postgast
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maquette.model.database import Database
from maquette.model.datatype import Enum
from maquette.model.index import Index, IndexKey
from maquette.model.names import Name
from maquette.model.snapshot import Origin, Snapshot
from maquette.model.statistics import ColumnStatistics, RelationStatistics, Statistics
from maquette.model.table import Column, Table
from maquette.model.workload import Query, Workload
from maquette.sql.cipher import Cipher
from maquette.sql.literals import rewrite
from maquette.sql.redact import redact
from maquette.sql.split import split

SEED = b"a seed, so that a failure repeats"
DEMO = Path(__file__).parents[2] / "src/maquette/demo/queries.sql"
ORDERS = Name("public", "orders")


@given(st.lists(st.text(st.characters(min_codepoint=32, max_codepoint=126)), min_size=2, max_size=5))
def test_equal_texts_stay_equal_and_prefixes_stay_prefixes(texts: list[str]) -> None:
    cipher = Cipher(texts, SEED)
    for one in texts:
        for other in texts:
            same = one.rstrip(" ") == other.rstrip(" ")
            assert (cipher.text(one) == cipher.text(other)) == same
            if other.rstrip(" ").startswith(one.rstrip(" ")):
                assert cipher.text(other).startswith(cipher.text(one))


@given(st.lists(st.text("abcdefghijklmnopqrstuvwxyz"), min_size=2))
def test_words_stay_in_order(words: list[str]) -> None:
    cipher = Cipher(words, SEED)
    assert sorted(map(cipher.text, words)) == [cipher.text(word) for word in sorted(words)]


@given(st.lists(st.uuids().map(str), min_size=2))
def test_uuids_stay_uuids_in_order(values: list[str]) -> None:
    cipher = Cipher([], SEED)
    assert [cipher.uuid(v)[:18] for v in sorted(values)] == sorted(cipher.uuid(v)[:18] for v in values)


@given(st.lists(st.datetimes(datetime(1999, 1, 1), datetime(2050, 1, 1)).map(str), min_size=2))
def test_times_keep_their_day_and_their_order(values: list[str]) -> None:
    cipher = Cipher([], SEED)
    made = {value: datetime.fromisoformat(cipher.time(value)) for value in values}
    for one in values:
        assert made[one].date() == datetime.fromisoformat(one).date()
        for other in values:
            if datetime.fromisoformat(one) <= datetime.fromisoformat(other):
                assert made[one] <= made[other]


def test_like_matches_what_it_matched() -> None:
    cipher = Cipher(["PROMO BRUSHED BRASS", "a_b%"], SEED)
    value, pattern = cipher.text("PROMO BRUSHED BRASS"), cipher.pattern("PROMO%BRASS")
    head, _, tail = pattern.partition("%")
    assert value.startswith(head)
    assert value.endswith(tail)
    assert cipher.pattern(r"a\_b\%") == cipher.text("a_b%")


@given(st.lists(st.text("abcXYZéÉß 12-_", min_size=1), min_size=2))
def test_what_is_equal_but_for_case_stays_so(texts: list[str]) -> None:
    """As ILIKE, lower() and citext compare."""
    cipher = Cipher(texts, SEED)
    for one in texts:
        for other in texts:
            same = one.rstrip(" ").lower() == other.rstrip(" ").lower()
            assert (cipher.text(one).lower() == cipher.text(other).lower()) == same
            assert cipher.text(one).lower() == cipher.text(one.lower())


@pytest.mark.parametrize("pattern", ["^an+", "n@ex", r"b(o|x)b", "^[a-c]nn", r"^\w+@", "a{2}", "com$", r"e\.c"])
def test_regular_expressions_match_what_they_matched(pattern: str) -> None:
    texts = ["ann@example.com", "bob@example.com", "aabb", "x.y"]
    cipher = Cipher([*texts, pattern], SEED)
    for text in texts:
        if re.search(pattern, text):
            assert re.search(cipher.regex(pattern), cipher.text(text))
    if "[" not in pattern and "\\" not in pattern:
        found = [bool(re.search(cipher.regex(pattern), cipher.text(text))) for text in texts]
        assert found == [bool(re.search(pattern, text)) for text in texts]


@pytest.mark.parametrize(
    "pattern", ["an+@%", "(ann|bob)@%", "a{2}b{2}", "b(o|x)b%", "x._", "%@[a-z]+.com", r"b\_b", "a_b+"]
)
def test_what_is_similar_stays_similar(pattern: str) -> None:
    texts = ["ann@example.com", "bob@example.com", "aabb", "x.y", "b_b", "xyz"]
    cipher = Cipher([*texts, pattern], SEED)
    for text in texts:
        similar = _is_similar(cipher.text(text), cipher.similar(pattern))
        assert similar or not _is_similar(text, pattern)
        assert not similar or "[" in pattern or _is_similar(text, pattern)


def _is_similar(text: str, pattern: str) -> bool:
    """SIMILAR TO, by a regular expression (manual, 9.7.2)."""
    wild = {"%": ".*", "_": ".", ".": "[.]", r"\_": "_"}
    return bool(re.fullmatch(re.sub(r"\\_|[%_.]", lambda found: wild[found[0]], pattern), text))


def test_what_is_written_is_null_and_arrays_stay_arrays() -> None:
    """A value that is stored matters to no plan, and NULL fits every type."""
    sqls = {
        "INSERT INTO o (email, tags) VALUES ('ann@x', '{red}'), ('bob@x', 'it')": "VALUES (NULL, NULL), (NULL, NULL)",
        "UPDATE o SET email = 'ann@x', kind = 'k'::text WHERE email = 'plain'": "SET email = NULL, kind = NULL::text",
        "SELECT * FROM o WHERE tags @> '{red,\"blue\",NULL}'": None,
    }
    queries = tuple(Query(name=sql, sql=sql) for sql in sqls)
    made = redact(replace(make(), workload=Workload(queries=queries, origin="file")), "hash", SEED)
    assert made.statistics is not None
    assert made.workload is not None
    (columns,) = [relation.columns for relation in made.statistics.relations]
    (tags,) = [column.common_elements for column in columns if column.column == "tags"]
    for query in made.workload.queries:
        wanted = sqls[query.name] or f"'{{{tags[1]},{tags[0]},NULL}}'" if tags else ""
        assert wanted in query.sql
        assert "plain" not in query.sql


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT date_trunc('day', t) FROM x LIMIT 10 OFFSET 20",
        "SELECT a->>'colour', to_char(t, 'YYYY') FROM x WHERE a @? '$.b' ORDER BY 1",
        "SELECT t + interval '30 days', t AT TIME ZONE 'UTC', 'x'::regclass, a::numeric(10,2)",
        "SELECT current_setting('app.tenant')",
        "SELECT to_tsvector('english', body) FROM x",
    ],
)
def test_words_of_the_language_are_no_data(sql: str) -> None:
    assert rewrite(sql, lambda found: "'gone'") == sql


def test_comments_go_with_what_they_say() -> None:
    assert "secret" not in rewrite("SELECT 1 -- secret\n/* secret */ WHERE a = 1", lambda found: None)


@pytest.mark.parametrize("redaction", ["hash", "drop"])
def test_the_demo_s_queries_stay_statements(redaction: str) -> None:
    queries = tuple(Query(name=str(n), sql=piece.sql) for n, piece in enumerate(split(DEMO.read_text("utf-8"))))
    made = redact(replace(make(), workload=Workload(queries=queries, origin="demo")), redaction, SEED)
    assert made.workload is not None
    for query in made.workload.queries:
        assert postgast.parse(query.sql).stmts


def make() -> Snapshot:
    columns = (
        Column(name="email", type="text", base="text"),
        Column(name="status", type="status", base="status", kind="enum"),
        Column(name="total", type="integer", base="integer"),
        Column(name="level", type="integer", base="integer"),
        Column(name="kind", type="text", base="text"),
        Column(name="tags", type="text[]", base="text[]", kind="array"),
    )
    partial = Index(
        name=Name("public", "i"), table=ORDERS, keys=(IndexKey(column="email"),),
        predicate="((level > 5) AND (kind = 'gift'::text))",
    )  # fmt: skip
    seen = (
        ColumnStatistics(
            column="email", common_values=("ann@example.com", "bob@example.com"), histogram=("c@x", "d@x")
        ),
        ColumnStatistics(column="status", common_values=("paid",), common_frequencies=(1.0,)),
        ColumnStatistics(column="total", histogram=("1234", "5678")),
        ColumnStatistics(column="level", common_values=("5",), common_frequencies=(1.0,)),
        ColumnStatistics(column="kind", common_values=("gift", "plain")),
        ColumnStatistics(column="tags", common_values=("{red,blue}",), common_elements=("blue", "red")),
    )
    sql = (
        "SELECT * FROM orders WHERE email = 'ann@example.com' AND status = 'paid' AND total BETWEEN 1234 AND 5678 "
        "AND level > 5 AND kind = 'gift' AND email LIKE 'ann%' LIMIT 10"
    )
    return Snapshot(
        origin=Origin(kind="server", label="db", read_at=""),
        database=Database(
            tables=(Table(name=ORDERS, columns=columns, indexes=(partial,)),),
            enums=(Enum(name=Name("public", "status"), labels=("paid",)),),
        ),
        statistics=Statistics(relations=(RelationStatistics(name=ORDERS, pages=9, rows=9.0, columns=seen),)),
        workload=Workload(queries=(Query(name="q", sql=sql),), origin="file"),
    )


def test_hash_leaves_no_value_and_the_query_still_meets_its_statistics() -> None:
    made = redact(make(), "hash", SEED)
    text = msgspec.json.encode(made).decode()
    for value in ("ann@", "bob@", "1234", "5678", "plain", "blue"):
        assert value not in text
    assert made.statistics is not None
    assert made.workload is not None
    columns = {column.column: column for column in made.statistics.relations[0].columns}
    sql = made.workload.queries[0].sql
    common, total = columns["email"].common_values, columns["total"].histogram
    assert common is not None
    assert total is not None
    assert f"email = '{common[0]}'" in sql
    assert f"BETWEEN {total[0]} AND {total[1]}" in sql
    assert "LIMIT 10" in sql


def test_what_the_schema_says_itself_stays_so_that_predicates_go_on_to_match() -> None:
    made = redact(make(), "hash", SEED)
    assert made.workload is not None
    sql = made.workload.queries[0].sql
    assert "status = 'paid'" in sql
    assert "level > 5" in sql
    assert "kind = 'gift'" in sql


def test_drop_leaves_no_value_and_says_so() -> None:
    made = redact(make(), "drop")
    text = msgspec.json.encode(made).decode()
    for value in ("ann@", "bob@", "1234", "5678", "plain", "blue"):
        assert value not in text
    assert made.origin.redaction == "drop"
    assert any("dropped" in note for note in made.notes)
    assert made.workload is not None
    assert "email = $1" in made.workload.queries[0].sql


def test_a_number_that_would_not_fit_its_type_is_dropped_and_named() -> None:
    snapshot = make()
    assert snapshot.statistics is not None
    large = ColumnStatistics(column="total", histogram=("1", "2147483647"))
    relation = RelationStatistics(name=ORDERS, pages=1, columns=(large,))
    made = redact(replace(snapshot, statistics=Statistics(relations=(relation,))), "hash", SEED)
    assert made.statistics is not None
    assert made.statistics.relations[0].columns[0].histogram is None
    assert any("public.orders.total" in note for note in made.notes)


@given(st.text(), st.sampled_from(["hash", "drop"]))
def test_no_text_breaks_the_redaction_of_queries(sql: str, redaction: str) -> None:
    workload = Workload(queries=(Query(name="q", sql=sql),), origin="file")
    redact(replace(make(), workload=workload), redaction, SEED)
