"""The twin against the database it stands for: same plans, same costs, on data of many types."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
import pytest

from maquette.engines.base import Explain
from maquette.engines.postgres.explain import explain_on
from maquette.engines.postgres.planner import PostgresPlanner, open_planner
from maquette.engines.postgres.read import read
from maquette.engines.postgres.scratch import Scratch
from maquette.engines.postgres.template import ADMIN
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
        for statement in (SCHEMAS / "planned.sql").read_text().split(";\n"):
            admin.execute(statement.encode())
    dsn = server.dsn("planned", ADMIN)
    snapshot = read(dsn)
    with explain_on(dsn) as source, open_planner(snapshot) as twin:
        yield Pair(server, snapshot, source, twin)
    server.drop_database("planned")


def tree(plan: Plan) -> list[tuple[str, float, float, str | None]]:
    return [(node.kind, node.cost, node.rows, node.index) for node in plan.nodes()]


@pytest.mark.parametrize("sql", QUERIES)
def test_same_plan_and_cost(pair: Pair, sql: str) -> None:
    assert pair.twin.explain(sql).document == pair.source(sql).document


def test_nothing_but_unsafe_values_is_left_out(pair: Pair) -> None:
    assert all("could run code" in reason for reason in pair.twin.left_out), pair.twin.left_out
    named = " ".join(pair.twin.left_out)
    assert "things.pair" in named
    assert "things.odd" in named
    assert pair.twin.exact
