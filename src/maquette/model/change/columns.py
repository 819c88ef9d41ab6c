"""Changes of columns, sequences and storage."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from ..names import Name
from .base import Change, TableChange

if TYPE_CHECKING:
    from ..database import Database
    from ..table import Table


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
        database = database.change_table(self.table, self.alter)
        sequences = tuple(replace(s, identity=True) if s.name == self.sequence else s for s in database.sequences)
        return replace(database, sequences=sequences)

    def alter(self, table: Table) -> Table:
        columns = tuple(
            replace(c, default=None, identity="by default") if c.name == self.column else c for c in table.columns
        )
        return replace(table, columns=columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlterSequenceType(Change):
    """Widen a sequence's type, and its maximum with it."""

    sequence: Name
    type: str = "bigint"
    maximum: int = 9223372036854775807

    def apply(self, database: Database) -> Database:
        wider = {"type": self.type, "maximum": self.maximum}
        sequences = tuple(
            replace(s, **wider) if s.name == self.sequence else s  # type: ignore[arg-type]
            for s in database.sequences
        )
        return replace(database, sequences=sequences)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetLogged(TableChange):
    """Make an unlogged table permanent (rewrites it)."""

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
        return replace(table, replica_identity=self.identity)
