"""The twin against the database it stands for: same plans, same costs, on data of many types."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
import pytest
from versions import schema

from maquette.engines.base import Explain
from maquette.engines.postgres import explain
from maquette.engines.postgres.explain import explain_on
from maquette.engines.postgres.planner import PostgresPlanner, open_planner
from maquette.engines.postgres.read import read
from maquette.engines.postgres.scratch import Scratch
from maquette.engines.postgres.servers.template import ADMIN
from maquette.model.change import CreateIndex
from maquette.model.errors import ExperimentError
from maquette.model.evidence import Statement
from maquette.model.index import IndexKey
from maquette.model.names import Name
from maquette.model.plan import Plan
from maquette.model.snapshot import Snapshot
from maquette.model.statistics import RelationStatistics, Statistics

SCHEMAS = Path(__file__).parent / "schemas"
QUERIES = [line for line in (SCHEMAS / "planned_queries.sql").read_text().splitlines() if line]
THINGS = Name("app", "things")


@dataclass
class Pair:
    """A loaded database and its twin."""

    server: Scratch
    snapshot: Snapshot
    source: Explain
    twin: PostgresPlanner

    def admin(self) -> psycopg.Connection:
        return self.server.admin("planned")


@pytest.fixture(scope="module")
def pair(server: Scratch) -> Iterator[Pair]:
    server.create_database("planned")
    with server.admin("planned") as admin:
        for statement in schema("planned.sql", server.installation.major).split(";\n"):
            admin.execute(statement.encode())
    dsn = server.dsn("planned", ADMIN)
    snapshot = read(dsn)
    with explain_on(dsn) as source, open_planner(snapshot) as twin:
        yield Pair(server, snapshot, source, twin)
    server.drop_database("planned")


@pytest.mark.parametrize("sql", QUERIES)
def test_same_plan_and_cost(pair: Pair, sql: str) -> None:
    twin, source = pair.twin.explain(sql), pair.source(sql)
    if "doc @>" in sql:  # no statistics tell how many keys a GIN index on jsonb has
        assert twin.shape == source.shape
        assert twin.cost == pytest.approx(source.cost, rel=1e-3)
    elif sql.startswith("UPDATE") and pair.snapshot.database.major < 14:  # there it carries the dropped column along
        assert (twin.shape, twin.cost) == (source.shape, source.cost)
    else:
        assert twin.document == source.document


def test_nothing_but_unsafe_values_is_left_out(pair: Pair) -> None:
    assert all("could run code" in reason for reason in pair.twin.left_out), pair.twin.left_out
    named = " ".join(pair.twin.left_out)
    assert "things.pair" in named
    assert "things.odd" in named
    assert pair.twin.exact


CANDIDATES = (
    ("CREATE INDEX ON app.things (small, ratio)", "SELECT * FROM app.things WHERE small = 3 AND ratio < 90"),
    ("CREATE UNIQUE INDEX ON app.things (ratio)", "SELECT * FROM app.things WHERE ratio = 7"),
    ("CREATE INDEX ON app.things (amount) WHERE flag", "SELECT id FROM app.things WHERE flag AND amount < 2"),
    ("CREATE INDEX ON app.things USING brin (local_at)", "SELECT * FROM app.things WHERE local_at < '2020-01-05'"),
    ("CREATE INDEX ON app.things (net) INCLUDE (id)", "SELECT id FROM app.things WHERE net = '10.0.7.1'"),
    ("CREATE INDEX ON app.things USING hash (amount)", "SELECT * FROM app.things WHERE amount = 9.5"),
    ("CREATE INDEX ON app.parts (note)", "SELECT * FROM app.parts WHERE note = 'note 77'"),
)
SIZE_OF_NEWER = """
    SELECT sum(pg_relation_size(c.oid)) FROM pg_class c
    WHERE c.relkind = 'i' AND c.oid > %s::oid AND c.relnamespace = 'app'::regnamespace
"""


@pytest.mark.parametrize(("statement", "sql"), CANDIDATES)
def test_what_if_index_plans_as_the_real_one(pair: Pair, statement: str, sql: str) -> None:
    (candidate,) = pair.twin.create([statement])
    before = pair.twin.explain(sql)
    assert candidate.name not in before.indexes
    pair.twin.show([candidate])
    shown = pair.twin.explain(sql)
    pair.twin.hide([candidate])
    newest = max(index.created for table in pair.snapshot.database.tables for index in table.indexes)
    with pair.admin() as admin, admin.transaction(force_rollback=True):
        admin.execute(statement.encode())
        plan = admin.execute(b"EXPLAIN (FORMAT JSON) " + sql.encode()).fetchone()
        size = admin.execute(SIZE_OF_NEWER, [newest]).fetchone()
    assert plan
    assert size
    real = Plan(plan[0][0])
    assert [node.kind for node in shown.nodes()] == [node.kind for node in real.nodes()]
    assert shown.cost == pytest.approx(real.cost, rel=0.01)
    assert shown.cost < before.cost
    assert candidate.bytes == pytest.approx(int(size[0]), rel=0.1)
    assert pair.twin.explain(sql).document == before.document
    assert pair.twin.create([statement]) == (candidate,)


def test_candidate_made_beside_a_partial_one_plans_as_it_does_alone(pair: Pair) -> None:
    """Rows of the partial one are estimated while the other has no size yet: what is read then would stay."""
    wanted = "ON app.things (amount, small)"
    (alone,) = pair.twin.create([f"CREATE INDEX alone {wanted}"])
    _, beside = pair.twin.create(
        ["CREATE INDEX ON app.things (amount, id) WHERE flag", f"CREATE INDEX beside {wanted}"]
    )
    costs = []
    for candidate in (alone, beside):
        pair.twin.show([candidate])
        plan = pair.twin.explain("SELECT * FROM app.things WHERE amount = 9.5 AND small = 3")
        pair.twin.hide([candidate])
        assert candidate.name in plan.indexes
        costs.append(plan.cost)
    assert costs[0] == costs[1]


def test_candidate_of_a_change(pair: Pair) -> None:
    change = CreateIndex(table=THINGS, keys=(IndexKey(column="ratio"), IndexKey(column="id")), include=("code",))
    first, second = pair.twin.create([change, replace(change, name="chosen name")])
    assert second.name == "chosen name"
    assert first.key != second.key
    pair.twin.show([first])
    assert first.name in pair.twin.explain("SELECT code FROM app.things WHERE ratio = 7").indexes
    pair.twin.hide([first])


def test_hidden_index_of_the_source(pair: Pair) -> None:
    sql = "SELECT * FROM app.parts WHERE thing = 17"
    before = pair.twin.explain(sql)
    assert before.indexes
    pair.twin.show_existing([Name("app", "parts_thing")], False)
    assert not pair.twin.explain(sql).indexes
    pair.twin.show_existing([Name("app", "parts_thing")], True)
    assert pair.twin.explain(sql).document == before.document


def test_settings_of_one_question(pair: Pair) -> None:
    sql = "SELECT * FROM app.things WHERE id = 42"
    assert pair.twin.explain(sql, {"enable_indexscan": "off", "enable_bitmapscan": "off"}).root.kind == "Seq Scan"
    assert pair.twin.explain(sql).root.kind == "Index Scan"


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("SELECT nope FROM app.things", 'column "nope" does not exist'),
        ("SELECT 1; DROP TABLE app.things", "cannot insert multiple commands"),
        ("SELECT $1::text; DROP TABLE app.things", "cannot insert multiple commands"),
        ("ANALYZE SELECT 1", "syntax error"),
        ("", "syntax error"),
    ],
)
def test_refusals_are_the_servers_words(pair: Pair, sql: str, words: str) -> None:
    for ask in (pair.twin.explain, pair.source):
        with pytest.raises(ExperimentError, match=words):
            ask(sql)
    assert pair.twin.explain("SELECT * FROM app.things").document == pair.source("SELECT * FROM app.things").document


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("DROP TABLE app.things", "not a CREATE INDEX"),
        ("CREATE INDEX ON app.nowhere (id)", "no table app.nowhere"),
        ("CREATE INDEX ON app.things (nope)", 'column "nope" does not exist'),
        ("CREATE INDEX ON app.things (id); DROP TABLE app.things", "cannot insert multiple commands"),
    ],
)
def test_refused_candidates(pair: Pair, statement: str, words: str) -> None:
    with pytest.raises(ExperimentError, match=words):
        pair.twin.create([statement])
    assert pair.twin.explain("SELECT * FROM app.things").document == pair.source("SELECT * FROM app.things").document


HOSTILE = (
    "DELETE FROM app.empty",
    "EXECUTE 'COPY (SELECT 1) TO PROGRAM ''touch {target}'''",
    "EXECUTE 'ALTER ROLE maquette_guest SUPERUSER'",
    "PERFORM pg_read_file('/etc/passwd')",
    "PERFORM lo_import('/etc/passwd')",
)


@pytest.mark.parametrize("deed", HOSTILE)
def test_hostile_functions_reach_nothing(pair: Pair, deed: str) -> None:
    """Functions that call themselves immutable run in planning: as the guest, in a read-only transaction."""
    target = pair.server.data.parent / "owned"
    make = (
        "CREATE OR REPLACE FUNCTION app.{}() RETURNS integer LANGUAGE plpgsql {} "
        "AS $evil$ BEGIN {}; RETURN 1; END $evil$"
    )
    deeds = (
        make.format("deed", "VOLATILE", deed.format(target=target)),
        make.format("evil", "IMMUTABLE", "RETURN app.deed()"),
    )
    pair.twin.apply([Statement(sql=one) for one in deeds])
    with pytest.raises(ExperimentError, match=r"read-only|permission denied|must be superuser"):
        pair.twin.explain("SELECT * FROM app.things WHERE small = app.evil()")
    assert pair.twin.explain("SELECT * FROM app.things WHERE id = 42").cost < 10
    assert not target.exists()


def test_planning_that_does_not_end_is_ended(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explain, "TIMEOUT", "500ms")
    monkeypatch.setattr(explain, "LIMIT_SECONDS", 2.0)
    loop = "LOOP BEGIN PERFORM pg_sleep(1); EXCEPTION WHEN query_canceled THEN NULL; END; END LOOP"
    make = f"CREATE FUNCTION app.endless() RETURNS integer LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN {loop}; END $$"
    pair.twin.apply([Statement(sql=make)])
    with pytest.raises(ExperimentError, match="did not end within 2 s"):
        pair.twin.explain("SELECT * FROM app.things WHERE small = app.endless()")
    assert pair.twin.explain("SELECT * FROM app.things WHERE id = 42").cost < 10


def test_applied_statements_stay(pair: Pair) -> None:
    with open_planner(pair.snapshot) as twin:
        twin.create(["CREATE INDEX ON app.things (small)"])
        twin.apply(
            [
                Statement(sql="ALTER TABLE app.things ALTER COLUMN size TYPE bigint"),
                Statement(sql="CREATE INDEX things_local ON app.things (local_at)"),
                Statement(sql="ALTER TABLE app.old ENABLE ROW LEVEL SECURITY"),
            ]
        )
        assert "things_local" in twin.explain("SELECT * FROM app.things WHERE local_at = '2020-01-02'").indexes
        for sql in ("SELECT id FROM app.things WHERE id = 42", "SELECT * FROM app.parts WHERE thing = 17"):
            assert twin.explain(sql).cost == pytest.approx(pair.source(sql).cost, rel=1e-3)
        assert twin.explain("SELECT * FROM app.things WHERE size = 3").root.rows == pytest.approx(1500, rel=0.2)


def test_terabytes_cost_nothing(pair: Pair) -> None:
    pages = 2**40 // 8192
    assert pair.snapshot.statistics

    def grown(known: RelationStatistics) -> RelationStatistics:
        return replace(known, pages=pages, relpages=pages, rows=1e10) if known.name == THINGS else known

    statistics = Statistics(relations=tuple(grown(known) for known in pair.snapshot.statistics.relations))
    with open_planner(replace(pair.snapshot, statistics=statistics)) as twin:
        plan = twin.explain("SELECT * FROM app.things", {"max_parallel_workers_per_gather": "0"})
        assert plan.root.rows == pytest.approx(1e10)
        assert plan.cost == pytest.approx(pages + 1e10 * 0.01)


def test_a_table_never_analyzed_has_the_rows_that_the_planner_thinks_of(server: Scratch) -> None:
    server.create_database("unseen")
    with server.admin("unseen") as admin:
        admin.execute("CREATE TABLE public.unseen (id int, flag bool)")
        admin.execute("INSERT INTO public.unseen SELECT n, n % 2 = 0 FROM generate_series(1, 50000) n")
        scan = admin.execute("EXPLAIN (FORMAT JSON) SELECT FROM public.unseen").fetchone()
        snapshot = read(server.dsn("unseen", ADMIN))
        with open_planner(snapshot) as twin:
            thought = twin.create(
                ["CREATE INDEX one ON public.unseen (id)", "CREATE INDEX two ON public.unseen (flag)"]
            )
            there = twin.explain("SELECT FROM public.unseen").root.rows
        admin.execute("CREATE INDEX one ON public.unseen (id)")
        admin.execute("CREATE INDEX two ON public.unseen (flag)")
        real = admin.execute("SELECT pg_relation_size('public.one'), pg_relation_size('public.two')").fetchone()
    server.drop_database("unseen")
    assert real
    assert scan
    share = there / 50000  # what the planner thinks, of what is
    assert there == Plan(scan[0][0]).root.rows
    assert [one.bytes for one in thought] == [pytest.approx(size * share, rel=0.1) for size in real]
    assert [one.size_is for one in thought] == ["unknown", "unknown"]
