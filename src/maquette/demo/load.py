"""The sample marketplace, loaded into an embedded server or into a database of yours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..engines.postgres.scratch import open_scratch
from ..engines.postgres.script import run_script
from ..engines.postgres.servers.installations import fitting
from ..engines.postgres.servers.template import ADMIN
from ..model.progress import Progress, silent
from ..sql.split import split

HERE = Path(__file__).parent
QUERIES = HERE / "queries.sql"
STEPS = {"schema": "creating tables", "data": "making rows", "indexes": "building indexes", "finish": "vacuuming"}
MAJOR = 18
# What a throw-away server has off for speed and a team has on: a review of the sample is to be about the sample.
SOUND = ("fsync", "full_page_writes", "synchronous_commit", "autovacuum")


@contextmanager
def open_demo(progress: Progress = silent) -> Iterator[str]:
    """The sample in a throw-away PostgreSQL 18; gives its connection string, good as long as the block lasts."""
    progress("starting PostgreSQL", 0, 0)
    with open_scratch(fitting(MAJOR), {"max_wal_size": "4GB", "shared_buffers": "256MB"}) as scratch:
        scratch.create_database("marketplace")
        dsn = scratch.dsn("marketplace", ADMIN)
        load_into(dsn, progress)
        sound = [f"ALTER SYSTEM SET {setting} = on" for setting in SOUND]
        run_script(dsn, [*sound, "SELECT pg_reload_conf()"], "starting PostgreSQL")
        yield dsn


def load_into(dsn: str, progress: Progress = silent) -> None:
    """Load the sample into an empty database, as a superuser. Raises SourceError, UnreachableError."""
    for step, what in STEPS.items():
        text = (HERE / f"{step}.sql").read_text("utf-8")
        run_script(dsn, [piece.sql for piece in split(text)], what, progress)
