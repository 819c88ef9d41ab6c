"""padded-char."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...model.database import Database
from ...model.finding import Finding
from ...model.statistics import Statistics
from ...model.table import Column, Table
from ..check import Examined, check
from ..retype import retype

LENGTH = re.compile(r"character\((\d+)\)\Z")
CODES = (1, 2, 3, 32, 36, 40, 56, 64, 96, 128)  # letters of a code, hexadecimal digits of a digest, a UUID


@check(severity="info")
def padded_char(database: Database, statistics: Statistics | None = None) -> Iterator[Finding | Examined]:
    """Text padded with blanks.

    Condition
        A column has the type char(n) and its statistics hold values shorter than n; or, where there are none, n is no
        length of a code or a digest. Values that always fill the length are not padded and do no harm.

    Effect
        Each shorter value is stored with its blanks, in the table and in every index. Blanks at the end count in LIKE
        and in regular expressions, and do not count in comparisons and length().

    Remedy
        ALTER COLUMN … TYPE varchar(n), which drops the blanks and writes the table anew under an ACCESS EXCLUSIVE
        lock.

    When to ignore it
        Another system reads the column by position.

    References
        PostgreSQL manual, 8.3 "Character Types": "in most situations text or character varying should be used instead".
    """
    for table in database.roots:
        for column in table.columns:
            found = LENGTH.match(column.type)
            if found is None or not column.local:
                continue
            yield Examined()
            length = int(found[1])
            if not _is_padded(statistics, table, column, length):
                continue
            made = retype(database, table, column, f"character varying({length})")
            yield Finding(
                object=f"{table.name}.{column.name}",
                detail=f"{table.name}.{column.name} is char({length}) and holds shorter values, padded with blanks",
                change=None if isinstance(made, str) else made,
                advice=made if isinstance(made, str) else "",
                tables=(str(table.name),),
            )


def _is_padded(statistics: Statistics | None, table: Table, column: Column, length: int) -> bool:
    relation = statistics.of(table.name) if statistics else None
    known = relation.column(column.name) if relation else None
    if known is not None and (values := known.values):
        return any(len(value.rstrip(" ")) < length for value in values)
    return length not in CODES
