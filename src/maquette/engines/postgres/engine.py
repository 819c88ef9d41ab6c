"""PostgreSQL as the floors above see it: the contract of engines/base.py, each method in its own file."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from ...model.change import Change
from ...model.database import Database
from ...model.evidence import Statement
from ...model.health import Health
from ...model.progress import Progress, silent
from ...model.snapshot import Snapshot
from ...model.statistics import Statistics
from ..base import Explain, Planner, Rendered, Site, Stage
from . import doctor, planner, read, render, site, stage
from . import explain as explaining
from .loading import ddl


class Postgres:
    """PostgreSQL 13 and later."""

    name = "postgres"

    def read(self, dsn: str, progress: Progress = silent) -> Snapshot:
        return read.read(dsn, progress)

    def read_ddl(self, paths: Sequence[Path], major: int | None = None, progress: Progress = silent) -> Snapshot:
        return ddl.read_ddl(paths, major, progress)

    def open_planner(self, snapshot: Snapshot, progress: Progress = silent) -> AbstractContextManager[Planner]:
        return planner.open_planner(snapshot, progress)

    def open_stage(
        self, database: Database, statistics: Statistics | None, rows: int, progress: Progress = silent
    ) -> AbstractContextManager[Stage]:
        return stage.open_stage(database, statistics, rows, progress)

    def open_site(self, snapshot: Snapshot, rows: int, progress: Progress = silent) -> AbstractContextManager[Site]:
        return site.open_site(snapshot, rows, progress)

    def render(self, change: Change, database: Database) -> Rendered:
        return render.render(change, database)

    def guard(self, statements: Sequence[Statement]) -> tuple[Statement, ...]:
        return render.guarded(statements)

    def explain_on(self, dsn: str) -> AbstractContextManager[Explain]:
        return explaining.explain_on(dsn)

    def examine(self, dsn: str | None, progress: Progress = silent) -> tuple[Health, ...]:
        return doctor.examine(dsn, progress)
