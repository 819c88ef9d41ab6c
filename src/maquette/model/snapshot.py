"""All that a review needs of a source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .activity import Activity
from .database import Database
from .settings import Settings
from .statistics import Statistics
from .workload import Workload


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Something the reading role may not see, and the statement that would grant it."""

    need: str  # statistics, workload, activity, settings
    detail: str
    remedy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a snapshot comes from; ``label`` never holds a password."""

    kind: Literal["server", "ddl", "snapshot"]
    label: str
    read_at: str
    seconds: float = 0.0
    role: str = ""
    redaction: Literal["keep", "hash", "drop"] = "keep"


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The database and what is known of it; None where the source cannot say."""

    origin: Origin
    database: Database
    settings: Settings | None = None
    statistics: Statistics | None = None
    activity: Activity | None = None
    workload: Workload | None = None
    refusals: tuple[Refusal, ...] = ()
    notes: tuple[str, ...] = ()
