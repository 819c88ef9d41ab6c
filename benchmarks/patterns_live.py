"""Every pattern on a large table in use: applied, used and taken back while an application writes.

python benchmarks/patterns_live.py [PATTERN …] [--all [--example WORDS]] [--rows 1000000] [--versions 15,16,18]
    [--results FILE]

For each first example, or with --all for each example, that is not in FILE yet: fill the table, start a writer that
never pauses, apply the design, let the writer go on, take the design back, stop. Told: the longest that a statement of
the writer took while the design was applied and taken back, how many failed, and whether dumps of schema and data are
the same, byte for byte, as those of a twin database on which the same statements were run without the design. In dumps
rows have no order, and times of today and UUIDs are one word each. Servers with contrib extensions come first on the
PATH: PATH=.servers/18/bin:$PATH.
Target: no statement waits longer than 1 s, none fails, the dumps are the same.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import psycopg
from psycopg import errors

from maquette.architect import ground_of
from maquette.engines.postgres.engine import Postgres
from maquette.engines.postgres.scratch import Scratch, open_scratch
from maquette.engines.postgres.servers.installations import fitting, installations
from maquette.engines.postgres.servers.template import ADMIN
from maquette.model.design import Design
from maquette.model.evidence import Statement
from maquette.model.workload import Query, Workload
from maquette.patterns.example import Example, examples
from maquette.patterns.pattern import all_patterns, find, fit
from maquette.proof.designing import rendered
from maquette.sql.split import split
from maquette.sql.workload import prepare

SETTINGS = {"autovacuum": "on", "shared_buffers": "512MB", "max_wal_size": "4GB", "maintenance_work_mem": "256MB"}
TRIES, PAUSE = 60, 0.2  # of a statement that ran into lock_timeout
CALM = 3.0  # seconds of writing before, between and after
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
TODAY = re.compile(r"\b20\d\d-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?(\+00)?")


@dataclass
class Writer:
    """The application: one statement after the other, each with its time, and all of them remembered."""

    dsn: str
    example: Example
    rows: int
    took: list[tuple[float, float]] = field(default_factory=list)  # began, seconds
    failures: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        chance = random.Random(17)
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            while not self.over.is_set():
                statement = chance.choice(self.example.write).replace("{row}", str(chance.randint(1, self.rows)))
                began = time.perf_counter()
                try:
                    connection.execute(statement.encode())
                    self.said.append(statement)
                except psycopg.Error as error:
                    self.failures.append(f"{statement}: {error}")
                self.took.append((began, time.perf_counter() - began))

    def longest(self, since: float, until: float) -> float:
        """Milliseconds that the slowest statement took which was under way between those moments."""
        took = [seconds for began, seconds in self.took if began + seconds >= since and began <= until]
        return 1000 * max(took, default=0.0)


def apply(connection: psycopg.Connection, statements: Sequence[Statement]) -> tuple[float, int]:
    """Run them as the plan says: what runs into lock_timeout is tried again. Seconds, and how often that was."""
    began, again = time.perf_counter(), 0
    for statement in statements:
        for _ in range(TRIES):
            try:
                connection.execute(statement.sql.encode())
                break
            except errors.LockNotAvailable:
                again += 1
                time.sleep(PAUSE)
        else:
            raise SystemExit(f"never got its lock: {statement.sql}")
    return time.perf_counter() - began, again


def dumped(dsn: str) -> dict[str, Counter[str]]:
    """The dump, normalised: lines of the schema, and of each table's rows, each as often as it is there."""
    dump = next(one.bin / "pg_dump" for one in installations() if (one.bin / "pg_dump").exists() and one.major == 18)
    command = [str(dump), "--no-owner", "--no-comments", "-d", dsn]
    parts: dict[str, Counter[str]] = {"schema": Counter()}
    into = parts["schema"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as said:
        assert said.stdout
        for line in said.stdout:
            if line.startswith("COPY "):
                into = parts[line.split(" (")[0]] = Counter()
            elif line == "\\.\n":
                into = parts["schema"]
            elif line != "\n" and not line.startswith(("--", "\\restrict", "\\unrestrict", "SET ")):
                into[UUID.sub("uuid", TODAY.sub("today", line))] += 1
    return parts


def differences(there: dict[str, Counter[str]], wanted: dict[str, Counter[str]]) -> list[str]:
    """Where the dumps differ: how many lines, and one of each."""
    found = []
    for name in wanted | there:
        left, lost = (
            there.get(name, Counter()) - wanted.get(name, Counter()),
            wanted.get(name, Counter()) - there.get(name, Counter()),
        )
        if left or lost:
            one, other = (next(iter(lines), "").strip()[:80] for lines in (left, lost))
            found.append(f"{name}: {left.total()} of ours ({one}), {lost.total()} of theirs ({other})")
    return found


def design_of(dsn: str, example: Example) -> Design:
    """The pattern fitted to the live database, its statements guarded."""
    snapshot = Postgres().read(dsn)
    if example.queries:
        queries = tuple(Query(name=f"query-{n}", sql=sql, calls=1000) for n, sql in enumerate(example.queries, 1))
        snapshot = replace(snapshot, workload=prepare(Workload(origin="example", queries=queries)))
    design = fit(find(example.wish.pattern), ground_of(snapshot), example.wish)
    return rendered(design, snapshot.database, Postgres())


def live(scratch: Scratch, example: Example, rows: int) -> dict[str, Any]:
    """One example's life; its figures."""
    scratch.create_database("live")
    dsn = scratch.dsn("live", ADMIN)
    with psycopg.connect(dsn, autocommit=True) as connection:
        for piece in split(example.sql):
            connection.execute(piece.sql.encode())
        for statement in example.fill:
            connection.execute(statement.replace("{rows}", str(rows)).encode())
        connection.execute("VACUUM ANALYZE")
    with scratch.admin() as admin:
        admin.execute("CREATE DATABASE control TEMPLATE live")
    writer = Writer(dsn, example, rows)
    thread = threading.Thread(target=writer.run)
    thread.start()
    moments = [time.perf_counter()]
    try:
        with psycopg.connect(dsn, autocommit=True) as connection:
            time.sleep(CALM)
            moments.append(time.perf_counter())
            design = design_of(dsn, example)
            applying, again = apply(connection, design.statements)
            moments.append(time.perf_counter())
            weight = connection.execute("SELECT pg_database_size('live') - pg_database_size('control')").fetchone()
            time.sleep(CALM)
            moments.append(time.perf_counter())
            undoing, once_more = apply(connection, design.undo)
            moments.append(time.perf_counter())
            time.sleep(CALM)
    finally:
        writer.over.set()
        thread.join()
    with psycopg.connect(scratch.dsn("control", ADMIN), autocommit=True) as control:
        for said in writer.said:
            control.execute(said.encode())
    different = differences(*(dumped(scratch.dsn(name, ADMIN)) for name in ("live", "control")))
    scratch.drop_database("live")
    scratch.drop_database("control")
    before = writer.longest(moments[0], moments[1])
    return {
        "rows": rows, "statements": len(writer.took), "failed": writer.failures[:3], "apply_s": round(applying, 1),
        "undo_s": round(undoing, 1), "again": again + once_more, "before_ms": round(before, 1),
        "apply_ms": round(writer.longest(moments[1], moments[2]), 1),
        "undo_ms": round(writer.longest(moments[3], moments[4]), 1), "different": different,
        "mb": round(weight[0] / 1e6, 1) if weight else 0.0,
    }  # fmt: skip


def main() -> None:
    """Run what was asked for, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("patterns", nargs="*")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--versions", default="15,16,18")
    parser.add_argument("--all", action="store_true", help="every example, not only the first of each pattern")
    parser.add_argument("--example", default="", help="words of the titles of those to run, with --all")
    parser.add_argument("--results", type=Path, default=Path(tempfile.gettempdir(), "patterns_live.json"))
    chosen = parser.parse_args()
    results: dict[str, Any] = json.loads(chosen.results.read_text()) if chosen.results.exists() else {}
    for major in map(int, chosen.versions.split(",")):
        with open_scratch(fitting(major), SETTINGS) as scratch:
            for name in chosen.patterns or all_patterns():
                of = [one for one in examples(find(name)) if one.kind == "example" and one.write and one.fits(major)]
                for example in [one for one in of if chosen.example in one.title] if chosen.all else of[:1]:
                    key = f"{name} · {example.title} · {major}"
                    if key in results:
                        continue
                    results[key] = live(scratch, example, chosen.rows)
                    print(key, results[key], flush=True)
                    chosen.results.write_text(json.dumps(results, indent=1))
    print(table(results))


def table(results: dict[str, Any]) -> str:
    """Markdown."""
    lines = [
        "| pattern · example · version | apply s | undo s | slowest write before | applying | undoing | failed"
        " | same dump |",
        "|---|--:|--:|--:|--:|--:|--:|---|",
    ]
    for key, one in results.items():
        same = "yes" if not one["different"] else ", ".join(one["different"])
        lines.append(
            f"| {key} | {one['apply_s']} | {one['undo_s']} | {one['before_ms']} ms | {one['apply_ms']} ms"
            f" | {one['undo_ms']} ms | {len(one['failed'])} of {one['statements']:,} | {same} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
