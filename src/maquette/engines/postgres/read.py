"""A live server, read to the model."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import psycopg

from ...model.database import Database
from ...model.progress import Progress, silent
from ...model.snapshot import Origin, Refusal, Snapshot
from .connect import NEWEST, open_source
from .conninfo import label
from .observe import read_activity, read_settings, read_workload
from .reading.design import read_design
from .reading.statistics import read_statistics
from .session import Session


def read(dsn: str, progress: Progress = silent) -> Snapshot:
    """Read a live server: one connection, one read-only transaction, catalogs alone.

    What the role may not see is a Refusal, what is broken is left out with a note. Raises UnreachableError,
    SourceError and UnsupportedError, none of which repeats a password.
    """
    began = time.monotonic()
    read_at = datetime.now(UTC).isoformat(timespec="seconds")
    refusals: list[Refusal] = []
    with open_source(dsn) as connection, collector_at_rest():
        session = Session(connection, progress)
        design = read_design(session)
        if session.major > NEWEST:
            session.notes.append(f"PostgreSQL {session.major} is newer than {NEWEST} and is read as {NEWEST}")
        statistics = read_statistics(session, design, refusals)
        settings = read_settings(session, refusals)
        activity = read_activity(session, design)
        workload = read_workload(session, design.database, refusals)
        role = connection.info.user
    origin = Origin(
        kind="server", label=label(dsn), read_at=read_at, seconds=round(time.monotonic() - began, 3), role=role
    )
    return Snapshot(
        origin=origin,
        database=design.database,
        settings=settings,
        statistics=statistics,
        activity=activity,
        workload=workload,
        refusals=tuple(refusals),
        notes=tuple(session.notes),
    )


def read_database(connection: psycopg.Connection[Any], progress: Progress = silent) -> Database:
    """The design of the database that is connected, in one transaction. What is broken is left out."""
    with connection.transaction():
        session = Session(connection, progress)
        list(session.ask("session"))
        return read_design(session).database


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """No cyclic garbage collection: what is read is no garbage, and walking it over and over is half the work."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
