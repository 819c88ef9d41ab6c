"""Extended statistics: proposed where the evidence is, and what a real server then estimates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import psycopg
import pytest

from maquette.advisors.selection.correlation import Correlation, correlations
from maquette.engines.postgres.read import read
from maquette.engines.postgres.render import render
from maquette.engines.postgres.scratch import Scratch
from maquette.engines.postgres.servers.template import ADMIN
from maquette.model.index import Index, IndexKey
from maquette.model.names import Name
from maquette.model.plan import Plan
from maquette.model.snapshot import Snapshot
from maquette.model.workload import Query
from maquette.sql.analyse import analyse
from maquette.sql.analysis import AnalysedQuery

SCHEMA = """
    CREATE SCHEMA app;
    CREATE TABLE app.town (id int PRIMARY KEY, land int NOT NULL, UNIQUE (land, id));
    INSERT INTO app.town SELECT n, n % 20 FROM generate_series(1, 400) n;
    CREATE TABLE app.visit AS
        SELECT n AS id, t.id AS town, t.land, n % 50 AS code, 'code ' || n % 50 AS label, n % 7 AS day, n % 11 AS hour,
               least(n % 100, 9) AS model, CASE WHEN n % 100 < 9 THEN n % 100 / 3 ELSE 500 END AS maker,
               'Mail' || n % 30 AS mail, timestamptz '2024-01-01' + n * interval '1 hour' AS at
        FROM generate_series(1, 40000) n JOIN app.town t ON t.id = n * 31 % 400 + 1;
    ALTER TABLE app.visit ADD FOREIGN KEY (land, town) REFERENCES app.town (land, id);
    CREATE TABLE app.line (bill int, place int, price int, PRIMARY KEY (bill, place));
    INSERT INTO app.line SELECT n / 20, n % 20, n % 9 FROM generate_series(1, 40000) n;
    CREATE TABLE app.known (a int, b int);
    INSERT INTO app.known SELECT n % 30, n % 30 FROM generate_series(1, 5000) n;
    CREATE STATISTICS app.known_both ON a, b FROM app.known;
    ANALYZE;
"""


@dataclass
class Place:
    admin: psycopg.Connection
    snapshot: Snapshot

    def found(self, *asked: str | Query, indexes: Sequence[Index] = ()) -> list[Correlation]:
        database, statistics = self.snapshot.database, self.snapshot.statistics
        assert statistics
        queries = [Query(name="q", sql=one) if isinstance(one, str) else one for one in asked]
        analysed = [AnalysedQuery(query=query, analysis=analyse(query.sql, database)) for query in queries]
        return list(correlations(analysed, database, statistics, indexes))

    def estimate(self, sql: str) -> float:
        row = self.admin.execute(b"EXPLAIN (FORMAT JSON) " + sql.encode()).fetchone()
        assert row
        return Plan(row[0][0]).root.rows

    def counted(self, sql: str) -> float:
        return len(self.admin.execute(sql.encode()).fetchall())


@pytest.fixture(scope="module")
def place(server: Scratch) -> Iterator[Place]:
    server.create_database("correlated")
    with server.admin("correlated") as admin:
        admin.execute(SCHEMA.encode())
        yield Place(admin, read(server.dsn("correlated", ADMIN)))
    server.drop_database("correlated")


@pytest.mark.parametrize(
    ("sql", "calls", "subject", "reason"),
    [
        ("SELECT id FROM app.visit WHERE land = 5 AND town = 45", 0, "town, land", "town tells the rest"),
        ("SELECT id FROM app.visit WHERE code = 7 AND label = 'code 7'", 0, "code, label", "same frequencies"),
        ("SELECT bill, place FROM app.line GROUP BY bill, place", 0, "bill, place", "every row is a group"),
        ("SELECT id FROM app.visit WHERE model = 3 AND maker = 1", 90, "maker, model", "400 rows a call"),
        ("SELECT model, maker FROM app.visit GROUP BY model, maker", 90, "maker, model", "10 groups"),
        ("SELECT id FROM app.visit WHERE lower(mail) = 'mail7'", 0, "lower(mail)", "nothing is known"),
        ("SELECT id FROM app.visit WHERE at::date > '2024-02-01'", 0, "at::date", "nothing is known"),
    ],
)
def test_statistics_mend_the_estimate(place: Place, sql: str, calls: float, subject: str, reason: str) -> None:
    if subject in ("lower(mail)", "at::date") and place.snapshot.database.major < 14:
        assert place.found(Query(name="q", sql=sql)) == []  # statistics on expressions came with 14
        return
    true = place.counted(sql)
    (found,) = place.found(Query(name="q", sql=sql, calls=calls or 1.0, rows=calls * true if calls else None))
    assert reason in found.reason
    change = found.change
    assert ", ".join((*change.columns, *change.expressions)) == subject
    before = place.estimate(sql)
    rendered = render(change, place.snapshot.database)
    with place.admin.transaction(force_rollback=True):
        for statement in rendered.statements:
            place.admin.execute(statement.sql.encode())
        after = place.estimate(sql)
        place.admin.execute(rendered.undo[-1].sql.encode())
    assert max(before / true, true / before) > 2.5
    assert max(after / true, true / after) < 1.3


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT id FROM app.visit WHERE day = 3 AND hour = 5",
        "SELECT day, hour, count(*) FROM app.visit GROUP BY day, hour",
        "SELECT id FROM app.visit WHERE code = 7",
        "SELECT id FROM app.visit WHERE code = 7 OR label = 'code 7'",
        "SELECT bill, count(*) FROM app.line GROUP BY bill",
        "SELECT a FROM app.known WHERE a = 5 AND b = 5",
        "SELECT a FROM app.known WHERE spot_of(a) = 5",
        "SELECT id FROM app.town WHERE lower(id::text) = '5'",
    ],
)
def test_nothing_where_nothing_is_shown(place: Place, sql: str) -> None:
    assert place.found(sql) == []


def test_counts_that_independent_columns_allow_show_nothing(place: Place) -> None:
    pair = "SELECT id FROM app.visit WHERE day = $1 AND hour = $2"
    assert place.found(Query(name="q", sql=pair, calls=10.0, rows=5500.0)) == []
    (found,) = place.found(Query(name="q", sql=pair, calls=10.0, rows=40000.0))
    assert found.change.kinds == ("dependencies", "mcv")
    for cut in ("LIMIT 5", "GROUP BY id HAVING count(*) > 1"):
        assert place.found(Query(name="q", sql=f"{pair} {cut}", calls=10.0, rows=40000.0)) == []


def test_values_that_were_hashed_are_not_looked_for(place: Place) -> None:
    sql = "SELECT id FROM app.visit WHERE model = 9 AND day = 3"
    statistics = place.snapshot.statistics
    assert statistics
    hashed = Place(place.admin, replace(place.snapshot, statistics=replace(statistics, redacted=True)))
    asked = Query(name="q", sql=sql, calls=1.0, rows=5200.0)
    assert place.found(asked) == []
    assert hashed.found(asked) == []
    assert place.found(replace(asked, sql=sql.replace("= 9", "= 4")))
    assert hashed.found(replace(asked, sql=sql.replace("= 9", "= 4"))) == []


def test_each_once_and_not_beside_an_index_of_the_expression(place: Place) -> None:
    sql = "SELECT id FROM app.visit WHERE lower(mail) = 'mail7' AND code = 3 AND label = 'code 3'"
    with_expressions = place.snapshot.database.major >= 14
    assert len(place.found(sql, sql + " AND id > 5")) == 1 + with_expressions
    name = Name("app", "visit")
    index = Index(name=Name("app", "i"), table=name, keys=(IndexKey(expression="lower(mail)"),))
    (left,) = place.found(sql, indexes=[index])
    assert left.change.columns == ("code", "label")
    standing = place.snapshot.database.change_table(name, lambda table: replace(table, indexes=(index,)))
    assert len(Place(place.admin, replace(place.snapshot, database=standing)).found(sql)) == 1
