"""What an experiment showed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from .finding import Finding
from .plan import Plan

Method = Literal["estimated", "measured", "rehearsed", "observed"]  # weaker to stronger
Verdict = Literal["proved", "refuted", "inconclusive", "not applicable"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One SQL statement of a change; outside a transaction block where the server demands it."""

    sql: str
    transactional: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """A lock that a statement took: mode as pg_locks names it, on which relation."""

    mode: str
    object: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RehearsedStatement:
    """What one statement did on the scratch server."""

    sql: str
    milliseconds: float
    locks: tuple[Lock, ...] = ()
    rewritten: tuple[str, ...] = ()  # tables and indexes whose storage was replaced
    problem: str | None = None
    code: str = ""  # the problem's SQLSTATE (manual, appendix A)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryComparison:
    """One query's plan before and after."""

    query: str
    calls: float
    before: Plan
    after: Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A claim, how it was examined, and the verdict with its reason."""

    claim: str
    method: Method
    verdict: Verdict
    reason: str
    before: float | None = None  # the workload's cost, calls × total cost
    after: float | None = None
    conditions: dict[str, Any] = field(default_factory=dict)  # engine, version, rows, fidelity …
    queries: tuple[QueryComparison, ...] = ()  # those whose plan or cost changed
    statements: tuple[RehearsedStatement, ...] = ()
    undo: tuple[RehearsedStatement, ...] = ()
    undo_restores: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """A finding with its change as statements, its evidence, and the verdict over all of it.

    ``effect`` ranks findings over all checks, 0 to 1: see proof/ranking.py for its making.
    """

    finding: Finding
    statements: tuple[Statement, ...] = ()
    undo: tuple[Statement, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    verdict: Verdict = "not applicable"
    reason: str = ""
    effect: float = 0.0
