"""duplicate-foreign-key."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ...model.change import DropConstraint, Steps
from ...model.constraint import ForeignKey
from ...model.database import Database
from ...model.finding import Finding
from ..check import Examined, check


@check(severity="warning")
def duplicate_foreign_key(database: Database) -> Iterator[Finding | Examined]:
    """The same foreign key twice.

    Condition
        Two foreign keys of a table pair the same columns with the same columns of the same table.

    Effect
        Each INSERT and each DELETE is checked twice, each check takes a row lock, and a reader cannot tell which of
        the two rules counts. With different actions the stricter wins by an order that nobody wrote down.

    Remedy
        Drop all but one; keep the one that is validated. Where their actions differ (CASCADE and NO ACTION), decide
        which is meant first.

    When to ignore it
        Never known to be wanted.

    References
        PostgreSQL manual, 5.5.5 "Foreign Keys"; CREATE TABLE, "REFERENCES".
    """
    for table in database.roots:
        groups: dict[object, list[ForeignKey]] = defaultdict(list)
        for key in table.foreign_keys:
            yield Examined()
            pairs = frozenset(zip(key.columns, key.target_columns, strict=True))
            groups[key.target, pairs, key.period, key.enforced].append(key)
        for kept, *others in (sorted(keys, key=_trust) for keys in groups.values() if len(keys) > 1):
            drops = tuple(DropConstraint(table=table.name, constraint=key.name) for key in others)
            alike = len({(key.on_delete, key.on_update, key.match, key.deferrable) for key in (kept, *others)}) == 1
            change = drops[0] if len(drops) == 1 else Steps(changes=drops)
            yield Finding(
                object=f"{table.name}.{others[0].name}",
                detail=f"{', '.join(key.name for key in others)} on {table.name} says what {kept.name} says"
                + ("" if alike else ", with another action"),
                change=change if alike else None,
                advice="" if alike else f"Decide which action is meant, and drop {kept.name} or {others[0].name}.",
                tables=(str(table.name), str(kept.target)),
            )


def _trust(key: ForeignKey) -> tuple[bool, str]:
    """Validated ones first, then by name."""
    return not key.validated, key.name
