"""Many twins side by side: questions are dealt to workers in batches, and answered as one twin would answer them.

The workers are processes of this machine, or of a Dask cluster (cluster.py); both are a
``concurrent.futures.Executor`` that is given functions of worker.py.
"""

from __future__ import annotations

import multiprocessing
import os
import secrets
import signal
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor, as_completed
from contextlib import closing, contextmanager, nullcontext
from typing import Protocol

from ..advisors.selection.problem import Answer, Oracle, Question
from ..engines.base import Engine
from ..model.change import CreateIndex
from ..model.errors import ConfigError, ExperimentError
from ..model.names import Name
from ..model.progress import Progress, silent
from ..model.snapshot import Snapshot
from .oracle import TwinOracle, standing_alone
from .twin import Twin, open_twin
from .worker import Parcel, Reply, answer_own, begin, planner_of

CLUSTER = "dask://"
PAYS = 1000  # queries from which "auto" takes a process a core: at about eight questions each, fewer do not pay
BATCH = 8, 200  # questions, fewest and most: about 1 ms each
ROUNDS = 4  # batches a worker, so that none waits long for the last
DEATHS = 3  # of workers, after which something seems to kill them
GRACE = 0.5  # seconds for a batch to end by itself
ASKING = "asking the planner"


class Crew(Protocol):
    """Workers that hold a twin each of one problem. ``lost`` are the errors that tell of a worker's death."""

    lost: tuple[type[Exception], ...]

    @property
    def size(self) -> int:
        """How many there are."""
        ...

    def submit(self, questions: Sequence[Question]) -> Future[Reply]:
        """Have a batch answered by any of them."""
        ...

    def mend(self) -> None:
        """Be ready again after a worker's death. Raises ExperimentError where that is not possible."""
        ...


@contextmanager
def open_oracle(
    snapshot: Snapshot,
    engine: Engine,
    queries: Sequence[str],
    options: Sequence[CreateIndex | Name],
    workers: str = "auto",
    *,
    progress: Progress = silent,
    twin: Twin | None = None,
) -> Iterator[Oracle]:
    """An oracle of those queries and options, by position; gone at the end with all its twins.

    ``workers``: a number of processes; "auto", one for each core where the queries are many; "dask://HOST:PORT", the
    workers of that cluster. "1" and "" ask in this process, on ``twin`` where one is open already. The answers are the
    same whoever gives them: a worker with another planner is told. Raises ConfigError, UnsupportedError,
    ExperimentError.
    """
    size = _size(workers, len(queries))
    if size == 1:
        with nullcontext(twin) if twin else open_twin(engine, snapshot, progress) as one, standing_alone(one):
            yield _Alone(TwinOracle(one, queries, options), progress)
        return
    parcel = Parcel.pack(secrets.token_hex(8), snapshot, engine, queries, options)
    planner = planner_of(twin) if twin else ""
    if size is None:
        from .cluster import open_cluster

        with open_cluster(workers.removeprefix(CLUSTER), parcel) as cluster:
            yield PoolOracle(cluster, progress, planner)
        return
    with closing(Processes(parcel, size)) as processes:
        yield PoolOracle(processes, progress, planner)


def _size(workers: str, queries: int) -> int | None:
    """How many processes are wanted; None for a cluster's workers, however many they are."""
    if workers.startswith(CLUSTER):
        return None
    if workers == "auto":
        return _cores() if queries >= PAYS else 1
    if workers and not (workers.isdecimal() and int(workers)):
        raise ConfigError(f"--workers {workers}: neither a number nor a cluster", "give 4, auto or dask://HOST:PORT")
    return int(workers or 1)


def _cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class PoolOracle:
    """An oracle whose questions are answered by a crew."""

    def __init__(self, crew: Crew, progress: Progress = silent, planner: str = "") -> None:
        self._crew, self._progress, self._planner, self._deaths = crew, progress, planner, 0
        for _ in range(crew.size):
            crew.submit(())  # so that all twins are being built while others still think

    def ask(self, questions: Sequence[Question]) -> list[Answer]:
        """The answers, in the order of the questions. What a dead worker leaves is asked again."""
        answers: dict[int, Answer] = {}
        while len(answers) < len(questions):
            try:
                self._ask(questions, answers)
            except self._crew.lost as error:
                self._deaths += 1
                if self._deaths >= DEATHS:
                    raise ExperimentError(
                        f"{self._deaths} times a worker died while its twin was asked ({error})",
                        "look whether memory runs out, and give fewer --workers",
                    ) from None
                self._crew.mend()
        return [answers[place] for place in range(len(questions))]

    def _ask(self, questions: Sequence[Question], answers: dict[int, Answer]) -> None:
        """Ask what has no answer yet."""
        places = [place for place in range(len(questions)) if place not in answers]
        most = len(places) // (self._crew.size * ROUNDS)
        waiting: dict[Future[Reply], list[int]] = {}
        try:
            for batch in deal(questions, places, most):
                waiting[self._crew.submit([questions[place] for place in batch])] = batch
            for done in as_completed(waiting):
                reply = done.result()
                self._compare(reply.planner)
                answers.update(zip(waiting[done], reply.answers, strict=True))
                self._progress(ASKING, len(answers), len(questions))
        except self._crew.lost:
            raise  # the executor is about to end what waits, and takes it ill when that has an end already
        except BaseException:  # Ctrl-C too, after which there may be more to ask
            for future in waiting:
                future.cancel()
            raise

    def _compare(self, planner: str) -> None:
        self._planner = self._planner or planner
        if planner != self._planner:
            raise ExperimentError(
                f"two twins of one source differ: {self._planner}; {planner}",
                "give all workers the same PostgreSQL with the same extensions and locales",
            )


class _Alone:
    """An oracle on one twin in this process."""

    def __init__(self, oracle: TwinOracle, progress: Progress) -> None:
        self._oracle, self._progress = oracle, progress

    def ask(self, questions: Sequence[Question]) -> list[Answer]:
        answers: dict[int, Answer] = {}
        for batch in deal(questions, range(len(questions)), BATCH[1]):
            answers.update(zip(batch, self._oracle.ask([questions[place] for place in batch]), strict=True))
            self._progress(ASKING, len(answers), len(questions))
        return [answers[place] for place in range(len(questions))]


def deal(questions: Sequence[Question], places: Sequence[int], most: int) -> Iterator[list[int]]:
    """Batches of about ``most``; neighbours are of one query and differ in few options, whose showing costs time."""
    ordered = sorted(places, key=lambda place: (questions[place].query, sorted(questions[place].standing)))
    size = min(max(most, BATCH[0]), BATCH[1])
    return (ordered[start : start + size] for start in range(0, len(ordered), size))


class Processes:
    """A crew of processes on this machine."""

    lost: tuple[type[Exception], ...] = (BrokenExecutor,)

    def __init__(self, parcel: Parcel, size: int) -> None:
        self.size, self._parcel = size, parcel
        self._start()

    def submit(self, questions: Sequence[Question]) -> Future[Reply]:
        # This may start a process, which must not see Ctrl-C before it knows that it is for maquette.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            return self._executor.submit(answer_own, questions)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def mend(self) -> None:
        self.close()
        self._start()

    def close(self) -> None:
        """End the processes and their twins, in order; those that are at something do so soon."""
        soon = threading.Timer(GRACE, self._lifeline.close)
        soon.start()
        self._executor.shutdown(cancel_futures=True)
        soon.cancel()
        self._lifeline.close()

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        theirs, self._lifeline = context.Pipe(duplex=False)
        self._executor = ProcessPoolExecutor(self.size, context, begin, (self._parcel, theirs))
