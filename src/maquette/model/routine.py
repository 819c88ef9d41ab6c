"""Functions, procedures and triggers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .names import Name
from .security import Grant


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A routine; ``definition`` is pg_get_functiondef's text (for aggregates a CREATE AGGREGATE)."""

    name: Name
    arguments: str  # pg_get_function_identity_arguments
    kind: Literal["function", "procedure", "aggregate", "window"] = "function"
    language: str = "sql"
    returns: str = "void"
    volatility: Literal["immutable", "stable", "volatile"] = "volatile"
    parallel: Literal["safe", "restricted", "unsafe"] = "unsafe"
    strict: bool = False
    leakproof: bool = False
    security_definer: bool = False
    config: tuple[str, ...] = ()  # SET clauses, "name=value"
    body: str = ""
    definition: str = ""
    owner: str = ""
    grants: tuple[Grant, ...] | None = None  # None: the built-in default (EXECUTE to PUBLIC)
    comment: str | None = None

    @property
    def signature(self) -> str:
        """Name and argument types: what tells overloaded functions apart."""
        return f"{self.name}({self.arguments})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """A trigger on the table or view that holds it; ``definition`` is pg_get_triggerdef's text."""

    name: str
    function: Name
    timing: Literal["before", "after", "instead of"]
    events: tuple[str, ...]  # insert, update, delete, truncate
    row: bool
    when: str | None = None
    enabled: Literal["origin", "disabled", "replica", "always"] = "origin"
    constraint: bool = False
    inherited: bool = False  # cloned from the partitioned parent's trigger
    definition: str = ""
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventTrigger:
    """An event trigger of the database."""

    name: str
    event: str
    function: Name
    enabled: Literal["origin", "disabled", "replica", "always"] = "origin"
    tags: tuple[str, ...] = ()
