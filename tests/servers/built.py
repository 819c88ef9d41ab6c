"""A pattern fitted to a database that stands, and built there; and the naive forms that it is held against."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import psycopg

from maquette.architect import ground_of
from maquette.engines.postgres.engine import Postgres
from maquette.model.design import Design, DesignWish
from maquette.patterns.pattern import find, fit
from maquette.proof.designing import rendered
from maquette.sql.split import split

NAIVE = Path(__file__).parent / "naive"


def design(connection: psycopg.Connection, pattern: str, table: str, options: Mapping[str, str]) -> Design:
    """The pattern fitted to what the connection's database is now."""
    engine = Postgres()
    snapshot = engine.read(f"{connection.info.dsn} password={connection.info.password}")
    wish = DesignWish(pattern=pattern, tables=(table,), options=options)
    return rendered(fit(find(pattern), ground_of(snapshot), wish), snapshot.database, engine)


def build(connection: psycopg.Connection, pattern: str, table: str, **options: str) -> Design:
    """The pattern's statements, run."""
    made = design(connection, pattern, table, options)
    for statement in made.statements:
        connection.execute(statement.sql.encode())
    return made


def naive(connection: psycopg.Connection, name: str) -> None:
    """The playbook's form, run."""
    for piece in split((NAIVE / f"{name}.sql").read_text("utf-8")):
        connection.execute(piece.sql.encode())
