"""redundant-unique-constraint."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.change import DropConstraint
from ...model.database import Database
from ...model.finding import Finding
from ..check import Examined, check
from ..retype import referred


@check(severity="warning")
def redundant_unique_constraint(database: Database) -> Iterator[Finding | Examined]:
    """Unique constraint that another key already implies.

    Condition
        A unique constraint has the same columns in the same order as the primary key or another unique constraint of
        the table. Columns in another order serve other searches, and more columns are often the target of a foreign
        key: neither counts.

    Effect
        The server keeps a second index of the same content: each INSERT writes to both, both take their space in
        memory and on disk, and VACUUM goes through both.

    Remedy
        Drop the constraint; its index goes with it. A foreign key that was made against it has to be made again.

    When to ignore it
        One of the two is DEFERRABLE and the other serves as the target of ON CONFLICT.

    References
        PostgreSQL manual, 5.5.3 "Unique Constraints" and 5.5.4 "Primary Keys".
    """
    for table in database.roots:
        kept = [table.primary_key] if table.primary_key else []
        for key in sorted(table.unique_keys, key=lambda key: key.name):
            yield Examined()
            same = next(
                (k for k in kept if (k.columns, k.without_overlaps) == (key.columns, key.without_overlaps)), None
            )
            if same is None or same.deferrable != key.deferrable or same.nulls_not_distinct < key.nulls_not_distinct:
                kept.append(key)
                continue
            index = database.index(key.index)
            used = referred(database, table, key.columns) or (index is not None and index.replica_identity)
            yield Finding(
                object=f"{table.name}.{key.name}",
                detail=f"{key.name} on {table.name} has the columns of {same.name}: {', '.join(key.columns)}",
                change=None if used else DropConstraint(table=table.name, constraint=key.name),
                advice=f"Make the foreign keys that use {key.name} again, then drop it." if used else "",
                tables=(str(table.name),),
            )
