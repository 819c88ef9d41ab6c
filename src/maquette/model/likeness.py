"""When two databases have the same design, and in what they differ: what an undo is judged by.

Not compared, because they say the same: the order in which objects of a kind are listed or were made, the owner's own
privileges, the difference between privileges never touched and the built-in ones written out, the casts that the server
writes into a CHECK when a column's type is changed and changed back, and whether NOT NULL of a partition is its own
beside its parent's: it cannot be dropped either way, and a key that is made USING INDEX makes it so for good.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

from .constraint import Check, Constraint
from .database import Database, Definition, Schema, Sequence, View
from .index import Index
from .routine import Function, Trigger
from .security import PUBLIC, Grant, Policy, Role
from .table import StatisticsObject, Table

# What PUBLIC may do with a function that nobody granted anything on.
FUNCTION_GRANTS = (Grant(grantee=PUBLIC, privileges=("EXECUTE",)),)
UNORDERED = (
    Constraint, Index, Trigger, Policy, Grant, Function, Sequence, StatisticsObject, Table, View, Schema, Definition,
    Role,
)  # fmt: skip
NAMES = ("signature", "name", "grantee", "column", "role", "kind")
CAST = re.compile(
    r'::(?:"(?:[^"]|"")+"|[\w.])+(?: (?:precision|varying|with(?:out)? time zone))*(?:\(\d+(?:,\d+)?\))?(?:\[\])*'
)


def differences(old: Database, new: Database, owners: bool = True) -> tuple[str, ...]:
    """What differs, each as "tables.public.orders.columns.id.type: 'integer' is 'bigint'"; nothing for one design.

    Without ``owners`` as it is between two servers: who owns an object, and what roles there are, is no part of it."""
    if old == new:
        return ()
    return tuple(_differences("", _design(old, owners), _design(new, owners)))


def _design(database: Database, owners: bool) -> Database:
    """The database without the facts of the place where it lives."""
    plain: Database = _plain(database, owners)
    return replace(
        plain, name="", owner="", grants=None, collation_version=None, collation_version_now=None, subscriptions=(),
        roles=plain.roles if owners else (),
        extensions=tuple(replace(extension, available=None) for extension in plain.extensions),
    )  # fmt: skip


def _plain(value: Any, owners: bool) -> Any:
    if isinstance(value, tuple):
        items = tuple(_plain(item, owners) for item in value)
        return tuple(sorted(items, key=_label)) if items and isinstance(items[0], UNORDERED) else items
    if not is_dataclass(value) or isinstance(value, type):
        return value
    noun: Any = replace(value, **{field.name: _plain(getattr(value, field.name), owners) for field in fields(value)})
    if isinstance(noun, Table) and noun.partition_of:
        noun = replace(noun, not_nulls=tuple(replace(made, inherited=True) for made in noun.not_nulls))
    if isinstance(noun, Table | View):
        noun = replace(noun, options=tuple(sorted(noun.options)))
    if isinstance(noun, Check):
        noun = replace(noun, definition=_uncast(noun.definition), expression=_uncast(noun.expression))
    if not hasattr(noun, "grants") or not hasattr(noun, "owner"):
        return noun
    return replace(noun, owner=noun.owner if owners else "", grants=_granted(value))


def _uncast(expression: str) -> str:
    """The expression of a CHECK without casts and parentheses."""
    return re.sub(r"[()]", "", CAST.sub("", expression))


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
        for field in (field for field in fields(old) if field.compare):
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
