"""maquette as a user runs it: a process, its exit code, what it prints."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
SHOP = ROOT / "docs" / "samples" / "shop.sql"
QUERIES = ROOT / "docs" / "samples" / "shop-queries.sql"


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


def maquette(*arguments: object, cwd: Path | None = None, stdin: str = "", **environment: str) -> Ran:
    """Run it to its end. No traceback may ever be printed."""
    command = [sys.executable, "-m", "maquette", *map(str, arguments)]
    settings = os.environ | {"COLUMNS": "100", "NO_COLOR": "1"} | environment
    done = subprocess.run(command, cwd=cwd, env=settings, capture_output=True, text=True, input=stdin, check=False)
    assert "Traceback" not in done.stderr + done.stdout, done.stderr
    return Ran(done.returncode, done.stdout, done.stderr)
