"""Changes of constraints."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from ..constraint import Action, Check, Constraint, ForeignKey, Key, NotNull
from ..index import Index, IndexKey
from ..names import Name, quote
from .base import TableChange, cut, free_constraint, free_name, index_name
from .indexes import attached

if TYPE_CHECKING:
    from ..database import Database
    from ..table import Table

C = TypeVar("C", bound=Constraint)
NAMED_NOT_NULL = 18  # since this version NOT NULL is a constraint with a name


@dataclass(frozen=True, slots=True, kw_only=True)
class AddForeignKey(TableChange):
    """Add a foreign key: NOT VALID first, then VALIDATE. A name that is taken gets a number."""

    columns: tuple[str, ...]
    target: Name
    target_columns: tuple[str, ...]
    on_delete: Action = "no action"
    on_delete_columns: tuple[str, ...] = ()  # those that SET NULL and SET DEFAULT set; all, unless given
    on_update: Action = "no action"
    deferred: bool = False  # checked at the end of the transaction
    name: str = ""

    @property
    def key(self) -> ForeignKey:
        """The foreign key as it will be, were its name free."""
        own, other = (", ".join(quote(c) for c in columns) for columns in (self.columns, self.target_columns))
        tail = "" if self.on_update == "no action" else f" ON UPDATE {self.on_update.upper()}"
        tail += "" if self.on_delete == "no action" else f" ON DELETE {self.on_delete.upper()}"
        tail += f" ({', '.join(map(quote, self.on_delete_columns))})" if self.on_delete_columns else ""
        tail += " DEFERRABLE INITIALLY DEFERRED" * self.deferred
        return ForeignKey(
            name=self.name or index_name(self.table, self.columns, "fkey"), columns=self.columns, target=self.target,
            target_columns=self.target_columns, on_delete=self.on_delete, on_update=self.on_update,
            deferrable=self.deferred, deferred=self.deferred,
            definition=f"FOREIGN KEY ({own}) REFERENCES {self.target}({other}){tail}",
        )  # fmt: skip

    def key_in(self, database: Database) -> ForeignKey:
        """The foreign key with a name that is free there."""
        return _named(database, self.table, self.key)

    def apply(self, database: Database) -> Database:
        key = self.key_in(database)
        database = database.change_table(self.table, lambda t: replace(t, foreign_keys=(*t.foreign_keys, key)))
        inherited = replace(key, inherited=True)
        return database.change_tables(
            _all_partitions(database, self.table), lambda t: replace(t, foreign_keys=(*t.foreign_keys, inherited))
        )

    @property
    def tables(self) -> tuple[Name, ...]:
        return (self.table, self.target)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddKey(TableChange):
    """Add a primary key or unique constraint: the index concurrently first, then the constraint USING INDEX.

    Columns of a primary key that may be null are made NOT NULL before.
    """

    columns: tuple[str, ...]
    primary: bool = False
    nulls_not_distinct: bool = False
    name: str = ""

    @property
    def key(self) -> Key:
        """The key as it will be, were its name free."""
        return self.key_of(self.table, self.name)

    def key_of(self, table: Name, name: str = "") -> Key:
        """The same key on that table."""
        parts = () if self.primary else self.columns
        name = name or index_name(table, parts, "pkey" if self.primary else "key")
        kind = "PRIMARY KEY" if self.primary else "UNIQUE" + " NULLS NOT DISTINCT" * self.nulls_not_distinct
        return Key(
            name=name, columns=self.columns, index=Name(table.schema, name), primary=self.primary,
            nulls_not_distinct=self.nulls_not_distinct,
            definition=f"{kind} ({', '.join(quote(column) for column in self.columns)})",
        )  # fmt: skip

    @property
    def index(self) -> Index:
        """The index that will enforce it."""
        return index_of(self.table, self.key)

    def cascade(self, database: Database) -> tuple[tuple[Key, Index], ...]:
        """The key with its index, and on a partitioned table those of all its partitions, each after its parent's."""
        made: list[tuple[Key, Index]] = []
        taken: set[Name] = set()

        def make(key: Key, table: Name, parent: Name | None) -> None:
            index = free_name(database, key.index, taken)
            key = replace(key, name=index.name, index=index, inherited=parent is not None)
            taken.add(index)
            made.append((key, replace(index_of(table, key), parent=parent)))

        make(self.key, self.table, None)
        for _, index in made:  # grows while it is walked
            for partition in database.partitions(index.table):
                make(self.key_of(partition.name), partition.name, index.name)
        return tuple(made)

    def not_nulls(self, database: Database) -> tuple[SetNotNull, ...]:
        """What a primary key needs before."""
        table = database.table(self.table)
        if table is None or not self.primary:
            return ()
        nullable = (c.name for c in table.columns if c.name in self.columns and not c.not_null)
        return tuple(SetNotNull(table=self.table, column=column) for column in nullable)

    def apply(self, database: Database) -> Database:
        for change in self.not_nulls(database):
            database = change.apply(database)
        made = {index.table: (key, index) for key, index in self.cascade(database)}
        return database.change_tables(made, lambda table: _with_key(table, *made[table.name]))


def index_of(table: Name, key: Key) -> Index:
    """The index that enforces a key."""
    return Index(
        name=key.index, table=table, keys=tuple(IndexKey(column=column) for column in key.columns),
        unique=True, primary=key.primary, constraint=key.name, nulls_not_distinct=key.nulls_not_distinct,
    )  # fmt: skip


def _with_key(table: Table, key: Key, index: Index) -> Table:
    table = replace(table, indexes=(*table.indexes, index))
    if key.primary:
        return replace(table, primary_key=key)
    return replace(table, unique_keys=(*table.unique_keys, key))


@dataclass(frozen=True, slots=True, kw_only=True)
class AddCheck(TableChange):
    """Add a CHECK constraint: NOT VALID first, then VALIDATE. A name that is taken gets a number."""

    name: str
    expression: str
    columns: tuple[str, ...] = ()

    @property
    def check(self) -> Check:
        """The constraint as it will be, were its name free."""
        definition = f"CHECK ({self.expression})"
        return Check(name=self.name, expression=self.expression, columns=self.columns, definition=definition)

    def check_in(self, database: Database) -> Check:
        """The constraint with a name that is free there."""
        return _named(database, self.table, self.check)

    def apply(self, database: Database) -> Database:
        check = self.check_in(database)
        inherited = replace(check, inherited=True)
        below = tuple(table.name for table in database.descendants(self.table))
        database = database.change_table(self.table, lambda t: replace(t, checks=(*t.checks, check)))
        return database.change_tables(below, lambda t: replace(t, checks=(*t.checks, inherited)))


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidateConstraint(TableChange):
    """Validate a constraint that was added NOT VALID."""

    constraint: str

    def apply(self, database: Database) -> Database:
        below = (table.name for table in database.descendants(self.table))
        return database.change_tables((self.table, *below), self.alter)

    def alter(self, table: Table) -> Table:
        return replace(
            table,
            foreign_keys=_valid(table.foreign_keys, self.constraint),
            checks=_valid(table.checks, self.constraint),
            not_nulls=_valid(table.not_nulls, self.constraint),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DropConstraint(TableChange):
    """Drop a constraint, the index that it owns, and what partitions and inheriting tables have from it."""

    constraint: str

    def apply(self, database: Database) -> Database:
        holder = database.table(self.table)
        if holder is None:
            return database
        indexes = {
            index.name
            for owned in holder.indexes
            if owned.constraint == self.constraint
            for index in attached(database, owned.name)
        }
        lost = [constraint for constraint in holder.constraints if constraint.name == self.constraint]
        below = [table.name for table in database.descendants(self.table)]
        database = database.change_table(self.table, self.alter)
        return database.change_tables(below, lambda table: _without_inherited(table, lost, indexes))

    def alter(self, table: Table) -> Table:
        columns = {c.column for c in table.not_nulls if c.name == self.constraint}
        return replace(
            table,
            columns=tuple(replace(c, not_null=False) if c.name in columns else c for c in table.columns),
            primary_key=None if table.primary_key and table.primary_key.name == self.constraint else table.primary_key,
            unique_keys=_without(table.unique_keys, self.constraint),
            foreign_keys=_without(table.foreign_keys, self.constraint),
            checks=_without(table.checks, self.constraint),
            exclusions=_without(table.exclusions, self.constraint),
            not_nulls=_without(table.not_nulls, self.constraint),
            indexes=tuple(index for index in table.indexes if index.constraint != self.constraint),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SetNotNull(TableChange):
    """Make a column NOT NULL by way of a constraint that is validated apart, so that no scan holds a strong lock."""

    column: str

    def constraint_in(self, database: Database) -> NotNull | None:
        """The named constraint that it is since version 18; None before."""
        table = database.table(self.table)
        if database.major < NAMED_NOT_NULL or table is None:
            return None
        name = free_constraint(table, not_null_name(self.table, self.column))
        return NotNull(name=name, definition=f"NOT NULL {quote(self.column)}", column=self.column)

    def apply(self, database: Database) -> Database:
        made = self.constraint_in(database)
        below = tuple(table.name for table in database.descendants(self.table))
        database = database.change_table(self.table, lambda table: _not_null(table, self.column, made))
        inherited = replace(made, inherited=True) if made else None
        return database.change_tables(below, lambda table: _not_null(table, self.column, inherited))


def not_null_name(table: Name, column: str) -> str:
    """table_column_not_null, as the server would name it."""
    return cut(f"{table.name}_{column}", "_not_null")


def _not_null(table: Table, column: str, made: NotNull | None) -> Table:
    columns = tuple(replace(c, not_null=True) if c.name == column else c for c in table.columns)
    if made is None or any(known.column == column for known in table.not_nulls):
        return replace(table, columns=columns)
    return replace(table, columns=columns, not_nulls=(*table.not_nulls, made))


def _named(database: Database, name: Name, constraint: C) -> C:
    table = database.table(name)
    return replace(constraint, name=free_constraint(table, constraint.name)) if table else constraint


def _all_partitions(database: Database, name: Name) -> tuple[Name, ...]:
    return tuple(table.name for table in database.descendants(name) if table.partition_of)


def _valid(constraints: tuple[C, ...], name: str) -> tuple[C, ...]:
    return tuple(
        replace(c, validated=True, definition=c.definition.removesuffix(" NOT VALID")) if c.name == name else c
        for c in constraints
    )


def _without(constraints: tuple[C, ...], name: str) -> tuple[C, ...]:
    return tuple(c for c in constraints if c.name != name)


def _without_inherited(table: Table, lost: list[Constraint], indexes: set[Name]) -> Table:
    """A table below one that has lost those constraints and indexes."""

    def stays(own: Constraint) -> bool:
        return not own.inherited or not any(
            type(own) is type(gone)
            and own.definition == gone.definition
            and (own.name == gone.name or isinstance(own, ForeignKey))
            for gone in lost
        )

    not_null = {c.column for c in lost if isinstance(c, NotNull)} & {c.column for c in table.not_nulls if c.inherited}
    key = table.primary_key
    return replace(
        table,
        columns=tuple(replace(c, not_null=False) if c.name in not_null else c for c in table.columns),
        primary_key=None if key and key.index in indexes else key,
        unique_keys=tuple(key for key in table.unique_keys if key.index not in indexes),
        indexes=tuple(index for index in table.indexes if index.name not in indexes),
        checks=tuple(check for check in table.checks if stays(check)),
        foreign_keys=tuple(key for key in table.foreign_keys if stays(key)),
        not_nulls=tuple(c for c in table.not_nulls if c.column not in not_null),
    )
