"""What differs between versions of PostgreSQL: the lines of a schema that each takes, and client programs for all."""

from __future__ import annotations

import re
from pathlib import Path

from maquette.engines.postgres.installations import installations

BOUND = re.compile(r"-- (since|before) (\d+)$")


def for_version(text: str, major: int) -> str:
    """The text without the lines that end with "-- since N" or "-- before N" and mean other versions than ``major``."""
    return "\n".join(line for line in text.splitlines() if _takes(major, line)) + "\n"


def _takes(major: int, line: str) -> bool:
    bound = BOUND.search(line)
    return bound is None or (major >= int(bound[2])) == (bound[1] == "since")


def client(program: str) -> Path:
    """The newest such program: those of newer versions talk to older servers, and not every installation has any."""
    newest_first = sorted(installations(), key=lambda one: -one.major)
    return next(path for one in newest_first if (path := one.bin / program).exists())
