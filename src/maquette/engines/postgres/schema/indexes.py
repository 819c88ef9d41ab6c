"""Keys, exclusions, indexes, statistics objects and foreign keys as DDL."""

from __future__ import annotations

from collections.abc import Iterator

from ....model.database import Database, View
from ....model.names import quote
from ....model.table import Table
from ..clauses import Ddl, create_index, create_statistics, options_list


def keys(database: Database) -> Iterator[Ddl]:
    """Primary keys, unique and exclusion constraints.

    Each is made on its table alone, partitioned tables and partitions alike, so that all names stay; ``indexes``
    attaches them to one another.
    """
    for table in database.tables:
        for key in (*table.keys, *table.exclusions):
            sql = f"ALTER TABLE ONLY {table.name} ADD CONSTRAINT {quote(key.name)} {key.definition}"
            yield Ddl(f"constraint {quote(key.name)} of {table.name}", sql)


def indexes(database: Database) -> Iterator[Ddl]:
    """Indexes, the indexes of partitions attached to their parents', and statistics objects."""
    held = [(holder, index) for holder in database.relations for index in holder.indexes]
    for holder, index in held:
        partitioned = isinstance(holder, Table) and holder.kind == "partitioned"
        if index.constraint is None:
            yield Ddl(f"index {index.name}", create_index(index, only=partitioned))
        elif index.options and not partitioned:
            yield Ddl(f"index {index.name}", f"ALTER INDEX {index.name} SET ({options_list(index.options)})")
    for _, index in held:
        if index.parent:
            yield Ddl(f"index {index.name}", f"ALTER INDEX {index.parent} ATTACH PARTITION {index.name}")
    for holder, index in held:
        if index.clustered:
            sql = f"ALTER {kind_of(holder)} {holder.name} CLUSTER ON {quote(index.name.name)}"
            yield Ddl(f"index {index.name}", sql)
    for table in database.tables:
        yield from _replica_identity(table)
        for statistics in table.statistics_objects:
            yield Ddl(f"statistics {statistics.name}", create_statistics(statistics, table.name))
            if statistics.target is not None:
                sql = f"ALTER STATISTICS {statistics.name} SET STATISTICS {statistics.target}"
                yield Ddl(f"statistics {statistics.name}", sql)


def kind_of(holder: Table | View) -> str:
    """What ALTER calls it."""
    if isinstance(holder, View):
        return "MATERIALIZED VIEW" if holder.materialized else "VIEW"
    return "FOREIGN TABLE" if holder.kind == "foreign" else "TABLE"


def _replica_identity(table: Table) -> Iterator[Ddl]:
    if table.replica_identity == "default" or table.kind == "foreign":
        return
    identity = table.replica_identity.upper()
    if table.replica_identity == "index":
        index = next((index for index in table.indexes if index.replica_identity), None)
        if index is None:
            return
        identity = f"USING INDEX {quote(index.name.name)}"
    yield Ddl(f"table {table.name}", f"ALTER TABLE ONLY {table.name} REPLICA IDENTITY {identity}")


def foreign_keys(database: Database) -> Iterator[Ddl]:
    """Foreign keys; those of a partitioned table make their partitions' by themselves."""
    for table in database.tables:
        for key in table.foreign_keys:
            if not key.inherited:
                sql = f"ALTER TABLE {table.name} ADD CONSTRAINT {quote(key.name)} {key.definition}"
                yield Ddl(f"constraint {quote(key.name)} of {table.name}", sql)
