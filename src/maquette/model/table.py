"""Tables, their columns and their partitioning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .constraint import Check, Constraint, Exclusion, ForeignKey, Key, NotNull
from .index import Index
from .names import Name
from .routine import Trigger
from .security import Grant, Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column; ``type`` is format_type's text with its modifier, ``length`` and ``alignment`` are pg_type's."""

    name: str
    type: str
    not_null: bool = False
    default: str | None = None  # pg_get_expr's text; the generation expression when ``generated`` is set
    identity: Literal["", "always", "by default"] = ""
    generated: Literal["", "stored", "virtual"] = ""
    collation: str | None = None  # qualified, when it is not the type's default
    storage: str | None = None  # when it is not the type's default: plain, external, extended, main
    compression: Literal["pglz", "lz4"] | None = None
    statistics_target: int | None = None
    options: tuple[str, ...] = ()  # n_distinct=…
    local: bool = True  # declared here, not only inherited
    length: int = -1  # bytes; -1 variable
    alignment: Literal["c", "s", "i", "d"] = "i"
    base: str = ""  # the type without modifier and, for a domain, the type under it
    kind: Literal["base", "enum", "domain", "composite", "range", "multirange", "array", "pseudo"] = "base"
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Partitioning:
    """How a partitioned table is divided; ``definition`` is pg_get_partkeydef's text."""

    strategy: Literal["range", "list", "hash"]
    columns: tuple[str, ...]  # plain key columns; an expression key is only in the definition
    definition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartitionOf:
    """Where a partition hangs; ``bound`` is the text after its name: FOR VALUES … or DEFAULT."""

    parent: Name
    bound: str
    detach_pending: bool = False

    @property
    def default(self) -> bool:
        return self.bound == "DEFAULT"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatisticsObject:
    """An extended statistics object (CREATE STATISTICS)."""

    name: Name
    kinds: tuple[str, ...]  # ndistinct, dependencies, mcv, expressions
    columns: tuple[str, ...]
    expressions: tuple[str, ...] = ()
    target: int | None = None
    definition: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with all that belongs to it."""

    name: Name
    kind: Literal["table", "partitioned", "foreign"] = "table"
    persistence: Literal["permanent", "unlogged"] = "permanent"
    owner: str = ""
    columns: tuple[Column, ...] = ()
    primary_key: Key | None = None
    unique_keys: tuple[Key, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    checks: tuple[Check, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    not_nulls: tuple[NotNull, ...] = ()
    indexes: tuple[Index, ...] = ()
    statistics_objects: tuple[StatisticsObject, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    policies: tuple[Policy, ...] = ()
    row_security: bool = False
    force_row_security: bool = False
    partitioning: Partitioning | None = None
    partition_of: PartitionOf | None = None
    inherits: tuple[Name, ...] = ()  # old-style inheritance only
    replica_identity: Literal["default", "nothing", "full", "index"] = "default"
    options: tuple[str, ...] = ()  # storage parameters, "name=value"; TOAST's as "toast.name=value"
    access_method: str | None = None  # when it is not heap
    tablespace: str | None = None
    foreign_server: str | None = None
    foreign_options: tuple[str, ...] = ()
    grants: tuple[Grant, ...] | None = None  # None: the built-in default (the owner alone)
    comment: str | None = None

    def column(self, name: str) -> Column | None:
        """The column of that name."""
        return next((column for column in self.columns if column.name == name), None)

    @property
    def keys(self) -> tuple[Key, ...]:
        """Primary key and unique constraints."""
        return ((self.primary_key,) if self.primary_key else ()) + self.unique_keys

    @property
    def constraints(self) -> tuple[Constraint, ...]:
        """Every constraint, keys first and foreign keys last."""
        return self.keys + self.exclusions + self.checks + self.not_nulls + self.foreign_keys
