"""The queries that a database answers, and how often."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One statement of the workload; ``calls`` is its weight, times are milliseconds over all calls."""

    name: str
    sql: str
    calls: float = 1.0
    total_ms: float | None = None
    rows: float | None = None  # over all calls
    fingerprint: str = ""
    problem: str | None = None  # why it cannot be planned: a syntax error, a text cut short


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """The queries, from ``origin``: pg_stat_statements or a file's name; ``since`` is ISO 8601 where known."""

    queries: tuple[Query, ...]
    origin: str
    since: str | None = None
    evicted: int | None = None  # pg_stat_statements_info.dealloc
