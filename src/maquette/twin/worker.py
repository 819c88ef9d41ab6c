"""What runs in a worker process, of a pool or of a cluster: a twin a problem, kept from one batch to the next.

A twin ends with its worker whatever ends that: in order, with the process, or by the guard of its scratch server.
"""

from __future__ import annotations

import asyncio
import atexit
import os
import pickle
import signal
import threading
import weakref
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import NamedTuple

from .. import __version__
from ..advisors.selection.problem import Answer, Question
from ..engines.base import Engine
from ..model.change import CreateIndex
from ..model.names import Name
from ..model.snapshot import Snapshot
from .oracle import TwinOracle
from .twin import Twin, open_twin

PATIENCE = 15.0  # seconds in which a worker without its maquette ends in order


@dataclass(frozen=True)
class Parcel:
    """All that a worker needs to answer the questions of one problem, as it travels. ``key`` is that problem's own."""

    key: str
    content: bytes

    @classmethod
    def pack(
        cls, key: str, snapshot: Snapshot, engine: Engine, queries: Sequence[str], options: Sequence[CreateIndex | Name]
    ) -> Parcel:
        return cls(key, pickle.dumps((snapshot, engine, tuple(queries), tuple(options))))


class Reply(NamedTuple):
    """Answers of a batch, and the planner that gave them."""

    planner: str
    answers: list[Answer]


class _Held:
    """A problem's twin in this process; one question at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stack = ExitStack()
        self._oracle: TwinOracle | None = None
        self._planner = ""

    def ask(self, parcel: Parcel, questions: Sequence[Question]) -> Reply:
        """The answers; of a new twin where the one that has answered before does so no more."""
        with self._lock:
            if self._oracle:
                try:
                    return Reply(self._planner, self._oracle.ask(questions))
                except Exception:  # its server is gone, or half of it
                    self._close()
            answers = self._open(parcel).ask(questions)
            return Reply(self._planner, answers)

    def close(self) -> None:
        """End the twin; the next question would make another."""
        with self._lock:
            self._close()

    def abandon(self) -> None:
        """End the twin at the end of the process, whoever holds the lock."""
        self._close()

    def _open(self, parcel: Parcel) -> TwinOracle:
        snapshot, engine, queries, options = pickle.loads(parcel.content)
        with ExitStack() as stack:
            twin = stack.enter_context(open_twin(engine, snapshot))
            oracle, self._planner = TwinOracle(twin, queries, options), planner_of(twin)
            self._stack, self._oracle = stack.pop_all(), oracle
        weakref.finalize(parcel, _forget, parcel.key).atexit = False
        return oracle

    def _close(self) -> None:
        self._oracle = None
        self._stack.close()


_held: dict[str, _Held] = {}
_holding = threading.Lock()


def planner_of(twin: Twin) -> str:
    """What a twin's answers depend on beside its source: the server's version, its locales, what it lacks."""
    facts = twin.facts()
    return f"{facts.version}, {facts.fidelity}"


def answer(parcel: Parcel, questions: Sequence[Question]) -> Reply:
    """Answer a batch on this process's twin of the problem, which lives as long as the parcel that it was made from."""
    with _holding:
        held = _held.setdefault(parcel.key, _Held())
    return held.ask(parcel, questions)


def close(key: str) -> None:
    """End this process's twin of a problem, if it has one."""
    with _holding:
        held = _held.pop(key, None)
    if held:
        held.close()


async def retire(key: str) -> None:
    """As ``close``, for a worker whose event loop has other things to do meanwhile."""
    await asyncio.to_thread(close, key)


def version() -> str:
    """The version of maquette in this process."""
    return __version__


def _forget(key: str) -> None:
    """The parcel is gone, and with it whoever asked: end the twin, in a thread because this may be any moment."""
    threading.Thread(target=close, args=(key,), daemon=True).start()


@atexit.register
def _close_all() -> None:
    _ending.set()
    for held in list(_held.values()):
        with suppress(Exception):  # the guard ends what is left
            held.abandon()


# A process of a pool: one parcel, given at its start.

_own: list[Parcel] = []
_ending = threading.Event()


def begin(parcel: Parcel, lifeline: Connection) -> None:
    """Begin a pool's process. It ends in order when the other end of the lifeline is closed, or dies with maquette."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for maquette, which may have more to ask
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    signal.signal(signal.SIGTERM, _end)
    _own.append(parcel)
    threading.Thread(target=_watch, args=(lifeline,), daemon=True).start()


def answer_own(questions: Sequence[Question]) -> Reply:
    """Answer a batch in a process that ``begin`` began."""
    try:
        return answer(_own[0], questions)
    except SystemExit:  # which the pool would take for an answer
        _close_all()
        os._exit(0)


def _end(number: int, frame: object) -> None:
    if not _ending.is_set():
        _ending.set()
        raise SystemExit(0)


def _watch(lifeline: Connection) -> None:
    with suppress(OSError):
        lifeline.poll(None)  # nothing is ever written there: this is its end
    main = threading.main_thread().ident
    assert main
    signal.pthread_kill(main, signal.SIGTERM)
    threading.Event().wait(PATIENCE)
    os._exit(1)
