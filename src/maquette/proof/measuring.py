"""The chosen set built where there are rows, and every query run without and with it: what slows a query is given up.

Only reads are run, in a transaction that is undone; what a write pays for an index is weighed, not measured.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from ..engines.base import Candidate, Engine, Site
from ..model.advice import MeasuredQuery, Measurement, Refusal
from ..model.change import CreateIndex
from ..model.change.indexes import attached
from ..model.database import Database
from ..model.errors import ExperimentError
from ..model.index import Index
from ..model.plan import Plan
from ..model.progress import Progress, silent
from ..model.snapshot import Snapshot
from ..model.workload import Query
from ..twin.reach import reached
from .pairs import RUN_SECONDS, Pairs, Setup, run_pairs

TOTAL_SECONDS = 600.0  # for all queries; those that come later are not measured, and it is said
CODE = "measured-slower"

Chosen = frozenset[int]


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What is left of a set after it was measured: the indexes to create and to drop, and those given up."""

    measurement: Measurement
    changes: tuple[CreateIndex, ...]
    drops: tuple[Index, ...]
    refused: tuple[Refusal, ...] = ()


def measure(  # noqa: PLR0917 - the flow hands over what it has
    snapshot: Snapshot,
    engine: Engine,
    changes: Sequence[CreateIndex],
    drops: Sequence[Index],
    queries: Sequence[Query],
    rows: int,
    progress: Progress = silent,
) -> Measured:
    """Measure a set on a scratch server: ``rows`` rows in the largest table, made from the statistics.

    Each query runs without and with the whole set in turn (``Pairs`` says when it counts as slower). For a slower one
    the indexes of its plan are left out one at a time, and the one without which it is not slower is given up; then
    what used that index is measured again. Raises UnsupportedError without a server, ExperimentError when it fails.
    """
    texts = [query.sql for query in queries]
    part = reached(snapshot, texts, [*(change.table for change in changes), *(index.table for index in drops)])
    with engine.open_site(part, rows, progress) as site:
        known = snapshot.statistics is not None and not snapshot.statistics.assumed
        source = "made from the statistics" if known else "made up, for nothing but sizes is known"
        origin = f"{site.rows:,} rows {source}; PostgreSQL {site.version}"
        return measure_on(site, snapshot.database, changes, drops, queries, origin, progress)


def measure_on(  # noqa: PLR0917 - the flow hands over what it has
    site: Site,
    database: Database,
    changes: Sequence[CreateIndex],
    drops: Sequence[Index],
    queries: Sequence[Query],
    origin: str,
    progress: Progress = silent,
    seconds: float = TOTAL_SECONDS,
) -> Measured:
    """Measure a set on a site that has its rows; ``origin`` says what they are.

    Of several queries of one name, samples of its parameters, the second is told as "name #2".
    """
    queries = list(_told_apart(queries))
    built = site.build(changes, progress)
    parts: list[_New | _Old] = [*map(_New, changes, built)]
    parts += [_Old(index, _names(database, index)) for index in drops]
    notes = [f"{change.index.name}: not built, {one}" for change, one in zip(changes, built, strict=True)
             if isinstance(one, str)]  # fmt: skip
    trial = _Trial(site, parts, origin, notes, time.monotonic() + seconds)
    chosen = trial.settle(queries, progress)
    return Measured(
        measurement=Measurement(
            origin=origin, rows=site.rows, queries=tuple(trial.figures(queries)), refused=tuple(trial.told),
            notes=tuple(trial.said()),
        ),
        changes=tuple(change for place, change in enumerate(changes) if place in chosen),
        drops=tuple(index for place, index in enumerate(drops, len(changes)) if place in chosen),
        refused=tuple(trial.refused),
    )  # fmt: skip


@dataclass(frozen=True)
class _New:
    """An index of the set that is to be created; text where it could not be."""

    change: CreateIndex
    built: Candidate | str

    @property
    def index(self) -> Index:
        return self.change.index

    @property
    def bytes(self) -> int | None:
        return self.built.bytes if isinstance(self.built, Candidate) else None

    def serves(self, before: Plan, after: Plan) -> bool:
        """Whether a query has another plan by it."""
        return isinstance(self.built, Candidate) and not after.indexes.isdisjoint(self.built.names)


@dataclass(frozen=True)
class _Old:
    """An index of today that the set drops; ``names`` are those that plans know it by."""

    index: Index
    names: frozenset[str]
    bytes: int | None = None

    def serves(self, before: Plan, after: Plan) -> bool:
        """Whether a query loses a plan that uses it."""
        return not before.indexes.isdisjoint(self.names)


@dataclass
class _Trial:
    """The set under trial: what is measured of it so far, and what of it is given up."""

    site: Site
    parts: Sequence[_New | _Old]
    origin: str
    notes: list[str]
    until: float
    refused: list[Refusal] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    clock: Callable[[], float] = time.monotonic
    _pairs: dict[str, Pairs] = field(default_factory=dict)
    _plans: dict[str, tuple[Plan, Plan]] = field(default_factory=dict)  # without the set, and with it
    _skipped: dict[str, str] = field(default_factory=dict)  # by query, why it is not measured

    def settle(self, queries: Sequence[Query], progress: Progress) -> Chosen:
        """Measure, give up what slows a query, and measure what that touches, until nothing is slower."""
        chosen: Chosen = frozenset(range(len(self.parts)))
        waiting = list(queries)
        while waiting:
            progress("planning queries", 0, 0)
            for number, query in enumerate(self._plan(waiting, chosen)):
                progress("measuring queries", number, len(waiting))
                self._measure(query, chosen)
            slower = [query for query in queries if query.name in self._pairs and self._pairs[query.name].slower]
            if not slower:
                break
            worst = max(slower, key=lambda query: self._pairs[query.name].ratio)
            progress("finding what slows a query", 0, 0)
            given_up = self._culprits(worst, chosen)
            if not given_up:
                self.notes.append(f"{worst.name}: slower, and by none of these indexes")
                break
            self._refuse(worst, given_up)
            touched = [query for query in queries if query.name in self._pairs and self._touches(query, given_up)]
            chosen -= given_up
            waiting = [worst, *(query for query in touched if query is not worst)]
        return chosen

    def said(self) -> Iterator[str]:
        """The notes, and by reason, which queries look slower and are not called so, and which were not measured."""
        yield from self.notes
        excused = {name: found.excuse for name, found in self._pairs.items() if found.excuse}
        for what, reasons in (("looks slower", excused), ("not measured", self._skipped)):
            for why in dict.fromkeys(reasons.values()):
                yield f"{what}, {why}: {', '.join(name for name, one in reasons.items() if one == why)}"

    def figures(self, queries: Sequence[Query]) -> Iterator[MeasuredQuery]:
        """What was measured, in the workload's order."""
        for query in queries:
            if found := self._pairs.get(query.name):
                yield MeasuredQuery(
                    query=query.name, before=round(found.before, 3), after=round(found.after, 3),
                    runs=len(found.times),
                )  # fmt: skip

    def _plan(self, queries: Sequence[Query], chosen: Chosen) -> Iterator[Query]:
        """Plan them without and with the set; gives those that can be, first the ones whose plan changes."""
        plans: dict[str, list[Plan]] = {}
        for setup in (Setup(), self._setup(chosen)):
            setup.on(self.site)
            for query in queries:
                if query.problem or query.name in self._skipped:
                    continue
                try:
                    plans.setdefault(query.name, []).append(self.site.plan(query.sql))
                except ExperimentError as error:
                    self._skipped[query.name] = error.message
        self._plans |= {name: (both[0], both[1]) for name, both in plans.items() if name not in self._skipped}
        planned = [query for query in queries if query.name in plans and query.name not in self._skipped]
        yield from sorted(
            planned, key=lambda query: self._plans[query.name][0].shape == self._plans[query.name][1].shape
        )

    def _measure(self, query: Query, chosen: Chosen) -> None:
        """Run it; what cannot run, or comes too late, is noted."""
        self._pairs.pop(query.name, None)
        if self.clock() > self.until:
            self._skipped[query.name] = "the time for measuring was over"
            return
        try:
            found = run_pairs(self.site, query.sql, Setup(), self._narrowed(query, chosen), self.clock)
        except ExperimentError as error:
            self._skipped[query.name] = error.message
            return
        if found.cut_off and min(found.before, found.after) >= RUN_SECONDS * 1000:
            self._skipped[query.name] = f"it ran longer than {RUN_SECONDS:.0f} s without the indexes and with them"
            return
        if found.cut_off and found.before > found.after:
            self.notes.append(f"{query.name}: cut off after {found.before / 1000:.1f} s without the indexes")
        self._pairs[query.name] = found

    def _setup(self, chosen: Chosen) -> Setup:
        picked = [self.parts[place] for place in sorted(chosen)]
        return Setup(
            candidates=tuple(
                part.built for part in picked if isinstance(part, _New) and isinstance(part.built, Candidate)
            ),
            gone=tuple(part.index.name for part in picked if isinstance(part, _Old)),
        )

    def _narrowed(self, query: Query, chosen: Chosen) -> Setup:
        """What of the set decides the query's plan: quicker to show and hide than all of it."""
        plans = self._plans[query.name]
        narrow = self._setup(frozenset(place for place in chosen if self.parts[place].serves(*plans)))
        narrow.on(self.site)
        same = self.site.plan(query.sql).shape == plans[1].shape
        return narrow if same else self._setup(chosen)

    def _touches(self, query: Query, places: Chosen) -> bool:
        return any(self.parts[place].serves(*self._plans[query.name]) for place in places)

    def _culprits(self, query: Query, chosen: Chosen) -> Chosen:
        """The one part without which the query is fastest and no longer slower; else all that change its plan."""
        involved = [place for place in sorted(chosen) if self._touches(query, frozenset({place}))]
        mended: list[tuple[float, int]] = []
        for place in involved if len(involved) > 1 and self.clock() < self.until else ():
            try:
                found = run_pairs(self.site, query.sql, Setup(), self._setup(chosen - {place}), self.clock)
            except ExperimentError:
                continue
            if not found.slower:
                mended.append((found.after, place))
        return frozenset({min(mended)[1]}) if mended else frozenset(involved)

    def _refuse(self, query: Query, places: Chosen) -> None:
        found = self._pairs[query.name]
        figures = f"{found.before:,.3g} ms before, {found.after:,.3g} ms after"
        parts = [self.parts[place] for place in sorted(places)]
        names = ", ".join(str(part.index.name) for part in parts)
        self.told.append(f"{query.name}: {figures} ({found.ratio:.2f} times); given up: {names}")
        for part in parts:
            done = "with it" if isinstance(part, _New) else "once it is dropped"
            reason = f"{query.name} is measured {found.ratio:.2f} times as slow {done}: {figures}, on {self.origin}"
            self.refused.append(Refusal(index=part.index, code=CODE, reason=reason, bytes=part.bytes))


def _told_apart(queries: Sequence[Query]) -> Iterator[Query]:
    seen: Counter[str] = Counter()
    for query in queries:
        seen[query.name] += 1
        count = seen[query.name]
        yield replace(query, name=f"{query.name} #{count}") if count > 1 else query


def _names(database: Database, index: Index) -> frozenset[str]:
    return frozenset(one.name.name for one in attached(database, index.name)) or frozenset({index.name.name})
