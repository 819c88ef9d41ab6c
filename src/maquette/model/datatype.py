"""Types that a database defines: enums, domains, composites and ranges."""

from __future__ import annotations

from dataclasses import dataclass

from .names import Name


@dataclass(frozen=True, slots=True, kw_only=True)
class Enum:
    """An enum type and its labels in order."""

    name: Name
    labels: tuple[str, ...]
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainCheck:
    """A CHECK of a domain; ``definition`` is pg_get_constraintdef's text."""

    name: str
    definition: str
    validated: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """A domain over ``base`` (format_type's text)."""

    name: Name
    base: str
    not_null: bool = False
    default: str | None = None
    collation: str | None = None
    checks: tuple[DomainCheck, ...] = ()
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """One attribute of a composite type, or one output column of a view."""

    name: str
    type: str
    collation: str | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Composite:
    """A stand-alone composite type (CREATE TYPE … AS)."""

    name: Name
    attributes: tuple[Attribute, ...]
    comment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """A range type and its multirange's name."""

    name: Name
    subtype: str
    opclass: str | None = None  # qualified, when it is not the default
    collation: str | None = None
    canonical: str | None = None
    difference: str | None = None
    multirange: Name | None = None
    comment: str | None = None
