"""The result of a review: what every report shows."""

from __future__ import annotations

from dataclasses import dataclass

from .evidence import Recommendation
from .finding import Finding, Outcome
from .plan import Plan
from .snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class TwinFacts:
    """What the twin is: its server's version, and what could not be carried over."""

    version: str  # "18.4"
    exact: bool  # the source's own major version, encoding and locale
    seconds: float
    fidelity: str  # one sentence
    left_out: tuple[str, ...] = ()  # objects that the twin's server cannot hold, with the reason


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedQuery:
    """A query of the workload with its plan on the twin, or why there is none."""

    query: str
    plan: Plan | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignored:
    """A finding that the user ignores, with the user's reason."""

    finding: Finding
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """Recommendations in order of effect, and what became of every check."""

    snapshot: Snapshot
    twin: TwinFacts | None
    recommendations: tuple[Recommendation, ...]
    outcomes: tuple[Outcome, ...]
    plans: tuple[PlannedQuery, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    known: int = 0  # findings of the baseline, left out by --new-only
    seconds: float = 0.0
