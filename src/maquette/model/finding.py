"""What checks say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .change import Change

Severity = Literal["info", "warning", "error"]
SEVERITIES: tuple[Severity, ...] = ("info", "warning", "error")
Advisor = Literal["schema", "keys", "types", "indexes", "queries", "security", "settings", "partitioning"]
OutcomeKind = Literal["found", "passed", "not applicable", "not permitted", "error"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One defect of one object. ``advice`` says what to do in words where there is no change to give.

    ``queries`` names the workload's queries that it concerns; ``tables`` the tables, as str(Name), whose size tells
    how much it matters.
    """

    object: str
    detail: str
    change: Change | None = None
    advice: str = ""
    severity: Severity | None = None  # None: the check's own
    check: str = ""  # set by the machinery
    queries: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """What a user ignores: check:object."""
        return f"{self.check}:{self.object}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one check: how many objects it examined, how many findings, and why it could not run."""

    check: str
    outcome: OutcomeKind
    examined: int = 0
    found: int = 0
    reason: str = ""
