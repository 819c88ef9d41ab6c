"""default-partition-with-rows."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.database import Database
from ...model.finding import Finding
from ...model.statistics import Statistics
from ..check import Examined, check
from ..size import rows


@check(severity="warning")
def default_partition_with_rows(database: Database, statistics: Statistics) -> Iterator[Finding | Examined]:
    """Rows in the default partition.

    Condition
        The default partition of a table that has other partitions holds rows.

    Effect
        No partition was there for these rows. Queries read the default partition as soon as their range is not wholly
        covered by others; and a partition for those rows cannot be created while they are there. Each new partition
        makes the server read the whole default partition under an ACCESS EXCLUSIVE lock.

    Remedy
        Detach the default partition, create the missing partitions, move the rows, attach it again empty. Create
        partitions ahead of time by a job.

    When to ignore it
        The default partition is where the rest belongs, by design, and it stays small.

    References
        PostgreSQL manual, 5.12.2.2 "Partition Maintenance"; CREATE TABLE, "PARTITION OF … DEFAULT".
    """
    for table in database.tables:
        if not table.partition_of or not table.partition_of.default:
            continue
        parent = table.partition_of.parent
        if len(database.partitions(parent)) < 2:
            continue
        yield Examined()
        count = rows(database, statistics, table.name) or 0
        if count > 0:
            yield Finding(
                object=str(table.name),
                detail=f"{table.name}, the default partition of {parent}, holds {count:,.0f} rows",
                advice="Detach it, create the partitions that its rows belong to, move the rows, attach it again.",
                tables=(str(parent),),
            )
