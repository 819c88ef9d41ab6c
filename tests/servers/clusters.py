"""Dask clusters on this machine: a scheduler and workers, each a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from asking import children
from distributed import Client
from processes import wait_until

ARRIVAL = 120  # seconds for workers to begin, on a machine with other things to do


@dataclass(frozen=True)
class Dask:
    """A running scheduler and its workers; twins are made below ``place``."""

    address: str
    place: Path
    scheduler: subprocess.Popen[bytes]
    nannies: list[subprocess.Popen[bytes]]

    @property
    def workers(self) -> list[int]:
        """The processes that hold twins: what stands below the nannies and is no resource tracker."""
        below = [pid for nanny in self.nannies for pid in children(nanny.pid)]
        return [pid for pid in below if "spawn_main" in Path(f"/proc/{pid}/cmdline").read_text()]


@contextmanager
def running_cluster(place: Path, tmp_path: Path, workers: int = 2) -> Iterator[Dask]:
    """A cluster by Dask's own commands, on loopback, gone at the end of the block."""
    file = tmp_path / "scheduler.json"
    file.unlink(missing_ok=True)
    with ExitStack() as stack:
        scheduler = stack.enter_context(process("scheduler", "--port", "0", "--scheduler-file", file, "--no-show"))
        wait_until(lambda: file.exists() and file.stat().st_size)
        address = json.loads(file.read_text())["address"].removeprefix("tcp://")
        one = ("--nthreads", "1", "--memory-limit", "0", "--death-timeout", "60", "--local-directory", tmp_path)
        nannies = [stack.enter_context(process("worker", f"tcp://{address}", *one)) for _ in range(workers)]
        with Client(f"tcp://{address}", timeout=ARRIVAL, set_as_default=False) as client:
            if workers:
                client.wait_for_workers(workers, timeout=ARRIVAL)
        yield Dask(address, place, scheduler, nannies)


@contextmanager
def process(kind: str, *arguments: object) -> Iterator[subprocess.Popen[bytes]]:
    """Dask's own command, ended in order at the end of the block."""
    command = [sys.executable, "-m", "dask", kind, *map(str, arguments), "--host", "127.0.0.1", "--no-dashboard"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as started:
        try:
            yield started
        finally:
            started.terminate()
            try:
                started.wait(20)
            finally:
                started.kill()
