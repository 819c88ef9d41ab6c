"""The design of a database: what its DDL says, with no figure of its content."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from .datatype import Attribute, Composite, Domain, Enum, Range
from .index import Index
from .names import Name
from .replication import Publication, Subscription
from .routine import EventTrigger, Function, Trigger
from .security import DefaultPrivilege, Grant, Role
from .table import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """A schema of the database."""

    name: str
    owner: str = ""
    grants: tuple[Grant, ...] | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """An installed extension; ``available`` is the version its server would install today.

    ``kept``: tables whose partitions pg_partman makes and drops, by its settings; None where they cannot be read."""

    name: str
    version: str
    schema: str
    available: str | None = None
    kept: tuple[Name, ...] | None = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequence:
    """A sequence; ``owned_by`` is its table and column."""

    name: Name
    type: str = "bigint"
    start: int = 1
    minimum: int = 1
    maximum: int = 9223372036854775807
    increment: int = 1
    cache: int = 1
    cycle: bool = False
    owned_by: tuple[Name, str] | None = None
    identity: bool = False
    persistence: Literal["permanent", "unlogged"] = "permanent"
    owner: str = ""
    grants: tuple[Grant, ...] | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A view or materialized view; ``definition`` is pg_get_viewdef's text, a query without its semicolon."""

    name: Name
    definition: str
    materialized: bool = False
    populated: bool = True
    owner: str = ""
    columns: tuple[Attribute, ...] = ()
    depends_on: tuple[Name, ...] = ()  # relations it reads
    options: tuple[str, ...] = ()  # security_invoker=true …
    indexes: tuple[Index, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    grants: tuple[Grant, ...] | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """An object carried whole as its statement: collation, operator, cast, rule, text search object, foreign server."""

    kind: str
    name: str
    statement: str


@dataclass(frozen=True, kw_only=True)
class Database:
    """Everything a database declares. Look-ups by name are dictionaries made on first use."""

    name: str = ""
    engine: str = "postgres"
    version: int = 0  # server_version_num: 180004
    owner: str = ""
    encoding: str = "UTF8"
    locale_provider: Literal["libc", "icu", "builtin"] = "libc"
    collate: str = "C"
    ctype: str = "C"
    locale: str | None = None  # of ICU or the builtin provider
    collation_version: str | None = None  # recorded when the database was made
    collation_version_now: str | None = None  # what the operating system has today
    grants: tuple[Grant, ...] | None = None
    schemas: tuple[Schema, ...] = ()
    extensions: tuple[Extension, ...] = ()
    roles: tuple[Role, ...] = ()
    tables: tuple[Table, ...] = ()
    views: tuple[View, ...] = ()
    sequences: tuple[Sequence, ...] = ()
    functions: tuple[Function, ...] = ()
    enums: tuple[Enum, ...] = ()
    domains: tuple[Domain, ...] = ()
    composites: tuple[Composite, ...] = ()
    ranges: tuple[Range, ...] = ()
    definitions: tuple[Definition, ...] = ()
    event_triggers: tuple[EventTrigger, ...] = ()
    default_privileges: tuple[DefaultPrivilege, ...] = ()
    publications: tuple[Publication, ...] = ()
    subscriptions: tuple[Subscription, ...] = ()

    @property
    def major(self) -> int:
        """Major version: 18 for 180004."""
        return self.version // 10000

    @cached_property
    def _places(self) -> dict[Name, int]:
        return {table.name: place for place, table in enumerate(self.tables)}

    @cached_property
    def _children(self) -> dict[Name, tuple[Table, ...]]:
        children: dict[Name, tuple[Table, ...]] = {}
        for table in self.tables:
            if table.partition_of:
                parent = table.partition_of.parent
                children[parent] = (*children.get(parent, ()), table)
        return children

    @cached_property
    def _heirs(self) -> dict[Name, tuple[Table, ...]]:
        heirs = dict(self._children)
        for table in self.tables:
            for parent in table.inherits:
                heirs[parent] = (*heirs.get(parent, ()), table)
        return heirs

    @cached_property
    def _taken(self) -> frozenset[Name]:
        held = (*self.relations, *self.sequences, *self._indexes.values(), *self.composites)
        return frozenset(relation.name for relation in held)

    @cached_property
    def _indexes(self) -> dict[Name, Index]:
        return {index.name: index for holder in self.relations for index in holder.indexes}

    @cached_property
    def _referencing(self) -> dict[Name, tuple[Table, ...]]:
        referencing: dict[Name, tuple[Table, ...]] = {}
        for table in self.tables:
            for target in dict.fromkeys(key.target for key in table.foreign_keys):
                referencing[target] = (*referencing.get(target, ()), table)
        return referencing

    @cached_property
    def _views(self) -> dict[Name, View]:
        return {view.name: view for view in self.views}

    @cached_property
    def _defaults(self) -> tuple[tuple[Name, str, str], ...]:
        """Defaults that name a relation: few, and asked about for each sequence."""
        held = ((table.name, column.name, column.default or "") for table in self.tables for column in table.columns)
        return tuple(one for one in held if "::regclass" in one[2])

    @cached_property
    def _sequences(self) -> dict[Name, Sequence]:
        return {sequence.name: sequence for sequence in self.sequences}

    @property
    def relations(self) -> tuple[Table | View, ...]:
        """Tables, then views: what holds indexes, triggers and privileges."""
        return (*self.tables, *self.views)

    def table(self, name: Name) -> Table | None:
        """The table of that name."""
        place = self._places.get(name)
        return None if place is None else self.tables[place]

    def view(self, name: Name) -> View | None:
        """The view of that name."""
        return self._views.get(name)

    def sequence(self, name: Name) -> Sequence | None:
        """The sequence of that name."""
        return self._sequences.get(name)

    def drawing_from(self, sequence: Name) -> tuple[tuple[Name, str], ...]:
        """The columns, each with its table, whose default names that sequence."""
        said = str(sequence)
        return tuple((table, column) for table, column, default in self._defaults if said in default)

    def index(self, name: Name) -> Index | None:
        """The index of that name, of a table or a materialized view."""
        return self._indexes.get(name)

    def partitions(self, name: Name) -> tuple[Table, ...]:
        """The direct partitions of a partitioned table."""
        return self._children.get(name, ())

    def heirs(self, name: Name) -> tuple[Table, ...]:
        """The direct partitions of a partitioned table, or the tables that inherit from it."""
        return self._heirs.get(name, ())

    def descendants(self, name: Name) -> tuple[Table, ...]:
        """Partitions and inheriting tables of all levels, parents before children."""
        found: dict[Name, Table] = {}
        waiting = list(self._heirs.get(name, ()))
        while waiting:
            table = waiting.pop(0)
            if table.name not in found:
                found[table.name] = table
                waiting += self._heirs.get(table.name, ())
        return tuple(found.values())

    def is_taken(self, name: Name) -> bool:
        """Whether a relation (table, view, sequence, index, composite type) has that name."""
        return name in self._taken

    def referencing(self, name: Name) -> tuple[Table, ...]:
        """Tables with a foreign key to that table."""
        return self._referencing.get(name, ())

    @property
    def roots(self) -> tuple[Table, ...]:
        """Tables that are no partition: what a person calls the tables."""
        return tuple(table for table in self.tables if table.partition_of is None)

    def change_table(self, name: Name, change: Callable[[Table], Table]) -> Database:
        """This database with that table replaced by ``change(table)``."""
        return self.change_tables((name,), change)

    def change_tables(self, names: Iterable[Name], change: Callable[[Table], Table]) -> Database:
        """This database with each of those tables replaced by ``change(table)``, which keeps its name."""
        tables = list(self.tables)
        for name in frozenset(names) & self._places.keys():
            tables[self._places[name]] = change(tables[self._places[name]])
        changed = replace(self, tables=tuple(tables))
        for same in ("_places", "_views", "_sequences"):  # to find them anew in 10,000 tables takes the longest
            changed.__dict__[same] = getattr(self, same)
        return changed

    def change_view(self, name: Name, change: Callable[[View], View]) -> Database:
        """This database with that view replaced by ``change(view)``."""
        return replace(self, views=tuple(change(view) if view.name == name else view for view in self.views))

    def change_sequence(self, name: Name, change: Callable[[Sequence], Sequence]) -> Database:
        """This database with that sequence replaced by ``change(sequence)``, which keeps its name."""
        old = self.sequence(name)
        if old is None:
            return self
        new = change(old)
        changed = replace(self, sequences=tuple(new if sequence is old else sequence for sequence in self.sequences))
        changed.__dict__["_sequences"] = self._sequences | {name: new}  # as with tables: not to find them all anew
        return changed
