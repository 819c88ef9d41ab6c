"""Statements taken apart."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_design import design, design_of

from maquette.model.database import Database
from maquette.sql.analyse import analyse, analyse_condition, analyse_workload
from maquette.sql.analysis import Analysis, Block, Join, Predicate
from maquette.sql.fingerprint import fingerprint
from maquette.sql.tree import canonical_text
from maquette.sql.workload import read_queries

ROOT = Path(__file__).parents[2]
TPCH = design(ROOT / "benchmarks/tpch-schema.sql")
DEMO = design(ROOT / "src/maquette/demo/schema.sql")
SHOP = design_of(
    """
    CREATE TABLE buyer (id bigint PRIMARY KEY, email text, born date, score int, tags text[], active boolean);
    CREATE TABLE purchase (id bigint PRIMARY KEY, buyer_id bigint, at timestamptz, total numeric, data jsonb);
    CREATE TABLE other.stock (item int, amount int);
    """
)


def said(predicate: Predicate) -> str:
    values = ", ".join(f"{value.kind[0]}:{value.text}" for value in predicate.values)
    return f"{predicate.operand.relation.alias}.{predicate.operand} {predicate.operator} {values}".strip()


def joined(join: Join) -> str:
    left, right = join.left, join.right
    return f"{left.relation.alias}.{left} {join.operator} {right.relation.alias}.{right} {join.kind}"


def first(sql: str, database: Database = SHOP) -> Block:
    return analyse(sql, database).blocks[0]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("b.id = 5", "b.id = c:5"),
        ("5 < score", "b.score > c:5"),
        ("lower(b.email) = $1", "b.lower(email) = p:$1"),
        ("born::text = '2000-01-01'", "b.born::text = c:2000-01-01"),
        ("id IN (1, 2)", "b.id in c:1, c:2"),
        ("id = ANY ($1)", "b.id in p:$1"),
        ("id <> ALL ('{1,2}')", "b.id not in c:{1,2}"),
        ("email LIKE '%x'", "b.email like c:%x"),
        ("NOT email ILIKE 'x%'", "b.email not ilike c:x%"),
        ("born BETWEEN date '2000-01-01' AND now()", "b.born between c:2000-01-01, e:now()"),
        ("born > now() - interval '1 day'", "b.born > e:now() - '1 day'::interval"),
        ("email IS NULL", "b.email is null"),
        ("active", "b.active is true"),
        ("NOT active", "b.active is false"),
        ("active IS NOT TRUE", ""),
        ("tags @> '{a}'", "b.tags @> c:{a}"),
        ("'a' = ANY (tags)", "b.tags any = c:a"),
        ("score + 1 = 5", "b.score + 1 = c:5"),
        ("id IN (SELECT buyer_id FROM purchase)", "b.id in s:"),
        ("id NOT IN (SELECT buyer_id FROM purchase)", "b.id not in s:"),
        ("(score, id) > (1, 2)", "b.score >= c:1"),
        ("score = id", ""),
        ("id = (SELECT max(id) FROM purchase)", "b.id = s:"),
        ("(score = 1 AND id = 2) OR (score = 1 AND id = 3)", "b.score = c:1"),
    ],
)
def test_predicates(condition: str, expected: str) -> None:
    found = first("SELECT 1 FROM buyer b WHERE " + condition).predicates  # noqa: S608 - never run
    assert [said(predicate) for predicate in found] == ([expected] if expected else [])


def test_wrappers_and_types() -> None:
    (one, two, three) = first(
        "SELECT FROM purchase WHERE at::date = '2026-01-01' AND data ->> 'k' = 'v' AND total = 5::float8"
    ).predicates
    assert (one.operand.wrapper, one.operand.columns, one.operand.column) == ("::date", ("at",), None)
    assert (two.operand.expression, two.operand.wrapper) == ("data ->> 'k'", "->>")
    assert (three.operand.column, three.values[0].type) == ("total", "double precision")


def test_alternatives() -> None:
    (alternative,) = first("SELECT FROM buyer WHERE id = 1 OR (email = 'x' AND score > 2)").alternatives
    assert [[predicate.operand.column for predicate in arm] for arm in alternative] == [["id"], ["email", "score"]]


def test_order_group_limit() -> None:
    block = first(
        "SELECT b.email AS mail, count(*) FROM buyer b GROUP BY mail "
        "ORDER BY 2 DESC, mail NULLS FIRST LIMIT $1 OFFSET 20"
    )
    assert [operand and operand.column for operand in block.group_by] == ["email"]
    assert [(o.text, o.operand is not None, o.descending, o.nulls_first) for o in block.order_by] == [
        ("count(*)", False, True, True),
        ("email", True, False, True),
    ]
    assert block.limit
    assert (block.limit.kind, block.offset and block.offset.text, block.aggregates) == ("parameter", "20", True)
    assert first("SELECT FROM buyer ORDER BY random()").order_by[0].functions == ("random",)


def test_joins_of_every_kind() -> None:
    block = first(
        """SELECT * FROM buyer b LEFT JOIN purchase p ON p.buyer_id = b.id AND p.total > 5
           WHERE EXISTS (SELECT FROM purchase q WHERE q.buyer_id = b.id)
             AND b.id IN (SELECT buyer_id FROM purchase r)"""
    )
    assert sorted(joined(join) for join in block.joins) == ["b.id = r.buyer_id semi", "p.buyer_id = b.id left"]
    assert [(said(p), p.clause) for p in block.predicates] == [("p.total > c:5", "on"), ("b.id in s:", "where")]
    assert [relation.alias for relation in block.stars] == ["b", "p"]
    assert joined(first("SELECT FROM buyer JOIN purchase USING (id)").joins[0]) == "buyer.id = purchase.id inner"
    assert joined(first("SELECT FROM buyer NATURAL JOIN purchase").joins[0]) == "buyer.id = purchase.id inner"


def test_subqueries_and_with_pass_conditions_through() -> None:
    for sql in (
        "SELECT FROM (SELECT id AS n, email FROM buyer) s WHERE s.n = 1",
        "SELECT FROM (SELECT id, email FROM buyer) s (n) WHERE n = 1",
        "WITH s AS (SELECT id AS n FROM buyer) SELECT FROM s WHERE n = 1",
    ):
        assert [said(p) for p in first(sql).predicates] == ["buyer.id = c:1"]
    for sql in (
        "SELECT FROM (SELECT id AS n FROM buyer LIMIT 5) s WHERE s.n = 1",
        "SELECT FROM (SELECT score AS n FROM buyer GROUP BY score) s WHERE s.n = 1",
        "WITH s AS MATERIALIZED (SELECT id AS n FROM buyer) SELECT FROM s WHERE n = 1",
        "WITH s AS (SELECT id AS n FROM buyer) SELECT FROM s, s AS t WHERE s.n = 1",
    ):
        assert first(sql).predicates == ()


def test_columns_read() -> None:
    found = analyse("SELECT email FROM buyer b WHERE EXISTS (SELECT FROM purchase WHERE buyer_id = b.id)", SHOP)
    outer, inner = found.blocks
    assert outer.columns(outer.relations[0]) == ("email", "id")
    assert inner.columns(inner.relations[0]) == ("buyer_id",)
    assert inner.role == "exists"


def test_writes() -> None:
    update = analyse("UPDATE buyer SET email = p.data ->> 'mail' FROM purchase p WHERE p.buyer_id = buyer.id", SHOP)
    assert (update.kind, update.writes, update.blocks[0].filtered) == ("update", ("email",), True)
    assert [joined(join) for join in update.blocks[0].joins] == ["p.buyer_id = buyer.id inner"]
    assert not analyse("DELETE FROM buyer", SHOP).blocks[0].filtered
    insert = analyse("INSERT INTO purchase (id, total) SELECT id, score FROM buyer WHERE active", SHOP)
    assert insert.target
    assert (str(insert.target.name), insert.writes) == ("public.purchase", ("id", "total"))
    assert [said(p) for p in insert.blocks[1].predicates] == ["buyer.active is true"]
    merge = analyse("MERGE INTO buyer b USING purchase p ON p.buyer_id = b.id WHEN MATCHED THEN DELETE", SHOP)
    assert [joined(join) for join in merge.blocks[0].joins] == ["p.buyer_id = b.id inner"]
    nested = analyse("WITH gone AS (DELETE FROM buyer WHERE id = 1 RETURNING id) SELECT * FROM gone", SHOP)
    assert [said(p) for block in nested.blocks for p in block.predicates] == ["buyer.id = c:1"]


@pytest.mark.parametrize(
    ("sql", "parts"),
    [
        ("SELECT FROM buyer, purchase WHERE buyer.id = 1", 2),
        ("SELECT FROM buyer, purchase WHERE buyer.id = buyer_id", 1),
        ("SELECT FROM buyer CROSS JOIN purchase", 1),
        ("SELECT FROM buyer, generate_series(1, score) n", 1),
        ("SELECT FROM buyer, (SELECT max(total) FROM purchase) m", 1),
        ("SELECT FROM buyer, LATERAL (SELECT FROM purchase WHERE buyer_id = buyer.id) p", 1),
        ("SELECT FROM buyer, purchase WHERE total > score OR at < born", 1),
    ],
)
def test_parts(sql: str, parts: int) -> None:
    assert len(first(sql).parts) == parts


@pytest.mark.parametrize(
    "item",
    [
        "buyer TABLESAMPLE SYSTEM (1)",
        "ROWS FROM (generate_series(1, 2), unnest(ARRAY[1])) AS r (a, b)",
        "xmltable('/a' PASSING '<a/>' COLUMNS b int) x",
        "json_table('[]', '$[*]' COLUMNS (b int)) j",
        "(VALUES (1), (2)) v (n)",
        "(buyer JOIN purchase ON buyer.id = buyer_id) AS both_of_them",
    ],
)
def test_every_kind_of_source(item: str) -> None:
    assert analyse("SELECT * FROM " + item, SHOP).problem is None  # noqa: S608 - never run


def test_names_are_found_where_they_are() -> None:
    assert str(first("SELECT FROM stock").relations[0].name) == "other.stock"
    assert str(first("SELECT FROM pg_class").relations[0].name) == "pg_catalog.pg_class"
    assert str(first("SELECT FROM nowhere").relations[0].name) == "public.nowhere"


def test_conditions_of_policies() -> None:
    block = analyse_condition("(buyer_id = (current_setting('a.b'::text))::bigint)", SHOP.tables[1].name, SHOP).blocks[
        0
    ]
    (predicate,) = block.predicates
    assert predicate.operand.column == "buyer_id"
    assert predicate.values[0].functions == ("current_setting",)


@pytest.mark.parametrize(
    ("printed", "written"),
    [
        ("lower((email)::text)", "LOWER(b.email)"),
        ("date_trunc('day'::text, at)", "date_trunc('day', p.at)"),
        ("(data ->> 'k'::text)", "data->>'k'"),
        ("((external_ref)::uuid)", "external_ref :: uuid"),
    ],
)
def test_index_expressions_equal_those_of_queries(printed: str, written: str) -> None:
    assert canonical_text(printed) == canonical_text(written)


def test_tpch() -> None:
    queries = analyse_workload(read_queries((ROOT / "benchmarks/tpch-queries.sql").read_text("utf-8"), "tpch"), TPCH)
    assert len(queries) == 22
    by_name = {found.query.name: found.analysis for found in queries}
    assert all(len(block.parts) <= 1 for found in queries for block in found.analysis.blocks)
    q5 = by_name["q5"].blocks[0]
    assert len(q5.joins) == 6
    assert sorted(said(p) for p in q5.predicates) == [
        "orders.o_orderdate < e:'1994-01-01'::date + '1 year'::interval",
        "orders.o_orderdate >= c:1994-01-01",
        "region.r_name = c:ASIA",
    ]
    q19 = by_name["q19"].blocks[0]
    assert [joined(join) for join in q19.joins] == ["part.p_partkey = lineitem.l_partkey inner"]
    assert {said(p) for p in q19.predicates} == {
        "lineitem.l_shipmode in c:AIR, c:AIR REG",
        "lineitem.l_shipinstruct = c:DELIVER IN PERSON",
    }
    assert [block.role for block in by_name["q16"].blocks] == ["statement", "not in"]
    assert [joined(join) for join in by_name["q17"].blocks[1].joins] == ["lineitem.l_partkey = part.p_partkey inner"]
    q21 = [joined(join) for block in by_name["q21"].blocks[1:] for join in block.joins]
    assert q21[0] == "l2.l_orderkey = l1.l_orderkey inner"


def test_demo_workload_is_understood() -> None:
    workload = read_queries((ROOT / "src/maquette/demo/queries.sql").read_text("utf-8"), "queries.sql")
    queries = analyse_workload(workload, DEMO)
    assert len(queries) == len(workload.queries)
    known = {table.name for table in DEMO.tables}
    strangers = {
        relation.name.name for found in queries for relation in found.analysis.relations if relation.name not in known
    }
    assert strangers <= {
        "seller_monthly_revenue",
        "seller_orders",
        "seller_daily_orders",
        "active_products",
        "buyer_orders",
    }


@given(st.text())
def test_any_text_is_answered(text: str) -> None:
    assert isinstance(analyse(text, SHOP), Analysis)
    fingerprint(text)
    canonical_text(text)


WORDS = """
    SELECT FROM buyer b purchase p , WHERE AND OR NOT ( ) = < IN LIKE '%x' id b.id p.buyer_id 1 $1 NULL IS ORDER BY
    GROUP JOIN LEFT ON USING ( id ) count(*) * EXISTS ( SELECT WITH AS LIMIT UPDATE SET DELETE INSERT INTO VALUES
    UNION ALL LATERAL score::text lower(email) BETWEEN ANY CASE WHEN THEN END
"""


@given(st.lists(st.sampled_from(WORDS.split()), max_size=25))
def test_any_heap_of_words_is_answered(words: list[str]) -> None:
    problem = analyse(" ".join(words), SHOP).problem or ""
    assert not problem.startswith("not understood")


def test_depth_and_length_have_an_end() -> None:
    assert analyse("SELECT " + "(" * 5000 + "1" + ")" * 5000, SHOP).problem is None
    assert analyse("SELECT " + "1+" * 5000 + "1", SHOP).problem == "nested too deeply"
    assert (analyse("SELECT " + "1+" * 500_000 + "1", SHOP).problem or "").startswith("longer")
