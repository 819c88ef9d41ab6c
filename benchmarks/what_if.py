"""How quick what-if indexes are, and how close their sizes are to those of real ones.

python benchmarks/what_if.py [--scale 0.1] [--majors 16,18]

Loads TPC-H into a scratch server, then on its twin: every two-column index of lineitem is created in batches of 60,
shown and hidden one by one; of each the milliseconds in the quickest batch and in the middle one. Then each one- and
two-column b-tree of a sample is really built and its size compared. The twin stands in memory where there is ample
room; MAQUETTE_SCRATCH=/tmp has it on a disk. Target: 1 ms to create a candidate, 1 ms to show or hide it, sizes
within 10 %.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from itertools import permutations
from typing import TypeVar

import psycopg
import tpch

from maquette.engines.base import Candidate
from maquette.engines.postgres.planner import PostgresPlanner, open_planner
from maquette.engines.postgres.read import read
from maquette.engines.postgres.scratch import open_scratch
from maquette.engines.postgres.servers.installations import fitting
from maquette.engines.postgres.servers.template import ADMIN
from maquette.model.change import CreateIndex
from maquette.model.names import Name

LINEITEM = Name("public", "lineitem")
QUERY = "SELECT * FROM lineitem WHERE l_shipdate = date '1995-03-15' AND l_quantity < 10"
BATCH = 60
T = TypeVar("T")


def timed(work: Callable[[Sequence[T]], object], things: Sequence[T]) -> str:
    """Milliseconds for each thing, in batches: the quickest, and the one in the middle."""
    times = []
    for start in range(0, len(things), BATCH):
        batch = things[start : start + BATCH]
        began = time.perf_counter()
        work(batch)
        times.append((time.perf_counter() - began) * 1000 / len(batch))
    times.sort()
    return f"{times[0]:6.2f} {times[len(times) // 2]:6.2f}"


def speed(planner: PostgresPlanner, columns: list[str]) -> str:
    """The row of times."""
    changes = [CreateIndex.on(LINEITEM, *pair) for pair in permutations(columns, 2)]
    create = timed(planner.create, changes)
    shown = planner.create(changes)

    def show(some: Sequence[Candidate]) -> None:
        for one in some:
            planner.show([one])

    def hide(some: Sequence[Candidate]) -> None:
        for one in some:
            planner.hide([one])

    def ask(some: Sequence[Candidate]) -> None:
        for one in some:
            planner.show([one])
            planner.explain(QUERY)
            planner.hide([one])

    times = f"{create}   {timed(show, shown)}   {timed(hide, shown)}   {timed(ask, shown)}"
    return f"{planner.version:8} {len(changes):10}   {times}   {planner.data.parent.parent}"


def sizes(planner: PostgresPlanner, connection: psycopg.Connection, columns: list[str]) -> str:
    """How far the sizes of candidates are from those of real indexes."""
    wanted = [(column,) for column in columns] + list(permutations(columns, 2))[::7]
    off = []
    for keys, candidate in zip(wanted, planner.create([CreateIndex.on(LINEITEM, *k) for k in wanted]), strict=True):
        connection.execute(f"CREATE INDEX made ON lineitem ({', '.join(keys)})".encode())
        row = connection.execute("SELECT pg_relation_size('made')").fetchone()
        connection.execute("DROP INDEX made")
        assert row
        off.append((abs(candidate.bytes / row[0] - 1), candidate.bytes / row[0] - 1, keys))
    off.sort(reverse=True)
    within = sum(share <= 0.1 for share, _, _ in off)
    worst = "; ".join(f"{', '.join(keys)} {signed:+.0%}" for _, signed, keys in off[:5])
    return f"         {len(off)} sizes, {within} within 10 %, median {off[len(off) // 2][0]:.1%}; furthest: {worst}"


def measure(major: int, scale: float) -> None:
    """The rows of one version."""
    with open_scratch(fitting(major), {"shared_buffers": "256MB", "maintenance_work_mem": "256MB"}) as scratch:
        scratch.create_database("tpch")
        dsn = scratch.dsn("tpch", ADMIN)
        tpch.load(dsn, scale)
        snapshot = read(dsn)
        table = snapshot.database.table(LINEITEM)
        assert table
        columns = [column.name for column in table.columns]
        with open_planner(snapshot) as planner:
            print(speed(planner, columns))
            with scratch.admin("tpch") as admin:
                admin.execute("SET search_path = public")
                print(sizes(planner, admin, columns))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", type=float, default=0.1)
    parser.add_argument("--majors", default="16,18")
    chosen = parser.parse_args()
    print("version  candidates       create          show          hide     show, explain, hide: ms   where")
    for number in chosen.majors.split(","):
        measure(int(number), chosen.scale)
