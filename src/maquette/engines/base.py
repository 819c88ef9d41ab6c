"""The contract that every engine keeps: what the floors above may ask of a database server."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from ..model.change import Change, CreateIndex
from ..model.database import Database
from ..model.evidence import RehearsedStatement, Statement
from ..model.health import Health
from ..model.names import Name
from ..model.plan import Plan
from ..model.progress import Progress, silent
from ..model.snapshot import Snapshot
from ..model.statistics import Statistics


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A change as statements, and those that take it back."""

    statements: tuple[Statement, ...]
    undo: tuple[Statement, ...]


# How a size was told: as CREATE INDEX would make it; from statistics, within some percent (GIN and GiST: 30); a guess.
Certainty = Literal["exact", "estimated", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A what-if index that stands in the planner's server; ``bytes`` is the size it would have.

    Where ``size_is`` "unknown", the statistics do not tell the size, and ``bytes`` is what the planner reckons with."""

    key: int  # its identity in that server (pg_class.oid)
    name: str
    table: Name
    bytes: int
    size_is: Certainty
    definition: str
    names: frozenset[str]  # under which plans know it: its own, and those of the partitions' indexes


class Planner(Protocol):
    """A throw-away server that holds a source's design and statistics and no rows: it plans and never runs."""

    @property
    def version(self) -> str:
        """The server's version: 18.4."""
        ...

    @property
    def exact(self) -> bool:
        """Whether version, encoding and locale are the source's own."""
        ...

    @property
    def left_out(self) -> tuple[str, ...]:
        """What it could not hold, with the reason: "extension postgis: not installed here"."""
        ...

    def explain(self, sql: str, settings: Mapping[str, str] | None = None) -> Plan:
        """The plan of one statement; ``$1`` gives the generic plan. Raises ExperimentError with the server's words."""
        ...

    def create(self, changes: Sequence[CreateIndex | str]) -> tuple[Candidate, ...]:
        """Create hidden what-if indexes, from changes or CREATE INDEX statements."""
        ...

    def show(self, candidates: Sequence[Candidate]) -> None:
        """Make candidates visible to the planner."""
        ...

    def hide(self, candidates: Sequence[Candidate]) -> None:
        """Make them invisible again."""
        ...

    def show_existing(self, indexes: Sequence[Name], visible: bool) -> None:
        """Show or hide indexes of the source, for "what if it were dropped"."""
        ...

    def apply(self, statements: Sequence[Statement]) -> None:
        """Run statements that change design (a policy, a type, statistics objects) on the planner for good."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What was run and rolled back: its time, the rows it touched, and the server's words where it failed."""

    milliseconds: float
    rows: int = 0
    problem: str = ""


class Stage(Protocol):
    """A scratch database with the same design and synthetic rows, on which statements are really run."""

    @property
    def version(self) -> str: ...

    @property
    def left_out(self) -> tuple[str, ...]: ...

    def rows(self, table: Name) -> int:
        """How many synthetic rows that table has."""
        ...

    def run(self, statement: Statement) -> RehearsedStatement:
        """Run it; report its locks, rewrites and time. A failure is a value: ``problem``."""
        ...

    def attempt(self, sql: str) -> Attempt:
        """Run it in a transaction that is rolled back."""
        ...

    def analyze(self) -> None:
        """Gather the statistics of its rows, as a server does by itself in time."""
        ...

    def plan(self, sql: str) -> Plan | None:
        """The plan of one statement on those rows; None where the server has none for it."""
        ...

    def bytes(self) -> int:
        """What all its relations weigh together, indexes and TOAST included."""
        ...

    def read(self) -> Database:
        """The design as it is now."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A query that was really run: how long its execution took, and by which plan; None where it was cut off."""

    milliseconds: float
    plan: Plan | None


class Site(Protocol):
    """A scratch database with rows, on which indexes are really built and queries really run."""

    rows: int  # of the largest table
    left_out: tuple[str, ...]

    @property
    def version(self) -> str: ...

    def build(self, changes: Sequence[CreateIndex], progress: Progress = silent) -> tuple[Candidate | str, ...]:
        """Build the indexes, hidden; gives each, with its real size, or why it is not there."""
        ...

    def stand(self, candidates: Sequence[Candidate], drop: Sequence[Name] = ()) -> None:
        """From now on exactly those candidates are used, and the indexes in ``drop`` are not."""
        ...

    def plan(self, sql: str) -> Plan:
        """The plan, with what stands now. Raises ExperimentError with the server's words."""
        ...

    def run(self, sql: str, seconds: float) -> Run:
        """Run the query for no longer than that, and undo it. Raises ExperimentError where it fails, or writes."""
        ...


# Plans a statement on the source itself, and never runs it; raises ExperimentError with the server's words.
Explain = Callable[[str], Plan]


class Engine(Protocol):
    """One kind of database server."""

    name: str

    def read(self, dsn: str, progress: Progress = silent) -> Snapshot:
        """Read a live server: one connection, read-only, catalogs alone. Raises SourceError, UnreachableError."""
        ...

    def read_ddl(self, paths: Sequence[Path], major: int | None = None, progress: Progress = silent) -> Snapshot:
        """Load DDL files on a scratch server as a role that can do no harm, and read the result."""
        ...

    def open_planner(self, snapshot: Snapshot, progress: Progress = silent) -> AbstractContextManager[Planner]:
        """A planner for that source. Raises UnsupportedError where no server of a fitting version is installed."""
        ...

    def open_stage(
        self, database: Database, statistics: Statistics | None, rows: int, progress: Progress = silent
    ) -> AbstractContextManager[Stage]:
        """A stage with that design and about ``rows`` synthetic rows a table."""
        ...

    def open_site(self, snapshot: Snapshot, rows: int, progress: Progress = silent) -> AbstractContextManager[Site]:
        """A site with ``rows`` rows in the largest table, made from the statistics, and the others in proportion."""
        ...

    def render(self, change: Change, database: Database) -> Rendered:
        """The change as statements for ``database``. Raises UnsupportedError for what the version cannot do."""
        ...

    def guard(self, statements: Sequence[Statement]) -> tuple[Statement, ...]:
        """The statements with what keeps each from waiting long for a lock, and others from waiting behind it."""
        ...

    def explain_on(self, dsn: str) -> AbstractContextManager[Explain]:
        """EXPLAIN, without ANALYZE, on the source: only where the user asks for it (twin check)."""
        ...

    def examine(self, dsn: str | None, progress: Progress = silent) -> tuple[Health, ...]:
        """What is installed here and, with a source, what its role may read."""
        ...
