"""EXPLAIN without ANALYZE: plans of one statement at a time, in a read-only transaction that is always undone."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from psycopg import errors
from psycopg.rows import namedtuple_row

from ...model.errors import ExperimentError
from ...model.names import quote
from ...model.plan import Plan
from ...model.settings import Settings
from ...model.table import Column
from ..base import Explain
from .connect import open_source
from .conninfo import scrub
from .session import Row, Session, question

EXPLAIN = "EXPLAIN (FORMAT JSON) "
GENERIC = "EXPLAIN (GENERIC_PLAN, FORMAT JSON) "
GENERIC_SINCE = 16
PLACEHOLDER = re.compile(r"\{(expression|column|type)\}")
TIMEOUT = "20s"  # of planning one statement
LOCK_TIMEOUT = "2s"
LIMIT_SECONDS = 40.0  # after which the session is ended from outside: a function may catch the cancellation

# Settings that change plans, or how the text of a query is read (manual, 19.7 "Query Planning" and others).
PLANNING = frozenset(
    """
    array_nulls backslash_quote bytea_output constraint_exclusion cpu_index_tuple_cost cpu_operator_cost cpu_tuple_cost
    cursor_tuple_fraction datestyle debug_parallel_query default_statistics_target default_text_search_config
    effective_cache_size effective_io_concurrency force_parallel_mode from_collapse_limit hash_mem_multiplier
    intervalstyle jit_above_cost jit_inline_above_cost jit_optimize_above_cost join_collapse_limit
    max_parallel_workers max_parallel_workers_per_gather min_parallel_index_scan_size min_parallel_table_scan_size
    parallel_leader_participation parallel_setup_cost parallel_tuple_cost plan_cache_mode random_page_cost
    recursive_worktable_factor row_security search_path seq_page_cost standard_conforming_strings temp_buffers timezone
    transform_null_equals work_mem xmloption
    """.split()  # noqa: SIM905 - a list of words reads better as text
)
FAMILIES = ("enable_", "geqo")


def planning_settings(settings: Settings | None, user: str) -> dict[str, str]:
    """The settings of a source that a planner is to have; ``user`` is whom ``"$user"`` in the search path means."""
    found = {
        setting.name: setting.value
        for setting in (settings.settings if settings else ())
        if setting.name.lower() in PLANNING or setting.name.startswith(FAMILIES)
    }
    if "search_path" in found and user:
        found["search_path"] = found["search_path"].replace('"$user"', quote(user)).replace("$user", quote(user))
    return found


class Explainer:
    """Plans statements on one connection, which holds the source's settings. ``end`` ends that session from outside."""

    def __init__(
        self, connection: psycopg.Connection[Any], settings: Mapping[str, str], end: Callable[[], None]
    ) -> None:
        self._connection = connection
        self._generic: set[str] = set()
        self._watch = _Watch(end)
        session = Session(connection)
        self._major = session.major
        rows = list(session.ask("explain_session", list(settings), list(settings.values())))
        self.unknown = tuple(row.name for row in rows if row.value is None)

    def explain(self, sql: str, settings: Mapping[str, str] | None = None) -> Plan:
        """The plan of one statement, its generic plan where it has parameters. Raises ExperimentError."""
        try:
            if sql not in self._generic:
                try:
                    return self._plan(sql, settings or {})
                except (errors.UndefinedParameter, errors.ProtocolViolation):  # $1, and no value for it
                    self._generic.add(sql)
            return self._generic_plan(sql, settings or {})
        except psycopg.Error as error:
            if self._watch.ended:
                self._watch.close()
                raise ExperimentError(
                    f"planning this statement did not end within {LIMIT_SECONDS:.0f} s",
                    "look for functions in it that loop",
                ) from None
            said = error.diag.message_primary or " ".join(str(error).split())
            raise ExperimentError(scrub(said), error.diag.message_hint or "") from None

    def evaluate(self, expression: str, column: Column, values: Sequence[str]) -> Sequence[Row]:
        """What an expression gives for values of the one column in it, and its bytes. Raises ExperimentError."""
        parts = {"expression": expression, "column": quote(column.name), "type": column.type}
        sql = PLACEHOLDER.sub(lambda found: parts[found[1]], question("derived_values", self._major))
        try:
            with self._undone():
                self._begin({})
                with psycopg.RawCursor(self._connection, row_factory=namedtuple_row) as cursor:
                    return cursor.execute(sql.encode(), [list(values)]).fetchall()
        except psycopg.Error as error:
            raise ExperimentError(scrub(" ".join(str(error).split()))) from None

    def close(self) -> None:
        self._watch.close()

    def _plan(self, sql: str, settings: Mapping[str, str]) -> Plan:
        """All in one round trip, in the extended protocol, which takes one statement and no more."""
        with self._undone(), self._connection.pipeline():
            self._begin(settings)
            cursor = self._connection.execute((EXPLAIN + sql).encode())
        return _plan_of(cursor)

    def _generic_plan(self, sql: str, settings: Mapping[str, str]) -> Plan:
        """GENERIC_PLAN is only understood in the simple protocol, so PREPARE first shows that this is one statement.

        Before 16, the plan of that prepared statement, with NULL for each parameter.
        """
        try:
            with self._undone():
                with self._connection.pipeline():
                    self._begin({**settings, "plan_cache_mode": "force_generic_plan"})
                    self._connection.execute(b"PREPARE maquette AS " + sql.encode())
                if self._major >= GENERIC_SINCE:
                    return _plan_of(self._connection.execute((GENERIC + sql).encode()))
                nulls = ", ".join(["NULL"] * Session(self._connection).ask_one("explain_parameters").count)
                return _plan_of(self._connection.execute(f"{EXPLAIN}EXECUTE maquette({nulls})".encode()))
        finally:
            if not self._connection.closed:
                self._connection.execute("DEALLOCATE ALL")

    def _begin(self, settings: Mapping[str, str]) -> None:
        self._connection.execute("BEGIN READ ONLY")
        wanted = {"statement_timeout": TIMEOUT, "lock_timeout": LOCK_TIMEOUT, **settings}
        names, values = list(wanted), list(wanted.values())
        psycopg.RawCursor(self._connection).execute(question("explain_settings", self._major).encode(), (names, values))

    @contextmanager
    def _undone(self) -> Iterator[None]:
        with self._watch:
            try:
                yield
            finally:
                with suppress(psycopg.Error):
                    self._connection.execute("ROLLBACK")


class _Watch:
    """Ends a session that takes too long, from outside."""

    def __init__(self, end: Callable[[], None]) -> None:
        self._end = end
        self.ended = False
        self._since: float | None = None
        self._closed = threading.Event()
        threading.Thread(target=self._run, daemon=True).start()

    def __enter__(self) -> None:
        self._since = time.monotonic()

    def __exit__(self, *_: object) -> None:
        self._since = None

    def close(self) -> None:
        self._closed.set()

    def _run(self) -> None:
        while not self._closed.wait(0.5):
            since = self._since
            if since is not None and time.monotonic() - since > LIMIT_SECONDS:
                self._since = None
                self.ended = True
                self._end()


def _plan_of(cursor: psycopg.Cursor[Any]) -> Plan:
    row = cursor.fetchone()
    if row is None or not isinstance(row[0], list):
        raise ExperimentError("the server gave no plan for this statement", "give one SELECT, INSERT, UPDATE or DELETE")
    return Plan(row[0][0])


@contextmanager
def explain_on(dsn: str) -> Iterator[Explain]:
    """EXPLAIN, without ANALYZE, on the source itself: only where a user asks for it, to measure a twin.

    One read-only connection with the limits of every reading; each statement in a transaction of its own.
    """
    with open_source(dsn) as connection:
        connection.rollback()
        connection.autocommit = True
        explainer = Explainer(connection, {}, connection.cancel)
        try:
            yield explainer.explain
        finally:
            explainer.close()
