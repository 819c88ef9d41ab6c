"""Ends a guest's session from outside where it takes too long or too much room: no statement can decline that."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from ...model.errors import ExperimentError
from .scratch import Scratch

LOOK_SECONDS = 0.5


class Watch:
    """One thread that looks after whatever statement runs now: a thread for each would cost more than most of them."""

    def __init__(self, scratch: Scratch, is_full: Callable[[Path], bool]) -> None:
        self._scratch, self._is_full = scratch, is_full
        self._watched: tuple[int, float] | None = None  # a session, and until when it may work
        self._ended = threading.Event()
        threading.Thread(target=self._look, daemon=True).start()

    @contextmanager
    def over(self, backend: int, seconds: float) -> Iterator[None]:
        """Let that session work for so long and no longer, and only while there is room."""
        self._watched = (backend, time.monotonic() + seconds)
        try:
            yield
        finally:
            self._watched = None

    def is_full(self) -> bool:
        """Whether the room where the server lives is used up."""
        return self._is_full(self._scratch.data)

    def close(self) -> None:
        """Look no more."""
        self._ended.set()

    def _look(self) -> None:
        while not self._ended.wait(LOOK_SECONDS):
            with suppress(psycopg.Error, ExperimentError, OSError):  # the server may be gone, its directory with it
                if (watched := self._watched) and (time.monotonic() > watched[1] or self.is_full()):
                    with self._scratch.admin() as admin:
                        admin.execute("SELECT pg_terminate_backend(%s)", [watched[0]])
