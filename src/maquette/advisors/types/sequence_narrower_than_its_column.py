"""sequence-narrower-than-its-column."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.change import AlterSequenceType
from ...model.database import Database
from ...model.finding import Finding
from ..check import Examined, check
from ..retype import INTEGERS


@check(severity="warning")
def sequence_narrower_than_its_column(database: Database) -> Iterator[Finding | Examined]:
    """Sequence that ends before its column does.

    Condition
        The sequence that feeds an integer or bigint column has a narrower type than the column: most often the column
        was made bigint and its serial sequence stayed integer. Sequences with CYCLE are meant that way.

    Effect
        The table looks safe, and still every INSERT fails with "nextval: reached maximum value of sequence" after
        2,147,483,647 numbers.

    Remedy
        ALTER SEQUENCE … AS bigint: it writes no table and takes a moment.

    When to ignore it
        The numbers must stay within the narrower type for another system.

    References
        PostgreSQL manual, ALTER SEQUENCE, "AS data_type"; 8.1.4 "Serial Types".
    """
    for sequence in database.sequences:
        table = database.table(sequence.owned_by[0]) if sequence.owned_by else None
        column = table.column(sequence.owned_by[1]) if table and sequence.owned_by else None
        if table is None or column is None or column.base not in INTEGERS or sequence.cycle:
            continue
        yield Examined()
        if sequence.increment > 0 and INTEGERS[sequence.type] < INTEGERS[column.base]:
            maximum = 2 ** (8 * INTEGERS[column.base] - 1) - 1
            yield Finding(
                object=str(sequence.name),
                detail=f"{sequence.name} ({sequence.type}) feeds {table.name}.{column.name} ({column.base}) and ends "
                f"at {sequence.maximum:,}",
                change=AlterSequenceType(sequence=sequence.name, type=column.base, maximum=maximum),
                tables=(str(table.name),),
            )
