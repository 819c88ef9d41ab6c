"""Logical replication and slots."""

from __future__ import annotations

from dataclasses import dataclass

from .names import Name


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedPart:
    """The part of a table that is published, where it is not all: some columns, rows for which ``filter`` holds."""

    table: Name
    columns: tuple[str, ...] = ()
    filter: str | None = None  # pg_get_expr's text


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """A publication; ``tables`` is empty when it is FOR ALL TABLES or for schemas."""

    name: str
    owner: str = ""
    all_tables: bool = False
    schemas: tuple[str, ...] = ()
    tables: tuple[Name, ...] = ()
    parts: tuple[PublishedPart, ...] = ()  # of those tables of which not all is published
    operations: tuple[str, ...] = ("insert", "update", "delete", "truncate")
    via_root: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A subscription; never its connection string."""

    name: str
    enabled: bool = True
    publications: tuple[str, ...] = ()
    slot: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A replication slot as seen at reading time; ``retained`` is bytes of WAL it keeps."""

    name: str
    kind: str  # physical, logical
    active: bool
    database: str | None = None
    plugin: str | None = None
    wal_status: str | None = None
    retained: int | None = None
    inactive_since: str | None = None
    invalidation_reason: str | None = None
