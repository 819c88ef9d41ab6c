"""The twin of a database: plans as the source would, answers what-if questions, and remembers every answer."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from ..engines.base import Candidate, Engine, Planner
from ..model.change import CreateIndex
from ..model.change.indexes import attached
from ..model.errors import ExperimentError
from ..model.evidence import Statement
from ..model.names import Name
from ..model.plan import Plan
from ..model.progress import Progress, silent
from ..model.review import PlannedQuery, TwinFacts
from ..model.snapshot import Snapshot
from ..model.workload import Query, Workload

Question = tuple[str, frozenset[int], frozenset[Name], tuple[tuple[str, str], ...]]

EXACT = "same version, settings, sizes and statistics as the source; values newer than its last ANALYZE are not known"
REDACTED = {
    "hash": "values were replaced in the same order, so costs of ranges may differ a little",
    "drop": "values were dropped, so plans differ where a value matters",
}


class Twin:
    """A planner with a memory. Which candidates are shown and which indexes are hidden is part of every question."""

    def __init__(self, planner: Planner, snapshot: Snapshot, seconds: float) -> None:
        self._planner, self._snapshot, self._seconds = planner, snapshot, seconds
        self._shown: frozenset[int] = frozenset()
        self._dropped: frozenset[Name] = frozenset()
        self._answers: dict[Question, Plan | ExperimentError] = {}
        self._standing: dict[int, Candidate] = {}  # what stand() has shown

    @property
    def source_version(self) -> str:
        """The source's version as servers print it: 18.4."""
        version = self._snapshot.database.version
        return f"{version // 10000}.{version % 10000}"

    def plan(self, sql: str, settings: Mapping[str, str] | None = None) -> Plan:
        """The plan of one statement; with ``$1`` its generic plan. Raises ExperimentError with the server's words."""
        question = (sql, self._shown, self._dropped, tuple(sorted((settings or {}).items())))
        if question not in self._answers:
            try:
                self._answers[question] = self._planner.explain(sql, settings)
            except ExperimentError as error:
                self._answers[question] = error
        answer = self._answers[question]
        if isinstance(answer, ExperimentError):
            raise ExperimentError(answer.message, answer.hint)
        return answer

    def plans(self, workload: Workload, progress: Progress = silent) -> tuple[PlannedQuery, ...]:
        """Every query of the workload with its plan, or why there is none."""
        planned = []
        for number, query in enumerate(workload.queries):
            progress("planning the workload", number, len(workload.queries))
            planned.append(self._planned(query))
        return tuple(planned)

    def cost(self, workload: Workload) -> float:
        """Calls times total cost over all queries that have a plan, in the planner's units."""
        planned = zip(self.plans(workload), workload.queries, strict=True)
        return sum(query.calls * one.plan.cost for one, query in planned if one.plan)

    def candidates(self, changes: Sequence[CreateIndex | str]) -> tuple[Candidate, ...]:
        """What-if indexes, hidden until they are shown; asked again, the same ones. Raises ExperimentError."""
        return self._planner.create(changes)

    @contextmanager
    def showing(self, candidates: Sequence[Candidate], drop: Sequence[Name] = ()) -> Iterator[None]:
        """Plan as if those candidates stood and the indexes in ``drop`` did not, as long as the block lasts."""
        before = self._shown, self._dropped
        fresh = [candidate for candidate in candidates if candidate.key not in self._shown]
        gone = [name for name in drop if name not in self._dropped]
        self._planner.show(fresh)
        self._planner.show_existing(gone, False)
        self._shown |= {candidate.key for candidate in fresh}
        self._dropped |= set(gone)
        try:
            yield
        finally:
            self._shown, self._dropped = before
            self._planner.hide(fresh)
            self._planner.show_existing(gone, True)

    def stand(self, candidates: Sequence[Candidate], drop: Sequence[Name] = ()) -> None:
        """Plan from now on as if exactly those candidates stood and the indexes in ``drop`` did not."""
        wanted, gone = {candidate.key: candidate for candidate in candidates}, frozenset(drop)
        self._planner.show([one for key, one in wanted.items() if key not in self._shown])
        self._planner.hide([self._standing[key] for key in self._shown - wanted.keys()])
        self._planner.show_existing(sorted(gone - self._dropped), False)
        self._planner.show_existing(sorted(self._dropped - gone), True)
        self._shown, self._dropped, self._standing = frozenset(wanted), gone, wanted

    def names_of(self, index: Name) -> frozenset[str]:
        """The names under which plans know an index of the source: its own, and those of the partitions' indexes."""
        return frozenset(one.name.name for one in attached(self._snapshot.database, index))

    def ask(self, sql: str) -> Plan:
        """As ``plan``, for questions that are asked once: the answer is not remembered."""
        return self._planner.explain(sql)

    @contextmanager
    def what_if(
        self, create: Sequence[CreateIndex | str] = (), drop: Sequence[Name] = ()
    ) -> Iterator[tuple[Candidate, ...]]:
        """Plan as if those indexes were created and dropped; gives the created ones with their sizes."""
        made = self.candidates(create) if create else ()
        with self.showing(made, drop):
            yield made

    def apply(self, statements: Sequence[Statement]) -> None:
        """Change the twin's design for good; candidates made before are gone. Raises ExperimentError."""
        self._answers.clear()
        self._planner.apply(statements)

    def facts(self) -> TwinFacts:
        """What this twin is, and how far it can be believed."""
        planner = self._planner
        return TwinFacts(
            version=planner.version, exact=planner.exact, seconds=self._seconds,
            fidelity="; ".join(self._doubts()) or EXACT, left_out=planner.left_out,
        )  # fmt: skip

    def _planned(self, query: Query) -> PlannedQuery:
        if query.problem:
            return PlannedQuery(query=query.name, problem=query.problem)
        try:
            return PlannedQuery(query=query.name, plan=self.plan(query.sql))
        except ExperimentError as error:
            return PlannedQuery(query=query.name, problem=error.message)

    def _doubts(self) -> Iterator[str]:
        statistics, major = self._snapshot.statistics, self._snapshot.database.major
        if self._planner.version.split(".")[0] != str(major):
            yield f"PostgreSQL {self._planner.version} stands in for the source's {major}: plans may differ"
        elif not self._planner.exact:
            yield "same version as the source, but not its locale: LIKE and sorting may be planned otherwise"
        if statistics is None:
            yield "the source has no statistics"
        elif statistics.assumed:
            yield "sizes are those given by --rows, without distributions of values"
        elif statistics.unreadable:
            count = len(statistics.unreadable)
            yield f"the statistics of {count} {'table' if count == 1 else 'tables'} could not be read"
        if self._snapshot.origin.redaction in REDACTED:
            yield REDACTED[self._snapshot.origin.redaction]
        if self._planner.left_out:
            yield f"{len(self._planner.left_out)} objects are left out"


@contextmanager
def open_twin(engine: Engine, snapshot: Snapshot, progress: Progress = silent) -> Iterator[Twin]:
    """The twin of a snapshot, gone at the end. Raises UnsupportedError, ExperimentError."""
    began = time.monotonic()
    with engine.open_planner(snapshot, progress) as planner:
        yield Twin(planner, snapshot, time.monotonic() - began)
