"""Samples of queries with parameters: values from the statistics, weights that add up, few texts for many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_tables import column

from maquette.advisors.selection.samples import MOST, Sample, condense, sampled
from maquette.advisors.selection.strata import elements, equal, interval, open_end, patterns, several, thin
from maquette.model.database import Database
from maquette.model.index import Index, IndexKey
from maquette.model.names import Name
from maquette.model.statistics import ColumnStatistics, RelationStatistics, Statistics
from maquette.model.table import Table
from maquette.model.workload import Query, Workload
from maquette.sql.analyse import analyse_workload
from maquette.sql.parameters import Parameter, fill, listed, parameters
from maquette.sql.tree import parse
from maquette.sql.workload import prepare

ITEM = Name("public", "item")
READ = "SELECT id FROM item WHERE "
BY_LOWER = Index(name=Name("public", "by_lower"), table=ITEM, keys=(IndexKey(expression="lower(name)"),))
TABLE = Table(
    name=ITEM,
    columns=(
        column("id"), column("state", "text"), column("name", "text"), column("price", "numeric"),
        column("made", "date"), column("tags", "text[]"), column("span", "daterange"), column("words", "tsvector"),
        column("blank", "text"),
    ),
    indexes=(BY_LOWER,),
)  # fmt: skip
DATABASE = Database(version=180000, tables=(TABLE,))
IDS = tuple(str(n) for n in range(0, 1001, 10))
DATES = tuple(f"2026-{month:02}-{day:02}" for month in range(1, 11) for day in (1, 8, 15, 22))
COLUMNS = (
    ColumnStatistics(column="id", distinct=-1, histogram=IDS),
    ColumnStatistics(
        column="state", distinct=4, common_values=("done", "new", "open", "odd"),
        common_frequencies=(0.9, 0.07, 0.029, 0.001),
    ),
    ColumnStatistics(column="name", distinct=-1, histogram=("aaa", "b%\\_'", "ccccc")),
    ColumnStatistics(column="price", distinct=3, common_values=("10", "9", "-2.5"), common_frequencies=(0.5, 0.3, 0.2)),
    ColumnStatistics(column="made", distinct=40, histogram=DATES),
    ColumnStatistics(column="tags", common_elements=("a\"b", "c"), element_frequencies=(0.5, 0.1)),
    ColumnStatistics(column="span", range_bounds=("[2026-01-01,2026-01-03)", "[2026-02-01,2026-02-03)")),
    ColumnStatistics(column="words", common_elements=("cat",), element_frequencies=(0.2,)),
    ColumnStatistics(column="blank", null_fraction=1.0),
)  # fmt: skip
LOWER = ColumnStatistics(column="lower", distinct=-1, histogram=("x", "y", "z"))
STATISTICS = Statistics(
    relations=(
        RelationStatistics(name=ITEM, pages=100, rows=10_000, columns=COLUMNS),
        RelationStatistics(name=BY_LOWER.name, pages=10, rows=10_000, columns=(LOWER,)),
    )
)


def made(*queries: Query, accepts: bool = True) -> tuple[Sample, ...]:
    workload = prepare(Workload(queries=queries, origin="test"))
    return sampled(analyse_workload(workload, DATABASE), DATABASE, STATISTICS, lambda _: accepts)


def of(condition: str, **more: float) -> tuple[Sample, ...]:
    return made(Query(name="q", sql=READ + condition, calls=100, **more))  # type: ignore[arg-type]


def conditions(samples: Sequence[Sample]) -> list[str]:
    return [one.sql.partition(" WHERE ")[2] for one in samples]


def test_a_value_weighs_as_much_as_the_rows_that_hold_it_and_the_rarest_are_not_asked_for() -> None:
    found = of("state = $1")
    assert conditions(found) == ["state = 'done'", "state = 'open'", "state = 'new'"] or conditions(found) == [
        "state = 'done'", "state = 'new'", "state = 'open'",
    ]  # fmt: skip
    assert [round(one.weight, 1) for one in found] == pytest.approx([90.1, 7.0, 2.9], abs=0.1)
    assert {one.query for one in found} == {"q"}


TRIED = {
    "id = $1": ["id = '500'::bigint"],
    "$1 = id": ["'500'::bigint = id"],
    "id = $1::int": ["id = '500'::bigint::int"],
    "id IN ($1, $2, $3)": ["id IN ('500'::bigint, '0'::bigint, '510'::bigint)"],
    "id IN ($1 /*, ... */)": ["id IN ('500'::bigint, '0'::bigint, '510'::bigint /*, ... */)"],
    "id = ANY ($1)": [
        """id = ANY ('{"500","0","110","220","330","440","560","670","780","890"}')"""
    ],
    "id = ANY ($1::bigint[])": [
        """id = ANY ('{"500","0","110","220","330","440","560","670","780","890"}'::bigint[])"""
    ],
    "made >= $1 AND made < $2": [
        "made >= '2026-05-22'::date AND made < '2026-06-01'::date",
        "made >= '2026-09-15'::date AND made < '2026-09-22'::date",
    ],
    "made >= $1 AND made < $1::date + $2::interval": [
        "made >= '2026-05-22'::date AND made < '2026-05-22'::date::date + '7 days'::interval",
        "made >= '2026-09-15'::date AND made < '2026-09-15'::date::date + '7 days'::interval",
    ],
    "made BETWEEN $1 AND $2": [
        "made BETWEEN '2026-05-22'::date AND '2026-06-01'::date",
        "made BETWEEN '2026-09-15'::date AND '2026-09-22'::date",
    ],
    "id > $1": ["id > '990'::bigint", "id > '900'::bigint", "id > '670'::bigint"],
    "id <= $1": ["id <= '10'::bigint", "id <= '100'::bigint", "id <= '330'::bigint"],
    "price < $1": ["price < '-2.5'::numeric", "price < '9'::numeric"],
    "name LIKE $1": [r"name LIKE E'b\\%\\\\%'", r"name LIKE E'%b\\%\\\\%'"],
    "name LIKE $1 || '%'": [r"name LIKE E'b\\%\\\\' || '%'"],
    "lower(name) = $1": ["lower(name) = 'y'"],
    "tags @> $1": ["""tags @> E'{"a\\\\"b"}'""", """tags @> '{"c"}'"""],
    "$1 = ANY (tags)": ["'a\"b' = ANY (tags)", "'c' = ANY (tags)"],
    "words @@ to_tsquery($1, $2)": ["words @@ to_tsquery($1, 'cat')"],
    "span && $1": ["span && '[2026-02-01,2026-02-03)'"],
    "span @> $1::date": ["span @> '2026-02-01'::date"],
    "blank = $1": ["blank = $1"],
    "upper(name) = $1 AND id = $2": ["upper(name) = $1 AND id = '500'::bigint"],
    "made > date_trunc($1, now()) AND id = $2": ["made > date_trunc('day', now()) AND id = '500'::bigint"],
    "id = 7": ["id = 7"],
}  # fmt: skip


@pytest.mark.parametrize("condition", TRIED)
def test_values_come_from_the_column_that_the_parameter_is_compared_with(condition: str) -> None:
    found = of(condition)
    assert conditions(found) == TRIED[condition]
    assert sum(one.weight for one in found) == pytest.approx(100)
    for one in found:
        parse(one.sql)


def test_limits_are_as_many_rows_as_were_returned_and_offsets_near_and_far() -> None:
    found = of("id > 5 ORDER BY id LIMIT $1 OFFSET $2", rows=1500)
    assert [one.sql.partition(" LIMIT ")[2] for one in found] == ["15 OFFSET 0", "15 OFFSET 150"]
    assert of("id > 5 LIMIT $1")[0].sql.endswith("LIMIT 20")


def test_parameters_together_stay_few_and_the_uneven_ones_keep_their_weights() -> None:
    found = of("state = $1 AND price = $2 AND made >= $3 AND made < $4 AND id > $5")
    assert len(found) == 3
    assert sum(one.weight for one in found) == pytest.approx(100)
    assert sum(one.weight for one in found if "'done'" in one.sql) > 70


def test_what_the_server_refuses_stays_as_it_is() -> None:
    (only,) = made(Query(name="q", sql="SELECT id FROM item WHERE state = $1", calls=7), accepts=False)
    assert (only.sql, only.weight) == ("SELECT id FROM item WHERE state = $1", 7)


def test_the_analysis_is_the_querys_own() -> None:
    for one in of("state = $1"):
        assert one.analysis.blocks[0].predicates[0].values[0].kind == "parameter"


def test_ten_thousand_texts_of_one_query_become_a_few() -> None:
    texts = [Query(name=f"q{n}", sql=f"{READ} id = {n}", calls=1 + 9 * (n == 4)) for n in range(10_000)]
    few = condense(prepare(Workload(queries=tuple(texts), origin="test")))
    assert len(few.queries) == MOST
    assert sum(query.calls for query in few.queries) == pytest.approx(10_009)
    assert "q4" in {query.name for query in condense(replace(few, queries=tuple(texts[:12]))).queries}
    found = made(*texts[:300], Query(name="other", sql="SELECT 1"))
    assert len(found) == MOST + 1
    assert sum(one.weight for one in found) == pytest.approx(310)


def test_a_measured_query_keeps_its_means_when_it_stands_for_others() -> None:
    texts = (Query(name=f"q{n}", sql=f"SELECT {n}", calls=2, total_ms=10.0, rows=4) for n in range(50))
    few = condense(prepare(Workload(queries=tuple(texts), origin="test"))).queries
    assert [(one.calls, one.total_ms, one.rows) for one in few] == [(20, 100, 40)] * MOST


def test_an_enormous_query_stops_nothing() -> None:
    long = READ + " OR ".join(f"id = ${n}" for n in range(1, 60_000))
    assert parameters(long) == ()
    assert fill(long, {1: "'x'"}) == long
    workload = Workload(queries=(Query(name="long", sql=long), Query(name="q", sql="SELECT 1")), origin="test")
    assert {query.name for query in condense(prepare(workload)).queries} == {"long", "q"}
    assert [one.query for one in made(*workload.queries)] == ["q"]


def test_parameters_are_told_by_their_places() -> None:
    sql = (
        "SELECT date_trunc($1, made), f(a, $2::text) FROM item "
        "WHERE id = ANY ($3::int[]) AND b = $4 LIMIT $5 OFFSET $6::int"
    )
    assert sorted(parameters(sql), key=lambda one: one.number) == [
        Parameter(1, "argument", "", "date_trunc", 0), Parameter(2, "argument", "text", "f", 1),
        Parameter(3, "array", "integer[]"), Parameter(4), Parameter(5, "limit"), Parameter(6, "offset", "integer"),
    ]  # fmt: skip
    assert parameters("SELECT '$1', $$x$$") == ()
    assert parameters("SELECT $1 FROM") == ()
    assert listed("a IN ($2 /*, ... */) AND b IN ($3)") == {2}


def test_a_filled_statement_numbers_what_is_left() -> None:
    sql = "SELECT '$1', $3, \"$2\", $2 /* $1 */ FROM t WHERE ü = $1 AND $3 = $10"
    assert fill(sql, {1: "'a'", 10: "7"}) == "SELECT '$1', $2, \"$2\", $1 /* $1 */ FROM t WHERE ü = 'a' AND $2 = 7"
    assert fill(sql, {}) == sql


WEIGHTS = st.lists(st.floats(0.001, 1e6), min_size=1, max_size=40)


@given(WEIGHTS, st.integers(1, 8))
def test_thinning_keeps_the_weight_and_what_is_heavy(weights: list[float], most: int) -> None:
    found = thin(list(enumerate(weights)), most)
    assert len(found) <= most
    assert sum(weight for _, weight in found) == pytest.approx(sum(weights))
    chosen = {place for place, _ in found}
    heavy = [place for place, weight in enumerate(weights) if weight > sum(weights) / most * 1.001]
    assert chosen.issuperset(heavy)


SHARES = st.lists(st.floats(0.0, 0.05), max_size=20)


@given(SHARES, st.lists(st.text(min_size=1), max_size=12), st.floats(0.0, 1.0))
def test_strata_add_up_to_one(shares: list[float], bounds: list[str], nulls: float) -> None:
    known = ColumnStatistics(
        column="c", null_fraction=nulls * (1 - sum(shares)), common_values=tuple(f"v{n}" for n in range(len(shares))),
        common_frequencies=tuple(shares), histogram=tuple(bounds) or None,
        common_elements=tuple(f"e{n}" for n in range(len(shares))), element_frequencies=tuple(shares),
    )  # fmt: skip
    every = (
        equal(known), interval(known), open_end(known, True), open_end(known, False), patterns(known, True),
        patterns(known, False), elements(known),
    )  # fmt: skip
    for strata in every:
        assert not strata or sum(weight for _, weight in strata) == pytest.approx(1)
    values = several(known, 4, "first")
    assert values[0] == "first"
    assert len(values) <= 4


CONDITIONS = st.lists(st.sampled_from([one for one in TRIED if "$" in one]), min_size=1, max_size=4)


@given(CONDITIONS, st.floats(0.1, 1e9), st.integers(0, 1))
def test_samples_of_any_conditions_parse_and_add_up(chosen: list[str], calls: float, glue: int) -> None:
    numbered, last = [], 0
    for condition in chosen:
        for number in range(9, 0, -1):
            condition = condition.replace(f"${number}", f"${number + last}")  # noqa: PLW2901 - numbered on
        numbered.append(condition)
        last += 5
    sql = READ + (" AND ", " OR ")[glue].join(numbered)
    found = made(Query(name="q", sql=sql, calls=calls))
    assert 1 <= len(found) <= MOST
    assert sum(one.weight for one in found) == pytest.approx(calls)
    for one in found:
        parse(one.sql)
        left = sorted({use.number for use in parameters(one.sql)})
        assert left == list(range(1, len(left) + 1)) or one.sql == sql
