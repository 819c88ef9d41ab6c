"""The stage: a scratch database with a source's design and synthetic rows, on which statements are really run."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace

import psycopg

from ...model.database import Database
from ...model.errors import ExperimentError
from ...model.evidence import Lock, RehearsedStatement, Statement
from ...model.names import Name, quote
from ...model.plan import Plan
from ...model.progress import Progress, silent
from ...model.statistics import Statistics
from ...model.table import Table
from ..base import Attempt
from .filling.fill import about, fill
from .loading.load import load
from .read import read_database
from .schema import render_schema
from .scratch import GUEST, UNSAFE, Scratch, open_scratch
from .servers.installations import fitting
from .servers.memory import needed_for
from .session import Row, Session
from .visitor import Visitor

STAGE = "stage"
STATEMENT_SECONDS = 30.0
LOOK_SECONDS = 0.002  # between two looks at a session that is about to wait
NAME = r'[a-z0-9_.]+|"[a-z0-9_.]+"'
ALTER_SYSTEM = re.compile(rf"ALTER SYSTEM (?:SET (?P<name>{NAME}) (?:=|TO) (?P<value>.+)|RESET (?P<reset>{NAME}))")
OF_THE_SESSION = ("SET ", "RESET ")  # statements that touch no relation
RELOAD = "SELECT pg_reload_conf()"
IDENTIFIER = r'[a-z_][a-z0-9_]*|"(?:[^"]|"")+"'
LESS = "NO(?:LOGIN|SUPERUSER|BYPASSRLS|CREATEDB|CREATEROLE|REPLICATION|INHERIT)"  # attributes that give nothing
A_ROLE = re.compile(rf"(?P<verb>CREATE|DROP) ROLE (?P<name>{IDENTIFIER})(?: {LESS})*")
VALUE = re.compile(r"(?:E?'(?:[^'\\]|''|\\\\)*'|[\w.+-]+)(?:, ?(?:E?'(?:[^'\\]|''|\\\\)*'|[\w.+-]+))*")


@contextmanager
def open_stage(
    database: Database, statistics: Statistics | None, rows: int, progress: Progress = silent
) -> Iterator[PostgresStage]:
    """A scratch database with that design and about ``rows`` synthetic rows a table, as long as the block lasts.

    Rows go in before the foreign keys, triggers and policies come, so that none of these runs or refuses; only then
    is the design complete. Raises UnsupportedError without a server, ExperimentError when it fails.
    """
    wanted = about(database, statistics, rows)
    with furnished(database, statistics, wanted, {}, progress) as (scratch, visitor, left_out):
        _join(scratch)
        yield PostgresStage(scratch, visitor, left_out)


def _join(scratch: Scratch) -> None:
    """Let the guest SET ROLE to the source's roles, which hold rights on what is the guest's and nothing else."""
    others = "SELECT rolname FROM pg_roles WHERE NOT rolsuper AND rolname <> %s AND rolname !~ '^pg_'"
    with scratch.admin() as admin:
        for (name,) in admin.execute(others, [GUEST]).fetchall():
            admin.execute(f"GRANT {quote(name)} TO {GUEST}".encode())


@contextmanager
def furnished(
    database: Database,
    statistics: Statistics | None,
    wanted: Mapping[Name, int],
    settings: Mapping[str, str],
    progress: Progress,
) -> Iterator[tuple[Scratch, Visitor, tuple[str, ...]]]:
    """A scratch database with that design and so many rows in each table, and what had to be left out."""
    needed = needed_for(database, sum(wanted.values()))
    with open_scratch(fitting(database.major), settings, needed=needed) as scratch:
        notes = scratch.create_database(STAGE, replace(database, name=STAGE))
        bare = render_schema(_bare(database))
        left_out = [*notes, *load(scratch, STAGE, bare, progress)]
        visitor = Visitor(scratch, STAGE)
        try:
            left_out += fill(visitor, database, statistics, wanted, progress)
            made = {(one.object, one.sql) for one in bare}
            rest = [one for one in render_schema(database) if (one.object, one.sql) not in made]
            left_out += load(scratch, STAGE, rest, progress)
            yield scratch, visitor, tuple(left_out)
        finally:
            visitor.close()


def _bare(database: Database) -> Database:
    """The design without what would only slow down or refuse the filling."""

    def bare(table: Table) -> Table:
        indexes = tuple(index for index in table.indexes if index.unique or index.constraint)
        return replace(
            table, foreign_keys=(), triggers=(), policies=(), row_security=False, force_row_security=False,
            indexes=indexes, replica_identity="default",
        )  # fmt: skip

    views = tuple(replace(view, triggers=(), indexes=()) for view in database.views)
    return replace(database, tables=tuple(bare(table) for table in database.tables), views=views, publications=())


@dataclass(eq=False)
class PostgresStage:
    """A Stage. Whatever comes from a source runs as the guest, and not for long."""

    scratch: Scratch
    visitor: Visitor
    left_out: tuple[str, ...]
    _roles: set[str] = field(default_factory=set)  # made by what is rehearsed
    _stored: Mapping[int, Row] = field(default_factory=dict)  # relations by number, as the last statement left them

    @property
    def version(self) -> str:
        return self.scratch.installation.version

    def rows(self, table: Name) -> int:
        """How many synthetic rows that table has now."""
        try:
            row = self.visitor.run(f"SELECT count(*) FROM {table}", STATEMENT_SECONDS).fetchone()  # noqa: S608
        except psycopg.Error:
            return 0
        return int(row[0]) if row else 0

    def attempt(self, sql: str) -> Attempt:
        """Run it in a transaction that is rolled back."""
        problem, rows, began = "", 0, time.perf_counter()
        try:
            self.visitor.begin(STATEMENT_SECONDS)
            began = time.perf_counter()
            rows = max(self.visitor.run(sql, STATEMENT_SECONDS).rowcount, 0)
        except psycopg.Error as error:
            problem = _problem(error)
        took = time.perf_counter() - began
        self.visitor.end(commit=False)
        return Attempt(milliseconds=round(took * 1000, 3), rows=rows, problem=problem)

    def analyze(self) -> None:
        """Gather the statistics of its rows, as autovacuum does in time."""
        with suppress(psycopg.Error):  # it takes too long: the planner guesses from the sizes of files
            self.visitor.run("ANALYZE", STATEMENT_SECONDS)

    def plan(self, sql: str) -> Plan | None:
        """The plan of one statement on those rows; None where the server has none for it."""
        try:
            row = self.visitor.look(f"EXPLAIN (FORMAT JSON) {sql}", STATEMENT_SECONDS).fetchone()
        except psycopg.Error:
            return None
        return Plan(row[0][0]) if row else None

    def bytes(self) -> int:
        """What all its relations weigh together."""
        with self._alive():
            return int(Session(self.visitor.connection).ask_one("stage_bytes").bytes)

    def read(self) -> Database:
        """The design as it is now."""
        with self._alive():
            return read_database(self.visitor.connection)

    def run(self, statement: Statement) -> RehearsedStatement:
        """Run it; report its locks, rewrites and time. A failure is a value: ``problem``, in the server's words."""
        if statement.sql.lstrip().upper().startswith("ALTER SYSTEM"):
            return self._alter_system(statement.sql)
        if found := A_ROLE.fullmatch(statement.sql.strip().rstrip(";")):
            return self._alter_roles(statement.sql, found["verb"], found["name"])
        if statement.sql == RELOAD:
            return RehearsedStatement(sql=statement.sql, milliseconds=0.0)  # what was set is already taken back
        run = self._in_transaction if statement.transactional else self._beside_a_writer
        if statement.sql.startswith(OF_THE_SESSION):
            return run(statement.sql, {})
        before = self._stored or self._storage()
        done = run(statement.sql, before)
        after = self._stored = self._storage()
        # By name: an index that is rebuilt concurrently is another relation afterwards.
        files = {(row.schema, row.name): row.file for row in after.values()}
        rewritten = [row for row in before.values() if files.get((row.schema, row.name), row.file) != row.file]
        return replace(done, rewritten=tuple(sorted(map(_name, rewritten))))

    def _in_transaction(self, sql: str, known: Mapping[int, Row]) -> RehearsedStatement:
        """Run it in a transaction block and see, before the commit, what it has locked."""
        failure: psycopg.Error | None = None
        took, began = 0.0, time.perf_counter()
        locks: tuple[Lock, ...] = ()
        try:
            self.visitor.begin(STATEMENT_SECONDS)
            began = time.perf_counter()
            self.visitor.run(sql, STATEMENT_SECONDS)
            took = time.perf_counter() - began
            locks = self._locks(Session(self.visitor.connection), self.visitor.connection.info.backend_pid, known)
            began = time.perf_counter()
            self.visitor.connection.commit()
            took += time.perf_counter() - began
        except psycopg.Error as error:
            took, failure = time.perf_counter() - began, error
            self.visitor.end(commit=False)
        return _rehearsed(sql, took, failure, locks)

    def _beside_a_writer(self, sql: str, known: Mapping[int, Row]) -> RehearsedStatement:
        """Run what no transaction block may hold, while another session writes: it waits there with its locks held.

        A concurrent build waits for every transaction that holds ROW EXCLUSIVE on its table, so the wait is certain,
        and what it has locked by then can be seen. The time spent waiting is not counted.
        """
        failures: list[psycopg.Error] = []
        times: list[float] = []

        def work() -> None:
            began = time.perf_counter()
            try:
                self.visitor.run(sql, STATEMENT_SECONDS)
            except psycopg.Error as error:
                failures.append(error)
            times.append(time.perf_counter() - began)

        with self.scratch.guest(STAGE) as writer:
            writer.execute("BEGIN")
            self._write_everywhere(writer)
            pid = self.visitor.connection.info.backend_pid
            worker = threading.Thread(target=work)
            worker.start()
            watch = Session(writer)
            while worker.is_alive() and not watch.ask_one("stage_waits", pid).waits:
                worker.join(LOOK_SECONDS)
            waits_from = time.perf_counter()
            locks = self._locks(watch, pid, known) if worker.is_alive() else ()
            waited = time.perf_counter() - waits_from
            writer.execute("ROLLBACK")
            worker.join()
        return _rehearsed(sql, max(times[0] - waited, 0.0), failures[0] if failures else None, locks)

    def _write_everywhere(self, writer: psycopg.Connection) -> None:
        """Lock every table as a writer does: the statement need not be understood to stand in its way."""
        names = [f"ONLY {Name(row.schema, row.name)}" for row in Session(writer).ask("stage_tables")]
        if names:
            writer.execute(f"LOCK TABLE {', '.join(names)} IN ROW EXCLUSIVE MODE".encode())

    def _locks(self, session: Session, pid: int, known: Mapping[int, Row]) -> tuple[Lock, ...]:
        """What that session has locked of ``known``: nobody can wait for what a statement itself has made."""
        held = ((known.get(row.relation), row.mode) for row in session.ask("stage_locks", pid))
        return tuple(sorted({Lock(mode=mode, object=_name(row)) for row, mode in held if row}, key=_by_object))

    def _storage(self) -> Mapping[int, Row]:
        with self._alive():
            return {row.oid: row for row in Session(self.visitor.connection).ask("stage_storage")}

    @contextmanager
    def _alive(self) -> Iterator[None]:
        """For questions of our own: they fail when the server has, and only then."""
        try:
            if self.visitor.connection.closed:
                self.visitor.run("SELECT 1", STATEMENT_SECONDS)
            yield
        except psycopg.Error as error:
            raise ExperimentError(f"the stage failed: {str(error).strip()}") from None

    def _alter_roles(self, sql: str, verb: str, name: str) -> RehearsedStatement:
        """Make a role that can do nothing by itself, which the guest may become, or drop one that was made so."""
        if verb == "DROP" and name not in self._roles:
            return _not_tried(sql, f"{name} was not made by this design")
        began, failure = time.perf_counter(), None
        with self.scratch.admin() as admin:
            try:
                admin.execute(sql.encode())
                if verb == "CREATE":
                    admin.execute(f"GRANT {name} TO {GUEST}".encode())
                    self._roles.add(name)
            except psycopg.Error as error:
                failure = error
        return _rehearsed(sql, time.perf_counter() - began, failure)

    def _alter_system(self, sql: str) -> RehearsedStatement:
        """Let the server judge a setting and its value, as admin; it is taken back at once and never takes effect."""
        found = ALTER_SYSTEM.fullmatch(sql.strip().rstrip(";"))
        name = found and (found["name"] or found["reset"])
        if name and UNSAFE.search(name.strip('"')):
            return _not_tried(sql, f"{name} makes a server load, run or write something")
        if not found or (found["value"] and not VALUE.fullmatch(found["value"])):
            return _not_tried(sql, "it is no plain setting with a plain value")
        began, failure = time.perf_counter(), None
        with self.scratch.admin() as admin:
            try:
                admin.execute(sql.encode())
            except psycopg.Error as error:
                failure = error
            took = time.perf_counter() - began
            if not failure:
                admin.execute(f"ALTER SYSTEM RESET {name}".encode())
        return _rehearsed(sql, took, failure)


def _not_tried(sql: str, why: str) -> RehearsedStatement:
    return RehearsedStatement(sql=sql, milliseconds=0.0, problem=f"not tried on a scratch server: {why}")


def _rehearsed(
    sql: str, seconds: float, failure: psycopg.Error | None, locks: tuple[Lock, ...] = ()
) -> RehearsedStatement:
    """What one statement did; a failure in the server's words, in one line."""
    problem = code = None
    if failure:
        problem = _problem(failure)
        code = failure.sqlstate
    return RehearsedStatement(
        sql=sql, milliseconds=round(seconds * 1000, 3), locks=locks, problem=problem, code=code or ""
    )


def _problem(failure: psycopg.Error) -> str:
    """The server's words, in one line."""
    return failure.diag.message_primary or str(failure).strip().split("\n")[0] or type(failure).__name__


def _name(row: Row) -> str:
    return str(Name(row.schema, row.name))


def _by_object(lock: Lock) -> tuple[str, str]:
    return lock.object, lock.mode
