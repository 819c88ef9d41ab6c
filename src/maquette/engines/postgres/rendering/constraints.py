"""Recipes for constraints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ....model.change import AddCheck, AddForeignKey, AddKey, DropConstraint, SetNotNull, ValidateConstraint
from ....model.change.base import free_constraint
from ....model.change.constraints import NAMED_NOT_NULL, not_null_name
from ....model.change.indexes import attached
from ....model.constraint import Constraint, Exclusion, ForeignKey, Key
from ....model.database import Database
from ....model.errors import UnsupportedError
from ....model.evidence import Statement
from ....model.index import Index
from ....model.names import Name, literal, quote
from ....model.table import Table
from ...base import Rendered
from ..clauses import create_index
from .indexes import is_partitioned, marks
from .recipe import alone, find_table, need, recipe, rendered

UNVALIDATED_ON_PARTITIONED = 18  # since this version a partitioned table takes a foreign key NOT VALID


def drop(table: Name, name: str) -> str:
    """ALTER TABLE … DROP CONSTRAINT."""
    return f"ALTER TABLE {table} DROP CONSTRAINT {quote(name)}"


def add(table: Name, constraint: Constraint) -> Iterator[str]:
    """Add a check, a foreign key or NOT NULL without a scan, then validate it."""
    definition = constraint.definition.removesuffix(" NOT VALID")
    head = f"ALTER TABLE {table} ADD CONSTRAINT {quote(constraint.name)} {definition}"
    if not constraint.enforced:
        yield head
    else:
        yield f"{head} NOT VALID"
        if constraint.validated:
            yield validate(table, constraint.name)


def validate(table: Name, name: str) -> str:
    """ALTER TABLE … VALIDATE CONSTRAINT."""
    return f"ALTER TABLE {table} VALIDATE CONSTRAINT {quote(name)}"


@recipe.register
def _add_foreign_key(change: AddForeignKey, database: Database) -> Rendered:
    find_table(database, change.table)
    target = find_table(database, change.target)
    keys = [key.columns for key in target.keys] + [index.columns for index in target.indexes if index.unique]
    if not any(set(columns) == set(change.target_columns) for columns in keys):
        columns = ", ".join(change.target_columns)
        raise UnsupportedError(f"{change.target} has no unique key of ({columns}) that a foreign key could point at")
    key = change.key_in(database)
    return rendered(add_foreign_key(change.table, key, database), [drop(change.table, key.name)])


def add_foreign_key(table: Name, key: ForeignKey, database: Database) -> Iterator[str]:
    """Add a foreign key. Where a partitioned table takes none NOT VALID, its partitions get theirs first, which are
    taken over without another scan when the table gets its own."""
    piecewise = is_partitioned(table, database) and database.major < UNVALIDATED_ON_PARTITIONED
    if not piecewise or not key.enforced:
        yield from add(table, key)
        return
    for partition in database.descendants(table):
        if partition.kind != "partitioned":
            yield from add(partition.name, key)
    yield f"ALTER TABLE {table} ADD CONSTRAINT {quote(key.name)} {key.definition}"


@recipe.register
def _add_check(change: AddCheck, database: Database) -> Rendered:
    find_table(database, change.table)
    check = change.check_in(database)
    return rendered(add(change.table, check), [drop(change.table, check.name)])


@recipe.register
def _set_not_null(change: SetNotNull, database: Database) -> Rendered:
    table = find_table(database, change.table)
    column = quote(change.column)
    made = change.constraint_in(database)
    if made:
        return rendered(add(table.name, made), [f"ALTER TABLE {table.name} DROP CONSTRAINT {quote(made.name)}"])
    name = quote(free_constraint(table, not_null_name(table.name, change.column)))
    alter = f"ALTER COLUMN {column}"
    statements = (
        f"ALTER TABLE {table.name} ADD CONSTRAINT {name} CHECK ({column} IS NOT NULL) NOT VALID",
        f"ALTER TABLE {table.name} VALIDATE CONSTRAINT {name}",
        f"ALTER TABLE {table.name} {alter} SET NOT NULL",
        f"ALTER TABLE {table.name} DROP CONSTRAINT {name}",
    )
    undo = [f"ALTER TABLE {table.name} {alter} DROP NOT NULL"]
    for heir in database.descendants(table.name):  # those that had it before lose it too
        known = heir.column(change.column)
        if known and known.not_null:
            undo.append(f"ALTER TABLE {heir.name} {alter} SET NOT NULL")
    return rendered(statements, undo)


@recipe.register
def _add_key(change: AddKey, database: Database) -> Rendered:
    table = find_table(database, change.table)
    if change.primary and table.primary_key:
        raise UnsupportedError(f"{table.name} has a primary key already: {quote(table.primary_key.name)}")
    if table.kind == "foreign":
        raise UnsupportedError(f"{table.name} is a foreign table, which has no keys")
    if table.partitioning and not set(table.partitioning.columns) <= set(change.columns):
        raise UnsupportedError(f"a key of {table.name} must have its partition key ({table.partitioning.definition})")
    if change.nulls_not_distinct:
        need(15, "NULLS NOT DISTINCT", database)
    needed = [recipe(not_null, database) for not_null in change.not_nulls(database)]
    statements = [statement for made in needed for statement in made.statements]
    undo = [statement for made in needed for statement in made.undo]
    for not_null in change.not_nulls(database) if database.major >= NAMED_NOT_NULL else ():
        # A key made USING INDEX has made NOT NULL each partition's own, so it stays when the parent's goes.
        undo += [
            Statement(sql=f"ALTER TABLE {heir.name} ALTER COLUMN {quote(not_null.column)} DROP NOT NULL")
            for heir in database.descendants(table.name)
            if (known := heir.column(not_null.column)) and not known.not_null
        ]
    keys = change.cascade(database)
    return rendered([*statements, *add_key(keys, database)], [drop(table.name, keys[0][0].name), *undo])


def add_key(keys: Iterable[tuple[Key, Index]], database: Database) -> Iterator[str | Statement]:
    """Make the indexes CONCURRENTLY and the keys USING INDEX, a partitioned table's from those of its partitions."""
    for key, index in keys:
        name = quote(key.name)
        if is_partitioned(index.table, database):
            yield f"ALTER TABLE ONLY {index.table} ADD CONSTRAINT {name} {key.definition}"
        elif key.without_overlaps:
            yield f"ALTER TABLE {index.table} ADD CONSTRAINT {name} {key.definition}"
        else:
            kind = "PRIMARY KEY" if key.primary else "UNIQUE"
            tail = " DEFERRABLE" * key.deferrable + " INITIALLY DEFERRED" * key.deferred
            yield alone(create_index(index, concurrently=True))
            yield f"ALTER TABLE {index.table} ADD CONSTRAINT {name} {kind} USING INDEX {quote(index.name.name)}{tail}"
        yield from marks(index, database)
        if index.parent:
            yield f"ALTER INDEX {index.parent} ATTACH PARTITION {index.name}"


@recipe.register
def _validate(change: ValidateConstraint, database: Database) -> Rendered:
    """A constraint cannot be made unvalidated again, but it can be put anew in one statement."""
    table = find_table(database, change.table)
    constraint = find_constraint(table, change.constraint)
    name = quote(constraint.name)
    undo = f"ALTER TABLE {table.name} DROP CONSTRAINT {name}, ADD CONSTRAINT {name} {constraint.definition}"
    return rendered([validate(table.name, constraint.name)], [] if constraint.validated else [undo])


@recipe.register
def _drop(change: DropConstraint, database: Database) -> Rendered:
    table = find_table(database, change.table)
    constraint = find_constraint(table, change.constraint)
    if constraint.inherited:
        raise UnsupportedError(f"constraint {quote(constraint.name)} of {table.name} comes from its parent: drop that")
    if isinstance(constraint, Key) and (user := _user(table, constraint, database)):
        raise UnsupportedError(f"foreign key {user} needs {quote(constraint.name)} of {table.name}")
    undo = list(_add_again(table, constraint, database))
    if constraint.comment is not None:
        undo.append(f"COMMENT ON CONSTRAINT {quote(constraint.name)} ON {table.name} IS {literal(constraint.comment)}")
    return rendered([drop(table.name, constraint.name)], undo)


def _add_again(table: Table, constraint: Constraint, database: Database) -> Iterator[str | Statement]:
    if isinstance(constraint, Key):
        yield from add_key(_held(constraint, database), database)
    elif isinstance(constraint, Exclusion):
        yield f"ALTER TABLE {table.name} ADD CONSTRAINT {quote(constraint.name)} {constraint.definition}"
    elif isinstance(constraint, ForeignKey):
        yield from add_foreign_key(table.name, constraint, database)
    else:
        yield from add(table.name, constraint)


def _held(key: Key, database: Database) -> Iterator[tuple[Key, Index]]:
    """The key with its index, and those of partitions that are attached to it."""
    for index in attached(database, key.index):
        holder = find_table(database, index.table)
        yield next((own, index) for own in holder.keys if own.index == index.name)


def _user(table: Table, key: Key, database: Database) -> str | None:
    others = [index for index in table.indexes if index.unique and not index.predicate and index.name != key.index]
    if any(set(index.columns) == set(key.columns) for index in others):
        return None
    for user in database.referencing(table.name):
        for held in user.foreign_keys:
            if held.target == table.name and set(held.target_columns) == set(key.columns) and not held.inherited:
                return f"{quote(held.name)} of {user.name}"
    return None


def find_constraint(table: Table, name: str) -> Constraint:
    """The constraint of that name. Raises UnsupportedError where there is none."""
    found = next((constraint for constraint in table.constraints if constraint.name == name), None)
    if found is None:
        raise UnsupportedError(f"{table.name} has no constraint {quote(name)}")
    return found
