"""Samples of queries on real servers: every text is planned, on the database and on its twin, whatever its types."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from maquette.advisors.selection.samples import Sample, sampled
from maquette.engines.postgres.planner import PostgresPlanner, open_planner
from maquette.engines.postgres.read import read
from maquette.engines.postgres.scratch import Scratch
from maquette.engines.postgres.servers.template import ADMIN
from maquette.model.snapshot import Snapshot
from maquette.model.workload import Query, Workload
from maquette.sql.analyse import analyse_workload
from maquette.sql.workload import prepare

SCHEMA = (Path(__file__).parent / "schemas" / "sampled.sql").read_text("utf-8")
READ = "SELECT id FROM odd WHERE "
FILLED = (
    *(f"{column} = $1" for column in (
        "id", "little", "ratio", "amount", "flag", "code", "name", "nick", "feeling", "day", "at", "clock", "span",
        "key", "host", "raw", "quoted", "lower(name)",
    )),
    *(f"{column} > $1" for column in ("id", "ratio", "amount", "day", "at", "clock", "key", "name")),
    "day BETWEEN $1 AND $2", "at >= $1 AND at < $2", "at >= $1::date AND at < $1::date + $2::interval",
    "amount < $1 * $2", "little IN ($1, $2)", "id IN ($1 /*, ... */)", "id = ANY ($1)", "feeling = ANY ($1)",
    "key = ANY ($1::uuid[])", "quoted = ANY ($1)", "name LIKE $1", "name ILIKE '%' || $1 || '%'", "nick NOT LIKE $1",
    "tags @> $1", "tags && $1::text[]", "$1 = ANY (tags)", "numbers @> $1", "$1 = ANY (numbers)", "during && $1",
    "during @> $1::date", "words @@ to_tsquery($1)", "flag IS NOT DISTINCT FROM $1 AND little <> $2",
    "id = $1 OR name = $2", "id IN (SELECT o.id FROM odd o WHERE o.day = $1)",
)  # fmt: skip
GENERIC = ("doc @> $1", "upper(name) = $1", "doc ->> 'k' = $1", "name ~ $1")
OTHERS = (
    "UPDATE odd SET name = $1, little = $2 WHERE id = $3",
    "DELETE FROM odd WHERE day < $1",
    "INSERT INTO odd (id, name) VALUES ($1, $2)",
    "SELECT date_trunc($1, at), count(*) FROM odd WHERE day >= $2 GROUP BY date_trunc($3, at)",
    "SELECT id FROM odd WHERE feeling = $1 ORDER BY day LIMIT $2 OFFSET $3",
)


@pytest.fixture(scope="module")
def loaded(server: Scratch) -> Iterator[Snapshot]:
    server.create_database("sampled")
    with server.admin("sampled") as admin:
        admin.execute(b"SET search_path = public")
        admin.execute(SCHEMA.encode())
    yield read(server.dsn("sampled", ADMIN))
    server.drop_database("sampled")


@pytest.fixture(scope="module")
def twin(loaded: Snapshot) -> Iterator[PostgresPlanner]:
    with open_planner(loaded) as planner:
        yield planner


def samples_of(sql: str, loaded: Snapshot) -> tuple[Sample, ...]:
    workload = prepare(Workload(queries=(Query(name="q", sql=sql, calls=90),), origin="test"))
    assert loaded.statistics
    return sampled(analyse_workload(workload, loaded.database), loaded.database, loaded.statistics)


@pytest.mark.parametrize("condition", FILLED)
def test_samples_of_every_type_are_planned(condition: str, loaded: Snapshot, twin: PostgresPlanner) -> None:
    found = samples_of(READ + condition, loaded)
    assert sum(one.weight for one in found) == pytest.approx(90)
    for one in found:
        assert "$" not in one.sql
        assert twin.explain(one.sql).cost > 0


@pytest.mark.parametrize("condition", GENERIC)
def test_what_no_statistics_know_gets_the_generic_plan(condition: str, loaded: Snapshot, twin: PostgresPlanner) -> None:
    (only,) = samples_of(READ + condition, loaded)
    assert "$1" in only.sql
    assert twin.explain(only.sql).cost > 0


@pytest.mark.parametrize("sql", OTHERS)
def test_samples_of_every_statement_are_planned(sql: str, loaded: Snapshot, twin: PostgresPlanner) -> None:
    found = samples_of(sql, loaded)
    assert found
    for one in found:
        assert twin.explain(one.sql).cost >= 0


def test_a_sample_is_estimated_by_its_value(loaded: Snapshot, twin: PostgresPlanner) -> None:
    (yes, no) = sorted(samples_of(READ + "flag = $1", loaded), key=lambda one: one.weight)
    assert yes.weight == pytest.approx(9, abs=1)
    assert no.weight == pytest.approx(81, abs=1)
    assert twin.explain(yes.sql).root.rows == pytest.approx(600, rel=0.2)
    assert twin.explain(no.sql).root.rows == pytest.approx(5400, rel=0.2)
