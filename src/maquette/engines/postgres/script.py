"""SQL scripts of maquette's own, run on a server: the demo's, never a source's."""

from __future__ import annotations

from collections.abc import Sequence

import psycopg

from ...model.errors import SourceError
from ...model.progress import Progress, silent
from .connect import failure
from .conninfo import label


def run_script(dsn: str, statements: Sequence[str], what: str, progress: Progress = silent) -> None:
    """Run the statements one by one, each in its own transaction. Raises SourceError naming the one that fails."""
    try:
        with psycopg.connect(dsn, autocommit=True, application_name="maquette") as connection:
            for number, statement in enumerate(statements):
                progress(what, number, len(statements))
                connection.execute(statement.encode())
    except psycopg.OperationalError as error:
        raise failure(error, dsn, label(dsn)) from None
    except psycopg.Error as error:
        first = statement.strip().splitlines()[0]
        raise SourceError(f"{what}: {str(error).strip()} in: {first[:80]}", "load into an empty database") from None
    progress(what, len(statements), len(statements))
