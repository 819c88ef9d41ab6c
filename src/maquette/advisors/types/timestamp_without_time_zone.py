"""timestamp-without-time-zone."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.database import Database
from ...model.finding import Finding
from ...model.names import quote
from ...model.table import Column, Table
from ..check import Examined, check
from ..retype import retype_all
from ..vocabulary import wordlist, words

PLAIN, ZONED = "timestamp without time zone", "timestamp with time zone"
LOCAL = wordlist("local wall naive opens closes")
ZONES = wordlist("timezone tz zone")


@check(severity="info")
def timestamp_without_time_zone(database: Database) -> Iterator[Finding | Examined]:
    """Moments kept without a time zone.

    Condition
        Columns of a table have the type timestamp without time zone. It is a warning where the same database keeps
        other moments with time zone. Columns called local, and tables with a column for the time zone, do not count.
        There is one finding a table.

    Effect
        The value says no moment until one knows whose clock wrote it. Comparing it with now(), or with a column of
        the other type, converts by the session's TimeZone: the same query gives other rows on another client, and an
        hour is there twice when summer ends.

    Remedy
        ALTER COLUMN … TYPE timestamptz USING x AT TIME ZONE 'UTC', if UTC is what the application wrote; it takes the
        same 8 bytes. It writes the table anew under an ACCESS EXCLUSIVE lock.

    When to ignore it
        The value is a wall clock's on purpose (an opening hour, a birthday party), or the whole application writes
        and reads UTC and nothing else reads the tables.

    References
        PostgreSQL manual, 8.5.1.3 "Time Stamps" and 8.5.3 "Time Zones".
    """
    mixed = any(column.base == ZONED for table in database.roots for column in table.columns)
    for table in database.roots:
        yield Examined()
        columns = [column for column in table.columns if _is_moment(table, column)]
        if not columns:
            continue
        change, reason = retype_all(database, table, {c.name: _zoned(c) for c in columns})
        yield Finding(
            object=str(table.name),
            detail=f"{table.name} keeps moments without time zone: {', '.join(column.name for column in columns)}"
            + ("; other columns of this database have one" if mixed else ""),
            severity="warning" if mixed else None,
            change=change,
            advice=reason,
            tables=(str(table.name),),
        )


def _is_moment(table: Table, column: Column) -> bool:
    if column.base != PLAIN or column.kind != "base" or not column.local:
        return False
    told = any(not ZONES.isdisjoint(words(other.name)) for other in table.columns)
    return not told and LOCAL.isdisjoint(words(column.name))


def _zoned(column: Column) -> tuple[str, str]:
    return column.type.replace("without", "with"), f"{quote(column.name)} AT TIME ZONE 'UTC'"
