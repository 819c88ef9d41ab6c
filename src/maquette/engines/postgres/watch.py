"""Ends a guest's session from outside where it takes too long or too much room: no statement can decline that."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psycopg

from ...model.errors import ExperimentError
from .memory import free_bytes
from .scratch import Scratch

RESERVE_BYTES = 256 << 20  # of free disk or memory, below which foreign statements are stopped
LOOK_SECONDS = 0.5


@contextmanager
def watched(scratch: Scratch, backend: int, seconds: float) -> Iterator[None]:
    """Let that session work for so long and no longer, and only while there is room."""
    finished = threading.Event()
    watch = threading.Thread(target=_watch, args=(scratch, backend, seconds, finished), daemon=True)
    watch.start()
    try:
        yield
    finally:
        finished.set()
        watch.join()


def is_full(scratch: Scratch) -> bool:
    """Whether the room where that server lives is used up."""
    return free_bytes(scratch.data) < RESERVE_BYTES


def _watch(scratch: Scratch, backend: int, seconds: float, finished: threading.Event) -> None:
    until = time.monotonic() + seconds
    while not finished.wait(min(LOOK_SECONDS, max(until - time.monotonic(), 0.01))):
        if is_full(scratch) or time.monotonic() > until:
            with suppress(psycopg.Error, ExperimentError), scratch.admin() as admin:
                admin.execute("SELECT pg_terminate_backend(%s)", [backend])
