"""Asking a server questions: one file of ``queries/`` each, in the wording that its version understands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import namedtuple_row

from ...model.progress import Progress, silent

QUERIES = Path(__file__).parent / "queries"
SIGNATURE = "\n/* maquette */"  # tells whoever reads the server's log or its statistics who asked
BATCH = 500  # objects a statement: the locks that deparsing takes are let go after each
FETCH = 1000  # rows that the driver makes at a time
STEPS = 12  # how often a whole reading calls Session.step
LOCK_TIMEOUT = "100ms"  # when one object at a time is tried

Row = Any  # a named tuple whose fields are the query's columns


@cache
def question(name: str, major: int) -> str:
    """The text of ``queries/NAME.sql``, or of the highest ``NAME.since_N.sql`` that is not newer than ``major``."""
    since = {int(path.suffixes[0].removeprefix(".since_")): path for path in QUERIES.glob(f"{name}.since_*.sql")}
    fitting = [version for version in since if version <= major]
    path = since[max(fitting)] if fitting else QUERIES / f"{name}.sql"
    return path.read_text("utf-8").rstrip() + SIGNATURE


@dataclass
class Session:
    """A connection inside its transaction; what had to be left out is told in ``notes``."""

    connection: psycopg.Connection[Any]
    progress: Progress = silent
    notes: list[str] = field(default_factory=list)
    steps: int = 0

    def step(self, what: str) -> None:
        """Tell the progress what is read next."""
        self.progress(f"reading {what}", self.steps, STEPS)
        self.steps += 1

    @property
    def major(self) -> int:
        return self.connection.info.server_version // 10000

    def ask(self, name: str, *parameters: object) -> Iterator[Row]:
        """The rows of one question; ``parameters`` stand for its $1, $2 …"""
        with psycopg.RawCursor(self.connection, row_factory=namedtuple_row) as cursor:
            cursor.execute(question(name, self.major).encode(), parameters or None)
            while rows := cursor.fetchmany(FETCH):  # much quicker than one by one
                yield from rows

    def ask_one(self, name: str, *parameters: object) -> Row:
        """The single row of one question."""
        (row,) = self.ask(name, *parameters)
        return row

    def ask_unlocked(self, name: str, what: str) -> Sequence[Row]:
        """The rows of a question that locks tables for a moment; none, and a note, where one is busy."""
        try:
            with self.connection.transaction(force_rollback=True):
                return list(self.ask(name))
        except psycopg.errors.LockNotAvailable as error:
            self.notes.append(f"{what} are left out: {error}")
            return ()

    def ask_each(self, name: str, oids: Iterable[int], label: Callable[[int], str]) -> Iterator[Row]:
        """The rows of a question about objects, in batches.

        Every batch is undone, so that locks which the server takes to write a definition last no longer than it.
        An object on which the server raises an error is left out, with a note, and the others are not.
        """
        wanted = sorted(oids)
        for start in range(0, len(wanted), BATCH):
            yield from self._ask_batch(name, wanted[start : start + BATCH], label)

    def _ask_batch(self, name: str, oids: Sequence[int], label: Callable[[int], str]) -> Sequence[Row]:
        rows: list[Row] = []
        try:
            with self.connection.transaction(force_rollback=True):
                rows = list(self.ask(name, list(oids)))
        except (psycopg.InternalError, psycopg.ProgrammingError, psycopg.DataError, psycopg.NotSupportedError) as error:
            return self._ask_halves(name, oids, label, error)
        except (psycopg.errors.LockNotAvailable, psycopg.errors.OutOfMemory) as error:
            with self.connection.transaction(force_rollback=True):
                list(self.ask("lock_timeout", LOCK_TIMEOUT))
                return self._ask_halves(name, oids, label, error)
        # A definition is NULL where the object was dropped after this transaction began.
        return [row for row in rows if getattr(row, "definition", "") is not None]

    def _ask_halves(
        self, name: str, oids: Sequence[int], label: Callable[[int], str], error: psycopg.Error
    ) -> Sequence[Row]:
        if len(oids) == 1:
            self.notes.append(f"{label(oids[0])} is left out: {str(error).splitlines()[0]}")
            return ()
        middle = len(oids) // 2
        return (*self._ask_batch(name, oids[:middle], label), *self._ask_batch(name, oids[middle:], label))
