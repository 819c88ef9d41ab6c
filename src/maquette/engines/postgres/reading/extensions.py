"""The extensions of a database."""

from __future__ import annotations

import psycopg

from ....model.database import Extension
from ....model.names import Name
from ..session import Session


def read_extensions(session: Session) -> tuple[Extension, ...]:
    """All that are installed, by name."""
    return tuple(
        Extension(
            name=row.name, version=row.version, schema=row.schema, available=row.available,
            kept=_kept(session, row.schema) if row.readable else None if row.keeps else (),
        )
        for row in list(session.ask("extensions"))
    )  # fmt: skip


def _kept(session: Session, schema: str) -> tuple[Name, ...] | None:
    """The tables in pg_partman's settings; None, and a note, where they are locked or not as it made them."""
    try:
        with session.connection.transaction(force_rollback=True):
            list(session.ask("search_path", schema))
            return tuple(Name(row.schema, row.name) for row in session.ask("part_config"))
    except (psycopg.errors.LockNotAvailable, psycopg.ProgrammingError) as error:
        session.notes.append(f"the settings of pg_partman are left out: {str(error).splitlines()[0]}")
        return None
