"""foreign-key-type-mismatch."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.database import Database
from ...model.finding import Finding
from ...model.table import Column
from ..check import Examined, check
from ..retype import INTEGERS, retype_all

ALIKE = frozenset({"text", "character varying"})


@check(severity="warning")
def foreign_key_type_mismatch(database: Database) -> Iterator[Finding | Examined]:
    """Foreign key column of another type than its key.

    Condition
        A foreign key's column is a narrower integer than the column it refers to, or of another family of types
        (bigint for numeric, char for text). A wider integer, and text for varchar, do no harm.

    Effect
        The day the key outgrows the narrower type, every INSERT that refers to a new row fails with "integer out of
        range". Across families each comparison converts the column, so no index on it can serve a DELETE of the row
        that it refers to, or a join from there.

    Remedy
        ALTER COLUMN … TYPE to the key's type, which writes the table anew under an ACCESS EXCLUSIVE lock. For a large
        table: a new column, filled in batches, and exchanged in one short transaction.

    When to ignore it
        The table referred to can never hold more rows than the narrower type can count.

    References
        PostgreSQL manual, 8.1.1 "Integer Types"; ALTER TABLE, "SET DATA TYPE".
    """
    for table in database.roots:
        for key in table.foreign_keys:
            target = database.table(key.target)
            if target is None or key.period:
                continue
            yield Examined()
            sides = [
                (own, other)
                for mine, its in zip(key.columns, key.target_columns, strict=True)
                if (own := table.column(mine)) and (other := target.column(its)) and _differs(own, other)
            ]
            if not sides:
                continue
            plain = all(other.base in INTEGERS for _, other in sides)
            change, reason = retype_all(database, table, {own.name: (other.base, None) for own, other in sides})
            told = ", ".join(f"{own.name} is {own.base} and {key.target}.{its.name} {its.base}" for own, its in sides)
            yield Finding(
                object=f"{table.name}.{key.name}",
                detail=f"{table.name}.{told}",
                change=change if plain else None,
                advice="" if change and plain else reason or "Change both columns to one type, and add the key again.",
                tables=(str(table.name), str(key.target)),
            )


def _differs(own: Column, other: Column) -> bool:
    if own.base in INTEGERS and other.base in INTEGERS:
        return INTEGERS[own.base] < INTEGERS[other.base]
    return own.base != other.base and not {own.base, other.base} <= ALIKE
