"""How well a twin plans as its source does."""

from __future__ import annotations

from dataclasses import dataclass

from .plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryFidelity:
    """One query's plan on the source and on the twin; ``problem`` when one of them has none."""

    query: str
    source: Plan | None = None
    twin: Plan | None = None
    problem: str | None = None

    @property
    def same(self) -> bool:
        """Whether both have the same plan."""
        return bool(self.source and self.twin and self.source.shape == self.twin.shape)

    @property
    def difference(self) -> float | None:
        """Relative difference of the total costs: 0.001 is 0.1 %."""
        if self.source is None or self.twin is None:
            return None
        larger = max(abs(self.source.cost), abs(self.twin.cost))
        return abs(self.source.cost - self.twin.cost) / larger if larger else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fidelity:
    """All queries of a workload compared. Versions as the servers print them: 18.4."""

    source_version: str
    twin_version: str
    queries: tuple[QueryFidelity, ...]
    left_out: tuple[str, ...] = ()

    @property
    def same(self) -> int:
        """How many queries have the same plan."""
        return sum(query.same for query in self.queries)

    @property
    def all_same(self) -> bool:
        return self.same == len(self.queries)

    def within(self, share: float) -> int:
        """How many queries' costs differ by no more than that share."""
        return sum(query.difference is not None and query.difference <= share for query in self.queries)
