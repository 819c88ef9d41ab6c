"""Changes of constraints."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from ..constraint import Action, Check, Constraint, ForeignKey, Key
from ..index import Index, IndexKey
from ..names import Name, quote
from .base import TableChange, index_name

if TYPE_CHECKING:
    from ..table import Table

C = TypeVar("C", bound=Constraint)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddForeignKey(TableChange):
    """Add a foreign key: NOT VALID first, then VALIDATE."""

    columns: tuple[str, ...]
    target: Name
    target_columns: tuple[str, ...]
    on_delete: Action = "no action"
    name: str = ""

    @property
    def key(self) -> ForeignKey:
        """The foreign key as it will be."""
        own, other = (", ".join(quote(c) for c in columns) for columns in (self.columns, self.target_columns))
        tail = "" if self.on_delete == "no action" else f" ON DELETE {self.on_delete.upper()}"
        return ForeignKey(
            name=self.name or index_name(self.table, self.columns, "fkey"), columns=self.columns, target=self.target,
            target_columns=self.target_columns, on_delete=self.on_delete,
            definition=f"FOREIGN KEY ({own}) REFERENCES {self.target}({other}){tail}",
        )  # fmt: skip

    def alter(self, table: Table) -> Table:
        return replace(table, foreign_keys=(*table.foreign_keys, self.key))

    @property
    def tables(self) -> tuple[Name, ...]:
        return (self.table, self.target)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddKey(TableChange):
    """Add a primary key or unique constraint: the index concurrently first, then the constraint USING INDEX."""

    columns: tuple[str, ...]
    primary: bool = False
    nulls_not_distinct: bool = False
    name: str = ""

    @property
    def key(self) -> Key:
        """The key as it will be."""
        parts = () if self.primary else self.columns
        name = self.name or index_name(self.table, parts, "pkey" if self.primary else "key")
        kind = "PRIMARY KEY" if self.primary else "UNIQUE" + " NULLS NOT DISTINCT" * self.nulls_not_distinct
        return Key(
            name=name, columns=self.columns, index=Name(self.table.schema, name), primary=self.primary,
            nulls_not_distinct=self.nulls_not_distinct,
            definition=f"{kind} ({', '.join(quote(column) for column in self.columns)})",
        )  # fmt: skip

    @property
    def index(self) -> Index:
        """The index that will enforce it."""
        return Index(
            name=self.key.index, table=self.table, keys=tuple(IndexKey(column=column) for column in self.columns),
            unique=True, primary=self.primary, constraint=self.key.name, nulls_not_distinct=self.nulls_not_distinct,
        )  # fmt: skip

    def alter(self, table: Table) -> Table:
        table = replace(table, indexes=(*table.indexes, self.index))
        if not self.primary:
            return replace(table, unique_keys=(*table.unique_keys, self.key))
        named = set(self.columns)
        columns = tuple(replace(c, not_null=True) if c.name in named else c for c in table.columns)
        return replace(table, primary_key=self.key, columns=columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddCheck(TableChange):
    """Add a CHECK constraint: NOT VALID first, then VALIDATE."""

    name: str
    expression: str
    columns: tuple[str, ...] = ()

    @property
    def check(self) -> Check:
        """The constraint as it will be."""
        definition = f"CHECK ({self.expression})"
        return Check(name=self.name, expression=self.expression, columns=self.columns, definition=definition)

    def alter(self, table: Table) -> Table:
        return replace(table, checks=(*table.checks, self.check))


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidateConstraint(TableChange):
    """Validate a constraint that was added NOT VALID."""

    constraint: str

    def alter(self, table: Table) -> Table:
        return replace(
            table,
            foreign_keys=_with(table.foreign_keys, self.constraint, validated=True),
            checks=_with(table.checks, self.constraint, validated=True),
            not_nulls=_with(table.not_nulls, self.constraint, validated=True),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DropConstraint(TableChange):
    """Drop a constraint, and the index that it owns."""

    constraint: str

    def alter(self, table: Table) -> Table:
        primary = table.primary_key
        return replace(
            table,
            primary_key=None if primary and primary.name == self.constraint else primary,
            unique_keys=_without(table.unique_keys, self.constraint),
            foreign_keys=_without(table.foreign_keys, self.constraint),
            checks=_without(table.checks, self.constraint),
            exclusions=_without(table.exclusions, self.constraint),
            not_nulls=_without(table.not_nulls, self.constraint),
            indexes=tuple(index for index in table.indexes if index.constraint != self.constraint),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SetNotNull(TableChange):
    """Make a column NOT NULL by way of a validated CHECK, so that no scan holds a strong lock."""

    column: str

    def alter(self, table: Table) -> Table:
        columns = tuple(replace(c, not_null=True) if c.name == self.column else c for c in table.columns)
        return replace(table, columns=columns)


def _with(constraints: tuple[C, ...], name: str, *, validated: bool) -> tuple[C, ...]:
    return tuple(replace(c, validated=validated) if c.name == name else c for c in constraints)


def _without(constraints: tuple[C, ...], name: str) -> tuple[C, ...]:
    return tuple(c for c in constraints if c.name != name)
