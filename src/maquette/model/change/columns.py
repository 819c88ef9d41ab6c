"""Changes of columns, sequences and storage."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from ..names import Name
from .base import Change, TableChange

if TYPE_CHECKING:
    from ..database import Database, Sequence
    from ..table import Table


MAXIMA = {"smallint": 2**15 - 1, "integer": 2**31 - 1, "bigint": 2**63 - 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class AlterColumnType(TableChange):
    """Change a column's type; ``using`` converts the old value where an assignment cast does not.

    ``length`` and ``alignment`` are pg_type's for the new type.
    """

    column: str
    type: str
    using: str | None = None
    length: int = -1
    alignment: Literal["c", "s", "i", "d"] = "i"

    def apply(self, database: Database) -> Database:
        table = database.table(self.table)
        old = table.column(self.column) if table else None
        below = (heir.name for heir in database.descendants(self.table))
        database = database.change_tables((self.table, *below), self.alter)
        if old is None or not old.identity:
            return database
        # The sequence of an identity column follows its type, and its end with it where that was the type's.
        owned = (s for s in database.sequences if s.identity and s.owned_by == (self.table, self.column))
        for sequence in tuple(owned):
            end = MAXIMA.get(self.type) if sequence.maximum == MAXIMA.get(sequence.type) else None
            wider = replace(sequence, type=self.type, maximum=end or sequence.maximum)
            database = database.change_sequence(sequence.name, lambda _, wider=wider: wider)  # type: ignore[misc]
        return database

    def alter(self, table: Table) -> Table:
        new = {"type": self.type, "base": self.type.partition("(")[0], "length": self.length, "kind": "base"}
        columns = tuple(
            replace(c, alignment=self.alignment, **new) if c.name == self.column else c  # type: ignore[arg-type]
            for c in table.columns
        )
        return replace(table, columns=columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddIdentity(TableChange):
    """Turn a serial column into an identity column that goes on where its sequence stands."""

    column: str
    sequence: Name

    def apply(self, database: Database) -> Database:
        table = database.table(self.table)
        column = table.column(self.column) if table else None
        database = database.change_table(self.table, self.alter)
        return database.change_sequence(self.sequence, lambda s: _identity(s, column.type if column else s.type))

    def alter(self, table: Table) -> Table:
        columns = tuple(
            replace(c, default=None, identity="by default") if c.name == self.column else c for c in table.columns
        )
        return replace(table, columns=columns)


def _identity(sequence: Sequence, kind: str) -> Sequence:
    """The sequence as an identity column has it: of the column's type, and nobody's but the column's."""
    maximum = min(sequence.maximum, MAXIMA.get(kind, sequence.maximum))
    return replace(sequence, identity=True, type=kind, maximum=maximum, grants=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlterSequenceType(Change):
    """Widen a sequence's type, and its maximum with it."""

    sequence: Name
    type: str = "bigint"
    maximum: int = 9223372036854775807

    def apply(self, database: Database) -> Database:
        return database.change_sequence(
            self.sequence, lambda sequence: replace(sequence, type=self.type, maximum=self.maximum)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SetLogged(TableChange):
    """Make an unlogged table permanent (rewrites it), and since version 15 the sequences that it owns."""

    def apply(self, database: Database) -> Database:
        database = database.change_table(self.table, self.alter)
        if database.major < 15:
            return database
        sequences = tuple(
            replace(s, persistence="permanent") if s.owned_by and s.owned_by[0] == self.table else s
            for s in database.sequences
        )
        return replace(database, sequences=sequences)

    def alter(self, table: Table) -> Table:
        return replace(table, persistence="permanent")


@dataclass(frozen=True, slots=True, kw_only=True)
class SetStorageParameter(TableChange):
    """Set a storage parameter of a table; None resets it."""

    parameter: str
    value: str | None

    def alter(self, table: Table) -> Table:
        kept = tuple(option for option in table.options if not option.startswith(self.parameter + "="))
        added = () if self.value is None else (f"{self.parameter}={self.value}",)
        return replace(table, options=kept + added)


@dataclass(frozen=True, slots=True, kw_only=True)
class EnableTrigger(TableChange):
    """Enable a trigger that was disabled."""

    trigger: str

    def alter(self, table: Table) -> Table:
        triggers = tuple(replace(t, enabled="origin") if t.name == self.trigger else t for t in table.triggers)
        return replace(table, triggers=triggers)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetReplicaIdentity(TableChange):
    """Set which columns identify a row for logical replication."""

    identity: Literal["default", "full"]

    def alter(self, table: Table) -> Table:
        indexes = tuple(replace(index, replica_identity=False) for index in table.indexes)
        return replace(table, replica_identity=self.identity, indexes=indexes)
