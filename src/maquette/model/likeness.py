"""When two databases have the same design, and in what they differ.

Owners are no part of it: a scratch database belongs to one role, so owners, and what they may do by birth, are taken
off before designs are compared. Nor is whether NOT NULL of a partition is its own beside its parent's: it cannot be
dropped either way, and a key that is made USING INDEX makes it so for good.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

from .constraint import Constraint
from .database import Database, Definition, Schema, Sequence, View
from .index import Index
from .routine import Function, Trigger
from .security import PUBLIC, Grant, Policy
from .table import Table

# What PUBLIC may do with a function that nobody granted anything on.
FUNCTION_GRANTS = (Grant(grantee=PUBLIC, privileges=("EXECUTE",)),)
UNORDERED = (Constraint, Index, Trigger, Policy, Grant, Function, Sequence, Table, View, Schema, Definition)
NAMES = ("signature", "name", "grantee", "column", "role", "kind")


def differences(old: Database, new: Database) -> tuple[str, ...]:
    """What differs, each as "tables.public.orders.columns.id.type: 'integer' is 'bigint'"; nothing for one design."""
    return tuple(_differences("", design(old), design(new)))


def design(database: Database) -> Database:
    """The database without owners, roles, and the facts of the place where it lives."""
    plain: Database = _ownerless(database)
    return replace(
        plain, name="", roles=(), grants=None, collation_version=None, collation_version_now=None, subscriptions=(),
        extensions=tuple(replace(extension, available=None) for extension in plain.extensions),
    )  # fmt: skip


def _ownerless(value: Any) -> Any:
    if isinstance(value, tuple):
        plain = tuple(_ownerless(item) for item in value)
        return tuple(sorted(plain, key=_label)) if plain and isinstance(plain[0], UNORDERED) else plain
    if not is_dataclass(value) or isinstance(value, type):
        return value
    noun: Any = replace(value, **{field.name: _ownerless(getattr(value, field.name)) for field in fields(value)})
    if isinstance(noun, Table) and noun.partition_of:
        noun = replace(noun, not_nulls=tuple(replace(made, inherited=True) for made in noun.not_nulls))
    if not hasattr(noun, "grants") or not hasattr(noun, "owner"):
        return noun
    return replace(noun, owner="", grants=_granted(value))


def _granted(value: Any) -> tuple[Grant, ...]:
    grants = value.grants
    if grants is None:
        grants = FUNCTION_GRANTS if isinstance(value, Function) else ()
    owners = {value.owner} | ({"pg_database_owner"} if isinstance(value, Schema) else set())
    kept = (
        replace(grant, privileges=tuple(sorted(grant.privileges)), grantable=tuple(sorted(grant.grantable)))
        for grant in grants
        if grant.grantee not in owners
    )
    return tuple(sorted(kept, key=lambda grant: (grant.grantee, grant.column or "", grant.privileges)))


def _differences(path: str, old: Any, new: Any) -> Iterator[str]:
    if old == new:
        return
    if is_dataclass(old) and type(old) is type(new):
        for field in fields(old):
            yield from _differences(f"{path}.{field.name}", getattr(old, field.name), getattr(new, field.name))
    elif isinstance(old, tuple) and isinstance(new, tuple) and _named(old) and _named(new):
        ours, theirs = ({_label(item): item for item in items} for items in (old, new))
        for label in ours.keys() - theirs.keys():
            yield f"{path}.{label} is gone".lstrip(".")
        for label in theirs.keys() - ours.keys():
            yield f"{path}.{label} is new".lstrip(".")
        both = [label for label in ours if label in theirs]
        for label in both:
            yield from _differences(f"{path}.{label}", ours[label], theirs[label])
        if both != [label for label in theirs if label in ours]:
            yield f"{path}: the order is another".lstrip(".")
    else:
        yield f"{path}: {old!r} is {new!r}".lstrip(".")


def _named(items: tuple[Any, ...]) -> bool:
    return all(is_dataclass(item) for item in items) and len({_label(item) for item in items}) == len(items)


def _label(item: Any) -> str:
    if not is_dataclass(item):
        return repr(item)
    own = [str(getattr(item, name)) for name in NAMES if hasattr(item, name)]
    return " ".join(own[:2]) if isinstance(item, Grant) else own[0] if own else repr(item)
