"""Another maquette that asks twins for ever, and what is left when it is gone."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from processes import servers_below

from maquette.model.snapshot import Snapshot
from maquette.store.snapshot_file import write_snapshot

RUN = """
import sys
sys.path.insert(0, sys.argv[3])
from asked import OPTIONS, QUERIES, QUESTIONS
from pathlib import Path
from maquette.engines.postgres.engine import Postgres
from maquette.store.snapshot_file import read_snapshot
from maquette.twin.pool import open_oracle
with open_oracle(read_snapshot(Path(sys.argv[1])), Postgres(), QUERIES, OPTIONS, sys.argv[2]) as oracle:
    print("open", flush=True)
    while True:
        oracle.ask(QUESTIONS)
        print("asked", flush=True)
"""


@contextmanager
def running(snapshot: Snapshot, tmp_path: Path, workers: str = "2") -> Iterator[subprocess.Popen[str]]:
    """Another process that asks for ever, in a terminal's group of its own; given when it has begun."""
    file = tmp_path / "sample.maquette"
    write_snapshot(snapshot, file)
    with subprocess.Popen(
        [sys.executable, "-c", RUN, file, workers, Path(__file__).parent],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    ) as process:  # fmt: skip
        try:
            assert said(process) == "open", process.communicate()
            yield process
        finally:
            process.kill()


def said(process: subprocess.Popen[str]) -> str:
    """Its next line."""
    assert process.stdout
    return process.stdout.readline().rstrip()


def children(pid: int) -> list[int]:
    """All that descends from a process, itself left out."""
    below = list[int]()
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                below += [int(child), *children(int(child))]
    return below


def nothing_left(place: Path) -> bool:
    """Whether no server runs below that directory, and it is empty."""
    return not servers_below(place) and not list(place.iterdir())
