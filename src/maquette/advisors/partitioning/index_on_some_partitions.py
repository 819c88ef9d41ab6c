"""index-on-some-partitions."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.change import CreateIndex
from ...model.database import Database
from ...model.finding import Finding
from ...model.index import Index
from ...model.table import Table
from ...sql.tree import canonical_text
from ..check import Examined, check

Shape = tuple[object, ...]


@check(severity="warning")
def index_on_some_partitions(database: Database) -> Iterator[Finding | Examined]:
    """Index that some partitions lack.

    Condition
        Some partitions of a table have an index and others have not: either the index of the partitioned table itself
        is still invalid because partitions lack theirs, or there is none and partitions have their own.

    Effect
        The same query is quick in one partition and reads all of another. New partitions come without the index. And a
        unique index that is not on all partitions makes nothing unique in the table.

    Remedy
        CREATE INDEX ON ONLY the partitioned table, CREATE INDEX CONCURRENTLY on each partition that lacks it, and ALTER
        INDEX … ATTACH PARTITION: with the last one the parent's index becomes valid.

    When to ignore it
        Old partitions are hardly read, and go without on purpose.

    References
        PostgreSQL manual, 5.12.2.2 "Partition Maintenance".
    """
    for table in database.tables:
        partitions = database.partitions(table.name)
        if not partitions:
            continue
        yield Examined()
        for index in table.indexes:
            attached = {part.name for part in partitions for own in part.indexes if own.parent == index.name}
            lacking = [str(part.name) for part in partitions if part.name not in attached]
            if not index.valid and lacking:
                yield Finding(
                    object=str(index.name),
                    detail=f"{index.name} is invalid until {_some(lacking)} of {table.name} have it too",
                    advice="Create the index CONCURRENTLY on each of them, then ALTER INDEX … ATTACH PARTITION.",
                    tables=(str(table.name),),
                )
        yield from _loose(table, partitions)


def _loose(table: Table, partitions: tuple[Table, ...]) -> Iterator[Finding]:
    """Indexes of partitions that the partitioned table does not have."""
    own = {_shape(index) for index in table.indexes}
    found: dict[Shape, list[Index]] = {}
    for part in partitions:
        for shape, index in {_shape(index): index for index in part.indexes if _is_free(index)}.items():
            found.setdefault(shape, []).append(index)
    for shape, indexes in found.items():
        first = indexes[0]
        if shape in own or len(indexes) == len(partitions):
            continue
        change = CreateIndex(
            table=table.name, keys=first.keys, include=first.include, predicate=first.predicate, method=first.method
        )
        yield Finding(
            object=str(first.name),
            detail=f"{first.name} is on {len(indexes)} of the {len(partitions)} partitions of {table.name}",
            change=None if first.unique else change,
            advice="Create it on the partitioned table, with the partition key in it." if first.unique else "",
            severity="info",
            tables=(str(table.name),),
        )


def _is_free(index: Index) -> bool:
    return index.valid and index.parent is None and index.constraint is None


def _shape(index: Index) -> Shape:
    """What makes two indexes do the same work, whatever their names and tables."""
    keys = tuple(
        (key.column, key.expression and canonical_text(key.expression), key.opclass, key.descending, key.nulls_first)
        for key in index.keys
    )
    return index.method, keys, index.include, index.predicate, index.unique


def _some(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more partitions" if len(names) > 3 else "")
