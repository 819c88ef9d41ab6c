"""Constraints of a table, one noun a kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .names import Name

Action = Literal["no action", "restrict", "cascade", "set null", "set default"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraint:
    """What all constraints have; ``definition`` is pg_get_constraintdef's text."""

    name: str
    definition: str
    validated: bool = True
    enforced: bool = True
    deferrable: bool = False
    deferred: bool = False
    inherited: bool = False  # comes from a parent alone, so no statement of its own creates it
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Key(Constraint):
    """A primary key or a unique constraint; ``index`` is the index that enforces it."""

    columns: tuple[str, ...]
    index: Name
    primary: bool = False
    nulls_not_distinct: bool = False
    without_overlaps: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignKey(Constraint):
    """A foreign key from ``columns`` to ``target``'s ``target_columns``, in the same order."""

    columns: tuple[str, ...]
    target: Name
    target_columns: tuple[str, ...]
    on_delete: Action = "no action"
    on_update: Action = "no action"
    match: Literal["simple", "full", "partial"] = "simple"
    period: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Check(Constraint):
    """A CHECK constraint; ``columns`` are those the expression reads."""

    expression: str
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion(Constraint):
    """An EXCLUDE constraint and the index that enforces it."""

    index: Name
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NotNull(Constraint):
    """NOT NULL as a constraint with a name (PostgreSQL 18 and later keep it in pg_constraint)."""

    column: str
