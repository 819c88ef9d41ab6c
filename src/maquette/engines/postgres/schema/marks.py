"""What no DDL can say, as marks in the catalog: written by the superuser, who puts in quoted names alone.

Operators are named with their schema, so that none of the source's can stand in for one.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....model.database import Database
from ....model.names import Name, literal
from ..clauses import Ddl

POPULATED = "UPDATE pg_catalog.pg_class SET relispopulated = true WHERE oid"
UNUSABLE = "UPDATE pg_catalog.pg_index SET indisvalid = {valid}, indisready = {ready} WHERE indexrelid"


def marks(database: Database) -> Iterator[Ddl]:
    """Materialized views that are populated, as a refresh on empty tables leaves them; and invalid indexes, such as
    a CREATE INDEX CONCURRENTLY leaves behind when it fails."""
    for view in database.views:
        if view.materialized and view.populated:
            yield Ddl(f"materialized view {view.name}", POPULATED + _is(view.name), privileged=True)
    partitioned = {table.name for table in database.tables if table.kind == "partitioned"}
    for relation in database.relations:
        for index in relation.indexes:
            # An index of a partitioned table is invalid by itself until all of its partitions' are attached.
            if not (index.valid and index.ready) and index.table not in partitioned:
                sql = UNUSABLE.format(valid=index.valid, ready=index.ready) + _is(index.name)
                yield Ddl(f"index {index.name}", sql, privileged=True)


def _is(name: Name) -> str:
    return f" OPERATOR(pg_catalog.=) {literal(str(name))}::pg_catalog.regclass::pg_catalog.oid"
