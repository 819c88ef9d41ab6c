"""Grouped queries taken apart: their keys, their totals, and why some cannot be kept by adding and taking away."""

from __future__ import annotations

import pytest

from maquette.model.database import Database
from maquette.model.errors import ConfigError
from maquette.model.names import Name
from maquette.model.table import Column, Table
from maquette.sql.grouping import read_grouping

SALES = Table(
    name=Name("public", "sales"),
    columns=(
        Column(name="day", type="date", base="date"),
        Column(name="at", type="timestamp with time zone", base="timestamp with time zone"),
        Column(name="kind", type="text", base="text"),
        Column(name="amount", type="integer", base="integer"),
        Column(name="price", type="numeric(8,2)", base="numeric"),
        Column(name="free", type="numeric", base="numeric"),
        Column(name="weight", type="real", base="real"),
    ),
)
DATABASE = Database(version=180000, tables=(SALES,))


def test_keys_and_totals_are_told_apart() -> None:
    found = read_grouping(
        "SELECT lower(s.kind) AS what, count(*), sum(amount * 2) AS twice, avg(price) FROM sales s"
        " WHERE amount > 0 GROUP BY 1", DATABASE
    )  # fmt: skip
    assert [(one.name, one.function, one.argument) for one in found.outputs] == [
        ("what", "", ""), ("count", "count", ""), ("twice", "sum", "amount * 2"), ("avg", "avg", "price"),
    ]  # fmt: skip
    assert (found.table, found.alias, found.where, found.obstacle) == (SALES.name, "s", "amount > 0", "")
    assert found.of("1", "added").endswith("FROM added AS s WHERE amount > 0 GROUP BY lower(s.kind)")
    assert read_grouping(found.sql, DATABASE) == read_grouping(read_grouping(found.sql, DATABASE).sql, DATABASE)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT kind, max(amount) FROM sales GROUP BY kind", "cannot be taken back"),
        ("SELECT kind, sum(amount) / 2 FROM sales GROUP BY kind", "cannot be taken back"),
        ("SELECT kind, count(DISTINCT day) FROM sales GROUP BY kind", "is no plain count"),
        ("SELECT kind, count(*) FILTER (WHERE amount > 1) FROM sales GROUP BY kind", "is no plain count"),
        ("SELECT kind, sum(weight) FROM sales GROUP BY kind", "is of type real"),
        ("SELECT kind, avg(free) FROM sales GROUP BY kind", "the scale"),
        ("SELECT at::date AS day, count(*) FROM sales GROUP BY 1", "may change without a write"),
        ("SELECT kind, count(*) FROM sales WHERE at > now() GROUP BY kind", "its WHERE"),
        ("SELECT kind, count(*) FROM sales WHERE day IN (SELECT day FROM sales) GROUP BY kind", "its WHERE"),
        ("SELECT kind, count(*) FROM sales GROUP BY kind HAVING count(*) > 1", "HAVING"),
    ],
)
def test_what_no_addition_keeps_says_why(query: str, words: str) -> None:
    assert words in read_grouping(query, DATABASE).obstacle


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT kind, count(*) FROM", "does not parse"),
        ("SELECT 1; SELECT 2", "not one plain SELECT"),
        ("SELECT kind, count(*) FROM sales GROUP BY kind UNION SELECT kind, 1 FROM sales", "not one plain SELECT"),
        ("SELECT kind, count(*) FROM sales, sales b GROUP BY kind", "does not read one table"),
        ("SELECT kind, count(*) FROM nowhere GROUP BY kind", "there is no table"),
        ("SELECT count(*) FROM sales", "no plain GROUP BY"),
        ("SELECT kind, count(*) FROM sales GROUP BY ROLLUP (kind)", "no plain GROUP BY"),
        ("SELECT count(*) FROM sales GROUP BY kind", "is not in the result"),
        ("SELECT kind, count(*), count(*) FROM sales GROUP BY kind", "one name"),
        ("SELECT kind, count(*) FROM sales GROUP BY kind LIMIT 1", "LIMIT"),
        ("SELECT * FROM sales GROUP BY kind", "selects *"),
    ],
)
def test_another_query_is_refused(query: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words.replace("*", r"\*")):
        read_grouping(query, DATABASE)
