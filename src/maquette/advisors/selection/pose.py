"""Poses the choice: candidates of every query, weighed by the twin, beside those of today's indexes that may go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...model.advice import Limits, Refusal
from ...model.change import CreateIndex
from ...model.database import Database
from ...model.index import Index
from ...model.names import Name
from ...model.statistics import PAGE, Statistics
from ...sql.analysis import Analysis
from ..overlap import does_work_of
from .candidates import candidates, shape
from .estimate import Estimate
from .problem import Asked, Option, Problem
from .samples import Sample
from .upkeep import Upkeep

SMALL = 10 * PAGE  # bytes: a table that is read at once needs no index for speed
MOST = 4000  # candidates: of more, those that fewest calls ask for are left out


@dataclass(frozen=True, slots=True)
class Posed:
    """The problem, and the candidates that did not come into it."""

    problem: Problem
    refused: tuple[Refusal, ...]

    @property
    def options(self) -> list[CreateIndex | Name]:
        """The options as an oracle takes them."""
        return [option.change or option.index.name for option in self.problem.options]


def pose(  # noqa: PLR0917 - everything that makes a problem
    samples: Sequence[Sample],
    database: Database,
    statistics: Statistics,
    estimate: Estimate,
    upkeep: Upkeep,
    limits: Limits,
    free: Sequence[Index] = (),
    replaceable: Sequence[Index] = (),
    charge: float = 0.0,
) -> Posed:
    """The problem of those samples; ``free`` are today's indexes that may go, ``replaceable`` those that may go where
    another one does their work.

    ``charge``: what each new index is to save at least, in the workload's cost.
    """
    wanted = _gather(samples, database, statistics, limits.max_width)
    weights = estimate.weigh(wanted)
    refused = tuple(
        Refusal(index=change.index, code="not-possible", reason="the server refuses to create it")
        for change, weight in zip(wanted, weights, strict=True)
        if weight is None
    )
    options = [
        Option(
            index=change.index, change=change, bytes=weight.bytes, upkeep=upkeep.cost(change.index) + charge,
            certain=weight.size_is != "unknown",
        )
        for change, weight in zip(wanted, weights, strict=True)
        if weight is not None
    ]  # fmt: skip
    options += [
        Option(index=index, change=None, bytes=statistics.bytes(index.name), upkeep=upkeep.cost(index))
        for index in free
    ]
    for index in replaceable:
        if instead := frozenset(
            place for place, one in enumerate(options) if one.new and does_work_of(one.index, index)
        ):
            size, cost = statistics.bytes(index.name), upkeep.cost(index)
            options.append(Option(index=index, change=None, bytes=size, upkeep=cost, instead=instead))
    families = {option.table: _family(option.table, database) for option in options}
    asked = []
    for sample in samples:
        read = set(_read(sample.analysis, database))
        relevant = (place for place, option in enumerate(options) if not read.isdisjoint(families[option.table]))
        asked.append(Asked(name=sample.query, sql=sample.sql, weight=sample.weight, relevant=frozenset(relevant)))
    return Posed(Problem(queries=tuple(asked), options=tuple(options), limits=limits), refused)


def _gather(samples: Sequence[Sample], database: Database, statistics: Statistics, width: int) -> list[CreateIndex]:
    """All candidates once, those that most calls ask for first."""
    found: dict[tuple[object, ...], CreateIndex] = {}
    calls: dict[tuple[object, ...], float] = {}
    weights: dict[int, float] = {}
    analyses = {id(sample.analysis): sample.analysis for sample in samples}
    for sample in samples:
        weights[id(sample.analysis)] = weights.get(id(sample.analysis), 0.0) + sample.weight
    for one, analysis in analyses.items():
        for change in candidates(analysis, database, statistics, width):
            if statistics.bytes(change.table) < SMALL and not database.partitions(change.table):
                continue
            key = shape(change.index)
            found.setdefault(key, change)
            calls[key] = calls.get(key, 0.0) + weights[one]
    kept = sorted(found, key=lambda key: -calls[key])[:MOST]
    return [found[key] for key in kept]


def _read(analysis: Analysis, database: Database) -> Iterator[Name]:
    """The relations that a statement reads, by way of views too."""
    waiting = [relation.name for relation in analysis.relations]
    seen = set(waiting)
    while waiting:
        name = waiting.pop()
        yield name
        view = database.view(name)
        for below in view.depends_on if view else ():
            if below not in seen:
                seen.add(below)
                waiting.append(below)


def _family(table: Name, database: Database) -> set[Name]:
    """A table with what it is a partition of, and its own partitions: a statement may name any of them."""
    family, above = {table}, database.table(table)
    while above and above.partition_of:
        family.add(above.partition_of.parent)
        above = database.table(above.partition_of.parent)
    waiting = [table]
    while waiting:
        for part in database.partitions(waiting.pop()):
            family.add(part.name)
            waiting.append(part.name)
    return family
