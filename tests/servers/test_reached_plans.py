"""A twin of what some queries can come across plans them as the twin of the whole database does."""

from __future__ import annotations

from pathlib import Path

from versions import schema

from maquette.engines.postgres.planner import open_planner
from maquette.engines.postgres.read import read
from maquette.engines.postgres.scratch import Scratch
from maquette.engines.postgres.servers.template import ADMIN
from maquette.model.names import Name
from maquette.twin.reach import reached

SCHEMAS = Path(__file__).parent / "schemas"
QUERIES = [line for line in (SCHEMAS / "reached_queries.sql").read_text().splitlines() if line]


def test_same_plans_on_a_part_of_the_database(server: Scratch) -> None:
    server.create_database("reached")
    with server.admin("reached") as admin:
        for file in ("planned.sql", "reached.sql"):
            for statement in schema(file, server.installation.major).split(";\n"):
                admin.execute(statement.encode())
    snapshot = read(server.dsn("reached", ADMIN))
    server.drop_database("reached")
    parts: dict[frozenset[Name], list[str]] = {}  # queries by the relations that they can come across
    for sql in QUERIES:
        kept = frozenset(relation.name for relation in reached(snapshot, [sql]).database.relations)
        parts.setdefault(kept, []).append(sql)
    assert len(parts) > 4, parts
    assert max(map(len, parts)) < len(snapshot.database.relations)
    with open_planner(snapshot) as whole:
        for queries in parts.values():
            with open_planner(reached(snapshot, queries[:1])) as part:
                for sql in queries:
                    assert part.explain(sql) == whole.explain(sql), sql
