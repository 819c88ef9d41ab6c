"""The best set of indexes for a workload: what is chosen, what it buys and costs, and how far from the best it may be.

Costs are the planner's: over the workload, the sum of calls × total cost. Sizes are bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .change import Change, CreateIndex
from .evidence import Statement
from .index import Index
from .review import TwinFacts
from .snapshot import Origin
from .workload import Workload

BoundOf = Literal["model", "planner"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What the choice has to keep to. ``budget`` counts bytes of new indexes; ``seconds`` ends the search."""

    budget: int | None = None
    max_indexes: int | None = None  # new ones
    max_per_table: int | None = None  # new ones
    max_width: int = 3  # key columns
    seconds: float | None = None
    gap: float = 0.01  # how close answer and bound are to come, as a share of the cost


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What is asked for. ``keep``: today's indexes all stay. ``measure_rows`` of the largest table; 0: not measured.

    ``workers``: how many twins side by side, or where (twin/pool.py).
    """

    limits: Limits = Limits()
    keep: bool = False
    measure_rows: int = 0
    workers: str = "auto"


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpedQuery:
    """A query that an index makes cheaper, or a set makes dearer: cost of one call before and after."""

    query: str
    calls: float
    before: float
    after: float


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexChoice:
    """A chosen index. ``gain`` is what the workload saves by it beside those before it, its write cost taken off.

    ``write_cost`` is what the workload's writes pay for it; ``narrower`` says why a smaller index does not do.
    """

    change: CreateIndex
    statements: tuple[Statement, ...]
    undo: tuple[Statement, ...]
    bytes: int
    write_cost: float
    gain: float
    helps: tuple[HelpedQuery, ...]  # most helped first
    narrower: str = ""
    notes: tuple[str, ...] = ()  # what to know before it is created: lost HOT updates, an unknown size


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexDrop:
    """An index that is not worth its keep. ``gain`` is the write cost that it spares, less what reads lose."""

    index: Index
    statements: tuple[Statement, ...]
    undo: tuple[Statement, ...]
    bytes: int
    gain: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """An index that was considered and is not proposed, or one that stands and is not dropped.

    ``code`` names the reason for machines, ``reason`` tells it with its figures.
    """

    index: Index
    code: str
    reason: str
    bytes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CurvePoint:
    """What the workload costs with so many bytes of new indexes, chosen best."""

    bytes: int
    cost: float
    indexes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredQuery:
    """One query really run without and with the chosen indexes; median milliseconds."""

    query: str
    before: float
    after: float
    runs: int

    @property
    def ratio(self) -> float:
        """After over before."""
        return self.after / self.before if self.before else 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """The chosen set built and run where there are rows: sampled, or made from the statistics."""

    origin: str  # what the rows are
    rows: int
    queries: tuple[MeasuredQuery, ...]
    refused: tuple[str, ...] = ()  # queries that grew slower than allowed, and so the indexes that were given up
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StatisticsChoice:
    """A CREATE STATISTICS that mends an estimate, with what shows that it is off."""

    change: Change
    statements: tuple[Statement, ...]
    undo: tuple[Statement, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexAdvice:
    """The answer. No set within the limits costs less than ``bound``, in the sense that ``bound_of`` names.

    ``model``: the learned cost function; ``planner``: EXPLAIN itself, for any set of the candidates.
    """

    limits: Limits
    twin: TwinFacts
    before: float
    after: float
    bound: float
    bound_of: BoundOf
    planner_bound: float
    explains: int
    candidates: int
    seconds: float
    indexes: tuple[IndexChoice, ...] = ()
    drops: tuple[IndexDrop, ...] = ()
    refused: tuple[Refusal, ...] = ()
    statistics: tuple[StatisticsChoice, ...] = ()
    curve: tuple[CurvePoint, ...] = ()
    queries: tuple[HelpedQuery, ...] = ()  # every query with its cost before and after
    unplanned: tuple[tuple[str, str], ...] = ()  # queries that could not be planned, with the reason
    measured: Measurement | None = None
    interrupted: bool = False  # by time or by the user: the best so far
    origin: Origin | None = None  # the source
    workload: Workload | None = None  # the queries' text
    notes: tuple[str, ...] = ()  # what else to know: samples drawn, writes not known, a measurement that had no rows

    @property
    def gap(self) -> float:
        """How much dearer the answer may be than the optimum, as a share of the answer's cost."""
        return max(0.0, (self.after - self.bound) / self.after) if self.after > 0 else 0.0

    @property
    def bytes(self) -> int:
        """All new indexes together."""
        return sum(choice.bytes for choice in self.indexes)
