"""A source that is DDL files: loaded on a scratch server by a role that can do no harm, and read back.

The files are foreign text. What reaches for the machine is refused before anything runs (``sql/foreign.py`` knows it);
the guest could not do it either. Roles, schemas and extensions are made beforehand, because migrations name roles that
they do not create, and because the admin runs nothing in a database where foreign text has run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

from ....model.database import Database, Schema, View
from ....model.database import Sequence as SequenceOf
from ....model.errors import SourceError
from ....model.progress import Progress, silent
from ....model.routine import Function
from ....model.snapshot import Origin, Snapshot
from ....model.table import Table
from ..read import read_database
from ..scratch import GUEST, Scratch, open_scratch
from ..servers.installations import Installation, fitting, installations
from ..session import question
from .files import read_files
from .load import load
from .script import Script, read_script

MENTIONED = 50  # statements left out that are named one by one


def read_ddl(paths: Sequence[Path], major: int | None = None, progress: Progress = silent) -> Snapshot:
    """Load DDL files on a scratch server and read the result; there are no statistics, settings or workload.

    Without ``major``, the version that pg_dump has noted in the file, else the newest that is installed; another one
    where that takes more of the file (it has an extension that the first lacks). Statements that fail are left out and
    named in the notes. Raises SourceError naming file and line for what may not run, and where nothing can be loaded.
    """
    started = monotonic()
    script = read_script(read_files(paths), progress)
    best: tuple[Database, tuple[str, ...], Installation] | None = None
    for installation in _candidates(major or script.dumped_from, alone=major is not None):
        database, left_out = _load(script, installation, paths[0].stem or "schema", progress)
        if best is None or len(left_out) < len(best[1]):
            best = database, left_out, installation
        if not left_out:
            break
    assert best  # there is at least one candidate
    database, left_out, installation = best
    statements = len(script.design) + len(script.schemas)
    if statements and len(left_out) >= statements + len(script.extensions) + len(script.owners):
        raise SourceError(f"nothing could be loaded: {left_out[0]}", "is this a PostgreSQL schema?")
    return Snapshot(
        origin=Origin(
            kind="ddl",
            label=", ".join(str(path) for path in paths),
            read_at=datetime.now(UTC).isoformat(timespec="seconds"),
            seconds=round(monotonic() - started, 3),
        ),
        database=database,
        notes=(
            f"read as PostgreSQL {installation.version} reads it",
            *([f"statements that only change rows were passed over: {script.rows}"] if script.rows else []),
            *_shortened((*script.left_out, *left_out)),
        ),
    )


def _candidates(major: int | None, alone: bool) -> Iterator[Installation]:
    """Installations to try, the most fitting first."""
    newest = max((one.major for one in installations()), default=18)
    first = fitting(major or newest)
    yield first
    if not alone:
        tried = {first.major}
        for one in sorted(installations(), key=lambda one: -one.major):
            if one.major not in tried:
                tried.add(one.major)
                yield one


def _load(
    script: Script, installation: Installation, name: str, progress: Progress
) -> tuple[Database, tuple[str, ...]]:
    with open_scratch(installation) as scratch:
        scratch.create_database(name)
        left_out = list(load(scratch, name, tuple(script.beforehand(GUEST)), progress))
        left_out += load(scratch, name, script.design, progress, script.may_repeat)
        if script.owners:
            with _owners(scratch, name):
                left_out += load(scratch, name, script.owners, progress)
        with scratch.guest(name) as guest:
            database = read_database(guest, progress)
    return _without_guest(database, script.roles), tuple(left_out)


@contextmanager
def _owners(scratch: Scratch, name: str) -> Iterator[None]:
    """Let roles become owners, as they can on a server where a superuser says so."""
    major = scratch.installation.major
    with scratch.admin(name) as admin:
        admin.execute(question("owners_begin", major).encode())
        yield
        admin.execute(question("owners_end", major).encode())


Owned = TypeVar("Owned", Table, View, SequenceOf, Function, Schema)


def _without_guest(database: Database, roles: Mapping[str, Mapping[str, Any]]) -> Database:
    """As the files describe it: nothing belongs to the role that loaded it, roles have their attributes."""

    def plain(owned: Owned) -> Owned:
        grants = owned.grants and tuple(grant for grant in owned.grants if grant.grantee != GUEST)
        return replace(owned, owner="" if owned.owner == GUEST else owned.owner, grants=grants)

    return replace(
        database,
        owner="",
        grants=None,
        schemas=tuple(map(plain, database.schemas)),
        tables=tuple(map(plain, database.tables)),
        views=tuple(map(plain, database.views)),
        sequences=tuple(map(plain, database.sequences)),
        functions=tuple(map(plain, database.functions)),
        roles=tuple(
            replace(role, **roles.get(role.name, {}))
            for role in database.roles
            if not role.name.startswith("maquette_")
        ),
    )


def _shortened(left_out: Sequence[str]) -> Iterator[str]:
    yield from (f"left out: {one}" for one in left_out[:MENTIONED])
    if len(left_out) > MENTIONED:
        yield f"left out: {len(left_out) - MENTIONED} more statements"
