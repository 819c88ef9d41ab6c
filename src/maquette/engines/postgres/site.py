"""The site: a scratch database with rows, on which chosen indexes are really built and queries really run.

Whatever comes from a source runs as the guest, in a read-only transaction that is undone; the admin does no more than
show indexes to the planner and hide them, so that the same session runs a query without and with them in turn.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager

import psycopg

from ...model.change import CreateIndex
from ...model.database import Database
from ...model.errors import ExperimentError
from ...model.names import Name
from ...model.plan import Plan
from ...model.progress import Progress, silent
from ...model.snapshot import Snapshot
from ...model.statistics import PAGE
from ..base import Candidate, Run
from .explain import planning_settings
from .filling.fill import in_proportion
from .planting.columns import do
from .scratch import Scratch
from .session import Row, Session
from .stage import furnished
from .visitor import Visitor
from .whatif import statement_of

SERVER = {"shared_buffers": "512MB"}  # all rows fit: what is measured is warm
BUILD_SECONDS = 120.0  # of one index
ANALYZE_SECONDS = 300.0
PLAN_SECONDS = 20.0
PLAN = "EXPLAIN (FORMAT JSON) "
RUN = "EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) "  # without TIMING no clock is read at each row


@contextmanager
def open_site(snapshot: Snapshot, rows: int, progress: Progress = silent) -> Iterator[PostgresSite]:
    """A site with ``rows`` rows in the largest table, made from the statistics, and the others in proportion.

    Raises UnsupportedError without a server, ExperimentError when it fails.
    """
    database, statistics = snapshot.database, snapshot.statistics
    wanted = in_proportion(database, statistics, rows)
    with (
        furnished(database, statistics, wanted, SERVER, progress) as (scratch, visitor, left_out),
        closing(PostgresSite(scratch, visitor, snapshot, left_out)) as site,
    ):
        yield site


class PostgresSite:
    """A Site, over a scratch database that the guest owns and that has its rows already."""

    def __init__(self, scratch: Scratch, visitor: Visitor, snapshot: Snapshot, left_out: Sequence[str] = ()) -> None:
        self.visitor = visitor
        self._version = scratch.installation.version
        self._admin = scratch.admin(visitor.database)
        self._session = Session(self._admin)
        self._settings = planning_settings(snapshot.settings, snapshot.origin.role)
        self._tuned: psycopg.Connection | None = None  # the guest's connection that has these settings
        self._members: dict[int, tuple[int, ...]] = {}  # by candidate: its index and those of the partitions
        self._shown: frozenset[int] = frozenset()
        self._gone: frozenset[int] = frozenset()
        self.left_out = tuple(left_out)
        self.rows = self._survey(snapshot.database)

    @property
    def version(self) -> str:
        return self._version

    def build(self, changes: Sequence[CreateIndex], progress: Progress = silent) -> tuple[Candidate | str, ...]:
        """Build the indexes, hidden; gives each, with its real size, or the server's words why it is not there."""
        made = []
        for number, change in enumerate(changes):
            progress("building indexes", number, len(changes))
            made.append(self._build(change))
        if made:
            self._analyze()
        return tuple(made)

    def stand(self, candidates: Sequence[Candidate], drop: Sequence[Name] = ()) -> None:
        """From now on exactly those candidates are used, and the indexes in ``drop`` are not."""
        shown = frozenset(oid for one in candidates for oid in self._members[one.key])
        gone = self._with_partitions(drop)
        self._set_valid((shown - self._shown) | (self._gone - gone), True)
        self._set_valid((self._shown - shown) | (gone - self._gone), False)
        self._shown, self._gone = shown, gone

    def plan(self, sql: str) -> Plan:
        """The plan, with what stands now. Raises ExperimentError with the server's words."""
        return self._ask(PLAN + sql, PLAN_SECONDS)

    def run(self, sql: str, seconds: float) -> Run:
        """Run the query for no longer than that. Raises ExperimentError where it fails for another reason."""
        self.plan(sql)  # what was shown or hidden is looked up again before the clock runs
        try:
            plan = self._ask(RUN + sql, seconds)
        except TimeoutError:
            return Run(milliseconds=seconds * 1000, plan=None)
        return Run(milliseconds=float(plan.document["Execution Time"]), plan=plan)

    def close(self) -> None:
        self._admin.close()

    def _ask(self, sql: str, seconds: float) -> Plan:
        self._tune()
        try:
            row = self.visitor.look(sql, seconds).fetchone()
        except (psycopg.errors.QueryCanceled, psycopg.errors.AdminShutdown):
            raise TimeoutError from None
        except psycopg.errors.ReadOnlySqlTransaction:
            raise ExperimentError("it writes, which is weighed and not run") from None
        except (psycopg.errors.UndefinedParameter, psycopg.errors.ProtocolViolation):
            raise ExperimentError("its parameters have no values") from None
        except psycopg.Error as error:
            raise ExperimentError(_words(error)) from None
        if row is None or not isinstance(row[0], list):
            raise ExperimentError("the server gave no plan for this statement", "give one SELECT")
        return Plan(row[0][0])

    def _tune(self) -> None:
        """Give the guest's session the source's settings; a session that was ended is another one afterwards."""
        connection = self.visitor.open()
        if connection is not self._tuned:
            list(Session(connection).ask("explain_session", list(self._settings), list(self._settings.values())))
            self._tuned = connection

    def _build(self, change: CreateIndex) -> Candidate | str:
        statement, _ = statement_of(change)
        before = set(self._indexes())
        try:
            self.visitor.run(statement, BUILD_SECONDS)
        except psycopg.Error as error:
            return _words(error)
        made = {oid: row for oid, row in self._indexes().items() if oid not in before}
        top = next(row for row in made.values() if row.parent not in made)
        self._members[top.oid] = tuple(made)
        self._set_valid(made, False)
        return Candidate(
            key=top.oid, name=top.name, table=change.table, definition=statement,
            bytes=PAGE * sum(row.relpages for row in made.values()), names=frozenset(row.name for row in made.values()),
            size_is="exact",
        )  # fmt: skip

    def _survey(self, database: Database) -> int:
        """Vacuum and analyze; gives the rows of the largest table."""
        self._analyze()
        tables = {table.name for table in database.tables}
        relations = self._session.ask("plant_relations", [])
        return int(max((row.reltuples for row in relations if Name(row.schema, row.name) in tables), default=0))

    def _analyze(self) -> None:
        """Statistics of what is there, and a visibility map, without which no scan is of an index only."""
        try:
            self.visitor.run("VACUUM (ANALYZE)", ANALYZE_SECONDS)
        except psycopg.Error as error:
            raise ExperimentError(f"the rows could not be analyzed: {_words(error)}") from None

    def _indexes(self) -> dict[int, Row]:
        return {row.oid: row for row in self._session.ask("plant_relations", []) if row.kind in "iI"}

    def _with_partitions(self, names: Sequence[Name]) -> frozenset[int]:
        if not names:
            return frozenset()  # as mostly
        indexes = self._indexes()
        wanted = set(names)
        found = {oid for oid, row in indexes.items() if Name(row.schema, row.name) in wanted}
        below: set[int] = set(found)
        while below := {oid for oid, row in indexes.items() if row.parent in below}:
            found |= below
        return frozenset(found)

    def _set_valid(self, indexes: Sequence[int] | frozenset[int] | dict[int, Row], valid: bool) -> None:
        if indexes:
            do(self._session, "plant_validity", list(indexes), valid)


def _words(error: psycopg.Error) -> str:
    return error.diag.message_primary or " ".join(str(error).split()) or type(error).__name__
