"""Processes of maquette that are still running, and what they leave behind."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from command import Ran


@contextmanager
def started(*arguments: object, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """A command that goes on by itself, and is no more at the end of the block."""
    with subprocess.Popen(
        [sys.executable, "-m", "maquette", *map(str, arguments)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | {"NO_COLOR": "1"} | environment,
    ) as process:  # fmt: skip
        try:
            yield process
        finally:
            process.kill()


def end_of(process: subprocess.Popen[str]) -> Ran:
    """What came of it, when it has come to its end."""
    out, err = process.communicate(timeout=120)
    assert "Traceback" not in err + out, err
    return Ran(process.returncode, out, err)


def servers_below(place: Path) -> list[int]:
    """The processes whose command names that directory: a scratch server and its guard."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                command = (entry / "cmdline").read_bytes().decode(errors="replace")
            except OSError:
                continue
            if f"{place}/maquette-" in command:
                found.append(int(entry.name))
    return found


def wait_until(done: Callable[[], object], process: subprocess.Popen[str] | None = None, seconds: float = 30) -> None:
    """Wait for it, and fail when it does not come or the process has ended before."""
    until = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < until, "waited in vain"
        assert process is None or process.poll() is None, process.communicate()
        time.sleep(0.01)
