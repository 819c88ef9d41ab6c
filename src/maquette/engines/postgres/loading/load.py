"""Loads a schema into a scratch database: fast where all is well, patient where the order is not."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import groupby
from types import TracebackType

import psycopg
from psycopg import errors

from ....model.errors import ExperimentError
from ....model.progress import Progress, silent
from ..clauses import Ddl
from ..scratch import GUEST, Scratch
from ..servers.memory import is_full
from ..servers.place import no_room
from ..watch import Watch

BATCH = 400  # statements a round trip; one transaction, so it also bounds the locks that are held
LIMIT_SECONDS = 90.0  # for one batch: beyond the guest's own statement_timeout, which foreign text may lift
PATIENCE = 3  # batches that ran into the limit before the whole load is given up

# Extensions that a superuser alone may create, yet which give their users no way to the machine or the network.
HARMLESS = frozenset(
    """
    amcheck autoinc bloom dict_xsyn earthdistance insert_username intagg moddatetime pg_buffercache pg_freespacemap
    pg_partman pg_prewarm pg_stat_statements pg_visibility pgrowlocks pgstattuple refint vector
    """.split()  # noqa: SIM905 - a list of words reads better as text
)
EXTENSION = re.compile(r'CREATE EXTENSION IF NOT EXISTS (?:"((?:[^"]|"")+)"|(\w+))')
# Tables and views of extensions that take settings from users in a table (manual, 36.17.3): the guest is that user.
SETTINGS = """
SELECT format('GRANT ALL ON %%s TO %%I', d.objid::regclass, %s::text)
FROM pg_extension e JOIN pg_depend d ON d.refobjid = e.oid AND d.refclassid = 'pg_extension'::regclass
JOIN pg_class c ON c.oid = d.objid AND d.classid = 'pg_class'::regclass AND d.deptype = 'e'
WHERE e.extconfig IS NOT NULL AND c.relkind IN ('r', 'v')
"""


def always(statement: Ddl) -> bool:
    """Whatever failed may be tried again: right for a schema that was rendered from a model."""
    return True


def load(
    scratch: Scratch,
    database: str,
    statements: Sequence[Ddl],
    progress: Progress = silent,
    again: Callable[[Ddl], bool] = always,
) -> tuple[str, ...]:
    """Run the statements; gives "object: reason" for each that never worked. The rest stands.

    What fails, and may be tried ``again``, is tried after the others until nothing more succeeds, so the order need not
    be perfect. Privileged statements run as admin, in their place, and never again once more foreign text has run.
    Raises ExperimentError where the server fails, the disk is full, or statements do not come to an end."""
    left_out = [f"{one.object}: {one.left_out}" for one in statements if one.left_out]
    real = [one for one in statements if not one.left_out]
    pending: list[Ddl] = []
    with _Loading(scratch, database, len(real), progress) as loading:
        for privileged, group in groupby(real, lambda one: one.privileged):
            if privileged:
                failed = loading.settle(list(group), privileged)
            else:
                failed = loading.attempt([*pending, *group])
                pending = [one for one in failed if again(one)]
                failed = [one for one in failed if not again(one)]
            left_out += map(loading.reason, failed)
        left_out += map(loading.reason, loading.settle(pending))
    return tuple(left_out)


class _Loading:
    """One load under way: its two connections, why statements failed, and a watch over the guest."""

    def __init__(self, scratch: Scratch, database: str, total: int, progress: Progress) -> None:
        self.scratch, self.database, self.progress = scratch, database, progress
        self.total, self.done, self.late = total, 0, 0
        self.reasons: dict[int, str] = {}
        self.admin = scratch.admin(database)
        self.guest = scratch.guest(database)
        self.watch = Watch(scratch, is_full)
        self.allowed = HARMLESS | self._trusted()

    def __enter__(self) -> _Loading:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: object, trace: TracebackType | None) -> None:
        self.watch.close()
        self.admin.close()
        self.guest.close()

    def _trusted(self) -> frozenset[str]:
        """Extensions that PostgreSQL itself lets ordinary users create."""
        rows = self.admin.execute("SELECT name FROM pg_available_extension_versions WHERE trusted").fetchall()
        return frozenset(row[0] for row in rows)

    def reason(self, statement: Ddl) -> str:
        return f"{statement.object}: {self.reasons[id(statement)]}"

    def settle(self, statements: list[Ddl], privileged: bool = False) -> list[Ddl]:
        """Try until nothing more succeeds; gives what is left."""
        while statements:
            left = self.attempt(statements, privileged)
            if len(left) == len(statements):
                return left
            statements = left
        return []

    def attempt(self, statements: list[Ddl], privileged: bool = False) -> list[Ddl]:
        """Try each once, many in one go; gives what failed."""
        failed: list[Ddl] = []
        for start in range(0, len(statements), BATCH):
            batch = statements[start : start + BATCH]
            if len(batch) > 1 and self._run(batch, privileged):
                continue
            failed += [one for one in batch if not self._run([one], privileged)]
        return failed

    def _run(self, batch: list[Ddl], privileged: bool) -> bool:
        """Run a batch as one transaction: all of it or nothing."""
        if privileged and (refused := next(filter(None, map(self._refusal, batch)), None)):
            self.reasons[id(batch[0])] = refused
            return False
        connection = self.admin if privileged else self.guest
        try:
            with self.watch.over(connection.info.backend_pid, LIMIT_SECONDS):
                connection.execute(";\n".join(one.sql for one in batch).encode())
        except errors.DiskFull:
            raise no_room(self.scratch.data.parent.parent) from None
        except psycopg.Error as error:
            if connection.closed:
                self._reconnect()
            elif connection.info.transaction_status:
                connection.rollback()  # a BEGIN of the text's own
            self.reasons[id(batch[0])] = _words(error)
            return False
        if connection.info.transaction_status:
            connection.commit()
        if privileged and any(EXTENSION.match(one.sql) for one in batch):
            for (grant,) in self.admin.execute(SETTINGS, [GUEST]).fetchall():
                self.admin.execute(grant.encode())
        self.done += len(batch)
        self.progress("loading the schema", self.done, self.total)
        return True

    def _refusal(self, statement: Ddl) -> str | None:
        """Why the admin will not run it: the last door before what foreign text could do as a superuser."""
        extension = EXTENSION.match(statement.sql)
        name = (extension[1] or extension[2]) if extension else ""
        if not extension or name in self.allowed:
            return None
        known = self.admin.execute("SELECT FROM pg_available_extensions WHERE name = %s", [name]).fetchone()
        if known is None:
            return f"not installed with PostgreSQL {self.scratch.installation.version} here"
        return "it can reach the machine or the network, so a scratch server does not load it"

    def _reconnect(self) -> None:
        """After a session was ended: by the watch, or because the server is gone."""
        if self.watch.is_full():
            raise no_room(self.scratch.data.parent.parent)
        self.late += 1
        if self.late > PATIENCE:
            raise ExperimentError(
                f"loading into {self.database} was given up: statements ran for more than {LIMIT_SECONDS:.0f} s",
                "leave out what does not describe the design",
            )
        self.guest.close()
        self.admin.close()
        self.admin, self.guest = self.scratch.admin(self.database), self.scratch.guest(self.database)


def _words(error: psycopg.Error) -> str:
    """The server's message, with its hint where that says more than the message."""
    return error.diag.message_primary or str(error).strip() or type(error).__name__
