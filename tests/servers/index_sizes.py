"""Indexes really built, beside the sizes that a twin of the same database gives them. Shared with the benchmarks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg
from versions import schema

from maquette.engines.base import Candidate, Certainty
from maquette.engines.postgres.planner import PostgresPlanner, open_planner
from maquette.engines.postgres.read import read
from maquette.engines.postgres.scratch import Scratch
from maquette.engines.postgres.servers.template import ADMIN
from maquette.model.statistics import PAGE

SCHEMAS = Path(__file__).parent / "schemas"
CONTRIB = ("btree_gin", "btree_gist", "citext", "pg_trgm")
METHOD = re.compile(r"ON \w+ USING (\w+)")


@dataclass(frozen=True)
class Compared:
    """An index: its pages as built and as the twin has them, and how sure the twin is."""

    statement: str
    real: int
    ours: int
    sure: Certainty

    @property
    def method(self) -> str:
        found = METHOD.search(self.statement)
        return found[1] if found else "btree"

    @property
    def off(self) -> float:
        """0.1: a tenth too large."""
        return self.ours / self.real - 1

    def __str__(self) -> str:
        return f"{self.real:7} {self.ours:7} {self.off:+7.1%}  {self.sure:9}  {self.statement}"


def compare_all(scratch: Scratch, database: str) -> Iterator[Compared]:
    """Fill an empty database, and compare the indexes of ``schemas/sized_indexes.sql``, and of what contrib has."""
    with scratch.admin(database) as admin:
        admin.execute("SET search_path = public")
        admin.execute((SCHEMAS / "sized_tables.sql").read_bytes())
        statements = _lines("sized_indexes.sql", scratch.installation.major)
        if _has_contrib(admin):
            for name in CONTRIB:
                admin.execute(f"CREATE EXTENSION {name}".encode())
            statements += _lines("sized_contrib.sql", scratch.installation.major)
        if admin.execute("SELECT FROM pg_collation WHERE collname = 'und-x-icu'").rowcount:
            admin.execute("CREATE COLLATION nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false)")
            statements += _lines("sized_icu.sql", scratch.installation.major)
        admin.execute("VACUUM (ANALYZE)")
        with open_planner(read(scratch.dsn(database, ADMIN))) as twin:
            yield from compare(admin, twin, statements)


def compare(admin: psycopg.Connection, twin: PostgresPlanner, statements: Sequence[str]) -> Iterator[Compared]:
    """Build each index, measure it, drop it."""
    made: Sequence[Candidate] = twin.create(statements)
    for statement, candidate in zip(statements, made, strict=True):
        with admin.transaction(force_rollback=True):
            admin.execute(statement.replace("INDEX ON", "INDEX made ON", 1).encode())
            row = admin.execute("SELECT pg_relation_size('made')").fetchone()
        assert row
        yield Compared(statement, row[0] // PAGE, candidate.bytes // PAGE, candidate.size_is)


def _has_contrib(admin: psycopg.Connection) -> bool:
    found = admin.execute("SELECT name FROM pg_available_extensions WHERE name = ANY (%s)", [list(CONTRIB)])
    return len(found.fetchall()) == len(CONTRIB)


def _lines(file: str, major: int) -> list[str]:
    return [line for line in schema(file, major).splitlines() if line and not line.startswith("--")]
