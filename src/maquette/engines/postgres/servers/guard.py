"""Watches over one scratch server: starts and stops it, and removes it when the process that asked for it is gone.

Runs as a script of its own, in its own session, with the standard library alone, so that neither Ctrl-C nor
``kill -9`` of maquette leaves a server behind. Its standard input is a pipe from maquette: ``+`` starts the server,
``-`` stops it; each is answered with one line. At the end of that pipe, server and directory go.

    guard.py DIRECTORY UID GID PROGRAM ARGUMENT…
"""

from __future__ import annotations

import os
import select
import shutil
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType

PR_SET_PDEATHSIG = 1
STOP_SECONDS = 10.0
START_SECONDS = 60.0


class Guard:
    """The server of one directory: ``data`` is its cluster, ``log`` what it says, ``socket`` where it listens."""

    def __init__(self, where: Path, uid: int, gid: int, command: list[str]) -> None:
        self.where, self.uid, self.gid, self.command = where, uid, gid, command
        self.server: int | None = None

    def start(self) -> str:
        """Start the server and wait until it takes connections; gives the answer."""
        if self.server is not None and not self._gone():
            return "ready"
        guard, die_with = os.getpid(), _die_with()
        self.server = os.fork()
        if self.server == 0:
            self._become(guard, die_with)
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            if self._gone():
                return "failed"
            if self._ready():
                return "ready"
            time.sleep(0.004)
        self.stop(signal.SIGQUIT)
        return "late"

    def stop(self, how: signal.Signals) -> str:
        """Stop the server: SIGINT with a checkpoint, SIGQUIT at once."""
        until = time.monotonic() + STOP_SECONDS
        while self.server is not None and not self._gone():
            with suppress(ProcessLookupError):
                os.kill(self.server, how if time.monotonic() < until else signal.SIGKILL)
            time.sleep(0.01)
        return "stopped"

    def _become(self, guard: int, die_with: Callable[[int], None]) -> None:
        """In the child: turn into the server."""
        try:
            log = os.open(self.where / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            nothing = os.open(os.devnull, os.O_RDONLY)
            for wanted, descriptor in ((0, nothing), (1, log), (2, log)):
                os.dup2(descriptor, wanted)
            os.closerange(3, 256)  # the lock is the guard's and maquette's alone
            for one in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM, signal.SIGPIPE):
                signal.signal(one, signal.SIG_DFL)
            if os.geteuid() == 0:
                os.setgroups([])
                os.setgid(self.gid)
                os.setuid(self.uid)
            die_with(guard)  # after the change of user, which would clear it
            os.umask(0o077)
            os.execv(self.command[0], self.command)
        except BaseException as error:
            os.write(2, f"{error}\n".encode())
        finally:
            os._exit(127)

    def _gone(self) -> bool:
        if self.server is None:
            return True
        try:
            gone = os.waitpid(self.server, os.WNOHANG)[0] != 0
        except ChildProcessError:
            gone = True
        if gone:
            self.server = None
        return gone

    def _ready(self) -> bool:
        """The last line of postmaster.pid, as pg_ctl reads it; the first is the process it speaks of."""
        try:
            lines = (self.where / "data" / "postmaster.pid").read_text().split("\n")
        except OSError:
            return False
        return len(lines) > 7 and lines[0] == str(self.server) and lines[7].strip() == "ready"


def _die_with() -> Callable[[int], None]:
    """What lets the kernel stop the server at once should the guard itself be killed (Linux alone has that).

    Imported before the change of user, after which Python's own directory may be out of reach."""
    if not sys.platform.startswith("linux"):
        return lambda guard: None
    import ctypes

    prctl = ctypes.CDLL(None).prctl

    def die_with(guard: int) -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGQUIT, 0, 0, 0)
        if os.getppid() != guard:
            os._exit(127)

    return die_with


def remove(where: Path) -> None:
    """Remove a scratch directory, and its socket's where that lies elsewhere; the lock goes last."""
    socket = where / "socket"
    if socket.is_symlink():
        shutil.rmtree(socket.readlink(), ignore_errors=True)
    shutil.rmtree(where / "data", ignore_errors=True)
    shutil.rmtree(where, ignore_errors=True)


def _end(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)


def main() -> None:
    """Serve the pipe until it ends or the process that holds it is gone."""
    where, uid, gid, *command = sys.argv[1:]
    guard = Guard(Path(where), int(uid), int(gid), command)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _end)
    parent = os.getppid()
    try:
        # A process forked from maquette may hold a copy of the pipe, so its end is not the only sign.
        while os.getppid() == parent:
            if not select.select([0], [], [], 1.0)[0]:
                continue
            word = os.read(0, 1)
            if not word:
                break
            answer = guard.start() if word == b"+" else guard.stop(signal.SIGINT)
            os.write(1, f"{answer}\n".encode())
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        guard.stop(signal.SIGQUIT)
        remove(guard.where)


if __name__ == "__main__":
    main()
