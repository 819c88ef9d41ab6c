"""Changes of settings and queries: what no table holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..names import Name
from .base import Change

if TYPE_CHECKING:
    from ..database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class AlterSystem(Change):
    """Set a parameter of the server (ALTER SYSTEM); ``restart`` when a reload is not enough."""

    setting: str
    value: str
    restart: bool = False

    def apply(self, database: Database) -> Database:
        return database


@dataclass(frozen=True, slots=True, kw_only=True)
class RewriteQuery(Change):
    """Write a query of the application in another way; the database stays as it is."""

    query: str
    sql: str
    reads: tuple[Name, ...] = ()

    def apply(self, database: Database) -> Database:
        return database

    @property
    def tables(self) -> tuple[Name, ...]:
        return self.reads
