"""redundant-index."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from ...model.change import DropIndex, Steps
from ...model.database import Database
from ...model.finding import Finding
from ...model.index import Index
from ...model.statistics import Statistics
from ..check import Examined, check
from ..overlap import contains, droppable, duplicates, holders

TOO_WIDE = 8  # times the size; equal keys take a fifth of the room of distinct ones anyway


@check(severity="warning")
def redundant_index(database: Database, statistics: Statistics | None = None) -> Iterator[Finding | Examined]:
    """Index that is the beginning of another.

    Condition
        A b-tree's keys are the first keys of another b-tree of the table, with the same operator classes, collations,
        order and WHERE, and the other holds what it INCLUDEs. Unique indexes, those of constraints, of replica
        identity and of CLUSTER do not count, nor where the other is more than eight times as large. There is one
        finding for all indexes that another one replaces.

    Effect
        Every search by the shorter index can use the longer one; each INSERT writes to both, and both take space and
        memory.

    Remedy
        DROP INDEX CONCURRENTLY on the shorter one.

    When to ignore it
        A busy query gains from the smaller index, as from one that stays in memory whole.

    References
        PostgreSQL manual, 11.3 "Multicolumn Indexes"; 11.4 "Indexes and ORDER BY" (scans go both ways).
    """
    for holder, indexes in holders(database):
        yield Examined(len(indexes))
        for wide, narrow in replacements(indexes, statistics).items():
            names = ", ".join(index.name.name for index in narrow)
            drops = tuple(DropIndex(table=index.table, index=index.name) for index in narrow)
            yield Finding(
                object=str(narrow[0].name),
                detail=f"{names} on {holder} is the beginning of {wide.name.name}",
                change=drops[0] if len(drops) == 1 else Steps(changes=drops),
                tables=(holder,),
            )


def replacements(indexes: Sequence[Index], statistics: Statistics | None) -> dict[Index, list[Index]]:
    """Indexes that another one replaces, by that other; of duplicates only the one that stays."""
    spare = {index.name for others in duplicates(indexes).values() for index in others}
    kept = [index for index in indexes if index.name not in spare]
    replaced: dict[Index, list[Index]] = defaultdict(list)
    for index in kept:
        if droppable(index) and (wide := _replacement(index, kept, statistics)):
            replaced[wide].append(index)
    return replaced


def _replacement(index: Index, others: Sequence[Index], statistics: Statistics | None) -> Index | None:
    """The longest index that can replace it; that one is replaced by no other."""
    size = statistics.bytes(index.name) if statistics else 0
    wide = [
        other
        for other in others
        if contains(other, index) and not (statistics and size and statistics.bytes(other.name) > TOO_WIDE * size)
    ]
    return max(wide, key=lambda other: (len(other.keys), not droppable(other), str(other.name)), default=None)
