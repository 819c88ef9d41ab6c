"""One scale for what was found by very different checks: ``effect``, from 0 to 1.

A finding gathers grounds to act on it, each a number from 0 to 1 with a weight:

    ground      weight            number
    severity    .25 / .45 / .65   1 for its severity: info, warning, error
    saved       .90               share of the workload's cost that the change was proved to save
    size        .30               √ of its tables' share of all tables' bytes (of their rows where no bytes are known)
    traffic     .30               √ of its queries' share of all calls

They are joined as independent grounds are, 1 − Π(1 − weight × number): every ground adds something, none can take
anything away, and the result stays below 1. The square roots keep a table of a tenth of the database visible beside one
of nine tenths. The verdict then scales it: proved 1, not applicable (advice in words) .9, inconclusive .8; what is
refuted is ranked below everything else, whatever else speaks for it.

So: a proved saving of most of the workload beats everything; an error on a small table (.65) stands beside a warning
whose change saves 40 % (.65); an info is lifted
above a bare warning (.45) only by a table that is nearly all of the database (.48).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod, sqrt

from ..model.evidence import Evidence, Verdict
from ..model.finding import Finding, Severity
from ..model.snapshot import Snapshot

SEVERITY: Mapping[Severity, float] = {"info": 0.25, "warning": 0.45, "error": 0.65}
SAVED, SIZE, TRAFFIC = 0.9, 0.3, 0.3
VERDICT: Mapping[Verdict, float] = {"proved": 1.0, "not applicable": 0.9, "inconclusive": 0.8, "refuted": 0.0}
FLOOR = 0.1  # what is refuted stays below it, everything else above


def effect(severity: Severity, saved: float, size: float, traffic: float, verdict: Verdict) -> float:
    """The formula above; ``saved``, ``size`` and ``traffic`` are shares from 0 to 1."""
    grounds = (SEVERITY[severity], SAVED * _share(saved), SIZE * sqrt(_share(size)), TRAFFIC * sqrt(_share(traffic)))
    joined = 1 - prod(1 - ground for ground in grounds)
    return FLOOR * joined if verdict == "refuted" else FLOOR + (1 - FLOOR) * joined * VERDICT[verdict]


@dataclass(frozen=True)
class Ranking:
    """Effects of the findings of one snapshot."""

    snapshot: Snapshot

    def effect(self, finding: Finding, verdict: Verdict, evidence: Sequence[Evidence]) -> float:
        """The effect of one finding."""
        return effect(
            finding.severity or "info", saved_share(evidence), self.size_share(finding.tables),
            self.call_share(finding.queries), verdict,
        )  # fmt: skip

    def size_share(self, tables: Collection[str]) -> float:
        """The share of tables, as str(Name), in the bytes of all; in their rows where no bytes are known."""
        return _ratio(sum(self._sizes.get(name, 0.0) for name in set(tables)), self._size)

    def call_share(self, queries: Collection[str]) -> float:
        """The share of queries in all calls of the workload."""
        return _ratio(sum(self._calls.get(name, 0.0) for name in set(queries)), sum(self._calls.values()))

    @cached_property
    def _sizes(self) -> Mapping[str, float]:
        """By table; a partitioned table is its partitions."""
        known, tables = self.snapshot.statistics, self.snapshot.database.tables
        if known is None:
            return {}
        sizes = {table.name: float(known.bytes(table.name)) for table in tables}
        if not sum(sizes.values()):
            sizes = {table.name: known.rows(table.name) for table in tables}
        whole = dict(sizes)
        for table in tables:
            above = table.partition_of
            while above:
                whole[above.parent] = whole.get(above.parent, 0.0) + sizes[table.name]
                parent = self.snapshot.database.table(above.parent)
                above = parent.partition_of if parent else None
        return {str(name): size for name, size in whole.items()}

    @cached_property
    def _size(self) -> float:
        return sum(self._sizes[str(table.name)] for table in self.snapshot.database.roots) if self._sizes else 0.0

    @cached_property
    def _calls(self) -> Mapping[str, float]:
        workload = self.snapshot.workload
        return {query.name: query.calls for query in workload.queries} if workload else {}


def saved_share(evidence: Sequence[Evidence]) -> float:
    """The share of the workload's cost that the change saves, where that was proved."""
    weighed = [
        1 - one.after / one.before
        for one in evidence
        if one.verdict == "proved" and one.before and one.after is not None
    ]
    return max(weighed, default=0.0)


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole > 0 else 0.0


def _share(number: float) -> float:
    return min(max(number, 0.0), 1.0)
