"""pg_partman for the servers below .servers: Debian's newer releases have it, and this machine's apt fetches and checks.

It is SQL alone, so its files fit any server that its version knows. What cannot be had is told, and the tests go on."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from servers import PLACE

PACKAGES = {16: "postgresql-17-partman", 17: "postgresql-17-partman", 18: "postgresql-18-partman"}
RELEASES = "trixie sid"  # of Debian
CONTROL = "pg_partman.control"
KEYS = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
SOURCES = (Path("/etc/apt/sources.list.d/debian.sources"), Path("/etc/apt/sources.list"))
MIRROR = re.compile(r"^(?:URIs:|deb(?: \[.*\])?) +(\S+/debian)/?(?:\s|$)", re.M)
SECONDS = 300


def lacking() -> list[int]:
    """The fetched servers without it, of versions that it is known for."""
    return [major for major in PACKAGES if (PLACE / str(major)).exists() and not (_home(major) / CONTROL).exists()]


def fetch(say: Callable[[str], None]) -> None:
    """Bring it to the servers that lack it."""
    missing = lacking()
    if not missing:
        return
    mirror = next((found[1] for path in SOURCES if path.exists() and (found := MIRROR.search(path.read_text()))), None)
    if mirror is None or not KEYS.exists() or not shutil.which("apt-get"):
        say(f"not fetched, this is no Debian: pg_partman for PostgreSQL {', '.join(map(str, missing))}")
        return
    say(f"fetching pg_partman for PostgreSQL {', '.join(map(str, missing))}")
    packages = sorted({PACKAGES[major] for major in missing})
    with tempfile.TemporaryDirectory(dir=PLACE, prefix="new-") as scrap:
        place = Path(scrap)
        try:
            _download(place, mirror, packages)
            for major in missing:
                _copy(place / PACKAGES[major], _home(major))
        except (OSError, subprocess.SubprocessError) as error:
            say(f"not fetched: pg_partman: {error}")


def _home(major: int) -> Path:
    return PLACE / str(major) / "share" / "postgresql" / "extension"


def _download(place: Path, mirror: str, packages: list[str]) -> None:
    """Fetch and unpack them, with lists of apt's own below ``place``: the system's stay as they are."""
    for part in ("lists/partial", "cache/archives/partial", "parts"):
        (place / part).mkdir(parents=True)
    source = f"Types: deb\nURIs: {mirror}\nSuites: {RELEASES}\nComponents: main\nSigned-By: {KEYS}\n"
    (place / "parts" / "newer.sources").write_text(source)
    options = [
        "Dir::Etc::SourceList=/dev/null", f"Dir::Etc::SourceParts={place / 'parts'}",
        f"Dir::State::Lists={place / 'lists'}", f"Dir::Cache={place / 'cache'}", "APT::Sandbox::User=",
    ]  # fmt: skip
    apt = ["apt-get", "-qq", *(word for option in options for word in ("-o", option))]
    run([*apt, "update"], place)
    run([*apt, "download", *packages], place)
    for package in packages:
        run(["dpkg-deb", "-x", str(next(place.glob(f"{package}_*.deb"))), str(place / package)], place)


def _copy(unpacked: Path, home: Path) -> None:
    """The version that the package installs, without the steps between versions; its control file comes last."""
    control = next(unpacked.glob(f"usr/share/postgresql/*/extension/{CONTROL}"))
    found = re.search(r"^default_version\s*=\s*'([^']+)'", control.read_text(), re.M)
    script = control.with_name(f"pg_partman--{found[1] if found else ''}.sql")
    shutil.copy(script, home)
    shutil.copy(control, home)


def run(command: list[str], place: Path) -> None:
    """Raises SubprocessError where it does not end well."""
    quiet = subprocess.DEVNULL
    subprocess.run(command, check=True, timeout=SECONDS, stdout=quiet, stderr=quiet, cwd=place)
