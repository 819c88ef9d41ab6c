"""What an index costs a write: INSERT beside indexes of each kind and number, UPDATE with and without HOT.

python benchmarks/index_upkeep.py [--rows 300000] [--majors 16,18]

A table is loaded, an index made, then rows are inserted in three batches, the quickest of which counts; what a row
takes longer than without that index is the price of an entry. The same with updates of a column that no index has
(HOT) and of one that an index has (every index gets a new entry). Times are told in the planner's units too: a
sequential scan of the same table shows how long one unit takes. The constants of ``advisors/selection/upkeep.py`` are
these figures; "priced" is what it makes of them for the same writes.
"""
# ruff: noqa: S608 - its own statements on its own server

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass

import psycopg

from maquette.advisors.selection.upkeep import Upkeep
from maquette.engines.postgres.read import read
from maquette.engines.postgres.scratch import open_scratch
from maquette.engines.postgres.servers.installations import fitting
from maquette.engines.postgres.servers.template import ADMIN
from maquette.model.names import Name
from maquette.model.workload import Query, Workload
from maquette.sql.analyse import analyse_workload

SETTINGS = {
    "shared_buffers": "256MB", "max_wal_size": "8GB", "checkpoint_timeout": "1h", "wal_level": "replica",
    "max_parallel_workers_per_gather": "0", "autovacuum": "off", "jit": "off",
}  # fmt: skip
TARGET = Name("public", "target")
INSERT, UPDATE = "INSERT INTO target SELECT * FROM source", "UPDATE target SET changing = id"
BATCHES = 3
FEW = 0.02  # of a batch
MADE = """
    SELECT n AS id, n % 100 AS kind, hashint8(n) AS scattered, md5(n::text) AS name,
           hashint8(n + 1) AS s1, hashint8(n + 2) AS s2, hashint8(n + 3) AS s3, hashint8(n + 4) AS s4,
           hashint8(n + 5) AS s5, hashint8(n + 6) AS s6, hashint8(n + 7) AS s7, hashint8(n + 8) AS s8,
           ARRAY[n % 997, n % 1009, n % 1013, n % 1019, n % 1021]::int[] AS tags,
           int8range(n, n + 10) AS span, 0 AS changing
    FROM generate_series({first}::bigint, {last}) n
"""
KINDS = {
    "b-tree, growing key": ("(id)",),
    "b-tree, scattered key": ("(scattered)",),
    "b-tree, 100 values": ("(kind)",),
    "b-tree, scattered text": ("(name)",),
    "b-tree, three columns": ("(scattered, kind, name)",),
    "b-tree, one row in 100": ("(scattered) WHERE kind = 7",),
    "b-tree, lower(name)": ("(lower(name))",),
    "hash": ("USING hash (scattered)",),
    "BRIN": ("USING brin (id)",),
    "GIN, 5 entries a row": ("USING gin (tags)",),
    "GIN, no pending list": ("USING gin (tags) WITH (fastupdate = off)",),
    "GiST, ranges": ("USING gist (span)",),
    "SP-GiST, text": ("USING spgist (name)",),
    **{f"{count} b-trees, scattered": tuple(f"(s{n})" for n in range(1, count + 1)) for count in (1, 2, 4, 8)},
}


@dataclass(frozen=True)
class Price:
    """What a row takes: microseconds and bytes of WAL."""

    time: float
    wal: float

    def __sub__(self, other: Price) -> Price:
        return Price(self.time - other.time, self.wal - other.wal)


class Bench:
    """One server with a table that is filled again and again."""

    def __init__(self, connection: psycopg.Connection, dsn: str, rows: int) -> None:
        self.connection, self.dsn, self.rows, self.batch = connection, dsn, rows, rows // 10
        self.last = rows
        self.run("SET search_path = public")
        self.run("ALTER SYSTEM SET full_page_writes = on")
        self.run("SELECT pg_reload_conf()")
        self.run(f"CREATE UNLOGGED TABLE source AS {MADE.format(first=1, last=2 * rows)}")
        self.run("CREATE INDEX ON source (id)")
        self.run("VACUUM ANALYZE source")

    def run(self, sql: str) -> None:
        """Run one statement."""
        self.connection.execute(sql.encode())

    def number(self, sql: str) -> float:
        """The one number that a query gives."""
        row = self.connection.execute(sql.encode()).fetchone()
        assert row
        return float(row[0])

    def fill(self, indexes: tuple[str, ...], fillfactor: int = 100) -> None:
        """The table anew, with those indexes; the next checkpoint is far."""
        self.run("DROP TABLE IF EXISTS target")
        self.run(f"CREATE TABLE target (LIKE source) WITH (fillfactor = {fillfactor})")
        self.run(f"INSERT INTO target SELECT * FROM source WHERE id <= {self.rows}")
        for one in indexes:
            self.run(f"CREATE INDEX ON target {one}")
        self.run("VACUUM ANALYZE target")
        self.last = self.rows

    def price(self, sql: str, rows: int) -> Price:
        """What each of a statement's rows takes."""
        before = self.number("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')")
        began = time.perf_counter()
        self.run(sql)
        took = time.perf_counter() - began
        after = self.number("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')")
        return Price(took * 1e6 / rows, (after - before) / rows)

    def insert(self, indexes: tuple[str, ...], share: float = 1, checkpoint: bool = False) -> Price:
        """INSERT of rows in the order of their ids, what waits in pending lists merged; or just after a checkpoint."""
        self.fill(indexes)
        found, batch = [], int(self.batch * share)
        merge = "; SELECT gin_clean_pending_list('target_tags_idx')" if "USING gin (tags)" in indexes else ""
        for _ in range(BATCHES):
            if checkpoint:
                self.run("CHECKPOINT")
            rows = f"SELECT * FROM source WHERE id > {self.last} AND id <= {self.last + batch} ORDER BY id"
            found.append(self.price(f"INSERT INTO target {rows}{merge}", batch))
            self.last += batch
        return Price(min(one.time for one in found), min(one.wal for one in found))

    def update(self, indexes: tuple[str, ...]) -> tuple[Price, float]:
        """UPDATE of one column in every tenth row, and the share that was HOT."""
        self.fill(indexes, fillfactor=60)
        found = []
        for batch in range(BATCHES):
            change = f"UPDATE target SET changing = id + {batch} WHERE id % 10 = {batch}"
            found.append(self.price(change, self.rows // 10))
        self.run("SELECT pg_stat_force_next_flush()")
        hot = self.number("SELECT pg_stat_get_tuples_hot_updated('target'::regclass)")
        best = Price(min(one.time for one in found), min(one.wal for one in found))
        return best, hot / (BATCHES * (self.rows // 10))

    def priced(self, change: str, rows: float, of: str = "") -> float:
        """What a statement's rows pay for the table's indexes, or those of one column, by maquette's prices: units."""
        snapshot = read(self.dsn)
        assert snapshot.statistics
        workload = Workload(queries=(Query(name="write", sql=change, rows=rows),), origin="")
        asked = analyse_workload(workload, snapshot.database)
        upkeep = Upkeep(snapshot.database, snapshot.statistics, None, asked)
        table = snapshot.database.table(TARGET)
        return sum(upkeep.cost(one) for one in table.indexes if of in ("", *one.columns)) / rows if table else 0.0

    def unit(self) -> float:
        """Microseconds that one of the planner's units takes, by a sequential scan."""
        self.fill(())
        scan = "SELECT count(*) FROM target"
        row = self.connection.execute(f"EXPLAIN (FORMAT JSON) {scan}".encode()).fetchone()
        assert row
        cost = row[0][0]["Plan"]["Total Cost"]
        return min(self.price(scan, 1).time for _ in range(5)) / float(cost)


def measure(major: int, rows: int) -> None:
    """The table of one version."""
    with open_scratch(fitting(major), SETTINGS) as scratch:
        scratch.create_database("upkeep")
        with scratch.admin("upkeep") as connection:
            bench = Bench(connection, scratch.dsn("upkeep", ADMIN), rows)
            unit = bench.unit()
            print(f"PostgreSQL {scratch.installation.version}, {rows:,} rows; a unit takes {unit:.3f} µs")
            print(f"{'INSERT beside':24}{'µs a row':>10}{'more':>8}{'units':>8}{'priced':>8}{'WAL bytes more':>16}")
            base = bench.insert(())
            print(f"{'no index':24}{base.time:10.2f}")
            for name, indexes in KINDS.items():
                show(name, bench.insert(indexes), base, unit, bench.priced(INSERT, bench.batch))
            print("after a checkpoint, few rows: each page's first change writes it to the WAL whole")
            base = bench.insert((), FEW, checkpoint=True)
            for name in ("b-tree, growing key", "b-tree, scattered key"):
                found = bench.insert(KINDS[name], FEW, checkpoint=True)
                show(name, found, base, unit, bench.priced(INSERT, bench.batch * FEW))
            heads = f"{'HOT: µs':>10}{'share':>8}{'not: µs':>10}{'share':>8}{'units':>8}{'priced':>8}"
            print(f"{'UPDATE, other indexes':24}{heads}")
            for count in (0, 1, 2, 4, 8):
                others = tuple(f"(s{n})" for n in range(1, count + 1))
                with_hot, kept = bench.update(others)
                without, left = bench.update((*others, "(changing)"))
                lost, priced = (without - with_hot).time / unit, bench.priced(UPDATE, rows / 10, of="changing")
                times = f"{with_hot.time:10.2f}{kept:8.0%}{without.time:10.2f}{left:8.0%}"
                print(f"{count:<24}{times}{lost:8.2f}{priced:8.2f}", flush=True)


def show(name: str, found: Price, base: Price, unit: float, priced: float) -> None:
    """One row: what a row took, and how much more than without the index."""
    more = found - base
    times = f"{found.time:10.2f}{more.time:8.2f}{more.time / unit:8.2f}"
    print(f"{name:24}{times}{priced:8.2f}{more.wal:16.0f}", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=300_000)
    parser.add_argument("--majors", default="16,18")
    arguments = parser.parse_args()
    for number in arguments.majors.split(","):
        measure(int(number), arguments.rows)
