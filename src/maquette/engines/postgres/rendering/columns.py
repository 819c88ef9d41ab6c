"""Recipes for columns, sequences, storage and triggers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ....model.change import (
    AddIdentity,
    AlterColumnType,
    AlterSequenceType,
    EnableTrigger,
    SetLogged,
    SetReplicaIdentity,
    SetStorageParameter,
)
from ....model.change.base import free_name
from ....model.database import Database, Sequence
from ....model.dependents import is_partition_key, readers
from ....model.errors import UnsupportedError
from ....model.names import Name, literal, quote
from ....model.table import Column, Table
from ...base import Rendered
from ..clauses import options_list
from ..schema.grants import grant_statements
from ..schema.tables import sequence_options
from ..schema.views import trigger_state
from .recipe import atomically, find_table, recipe, rendered

# Changes of type that keep the rows as they are stored (the manual, ALTER TABLE, Notes).
KEPT_AS_TEXT = ("text", "character varying")
MODIFIED = re.compile(r"(?P<base>[a-z ]+?)\((?P<first>\d+)(?:,(?P<second>-?\d+))?\)(?P<zone>.*)")


@recipe.register
def _alter_type(change: AlterColumnType, database: Database) -> Rendered:
    table = find_table(database, change.table)
    column = find_column(table, change.column)
    reason = next(_blockers(table, column, database), None)
    if reason:
        raise UnsupportedError(
            f"{table.name}.{quote(column.name)} cannot change its type: {reason}",
            "drop what depends on it, change the type, and create it again",
        )
    alter = f"ALTER TABLE {table.name} ALTER COLUMN {quote(column.name)} TYPE"
    using = f" USING {change.using}" if change.using else ""
    note = " /* rewrites the table */" if rewrites(column.type, change.type) else ""
    collate = f" COLLATE {column.collation}" if column.collation else ""
    back = f"{alter} {column.type}{collate} USING {quote(column.name)}::{column.type}"
    keep = collate if change.type.partition("(")[0] in KEPT_AS_TEXT else ""
    return rendered([f"{alter} {change.type}{keep}{using}{note}"], [back])


def rewrites(old: str, new: str) -> bool:
    """Whether that change of type writes the whole table anew under an ACCESS EXCLUSIVE lock.

    A wider or no limit of varchar, varbit, numeric, timestamp, timestamptz and time keeps the rows; so does varchar
    to text and cidr to inet.
    """
    before, after = _parsed(old), _parsed(new)
    if old == new or (old, new) == ("cidr", "inet"):
        return False
    if before[0] in KEPT_AS_TEXT and after[0] in KEPT_AS_TEXT:
        return after[1] is not None and (before[1] is None or before[1] > after[1])
    limited = ("bit varying", "numeric", "timestamp without time zone", "timestamp with time zone",
               "time without time zone", "time with time zone", "interval")  # fmt: skip
    if before[0] != after[0] or before[0] not in limited:
        return True
    if after[1] is None:
        return False
    return before[1] is None or before[1] > after[1] or before[2] != after[2]


def _parsed(text: str) -> tuple[str, int | None, int | None]:
    found = MODIFIED.fullmatch(text)
    if found is None:
        return text, None, None
    return found["base"] + found["zone"], int(found["first"]), int(found["second"]) if found["second"] else None


def _blockers(table: Table, column: Column, database: Database) -> Iterator[str]:
    """Why the server refuses another type, from what the model knows of the column's dependents."""
    if not column.local:
        yield "it comes from a parent table"
    if is_partition_key(table, column):
        yield "it is part of the partition key"
    for reader in readers(database, table, column):
        yield f"{reader} reads it"


@recipe.register
def _add_identity(change: AddIdentity, database: Database) -> Rendered:
    """The sequence is made anew under its own name, in one statement that keeps writers out of the gap."""
    table = find_table(database, change.table)
    column = find_column(table, change.column)
    old = find_sequence(database, change.sequence)
    if not column.not_null:
        raise UnsupportedError(f"{table.name}.{quote(column.name)} may be null, so it cannot be an identity column")
    if table.kind != "table" or table.partition_of:
        raise UnsupportedError(f"{table.name} is partitioned or a partition: its default is every partition's own")
    for other, held in database.drawing_from(old.name):
        if (other, held) != (table.name, column.name):
            raise UnsupportedError(f"{other}.{quote(held)} takes its values from {old.name} too")
    after = change.apply(database)
    new = find_sequence(after, change.sequence)
    aside = free_name(database, Name(old.name.schema, f"{old.name.name[:50]}_before"))
    alter = f"ALTER TABLE {table.name} ALTER COLUMN {quote(column.name)}"
    go_on = f"PERFORM setval({literal(str(old.name))}, last_value, is_called) FROM {aside}"
    forward = atomically(
        f"{alter} DROP DEFAULT",
        f"ALTER SEQUENCE {old.name} OWNED BY NONE",
        f"ALTER SEQUENCE {old.name} RENAME TO {quote(aside.name)}",
        f"{alter} ADD GENERATED BY DEFAULT AS IDENTITY (SEQUENCE NAME {old.name} {sequence_options(new)})",
        go_on,
        f"DROP SEQUENCE {aside}",
        *_comment(old),
    )
    owned = f"{old.owned_by[0]}.{quote(old.owned_by[1])}" if old.owned_by else "NONE"
    grants = (s for grant in old.grants or () if grant.grantee != old.owner
              for s in grant_statements(grant, f"SEQUENCE {old.name}"))  # fmt: skip
    back = atomically(
        f"ALTER SEQUENCE {old.name} RENAME TO {quote(aside.name)}",
        f"CREATE SEQUENCE {old.name} AS {old.type} {sequence_options(old)}",
        go_on,
        f"{alter} DROP IDENTITY",
        f"{alter} SET DEFAULT {column.default or f'nextval({literal(str(old.name))}::regclass)'}",
        f"ALTER SEQUENCE {old.name} OWNED BY {owned}",
        *grants,
        *_comment(old),
    )
    return rendered([forward], [back])


def _comment(sequence: Sequence) -> Iterator[str]:
    if sequence.comment is not None:
        yield f"COMMENT ON SEQUENCE {sequence.name} IS {literal(sequence.comment)}"


@recipe.register
def _alter_sequence(change: AlterSequenceType, database: Database) -> Rendered:
    old = find_sequence(database, change.sequence)
    statements = (
        f"ALTER SEQUENCE {old.name} AS {kind} MAXVALUE {maximum}"
        for kind, maximum in ((change.type, change.maximum), (old.type, old.maximum))
    )
    forward, back = statements
    return rendered([forward], [back])


@recipe.register
def _set_logged(change: SetLogged, database: Database) -> Rendered:
    table = find_table(database, change.table)
    if table.kind == "partitioned":
        raise UnsupportedError(f"{table.name} is partitioned and holds no rows: set its partitions LOGGED")
    for key in table.foreign_keys:
        target = database.table(key.target)
        if target and target.persistence == "unlogged" and target.name != table.name:
            raise UnsupportedError(f"{table.name} references {target.name}, which is unlogged: set that LOGGED before")
    note = " /* rewrites the table */"
    return rendered([f"ALTER TABLE {table.name} SET LOGGED{note}"], [f"ALTER TABLE {table.name} SET UNLOGGED{note}"])


@recipe.register
def _set_storage_parameter(change: SetStorageParameter, database: Database) -> Rendered:
    table = find_table(database, change.table)
    if table.kind != "table":
        raise UnsupportedError(f"{table.name} is {table.kind}: it has no storage to set {change.parameter} for")
    known = next((o.partition("=")[2] for o in table.options if o.startswith(change.parameter + "=")), None)
    return rendered(
        [_parameter(table.name, change.parameter, change.value)], [_parameter(table.name, change.parameter, known)]
    )


def _parameter(table: Name, parameter: str, value: str | None) -> str:
    if value is None:
        return f"ALTER TABLE {table} RESET ({options_list([parameter])})"
    return f"ALTER TABLE {table} SET ({options_list([f'{parameter}={value}'])})"


@recipe.register
def _enable_trigger(change: EnableTrigger, database: Database) -> Rendered:
    table = find_table(database, change.table)
    trigger = next((trigger for trigger in table.triggers if trigger.name == change.trigger), None)
    if trigger is None:
        raise UnsupportedError(f"{table.name} has no trigger {quote(change.trigger)}")
    return rendered([trigger_state(table, replace(trigger, enabled="origin"))], [trigger_state(table, trigger)])


@recipe.register
def _set_replica_identity(change: SetReplicaIdentity, database: Database) -> Rendered:
    table = find_table(database, change.table)
    index = next((index.name.name for index in table.indexes if index.replica_identity), None)
    old = f"USING INDEX {quote(index)}" if index else table.replica_identity.upper()
    head = f"ALTER TABLE ONLY {table.name} REPLICA IDENTITY"
    return rendered([f"{head} {change.identity.upper()}"], [f"{head} {old}"])


def find_column(table: Table, name: str) -> Column:
    """The column of that name. Raises UnsupportedError where there is none."""
    column = table.column(name)
    if column is None:
        raise UnsupportedError(f"{table.name} has no column {quote(name)}")
    return column


def find_sequence(database: Database, name: Name) -> Sequence:
    """The sequence of that name. Raises UnsupportedError where there is none."""
    found = database.sequence(name)
    if found is None:
        raise UnsupportedError(f"there is no sequence {name}")
    return found
