"""Findings that one change serves together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..model.change import CreateIndex
from ..model.finding import Finding

FOREIGN_KEY, MISSING = "unindexed-foreign-key", "missing-index"


def merge_indexes(findings: Sequence[Finding]) -> list[Finding]:
    """Leave out a foreign key's index where a proposed index begins with the same columns, and say so there."""
    proposed = [finding for finding in findings if finding.check == MISSING and isinstance(finding.change, CreateIndex)]
    served: dict[str, list[str]] = {}
    merged = set()
    for finding in findings:
        change = finding.change
        if finding.check == FOREIGN_KEY and isinstance(change, CreateIndex):
            for other in proposed:
                if isinstance(other.change, CreateIndex) and other.change.table == change.table:
                    if other.change.index.covers(change.index.columns):
                        served.setdefault(other.key, []).append(finding.object)
                        merged.add(finding.key)
                        break
    return [
        replace(f, detail=f"{f.detail}; it also serves the foreign key {', '.join(served[f.key])}")
        if f.key in served
        else f
        for f in findings
        if f.key not in merged
    ]
