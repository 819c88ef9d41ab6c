"""What differs between versions of PostgreSQL: the lines of a schema that each takes, and client programs for all."""

from __future__ import annotations

import re
from pathlib import Path

from maquette.engines.postgres.servers.installations import installations

SCHEMAS = Path(__file__).parent / "schemas"
BOUND = re.compile(r"\s*-- (since|before) (\d+)$")


def schema(file: str, major: int) -> str:
    """A file of schemas/ without the lines that end with "-- since N" or "-- before N" and mean other versions."""
    return for_version((SCHEMAS / file).read_text("utf-8"), major)


def for_version(text: str, major: int) -> str:
    """The same for any text."""
    return "".join(BOUND.sub("", line) + "\n" for line in text.splitlines() if _takes(major, line))


def _takes(major: int, line: str) -> bool:
    bound = BOUND.search(line)
    return bound is None or (major >= int(bound[2])) == (bound[1] == "since")


def client(program: str) -> Path:
    """The newest such program: those of newer versions talk to older servers, and not every installation has any."""
    newest_first = sorted(installations(), key=lambda one: -one.major)
    return next(path for one in newest_first if (path := one.bin / program).exists())
