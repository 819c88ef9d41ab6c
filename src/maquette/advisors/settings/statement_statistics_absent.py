"""statement-statistics-absent."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.change import AlterSystem
from ...model.database import Database
from ...model.finding import Finding
from ...model.settings import Settings
from ..check import Examined, check

LIBRARY = "pg_stat_statements"


@check(severity="info")
def statement_statistics_absent(database: Database, settings: Settings) -> Iterator[Finding | Examined]:
    """No record of which queries run.

    Condition
        pg_stat_statements is neither in shared_preload_libraries nor installed in the database. It is not judged when
        the role may not read that setting.

    Effect
        Nobody can say which queries take the time, how often they run, or whether the last release made one slower;
        and maquette has no workload to weigh its findings with.

    Remedy
        Add it to shared_preload_libraries, restart, CREATE EXTENSION pg_stat_statements. It costs about a percent.

    When to ignore it
        Another tool keeps the same record: pg_stat_monitor, or the provider's own.

    References
        PostgreSQL manual, "pg_stat_statements"; 19.4 "Resource Consumption", "shared_preload_libraries".
    """
    preload = settings.get("shared_preload_libraries")
    if preload is None:
        return
    yield Examined()
    loaded = [name.strip().strip('"') for name in preload.value.split(",") if name.strip()]
    installed = any(extension.name == LIBRARY for extension in database.extensions)
    if not installed and not {LIBRARY, "pg_stat_monitor"} & set(loaded):
        value = ", ".join((*loaded, LIBRARY))
        yield Finding(
            object=LIBRARY,
            detail="pg_stat_statements is not loaded: there is no record of which queries run",
            change=AlterSystem(setting="shared_preload_libraries", value=value, restart=True),
        )
