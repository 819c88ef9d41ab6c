"""unused-index."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.activity import Activity
from ...model.change import DropIndex
from ...model.database import Database
from ...model.finding import Finding
from ...model.index import Index
from ...model.names import Name
from ...model.statistics import Statistics
from ...model.table import Table
from ..check import Examined, check
from ..overlap import droppable, duplicates, serves_foreign_key
from .redundant_index import replacements

DAYS = 14
SMALLEST = 1024 * 1024  # bytes


@check(severity="warning")
def unused_index(database: Database, statistics: Statistics, activity: Activity) -> Iterator[Finding | Examined]:
    """Index that nothing reads.

    Condition
        No scan of the index was counted for at least 14 days, while its table was read; it takes 1 MB or more, and
        it is not unique, backs no constraint, is not the only index of a foreign key, no replica identity, and has no
        expression (whose statistics the planner uses without a scan). An index of a partitioned table counts with all
        its partitions'. Of two that do the same work one gets all the scans: duplicate-index and redundant-index speak
        of them.

    Effect
        Each INSERT, and each UPDATE that changes an indexed column, writes to it; an index on a column that changes
        often makes HOT updates impossible. It takes space, memory and the time of VACUUM.

    Remedy
        DROP INDEX CONCURRENTLY. Look at the standbys first: each counts its own scans.

    When to ignore it
        A standby or a yearly job reads it; the counters cover no full business cycle.

    References
        PostgreSQL manual, 27.2 "The Cumulative Statistics System" (pg_stat_all_indexes); 11.12 "Examining Index Usage".
    """
    age = activity.days
    for table in database.roots:
        rivals = _rivals(table, statistics)
        for index in table.indexes:
            yield Examined()
            family = _family(database, index)
            size = sum(statistics.bytes(one.name) for one in family)
            plain = droppable(index) and index.valid and len(index.columns) == len(index.keys)
            if not plain or size < SMALLEST or age < DAYS or activity.standby or serves_foreign_key(table, index):
                continue
            if index.name in rivals:
                continue
            counted = [counters for one in family if (counters := activity.index(one.name))]
            used = any(counters.scans or counters.last_scan for counters in counted)
            if used or not counted or not _table_read(activity, family):
                continue
            standbys = sum(slot.kind == "physical" for slot in activity.slots)
            yield Finding(
                object=str(index.name),
                detail=f"no scan of {index.name} on {table.name} in {age:.0f} days; it takes {size / 2**20:,.0f} MB"
                + (f" ({standbys} standbys count their own scans)" if standbys else ""),
                change=DropIndex(table=table.name, index=index.name),
                tables=(str(table.name),),
            )


def _rivals(table: Table, statistics: Statistics) -> set[Name]:
    """Indexes that do the same work as another one of the table."""
    valid = [index for index in table.indexes if index.valid]
    groups = (*duplicates(valid).items(), *replacements(valid, statistics).items())
    return {index.name for kept, others in groups for index in (kept, *others)}


def _family(database: Database, index: Index) -> list[Index]:
    """The index and those of the partitions that are attached to it."""
    children = (child for table in database.partitions(index.table) for child in table.indexes)
    attached = [child for child in children if child.parent == index.name]
    return [index, *(one for child in attached for one in _family(database, child))]


def _table_read(activity: Activity, family: list[Index]) -> bool:
    counters = (activity.table(index.table) for index in family)
    return any(counted.seq_scans or counted.index_scans for counted in counters if counted)
