"""Findings that the user accepts: set aside with their reason, as long as the reason holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from ..model.finding import Finding
from ..model.review import Ignored

NAME = "stale-ignore"
PAGE = """Ignore that matches nothing or has expired.

Condition
    An entry of the ignore list names a key that no finding has, or its day of expiry has come.

Effect
    A list that nobody prunes hides the next finding of the same name, and its reasons stop being true.

Remedy
    Delete the entry, or correct its key; after expiry decide again.

When to ignore it
    Never: an ignore list is worth what its entries are worth.

References
    docs/commands/review.md, "Ignoring findings".
"""


class Ignore(Protocol):
    """An entry of the ignore list, as the settings hold it."""

    @property
    def key(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def expires(self) -> date | None: ...


def set_aside(
    findings: Sequence[Finding], ignores: Sequence[Ignore], today: date
) -> tuple[list[Finding], tuple[Ignored, ...]]:
    """Findings to report and findings ignored; an entry that is stale becomes a finding itself."""
    keys = {finding.key for finding in findings}
    active = {entry.key: entry.reason for entry in ignores if entry.expires is None or entry.expires > today}
    kept = [finding for finding in findings if finding.key not in active]
    for entry in ignores:
        expired = entry.expires is not None and entry.expires <= today
        if expired or entry.key not in keys:
            why = f"expired on {entry.expires}" if expired else "matches no finding"
            detail = f"the ignore of {entry.key} ({entry.reason}) {why}"
            kept.append(
                Finding(
                    object=entry.key, detail=detail, check=NAME, severity="info", advice="Delete or renew the entry."
                )
            )
    ignored = (Ignored(finding=f, reason=active[f.key]) for f in findings if f.key in active)
    return kept, tuple(ignored)
