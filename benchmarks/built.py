"""Sets of indexes really built: each index once, with all rows; the planner sees only those of the set that is asked.

What stands in the database may not change, so the work is done in a copy, gone at the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from maquette.engines.postgres.engine import Postgres
from maquette.engines.postgres.whatif import statement_of

FOUND = """
SELECT description, objoid, pg_relation_size(objoid) FROM pg_description JOIN pg_index ON objoid = indexrelid
WHERE classoid = 'pg_class'::regclass AND objoid >= 16384
"""


class Built:
    """Real indexes, made when they are first asked for."""

    def __init__(self, dsn: str, connection: psycopg.Connection) -> None:
        self._dsn, self._connection = dsn, connection
        found = connection.execute(FOUND).fetchall()  # made when the copy was kept before
        self._oids: dict[str, int] = {statement: oid for statement, oid, _ in found}
        self._bytes: dict[str, int] = {statement: size for statement, _, size in found}
        tables = "SELECT oid, reltuples, relpages FROM pg_class WHERE relkind = 'r' AND oid >= 16384"
        self._tables = connection.execute(tables).fetchall()

    def bytes(self, statement: str) -> int:
        """What that index weighs."""
        self._make(statement)
        return self._bytes[statement]

    def costs(self, statements: Sequence[str], queries: Sequence[str]) -> list[float]:
        """EXPLAIN's total cost of each query with exactly those indexes."""
        for statement in statements:
            self._make(statement)
        shown = [self._oids[statement] for statement in statements]
        self._connection.execute(
            "UPDATE pg_index SET indisvalid = indexrelid = ANY (%s) WHERE indexrelid = ANY (%s)",
            [shown, list(self._oids.values())],
        )
        with Postgres().explain_on(self._dsn) as explain:
            return [explain(query).cost for query in queries]

    def _make(self, statement: str) -> None:
        if statement in self._oids:
            return
        run = self._connection.execute
        run(statement_of(statement)[0].encode())
        newest = "SELECT indexrelid, pg_relation_size(indexrelid) FROM pg_index ORDER BY indexrelid DESC LIMIT 1"
        ((self._oids[statement], self._bytes[statement]),) = run(newest).fetchall()
        named = sql.SQL("COMMENT ON INDEX {} IS {}")
        ((name,),) = run("SELECT relname FROM pg_class WHERE oid = %s", [self._oids[statement]]).fetchall()
        run(named.format(sql.Identifier(name), sql.Literal(statement)))
        for oid, rows, pages in self._tables:  # a build counts the rows anew; the planner is to know what it knew
            run("UPDATE pg_class SET reltuples = %s, relpages = %s WHERE oid = %s", [rows, pages, oid])


@contextmanager
def open_built(dsn: str, keep: bool = False) -> Iterator[Built]:
    """A copy of that database to build in; nobody else may be connected to it while it is copied.

    With ``keep`` it is used again, and stays."""
    with psycopg.connect(dsn) as source:
        name = source.info.dbname
    copy = sql.Identifier(f"{name}_built")
    with psycopg.connect(make_conninfo(dsn, dbname="postgres"), autocommit=True) as admin:
        if not keep:
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(copy))
        if not admin.execute("SELECT FROM pg_database WHERE datname = %s", [f"{name}_built"]).fetchall():
            admin.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(copy, sql.Identifier(name)))
        try:
            place = make_conninfo(dsn, dbname=f"{name}_built")
            with psycopg.connect(place, autocommit=True) as connection:
                connection.execute("SET maintenance_work_mem = '1GB'")
                yield Built(place, connection)
        finally:
            if not keep:
                admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(copy))
