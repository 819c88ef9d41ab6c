"""How long, and with how much memory, a large database is read.

python benchmarks/read_large.py [--tables 10000] [--major 18] [--rows 50]

Makes that many tables of ten columns on a scratch server, each with five indexes, a foreign key, a check and a default,
fills and analyzes them, and reads the whole in a process of its own. Target: 10,000 tables and 50,000 indexes in 30 s
and 1.5 GB on 2 cores.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import time

import psycopg

from maquette.engines.postgres.read import read
from maquette.engines.postgres.scratch import open_scratch
from maquette.engines.postgres.servers.installations import fitting

BATCH = 100  # tables a transaction

TABLE = """
CREATE TABLE part_{schema}.item_{number} (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    parent_id bigint {reference},
    name text NOT NULL,
    email varchar(200),
    amount numeric(12, 2) DEFAULT 0 CHECK (amount >= 0),
    state text NOT NULL DEFAULT 'new',
    tags text[],
    body jsonb,
    created_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz
);
CREATE INDEX ON part_{schema}.item_{number} (parent_id);
CREATE INDEX ON part_{schema}.item_{number} (state, created_at DESC) WHERE deleted_at IS NULL;
CREATE INDEX ON part_{schema}.item_{number} (lower(email));
CREATE INDEX ON part_{schema}.item_{number} (created_at) INCLUDE (name);
INSERT INTO part_{schema}.item_{number} (parent_id, name, email, amount, state, tags, body, created_at)
SELECT NULL, 'name ' || i, 'user' || i || '@example.com', i, (ARRAY['new', 'paid', 'sent'])[1 + i % 3],
       ARRAY['tag' || i % 5], jsonb_build_object('n', i), timestamptz '2025-01-01' + i * interval '1 hour'
FROM generate_series(1, {rows}) i;
"""


def build(connection: psycopg.Connection, tables: int, rows: int) -> None:
    """Create, fill and analyze the tables."""
    connection.execute("".join(f"CREATE SCHEMA part_{schema};" for schema in range(10)).encode())
    for start in range(0, tables, BATCH):
        statements = ""
        for number in range(start, min(start + BATCH, tables)):
            reference = f"REFERENCES part_{(number - 1) % 10}.item_{number - 1}" if number else ""
            statements += TABLE.format(schema=number % 10, number=number, reference=reference, rows=rows)
        connection.execute(statements.encode())
    if rows:
        connection.execute("ANALYZE")


def measure(dsn: str) -> None:
    """Read it; print what was read, how long it took and the most memory that this process had."""
    began = time.monotonic()
    snapshot = read(dsn)
    seconds = time.monotonic() - began
    database, statistics = snapshot.database, snapshot.statistics
    assert statistics
    indexes = sum(len(table.indexes) for table in database.tables)
    columns = sum(len(relation.columns) for relation in statistics.relations)
    print(f"{len(database.tables)} tables, {indexes} indexes, statistics of {columns} columns")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{seconds:.1f} s, of which the reader worked {time.process_time():.1f} s; {memory:.0f} MB at most")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tables", type=int, default=10_000)
    parser.add_argument("--rows", type=int, default=50)
    parser.add_argument("--major", type=int, default=18)
    arguments = parser.parse_args()
    with open_scratch(fitting(arguments.major)) as scratch:
        scratch.create_database("large")
        began = time.monotonic()
        with scratch.guest("large") as connection:
            connection.execute("SET statement_timeout = 0")
            build(connection, arguments.tables, arguments.rows)
        print(f"PostgreSQL {scratch.installation.version}, made in {time.monotonic() - began:.0f} s")
        reader = multiprocessing.get_context("spawn").Process(target=measure, args=(scratch.dsn("large"),))
        reader.start()
        reader.join()


if __name__ == "__main__":
    main()
