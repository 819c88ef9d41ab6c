"""integer-key-overflow."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.activity import Activity
from ...model.change import AlterSequenceType, Change, Steps
from ...model.database import Database, Sequence
from ...model.finding import Finding
from ...model.table import Column, Table
from ..check import Examined, check
from ..retype import INTEGERS, retype

WARN, ALARM = 0.5, 0.85  # shares of the numbers used up


@check(severity="warning")
def integer_key_overflow(database: Database, activity: Activity) -> Iterator[Finding | Examined]:
    """Integer key that runs out of numbers.

    Condition
        A sequence that feeds an integer or smallint column has used more than half of the numbers that the column, or
        the sequence itself, can hold. Above 85 % it is an error.

    Effect
        At 2,147,483,647 (32,767 for smallint) every INSERT fails with "nextval: reached maximum value of sequence" or
        "integer out of range", at once and for all writers. Changing the type then takes as long as writing the table
        anew, with the table closed.

    Remedy
        Make the column bigint, the columns that refer to it, and the sequence. ALTER COLUMN … TYPE writes the table
        and its indexes anew under an ACCESS EXCLUSIVE lock; for a large table add a bigint column, fill it in batches
        behind a trigger, and exchange the two in one short transaction.

    When to ignore it
        The sequence has CYCLE and old rows are gone by the time it starts again.

    References
        PostgreSQL manual, 8.1.1 "Integer Types" and 8.1.4 "Serial Types"; ALTER SEQUENCE, "AS data_type".
    """
    for sequence in database.sequences:
        table = database.table(sequence.owned_by[0]) if sequence.owned_by else None
        column = table.column(sequence.owned_by[1]) if table and sequence.owned_by else None
        position = activity.sequence(sequence.name)
        if table is None or column is None or column.base not in ("integer", "smallint") or sequence.cycle:
            continue
        yield Examined()
        last = position.last_value if position else None
        limit = min(sequence.maximum, 2 ** (8 * INTEGERS[column.base] - 1) - 1)
        if last is None or sequence.increment < 1 or last < WARN * limit:
            continue
        change, reason = _widen(database, table, column, sequence)
        left = max(0, limit - last) // sequence.increment
        yield Finding(
            object=f"{table.name}.{column.name}",
            detail=f"{table.name}.{column.name} ({column.base}) has used {last / limit:.0%}: {left:,} numbers left",
            severity="error" if last >= ALARM * limit else None,
            change=change,
            advice=reason,
            tables=(str(table.name),),
        )


def _widen(database: Database, table: Table, column: Column, sequence: Sequence) -> tuple[Change | None, str]:
    """Sequence, column and all columns that refer to it made bigint; or why ALTER would refuse."""
    columns = [(table, column)]
    for other in database.referencing(table.name):
        for key in other.foreign_keys:
            pairs = zip(key.columns, key.target_columns, strict=True)
            mine = [other.column(own) for own, its in pairs if (key.target, its) == (table.name, column.name)]
            columns += [(other, own) for own in mine if own and own.base != "bigint" and not other.partition_of]
    changes: list[Change] = []
    for holder, each in dict.fromkeys(columns):
        if isinstance(made := retype(database, holder, each, "bigint"), str):
            return None, made
        changes.append(made)
    # An identity column takes its sequence along; that of a serial column stays as narrow as it was.
    if sequence.type != "bigint" and not sequence.identity:
        changes.append(AlterSequenceType(sequence=sequence.name))
    return (changes[0] if len(changes) == 1 else Steps(changes=tuple(changes))), ""
