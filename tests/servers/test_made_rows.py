"""Rows made from statistics have those statistics: what is read of them again is what they were made from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from maquette.engines.postgres.read import read
from maquette.engines.postgres.scratch import GUEST, Scratch
from maquette.engines.postgres.servers.template import ADMIN
from maquette.engines.postgres.site import PostgresSite, open_site
from maquette.model.names import Name
from maquette.model.snapshot import Snapshot
from maquette.model.statistics import ColumnStatistics

SCALE = 4
SOURCE = """
CREATE TABLE buyer (id bigint PRIMARY KEY, ref uuid NOT NULL, email text NOT NULL UNIQUE, city text, tags text[]);
CREATE TABLE bill (
    id integer PRIMARY KEY, buyer_id bigint NOT NULL REFERENCES buyer, state text NOT NULL,
    total numeric(10,2) NOT NULL, made_at timestamptz NOT NULL, paid_on date, note varchar(12), place text,
    CHECK (total >= 0)
);
CREATE TABLE line (
    bill_id integer NOT NULL REFERENCES bill, line_no smallint NOT NULL, amount integer NOT NULL,
    PRIMARY KEY (bill_id, line_no)
);
CREATE TABLE stock (day date, shop integer, pieces integer, words tsvector, PRIMARY KEY (shop, day));
SELECT setseed(0.5);
INSERT INTO buyer SELECT n * 7, gen_random_uuid(), 'b' || n || '@example.org', 'city ' || (random() ^ 3 * 40)::int,
    (ARRAY['{new}', '{new,vip}', '{vip,old}', '{old}']::text[])[1 + n % 4]::text[] FROM generate_series(1, 5000) n;
INSERT INTO bill SELECT n, 7 * (1 + (random() ^ 2 * 4999)::int), (ARRAY['open', 'paid', 'paid', 'paid'])[1 + n % 4],
    (exp(random() * 5))::numeric(10,2), timestamptz '2025-01-01' + n * interval '9 minutes',
    CASE WHEN n % 5 > 0 THEN date '2025-01-01' + n / 160 END, 'note ' || n % 4000,
    'place ' || lpad((n / 40)::text, 5, '0') FROM generate_series(1, 40000) n;
INSERT INTO line SELECT b, l, (random() * 100)::int FROM generate_series(1, 40000) b, generate_series(1, 3) l;
INSERT INTO stock SELECT date '2024-01-01' + d, s, (random() * 9)::int, to_tsvector('simple', 'shop word' || s % 3)
    FROM generate_series(0, 799) d, generate_series(1, 25) s;
VACUUM ANALYZE;
"""


@dataclass
class Made:
    """A source, and the statistics and rows of what was made from its."""

    source: Snapshot
    again: Snapshot
    site: PostgresSite

    def ask(self, sql: str) -> tuple[int, ...]:
        row = self.site.visitor.run(sql, 20).fetchone()
        assert row
        return tuple(map(int, row))

    def pair(self, table: str, column: str) -> tuple[ColumnStatistics, ColumnStatistics]:
        found = [
            known.column(column)
            for known in (
                one.statistics and one.statistics.of(Name("public", table)) for one in (self.source, self.again)
            )
            if known
        ]
        assert found[0]
        assert found[1]
        return found[0], found[1]


@pytest.fixture(scope="module")
def made(server: Scratch) -> Iterator[Made]:
    server.create_database("made_from")
    with server.guest("made_from") as guest:
        for statement in SOURCE.split(";\n"):
            guest.execute(statement.encode())
    source = read(server.dsn("made_from", GUEST))
    server.drop_database("made_from")
    with open_site(source, 120_000 // SCALE) as site:
        assert site.left_out == ()
        yield Made(source, read(site.visitor.scratch.dsn(site.visitor.database, ADMIN)), site)


def test_tables_are_in_proportion(made: Made) -> None:
    rows = made.ask("SELECT (SELECT count(*) FROM buyer), (SELECT count(*) FROM bill), (SELECT count(*) FROM line)")
    for count, wanted in zip(rows, (5000, 40000, 120000), strict=True):
        assert count == pytest.approx(wanted / SCALE, rel=0.05)


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("buyer", "id"), ("buyer", "city"), ("bill", "state"), ("bill", "total"), ("bill", "made_at"),
        ("bill", "paid_on"), ("bill", "note"), ("bill", "place"), ("line", "bill_id"), ("line", "line_no"),
        ("stock", "day"), ("stock", "shop"), ("stock", "pieces"),
    ],
)  # fmt: skip
def test_a_column_has_its_statistics_again(made: Made, table: str, column: str) -> None:
    was, is_ = made.pair(table, column)
    assert is_.null_fraction == pytest.approx(was.null_fraction, abs=0.03)
    if (table, column) != ("stock", "shop"):  # under a day in some order, whichever
        assert is_.correlation == pytest.approx(was.correlation, abs=0.15)
    rows = {"buyer": 5000, "bill": 40000, "line": 120000, "stock": 20000}[table]
    distinct, now = was.distinct_values(rows), is_.distinct_values(rows / SCALE)
    grows = was.distinct < 0  # with the table
    assert now == pytest.approx(distinct / SCALE if grows else min(distinct, rows / SCALE), rel=0.35)
    common = dict(zip(was.common_values or (), was.common_frequencies or (), strict=True))
    for value, frequency in zip(is_.common_values or (), is_.common_frequencies or (), strict=True):
        if common.get(value, 0) > 0.02:
            assert frequency == pytest.approx(common[value], rel=0.3)
    if was.histogram and was.distinct < 0:
        assert is_.histogram
        middle = [bounds[len(bounds) // 2] for bounds in (was.histogram, is_.histogram)]
        if column == "total":
            assert float(middle[1]) == pytest.approx(float(middle[0]), rel=0.15)


def test_rows_join_as_often_as_they_did(made: Made) -> None:
    bills, joined, buyers = made.ask(
        "SELECT count(*), count(b.id), count(DISTINCT b.id) FROM bill LEFT JOIN buyer b ON b.id = buyer_id"
    )
    assert joined == bills
    assert buyers > 900  # of 1250: nearly all have bills, the first ones most
    (first,) = made.ask("SELECT count(*) FILTER (WHERE buyer_id < 7 * 500) * 100 / count(*) FROM bill")
    assert first == pytest.approx(32, abs=5)  # the root of a tenth
    each, most = made.ask(
        "SELECT round(avg(c)), max(c) FROM (SELECT count(*) AS c FROM line GROUP BY bill_id) AS lines"
    )
    assert (each, most) == (3, 3)


def test_what_common_values_name_is_there(made: Made) -> None:
    """A query for a buyer whom the statistics name finds bills, and the buyer."""
    was, _ = made.pair("bill", "buyer_id")
    named = (was.common_values or ())[:5]
    assert len(named) == 5
    for value in named:
        buyers, bills = made.ask(
            f"SELECT count(DISTINCT b.id), count(*) FROM buyer b JOIN bill ON buyer_id = b.id AND b.id = {int(value)}"  # noqa: S608
        )
        assert (buyers, bills > 0) == (1, True)


def test_arrays_and_documents_hold_their_common_elements(made: Made) -> None:
    share, words = made.ask(
        "SELECT (SELECT count(*) FILTER (WHERE tags @> '{vip}') * 100 / count(*) FROM buyer),"
        " (SELECT count(*) FILTER (WHERE words @@ 'word1') * 100 / count(*) FROM stock)"
    )
    assert share == pytest.approx(50, abs=6)
    assert words == pytest.approx(36, abs=6)
