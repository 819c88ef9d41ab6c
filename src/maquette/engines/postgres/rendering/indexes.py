"""Recipes for indexes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ....model.change import CreateIndex, DropIndex, RebuildIndex
from ....model.change.indexes import attached
from ....model.database import Database
from ....model.errors import UnsupportedError
from ....model.evidence import Statement
from ....model.index import Index
from ....model.names import Name, literal, quote
from ...base import Rendered
from ..clauses import create_index
from .recipe import alone, recipe, rendered

REINDEX_PARTITIONED = 14  # since this version


@recipe.register
def _create(change: CreateIndex, database: Database) -> Rendered:
    view = database.view(change.table)
    table = database.table(change.table)
    if view is None and table is None:
        raise UnsupportedError(f"there is no table {change.table}")
    if view is not None and not view.materialized:
        raise UnsupportedError(f"{change.table} is a view, which holds no rows to index")
    made = change.cascade(database)
    for index in made:
        _check_indexable(index, database)
    undo: list[str | Statement] = [drop_index(made[0], database)]
    for known in (database.index(index.name) for index in made):
        if known:
            undo += build([known], database)
    new = [index for index in made if database.index(index.name) is None]
    return rendered(build(made, database, new={index.name for index in new}), undo)


def _check_indexable(index: Index, database: Database) -> None:
    table = database.table(index.table)
    if table is None:
        return
    if table.kind == "foreign":
        raise UnsupportedError(f"{table.name} is a foreign table: its server has the indexes")
    if index.unique and table.partitioning:
        keys = set(index.columns)
        if not set(table.partitioning.columns) <= keys or "(" in table.partitioning.definition.partition("(")[2]:
            raise UnsupportedError(
                f"a unique index on {table.name} must have its partition key ({table.partitioning.definition})"
            )


def build(indexes: Iterable[Index], database: Database, new: set[Name] | None = None) -> Iterator[str | Statement]:
    """Statements that make those indexes, parents before children, each piece without blocking writes.

    The index of a partitioned table is made on it alone, and becomes valid when all partitions' are attached.
    ``new`` are the names to create; the others exist and are only attached. None: all.
    """
    for index in indexes:
        if new is None or index.name in new:
            if is_partitioned(index.table, database):
                yield create_index(index, only=True)
            else:
                yield alone(create_index(index, concurrently=True))
            yield from marks(index, database)
        if index.parent:
            yield f"ALTER INDEX {index.parent} ATTACH PARTITION {index.name}"


def marks(index: Index, database: Database) -> Iterator[str]:
    """What hangs on an index beside its definition: comment, CLUSTER ON, REPLICA IDENTITY."""
    kind = "MATERIALIZED VIEW" if database.view(index.table) else "TABLE"
    if index.comment is not None:
        yield f"COMMENT ON INDEX {index.name} IS {literal(index.comment)}"
    if index.clustered:
        yield f"ALTER {kind} {index.table} CLUSTER ON {quote(index.name.name)}"
    if index.replica_identity:
        yield f"ALTER TABLE ONLY {index.table} REPLICA IDENTITY USING INDEX {quote(index.name.name)}"


def is_partitioned(name: Name, database: Database) -> bool:
    """Whether that is a partitioned table."""
    table = database.table(name)
    return table is not None and table.kind == "partitioned"


def drop_index(index: Index, database: Database) -> str | Statement:
    """DROP INDEX CONCURRENTLY; a partitioned index can only be dropped with a short strong lock."""
    if is_partitioned(index.table, database):
        return f"DROP INDEX {index.name}"
    return alone(f"DROP INDEX CONCURRENTLY {index.name}")


@recipe.register
def _drop(change: DropIndex, database: Database) -> Rendered:
    index = find_index(database, change.index)
    if index.constraint:
        raise UnsupportedError(f"index {index.name} belongs to constraint {quote(index.constraint)}: drop that")
    if index.parent:
        raise UnsupportedError(f"index {index.name} is attached to {index.parent}: drop that")
    if index.replica_identity:
        raise UnsupportedError(
            f"index {index.name} is the replica identity of {index.table}", "set another REPLICA IDENTITY before"
        )
    if user := _needs(index, database):
        raise UnsupportedError(f"foreign key {user} needs unique index {index.name}")
    return rendered([drop_index(index, database)], build(attached(database, index.name), database))


def _needs(index: Index, database: Database) -> str | None:
    """The foreign key that points at the columns of a unique index and at no other."""
    table = database.table(index.table)
    if table is None or not index.unique or index.predicate:
        return None
    columns = {key.column for key in index.keys}
    others = (i for i in table.indexes if i.unique and not i.predicate and i.name != index.name)
    if any({key.column for key in other.keys} == columns for other in others):
        return None
    for user in database.referencing(index.table):
        for key in user.foreign_keys:
            if key.target == index.table and set(key.target_columns) == columns:
                return f"{quote(key.name)} of {user.name}"
    return None


@recipe.register
def _rebuild(change: RebuildIndex, database: Database) -> Rendered:
    """There is nothing to take back: the index is the same, but whole."""
    index = find_index(database, change.index)
    table = database.table(index.table)
    if table and any(exclusion.index == index.name for exclusion in table.exclusions):
        raise UnsupportedError(f"index {index.name} serves an exclusion constraint, which cannot be rebuilt online")
    if is_partitioned(index.table, database) and not index.valid:
        raise UnsupportedError(
            f"index {index.name} is invalid because partitions lack theirs", "create those and attach them"
        )
    whole = database.major >= REINDEX_PARTITIONED or not is_partitioned(index.table, database)
    parts = [one for one in attached(database, index.name) if not is_partitioned(one.table, database)]
    return rendered([alone(f"REINDEX INDEX CONCURRENTLY {one.name}") for one in ([index] if whole else parts)], [])


def find_index(database: Database, name: Name) -> Index:
    """The index of that name. Raises UnsupportedError where there is none."""
    index = database.index(name)
    if index is None:
        raise UnsupportedError(f"there is no index {name}")
    return index
