"""maquette as a user runs it: a process, its exit code, what it prints.

The process is forked from one that has loaded maquette, which takes longer than most commands do. Those that are
``started`` in processes.py, and the commands of the docs, start from nothing."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from maquette.faces.main import main

ROOT = Path(__file__).parents[2]
SHOP = ROOT / "docs" / "samples" / "shop.sql"
QUERIES = ROOT / "docs" / "samples" / "shop-queries.sql"
FORKS = get_context("forkserver")
FORKS.set_forkserver_preload(["command", "maquette.architect", "maquette.report.formats"])


@dataclass(frozen=True)
class Ran:
    """What came of a command."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def keys(self) -> set[str]:
        """The keys of a review's findings."""
        return {finding["key"] for finding in self.json["findings"]}


def maquette(*arguments: object, cwd: Path | None = None, **environment: str) -> Ran:
    """Run it to its end. No traceback may ever be printed."""
    settings = os.environ | {"COLUMNS": "100", "NO_COLOR": "1"} | environment
    with TemporaryDirectory() as place:
        out, err = Path(place) / "out", Path(place) / "err"
        process = FORKS.Process(target=_live, args=([*map(str, arguments)], cwd or Path.cwd(), settings, out, err))
        process.start()
        process.join()
        assert process.exitcode is not None
        ran = Ran(process.exitcode, out.read_text(), err.read_text())
    assert "Traceback" not in ran.err + ran.out, ran.err
    return ran


def _live(arguments: list[str], cwd: Path, settings: dict[str, str], out: Path, err: Path) -> None:
    """Be the command, in the new process."""
    for stream, path in ((sys.stdout, out), (sys.stderr, err)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), stream.fileno())
    sys.argv[1:] = arguments
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(settings)
    main()
