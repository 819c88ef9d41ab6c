"""Findings that one change serves together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..model.change import Change, CreateIndex
from ..model.finding import Finding

FOREIGN_KEY, MISSING = "unindexed-foreign-key", "missing-index"


def merge_indexes(findings: Sequence[Finding]) -> list[Finding]:
    """Leave out a foreign key's index where a proposed index begins with the same columns, and say so there."""
    proposed = [finding for finding in findings if finding.check == MISSING]
    served: dict[str, list[str]] = {}
    merged = set()
    for finding in findings:
        if finding.check == FOREIGN_KEY and (other := _serving(finding.change, proposed)):
            served.setdefault(other.key, []).append(finding.object)
            merged.add(finding.key)
    return [
        replace(f, detail=f"{f.detail}; it also serves the foreign key {', '.join(served[f.key])}")
        if f.key in served
        else f
        for f in findings
        if f.key not in merged
    ]


def _serving(change: Change | None, proposed: Sequence[Finding]) -> Finding | None:
    """The proposal whose index begins with the columns of that index."""
    for other in proposed:
        wider = other.change
        if not isinstance(change, CreateIndex) or not isinstance(wider, CreateIndex):
            continue
        if wider.table == change.table and wider.index.covers(change.index.columns):
            return other
    return None
