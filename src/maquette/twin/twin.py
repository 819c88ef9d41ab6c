"""The twin: asks a planner what-if questions, and remembers the answers."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from ..engines.base import Candidate, Engine, Planner
from ..model.change import CreateIndex
from ..model.errors import ExperimentError
from ..model.evidence import Statement
from ..model.names import Name
from ..model.plan import Plan
from ..model.progress import Progress, silent
from ..model.review import PlannedQuery, TwinFacts
from ..model.snapshot import Snapshot
from ..model.workload import Workload

REDACTED = {
    "keep": "",
    "hash": "; values were replaced in the same order, so costs of ranges may differ a little",
    "drop": "; values were dropped, so plans differ where a value matters",
}


class Twin:
    """A source's planner. Plans are remembered by statement, settings and what is visible; nothing is ever run."""

    def __init__(self, planner: Planner, snapshot: Snapshot, seconds: float) -> None:
        self._planner = planner
        self._snapshot = snapshot
        self._seconds = seconds
        self._plans: dict[tuple[object, ...], Plan | ExperimentError] = {}
        self._shown: frozenset[Candidate] = frozenset()
        self._dropped: frozenset[Name] = frozenset()
        self._state = 0  # counts what was applied for good

    @property
    def source_version(self) -> str:
        """The source's version: 18.4."""
        version = self._snapshot.database.version
        return f"{version // 10000}.{version % 10000}"

    def plan(self, sql: str, settings: Mapping[str, str] | None = None) -> Plan:
        """The plan of one statement as things are shown now. Raises ExperimentError with the server's words."""
        key = (sql, self._shown, self._dropped, self._state, tuple(sorted((settings or {}).items())))
        if key not in self._plans:
            try:
                self._plans[key] = self._planner.explain(sql, settings)
            except ExperimentError as error:
                self._plans[key] = error
        found = self._plans[key]
        if isinstance(found, ExperimentError):
            raise found
        return found

    def plans(self, workload: Workload, progress: Progress = silent) -> tuple[PlannedQuery, ...]:
        """Every query's plan, or why it has none."""
        planned = []
        for number, query in enumerate(workload.queries):
            progress("planning the workload", number, len(workload.queries))
            if query.problem:
                planned.append(PlannedQuery(query=query.name, problem=query.problem))
                continue
            try:
                planned.append(PlannedQuery(query=query.name, plan=self.plan(query.sql)))
            except ExperimentError as error:
                planned.append(PlannedQuery(query=query.name, problem=error.message))
        return tuple(planned)

    @contextmanager
    def what_if(
        self, create: Sequence[CreateIndex | str] = (), drop: Sequence[Name] = ()
    ) -> Iterator[tuple[Candidate, ...]]:
        """Plan as if these indexes were there and those were not, for the length of a block."""
        candidates = self._planner.create(create) if create else ()
        dropped = [name for name in drop if name not in self._dropped]
        with self._showing(candidates):
            self._planner.show_existing(dropped, False)
            self._dropped |= set(dropped)
            try:
                yield candidates
            finally:
                self._planner.show_existing(dropped, True)
                self._dropped -= set(dropped)

    def apply(self, statements: Sequence[Statement]) -> None:
        """Change the twin's design for good. Raises ExperimentError with the server's words."""
        self._state += 1
        self._planner.apply(statements)

    @property
    def estimate(self) -> TwinEstimate:
        """What advisors may ask."""
        return TwinEstimate(self)

    def facts(self) -> TwinFacts:
        """What the twin is, for the reports."""
        planner, major = self._planner, self._snapshot.database.major
        if planner.exact:
            fidelity = "same version, encoding and locale as the source"
        elif planner.version.split(".")[0] != str(major):
            fidelity = f"PostgreSQL {planner.version} stands in for the source's {major}: plans may differ"
        else:
            fidelity = "same version as the source, but not its locale: LIKE and sorting may be planned otherwise"
        if self._snapshot.statistics and self._snapshot.statistics.assumed:
            fidelity += "; sizes are those given by --rows, without distributions of values"
        fidelity += REDACTED[self._snapshot.origin.redaction]
        return TwinFacts(
            version=planner.version, exact=planner.exact, seconds=self._seconds, fidelity=fidelity,
            left_out=planner.left_out,
        )  # fmt: skip

    @contextmanager
    def _showing(self, candidates: Sequence[Candidate]) -> Iterator[None]:
        fresh = [one for one in candidates if one not in self._shown]
        self._planner.show(fresh)
        self._shown |= set(fresh)
        try:
            yield
        finally:
            self._planner.hide(fresh)
            self._shown -= set(fresh)

    def _imagine(self, changes: Sequence[CreateIndex]) -> list[Candidate | None]:
        """Candidates, hidden; None for each that the server refuses. One refusal costs a few halvings, not the rest."""
        if not changes:
            return []
        try:
            return list(self._planner.create(changes))
        except ExperimentError:
            if len(changes) == 1:
                return [None]
            middle = len(changes) // 2
            return [*self._imagine(changes[:middle]), *self._imagine(changes[middle:])]

    def _plan_with(self, sql: str, candidates: Sequence[Candidate]) -> Plan | None:
        with self._showing(candidates):
            try:
                return self.plan(sql)
            except ExperimentError:
                return None


class TwinEstimate:
    """The questions of advisors.selection.estimate.Estimate, answered by a twin."""

    def __init__(self, twin: Twin) -> None:
        self._twin = twin

    @contextmanager
    def imagine(self, changes: Sequence[CreateIndex]) -> Iterator[Sequence[Candidate | None]]:
        """Hidden indexes; they stay on the twin, which is thrown away."""
        yield self._twin._imagine(changes)

    def plan(self, sql: str, visible: Sequence[Candidate] = ()) -> Plan | None:
        """The plan with those indexes visible; None where the statement cannot be planned."""
        return self._twin._plan_with(sql, visible)


@contextmanager
def open_twin(engine: Engine, snapshot: Snapshot, progress: Progress = silent) -> Iterator[Twin]:
    """The twin of a snapshot for the length of a block. Raises UnsupportedError, ExperimentError."""
    started = time.monotonic()
    with engine.open_planner(snapshot, progress) as planner:
        yield Twin(planner, snapshot, time.monotonic() - started)
