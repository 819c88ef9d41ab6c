"""The guest's connection under a limit that no statement can lift: what takes too long is ended from outside."""

from __future__ import annotations

from contextlib import AbstractContextManager, suppress
from typing import Any

import psycopg

from .scratch import Scratch
from .servers.memory import is_starved
from .watch import Watch

GRACE_SECONDS = 2.0  # between the server's own statement_timeout and the end of the session


class Visitor:
    """A guest who never outstays: functions of a source may catch a timeout, but not the end of their session."""

    def __init__(self, scratch: Scratch, database: str) -> None:
        self.scratch, self.database = scratch, database
        self.connection = scratch.guest(database)
        self.watch = Watch(scratch, is_starved)

    def run(self, sql: str, seconds: float) -> psycopg.Cursor[Any]:
        """Run one statement for at most about that long. Raises psycopg.Error; the connection works again after it."""
        self.open()
        with self._limit(seconds):
            if self.connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE:
                self.connection.execute(f"SET statement_timeout = {int(seconds * 1000)}".encode())
            return self.connection.execute(sql.encode())

    def open(self) -> psycopg.Connection[Any]:
        """The connection; a new one where the last was ended."""
        if self.connection.closed:
            self.connection = self.scratch.guest(self.database)
        return self.connection

    def look(self, sql: str, seconds: float) -> psycopg.Cursor[Any]:
        """Run one statement, and no more than one, in a read-only transaction that is undone. Raises psycopg.Error."""
        connection = self.open()
        with self._limit(seconds):
            try:
                with connection.pipeline():  # the extended protocol, which takes one statement
                    connection.execute("BEGIN READ ONLY")
                    connection.execute(f"SET LOCAL statement_timeout = {max(int(seconds * 1000), 1)}".encode())
                    return connection.execute(sql.encode(), prepare=False)
            finally:
                self.end(commit=False)

    def begin(self, seconds: float) -> None:
        """Open a transaction block."""
        self.run("BEGIN", seconds)

    def end(self, commit: bool) -> None:
        """Close the transaction block, if one is open."""
        if self.connection.closed:
            return
        with suppress(psycopg.OperationalError):  # ended from outside: there is nothing left to undo
            if commit:
                self.connection.commit()
            else:
                self.connection.rollback()

    def close(self) -> None:
        """Leave."""
        self.watch.close()
        self.connection.close()

    def _limit(self, seconds: float) -> AbstractContextManager[None]:
        return self.watch.over(self.connection.info.backend_pid, seconds + GRACE_SECONDS)
