"""Interrupts that wait: what must not be left half begun is begun whole first."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

HELD = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def held_back() -> Iterator[None]:
    """What handles Ctrl-C and SIGTERM runs at the end of the block, however it ends, and not within it.

    Python runs such handlers in its main thread alone: in another there is nothing to hold."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[tuple[int, FrameType | None]] = []
    before = {number: handler for number in HELD if callable(handler := signal.getsignal(number))}
    try:
        for number in before:
            signal.signal(number, lambda *seen: came.append(seen))
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for signalled, frame in came:
            before[signal.Signals(signalled)](signalled, frame)
