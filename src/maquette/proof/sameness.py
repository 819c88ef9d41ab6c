"""Whether two readings of a database show the same design: the one place where an undo is judged.

Not compared, because they say the same: the order in which objects of a kind are listed or were made, the owner's own
privileges, the difference between privileges never touched and the built-in ones written out, and the casts that the
server writes into a CHECK when a column's type is changed and changed back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from typing import Any

from ..model.constraint import Check
from ..model.database import Database, View
from ..model.routine import Function
from ..model.security import PUBLIC, Grant
from ..model.table import Table

EXECUTE = (Grant(grantee=PUBLIC, privileges=("EXECUTE",)),)  # what a new function has
UNORDERED = ("unique_keys", "foreign_keys", "checks", "exclusions", "not_nulls", "indexes", "statistics_objects",
             "triggers", "policies", "options")  # fmt: skip
CAST = re.compile(
    r'::(?:"(?:[^"]|"")+"|[\w.])+(?: (?:precision|varying|with(?:out)? time zone))*(?:\(\d+(?:,\d+)?\))?(?:\[\])*'
)
KINDS: Mapping[str, str] = {
    "schemas": "schema", "extensions": "extension", "roles": "role", "tables": "table", "views": "view",
    "sequences": "sequence", "functions": "function", "enums": "type", "domains": "domain", "composites": "type",
    "ranges": "type", "definitions": "definition", "event_triggers": "event trigger", "publications": "publication",
}  # fmt: skip


def differences(before: Database, after: Database) -> tuple[str, ...]:
    """What differs, one sentence part each: "table public.orders: indexes"; empty where the design is the same."""
    if before == after:
        return ()
    return tuple(_differences(before, after))


def _differences(before: Database, after: Database) -> Iterator[str]:
    for attribute, kind in KINDS.items():
        old, new = (_by_name(getattr(database, attribute)) for database in (before, after))
        for name in [*old, *(name for name in new if name not in old)]:
            if name not in new:
                yield f"{kind} {name} is gone"
            elif name not in old:
                yield f"{kind} {name} is left"
            elif old[name] != new[name]:
                yield f"{kind} {name}: {', '.join(_parts(old[name], new[name]))}"
    if before.default_privileges != after.default_privileges:
        yield "default privileges"


def _parts(old: Any, new: Any) -> Iterator[str]:
    """Names of the fields in which two nouns of a kind differ."""
    for field in fields(old):
        if getattr(old, field.name) != getattr(new, field.name):
            yield field.name.replace("_", " ")


def _by_name(nouns: Iterable[Any]) -> Mapping[str, Any]:
    return {_name(noun): _plain(noun) for noun in nouns}


def _name(noun: Any) -> str:
    return noun.signature if isinstance(noun, Function) else str(noun.name)


def _plain(noun: Any) -> Any:
    """The noun with its lists in order and its privileges in one form."""
    if isinstance(noun, Table | View):
        lists = (name for name in UNORDERED if hasattr(noun, name))
        sorted_ = {name: _sorted(getattr(noun, name)) for name in lists}
        noun = replace(noun, **sorted_)  # type: ignore[arg-type]  # each is a list of what its field holds
    if isinstance(noun, Table):
        noun = replace(noun, checks=_sorted(map(_uncast, noun.checks)))
    if hasattr(noun, "grants") and hasattr(noun, "owner"):
        default = EXECUTE if isinstance(noun, Function) else ()
        given = default if noun.grants is None else noun.grants
        noun = replace(noun, grants=_sorted(grant for grant in given if grant.grantee != noun.owner))
    return noun


def _uncast(check: Check) -> Check:
    """A CHECK without casts and parentheses."""
    definition, expression = (re.sub(r"[()]", "", CAST.sub("", text)) for text in (check.definition, check.expression))
    return replace(check, definition=definition, expression=expression)


def _sorted(nouns: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(sorted(nouns, key=repr))
