"""The empty cluster that every scratch server begins with: made once a version by initdb, kept, and copied."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

from ....model.errors import ExperimentError
from .installations import Installation
from .password import for_initdb, new_password
from .place import ABANDONED_SECONDS, Owner, home, room

ADMIN = "maquette_admin"  # not "postgres": sources have roles of that name, and guests become members of them
INITDB = (
    "--auth=scram-sha-256",
    f"--username={ADMIN}",
    "--encoding=UTF8",
    "--locale=C",
    "--no-sync",
    "--wal-segsize=1",
)
MAINTENANCE = "template1"  # whom no source's database is called after; new databases are made from template0
SMALLER = "DROP DATABASE postgres;\n"  # a third of the files to copy, and a free name for a source's database
FULL = ("No space left", "File too large")
WORKING_BYTES = 40 << 20  # beside the cluster's own: write-ahead log, a database or two
FIRST_BYTES = 64 << 20  # a cluster before its size is known
EVERYBODY = Path("/var/cache/maquette")  # where root keeps what the server's user must be able to read


def make_cluster(installation: Installation, who: Owner, where: Path) -> str:
    """Fill ``where``/data with an empty cluster of ``who``; gives its superuser's first password."""
    kept = _kept(installation)
    if not (kept / "password").exists():
        password = _initdb(installation, who, where)
        _keep(where / "data", password, kept)
        return password
    with room(where, _size(kept) + WORKING_BYTES):
        _copy(kept / "data", where / "data")
    if os.geteuid() == 0:
        for directory, _, files in os.walk(where / "data"):
            for path in (directory, *(os.path.join(directory, file) for file in files)):
                os.chown(path, who.uid, who.gid)
    return (kept / "password").read_text()


@cache
def reachable(installation: Installation, who: Owner) -> Installation:
    """The installation, or a copy of it where root's own directories hide it from the server's user."""
    if os.geteuid() != 0:
        return installation
    with suppress(PermissionError):
        subprocess.run(
            [installation.bin / "postgres", "--version"], capture_output=True, check=False, user=who.uid, cwd="/"
        )
        return installation
    prefix = installation.bin.parent
    newest = max(os.stat(directory).st_mtime_ns for directory, _, _ in os.walk(prefix))  # an extension may have come
    copied = EVERYBODY / f"{installation.version}-{_digest(f'{installation.bin} {newest}')}"
    if not copied.exists():
        EVERYBODY.mkdir(mode=0o755, parents=True, exist_ok=True)
        with room(EVERYBODY), _published(copied, 0o755) as fresh:
            shutil.copytree(prefix, fresh / prefix.parent.name / prefix.name, symlinks=True)
            for libraries in prefix.parent.parent.glob(f"{prefix.parent.name}.libs"):  # a wheel's: found by $ORIGIN
                shutil.copytree(libraries, fresh / libraries.name)
            for directory, _, files in os.walk(fresh):
                for path in (directory, *(os.path.join(directory, file) for file in files)):
                    os.chmod(path, os.stat(path).st_mode | (0o055 if os.access(path, os.X_OK) else 0o044))
    return Installation(installation.major, installation.version, copied / prefix.parent.name / prefix.name / "bin")


def environment() -> dict[str, str]:
    """What a server and its tools may know of maquette's environment: nothing that configures or betrays."""
    return {"LC_ALL": "C", "PATH": os.defpath} | {
        name: os.environ[name] for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH") if name in os.environ
    }


def _kept(installation: Installation) -> Path:
    recipe = _digest(f"{installation.bin} {INITDB} {SMALLER}")
    return home() / f"postgres-{installation.version}-{recipe}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _initdb(installation: Installation, who: Owner, where: Path) -> str:
    password = new_password()
    data, words = where / "data", where / "password"
    command: list[str | Path] = [installation.bin / "initdb", *INITDB, "--pwfile", words, "--pgdata", data]
    if installation.major >= 18:
        command.append("--no-data-checksums")  # the default before; planted pages would each need one
    with room(where, FIRST_BYTES + WORKING_BYTES):
        data.mkdir(0o700)
        words.touch(0o600)
        words.write_text(for_initdb(password, installation.major))
        if os.geteuid() == 0:
            for path in (data, words):
                os.chown(path, who.uid, who.gid)
        _run_as(who, where, command)
        _run_as(who, where, [installation.bin / "postgres", "--single", "-F", "-D", data, MAINTENANCE], SMALLER)
        words.unlink()
    return password


def _run_as(who: Owner, where: Path, command: list[str | Path], said: str | None = None) -> None:
    become: dict[str, Any] = {"user": who.uid, "group": who.gid, "extra_groups": []} if os.geteuid() == 0 else {}
    done = subprocess.run(
        command, input=said, capture_output=True, check=False, text=True, cwd=where, env=environment(), **become
    )
    if done.returncode and any(words in done.stderr for words in FULL):
        raise OSError(errno.ENOSPC, "initdb")
    if done.returncode:
        raise ExperimentError(f"making a cluster with {command[0]} failed: {done.stderr.strip()[-500:]}")


def _keep(data: Path, password: str, kept: Path) -> None:
    """Keep the new cluster for the next time; where that cannot be, the next time makes it again."""
    with suppress(OSError, subprocess.CalledProcessError):
        kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        for unfinished in kept.parent.glob("new-*"):
            if time.time() - unfinished.stat().st_mtime > ABANDONED_SECONDS:
                shutil.rmtree(unfinished, ignore_errors=True)
        with _published(kept, 0o700) as fresh:
            _copy(data, fresh / "data")
            (fresh / "password").touch(0o600)
            (fresh / "password").write_text(password)


@contextmanager
def _published(name: Path, mode: int) -> Iterator[Path]:
    """A directory to fill, which gets its name when it is finished; gone if it fails, or if another run was quicker."""
    fresh = Path(tempfile.mkdtemp(prefix="new-", dir=name.parent))
    try:
        yield fresh
        os.chmod(fresh, mode)
        with suppress(OSError):
            os.rename(fresh, name)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _copy(source: Path, target: Path) -> None:
    """Copy a directory tree; by reference where the file system can."""
    done = subprocess.run(["cp", "-R", "--reflink=auto", source, target], capture_output=True, check=False, text=True)
    if done.returncode and any(words in done.stderr for words in FULL):
        raise OSError(errno.ENOSPC, "cp")
    if done.returncode:
        shutil.copytree(source, target, dirs_exist_ok=True)
    os.chmod(target, 0o700)


def _size(path: Path) -> int:
    return sum(
        os.lstat(os.path.join(directory, file)).st_size for directory, _, files in os.walk(path) for file in files
    )
