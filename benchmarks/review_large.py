"""How long, and with how much memory, a large database is reviewed: each step by itself.

python benchmarks/review_large.py [--tables 10000] [--major 18] [--keep FILE]

Makes the database of large_database.py on a scratch server and reviews it in a process of its own, from a snapshot.
Targets for 10,000 tables with 50,000 indexes on 2 cores: reading 30 s and 1.5 GB; building the twin 60 s; all checks,
proof and reports 60 s more. "own work" is processor time of the process itself, "servers'" that of its servers.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from large_database import build, workload

from maquette import architect
from maquette.config import Config
from maquette.engines.postgres.scratch import open_scratch
from maquette.engines.postgres.servers.installations import fitting
from maquette.report.formats import FORMATS
from maquette.store.snapshot_file import read_snapshot, write_snapshot


class Steps:
    """A progress that adds up how long each step takes."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._what, self._since = "before", time.monotonic()

    def __call__(self, what: str, done: int, total: int) -> None:
        now = time.monotonic()
        self.seconds[self._what] = self.seconds.get(self._what, 0.0) + now - self._since
        self._what, self._since = what, now


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Print how long the block took, processor time, and the most memory that this process has had."""
    began, busy, others = time.monotonic(), time.process_time(), _servers_work()
    yield
    wall, work, theirs = time.monotonic() - began, time.process_time() - busy, _servers_work() - others
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{what:34} {wall:7.1f} s   own work {work:6.1f} s   servers' {theirs:6.1f} s   peak {peak:6.0f} MB", flush=True
    )


def _servers_work() -> float:
    """Processor time of the servers that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def read(dsn: str, queries: Path, file: Path) -> None:
    """Read the server and write the snapshot."""
    with timed("reading"):
        snapshot = architect.read(dsn, Config(queries=queries))
    database = snapshot.database
    print(f"  {len(database.tables)} tables, {sum(len(table.indexes) for table in database.tables)} indexes")
    with timed("writing the snapshot"):
        size = write_snapshot(snapshot, file)
    print(f"  {size / 1e6:.1f} MB")


def review(file: Path) -> None:
    """Review the snapshot, and write the review in every format."""
    with timed("reading the snapshot"):
        read_snapshot(file)
    steps = Steps()
    with timed("review of the snapshot"):
        made = architect.review(str(file), Config(), progress=steps)
        steps("", 0, 0)
    for what, seconds in steps.seconds.items():
        print(f"  {what:32} {seconds:7.1f} s")
    rehearsed = sum(any(one.method == "rehearsed" for one in each.evidence) for each in made.recommendations)
    print(f"  {len(made.recommendations)} findings, {rehearsed} rehearsed")
    pages = architect.pages()
    for name, write in FORMATS.items():
        with timed(f"report: {name}"):
            text = write(made, pages)
        print(f"  {len(text) / 1e6:.2f} MB, {text.count(chr(10))} lines")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tables", type=int, default=10_000)
    parser.add_argument("--major", type=int, default=18)
    parser.add_argument("--keep", type=Path, help="keep the snapshot there; where it is already, review that")
    arguments = parser.parse_args()
    processes = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder:
        file = arguments.keep or Path(folder, "large.maquette")
        if not file.exists():
            queries = Path(folder, "queries.sql")
            queries.write_text(workload(arguments.tables))
            with open_scratch(fitting(arguments.major)) as scratch:
                scratch.create_database("large")
                with timed("making the database"), scratch.guest("large") as connection:
                    connection.execute("SET statement_timeout = 0")
                    build(connection, arguments.tables)
                reader = processes.Process(target=read, args=(scratch.dsn("large"), queries, file))
                reader.start()
                reader.join()
        reviewer = processes.Process(target=review, args=(file,))
        reviewer.start()
        reviewer.join()


if __name__ == "__main__":
    main()
