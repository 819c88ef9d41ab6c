"""How long building a twin takes, and how much disk it needs, for a small and a large schema.

python benchmarks/twin_build.py [--tables 100,10000] [--major 18]

Makes that many tables with five indexes each on a scratch server, reads them, and builds the twin. "ratio" is the
twin's disk use over that of an empty database with the same schema. Target: 5 s for 100 tables, 60 s for 10,000 tables
with 50,000 indexes, ratio at most 3.
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

from read_large import build

from maquette.engines.postgres.loading.load import load
from maquette.engines.postgres.planner import open_planner
from maquette.engines.postgres.read import read
from maquette.engines.postgres.schema import render_schema
from maquette.engines.postgres.scratch import open_scratch
from maquette.engines.postgres.servers.installations import fitting
from maquette.engines.postgres.servers.template import ADMIN
from maquette.model.snapshot import Snapshot


def disk(folder: Path) -> int:
    """Bytes really used below a folder."""
    return sum(
        os.lstat(os.path.join(here, file)).st_blocks * 512 for here, _, files in os.walk(folder) for file in files
    )


def snapshot_of(tables: int, major: int) -> Snapshot:
    """A real database with that many tables, read."""
    with open_scratch(fitting(major)) as scratch:
        scratch.create_database("large")
        with scratch.admin("large") as admin:
            build(admin, tables, 20)
        return read(scratch.dsn("large", ADMIN))


def empty_bytes(snapshot: Snapshot) -> int:
    """Disk use of an empty database with that schema."""
    with open_scratch(fitting(snapshot.database.major), like=snapshot.database) as scratch:
        load(scratch, snapshot.database.name, render_schema(snapshot.database))
        with scratch.admin() as admin:
            admin.execute("CHECKPOINT")
        return disk(scratch.data / "base")


def measure(tables: int, major: int) -> None:
    """A row of the table."""
    snapshot = snapshot_of(tables, major)
    indexes = sum(len(table.indexes) for table in snapshot.database.tables)
    empty = empty_bytes(snapshot)
    began = time.monotonic()
    with open_planner(snapshot) as planner:
        seconds = time.monotonic() - began
        used = disk(planner.data / "base")
    print(f"{len(snapshot.database.tables):7} {indexes:8} {seconds:8.2f} {used / 1e6:9.1f} {used / empty:6.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tables", default="100,10000")
    parser.add_argument("--major", type=int, default=18)
    chosen = parser.parse_args()
    print(" tables  indexes  build s   disk MB  ratio")
    for count in chosen.tables.split(","):
        measure(int(count), chosen.major)
