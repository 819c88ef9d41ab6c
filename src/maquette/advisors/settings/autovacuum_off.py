"""autovacuum-off."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.change import SetStorageParameter
from ...model.database import Database
from ...model.finding import Finding
from ...model.settings import Settings
from ..check import Examined, check
from ..overrides import places

OFF = frozenset(f"autovacuum_enabled={value}" for value in ("false", "off", "0", "no"))


@check(severity="error")
def autovacuum_off(database: Database, settings: Settings | None = None) -> Iterator[Finding | Examined]:
    """Autovacuum switched off.

    Condition
        autovacuum or track_counts is off for the server, or a table has autovacuum_enabled = false.

    Effect
        Dead rows stay, tables and indexes grow, and the planner works with statistics of old. At the age of
        autovacuum_freeze_max_age a vacuum against wraparound starts all the same, at an hour nobody chose.

    Remedy
        Switch it on. Where it works at the wrong time or too hard, set its thresholds and cost limits, for the table
        if need be.

    When to ignore it
        A job vacuums and analyzes the table by itself after each load.

    References
        PostgreSQL manual, 24.1.6 "The Autovacuum Daemon"; CREATE TABLE, "autovacuum_enabled".
    """
    for name in ("autovacuum", "track_counts"):
        for place in places(settings, name) if settings else ():
            yield Examined()
            if place.value == "off":
                yield Finding(
                    object=place.object,
                    detail=f"{place.object} is off: no table is vacuumed and analyzed by itself",
                    change=place.put_right("on"),
                    advice=place.reset,
                )
    for table in database.tables:
        yield Examined()
        if not OFF.isdisjoint(table.options):
            yield Finding(
                object=str(table.name),
                detail=f"autovacuum is off for {table.name}: its dead rows stay and its statistics grow old",
                change=SetStorageParameter(table=table.name, parameter="autovacuum_enabled", value=None),
                severity="warning",
                tables=(str(table.name),),
            )
