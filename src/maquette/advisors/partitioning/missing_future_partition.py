"""missing-future-partition."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from ...model.activity import Activity
from ...model.database import Database
from ...model.finding import Finding
from ...model.table import Table
from ..check import Examined, check
from ..wrapped import TIMES

BOUND = re.compile(r"FOR VALUES FROM \('([^']+)'.*?\) TO \('([^']+)'")
OPEN_END = re.compile(r"TO \(MAXVALUE")
LEAST, MOST = timedelta(days=1), timedelta(days=31)  # how long before its end the next partition should be there


@check(severity="error")
def missing_future_partition(database: Database, activity: Activity) -> Iterator[Finding | Examined]:
    """No partition for the rows to come.

    Condition
        A table partitioned by ranges of time takes in rows, and its last partition has ended, or ends within a quarter
        of its own length (at least a day, at most a month). Tables without an insert since the counters began are left
        out. With a default partition it is a warning.

    Effect
        From that moment each insert fails: "no partition of relation found for row". With a default partition the rows
        go there, and stand in the way of the partition that they should have had.

    Remedy
        Create the next partitions, and a job that does so in time: pg_partman, or the function that
        `maquette design partition` brings. Where pg_partman is to keep the table (its part_config says so), its upkeep
        does not run or fails, for instance on rows in the default partition.

    When to ignore it
        A job creates each partition on the last day, and its failure is watched.

    References
        PostgreSQL manual, 5.12.2.1 "Example" of declarative partitioning.
    """
    now = _moment(activity.observed_at)
    for table in database.tables:
        partitions = database.partitions(table.name)
        if not partitions or not _by_time(table):
            continue
        yield Examined()
        bounds = [bound for part in partitions if part.partition_of and (bound := _bounds(part.partition_of.bound))]
        open_end = any(part.partition_of and OPEN_END.search(part.partition_of.bound) for part in partitions)
        if not bounds or open_end or not now or not _grows(partitions, activity):
            continue
        begin, end = max(bounds, key=lambda bound: bound[1])
        if end - now >= min(max((end - begin) / 4, LEAST), MOST):
            continue
        spare = any(part.partition_of and part.partition_of.default for part in partitions)
        kept = any(table.name in (extension.kept or ()) for extension in database.extensions)
        yield Finding(
            object=str(table.name),
            detail=f"the last partition of {table.name} {'ended' if end <= now else 'ends'} on {end:%Y-%m-%d}"
            + (": rows after that go to the default partition" if spare else ": inserts after that fail"),
            advice=f"Create the next partition, FOR VALUES FROM ('{end:%Y-%m-%d}'), and "
            + (
                "see why the upkeep of pg_partman, which is to do so, does not."
                if kept
                else "a job for those after it."
            ),
            severity="warning" if spare else None,
            tables=(str(table.name),),
        )


def _by_time(table: Table) -> bool:
    key = table.partitioning
    if not key or key.strategy != "range" or not key.columns:
        return False
    column = table.column(key.columns[0])
    return column is not None and column.base in TIMES


def _grows(partitions: tuple[Table, ...], activity: Activity) -> bool:
    return any(counters.inserts > 0 for part in partitions if (counters := activity.table(part.name)))


def _bounds(text: str) -> tuple[datetime, datetime] | None:
    found = BOUND.search(text)
    begin, end = (_moment(found[1]), _moment(found[2])) if found else (None, None)
    return (begin, end) if begin and end else None


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
