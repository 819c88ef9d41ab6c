"""Where scratch servers live: their directories and locks, and the system user they run as."""

from __future__ import annotations

import errno
import fcntl
import os
import pwd
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from ....model.errors import ConfigError, ExperimentError
from . import memory
from .guard import remove

PREFIX = "maquette-"
SOCKET_LIMIT = 107 - len("/socket/.s.PGSQL.5432")  # bytes of a unix socket's path (sun_path)
CLUSTER_BYTES = 256 << 20  # an empty cluster, its write-ahead log, some work
ABANDONED_SECONDS = 3600  # a directory without a lock: killed between making it and locking it


@dataclass(frozen=True, slots=True)
class Owner:
    """The system user a scratch server runs as, which owns its files."""

    name: str
    uid: int
    gid: int


def owner() -> Owner:
    """This user; for root, whom PostgreSQL refuses, ``postgres``, else ``nobody``."""
    if os.geteuid() != 0:
        return Owner(str(os.geteuid()), os.geteuid(), os.getegid())
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Owner(name, entry.pw_uid, entry.pw_gid)
    raise ExperimentError(
        "PostgreSQL does not run as root, and this machine has neither a user postgres nor nobody",
        "run maquette as another user",
    )


def base(needed: int | None = None) -> Path:
    """The directory of scratch data: MAQUETTE_SCRATCH; else memory, with ample room for ``needed``; else a disk."""
    ample = None if needed is None else memory.in_memory(needed + CLUSTER_BYTES)
    place = Path(os.environ.get("MAQUETTE_SCRATCH") or ample or tempfile.gettempdir()).absolute()
    if not place.is_dir() or not os.access(place, os.W_OK | os.X_OK):
        raise ConfigError(
            f"scratch directory {place} is no directory that may be written", "set MAQUETTE_SCRATCH to one that is"
        )
    return place


def home() -> Path:
    """The directory of what is kept between runs: MAQUETTE_HOME, else the user's cache directory."""
    if chosen := os.environ.get("MAQUETTE_HOME"):
        return Path(chosen).absolute()
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "maquette"


@dataclass(frozen=True, slots=True)
class Place:
    """A scratch directory: ``lock`` is an open file; whoever holds it open keeps the directory from being cleaned."""

    path: Path
    lock: int


@contextmanager
def make_place(who: Owner, needed: int | None = None) -> Iterator[Place]:
    """A new scratch directory with a socket directory that only the server's user may enter; gone at the end.

    ``needed`` bytes or so will be written there, beside what an empty cluster takes; None: nobody knows."""
    clean_leftovers()
    parent = base(needed)
    _check_reach(parent, who)
    path = parent / f"{PREFIX}{secrets.token_hex(4)}"  # known before it is there, so that an interrupt leaves nothing
    lock = -1
    try:
        with room(parent):
            path.mkdir(0o700)
            lock = os.open(path / "lock.new", os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(lock, fcntl.LOCK_EX)
            os.rename(path / "lock.new", path / "lock")  # so a lock that can be seen is held, or left behind
            os.chmod(path, 0o711 if os.geteuid() == 0 else 0o700)
            _make_socket(path, who)
        yield Place(path, lock)
    finally:
        remove(path)
        if lock >= 0:
            os.close(lock)


def _check_reach(parent: Path, who: Owner) -> None:
    """That the server's user can enter a directory which root can."""
    for directory in (parent, *parent.parents) if os.geteuid() == 0 else ():
        seen = directory.stat()
        bit = 0o100 if seen.st_uid == who.uid else 0o010 if seen.st_gid == who.gid else 0o001
        if not seen.st_mode & bit:
            raise ConfigError(
                f"user {who.name}, who runs scratch servers for root, cannot enter {directory}",
                "set MAQUETTE_SCRATCH to a directory that every user may enter",
            )


def _make_socket(path: Path, who: Owner) -> None:
    socket = path / "socket"
    if len(os.fsencode(path)) <= SOCKET_LIMIT:
        socket.mkdir(0o700)
    else:
        socket.symlink_to(tempfile.mkdtemp(prefix=PREFIX + "socket-", dir="/tmp"))
    if os.geteuid() == 0:
        os.chown(socket, who.uid, who.gid)


def _bases() -> tuple[Path, ...]:
    """The directories where this run, or one before it, may have had scratch data."""
    chosen = os.environ.get("MAQUETTE_SCRATCH")
    return (base(),) if chosen else (Path(tempfile.gettempdir()), memory.MEMORY)


def clean_leftovers() -> None:
    """Remove the scratch directories of this user that no process holds any more."""
    for path in chain.from_iterable(place.glob(PREFIX + "*") for place in _bases()):
        with suppress(OSError):
            seen = path.lstat()
            if not path.is_dir() or path.is_symlink() or seen.st_uid != os.geteuid():
                continue
            if not (path / "lock").exists():
                if time.time() - seen.st_mtime > ABANDONED_SECONDS and "socket" not in path.name:
                    remove(path)
                continue
            lock = os.open(path / "lock", os.O_RDWR)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                remove(path)
            finally:
                os.close(lock)


@contextmanager
def room(path: Path, needed: int = 0) -> Iterator[None]:
    """Say clearly which directory is full: a full disk inside, or fewer than ``needed`` bytes free before it."""
    free = shutil.disk_usage(path).free
    if needed > free:
        raise no_room(path, needed)
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise no_room(path, needed) from None
        raise


def no_room(path: Path, needed: int = 0) -> ExperimentError:
    """The error of a full disk."""
    free = shutil.disk_usage(path).free if path.exists() else 0
    wants = f"a scratch server needs {needed / 1e6:.0f} MB there" if needed else "a scratch server writes there"
    return ExperimentError(
        f"no room in {path}: {wants}, and {free / 1e6:.0f} MB are free",
        "free some space, or set MAQUETTE_SCRATCH to a directory on a larger disk",
    )
