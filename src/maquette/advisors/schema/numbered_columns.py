"""numbered-columns."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from ...model.database import Database
from ...model.finding import Finding
from ...model.table import Table
from ..check import Examined, check

NUMBERED = re.compile(r"(\D{3,}?)_?(\d{1,2})\Z")
LINES = ("line", "street", "address", "quarter", "month", "week", "day", "hour", "year", "level", "percentile")


@check(severity="info")
def numbered_columns(database: Database) -> Iterator[Finding | Examined]:
    """A list kept as numbered columns.

    Condition
        A table has three or more columns of one type whose names differ only in a running number: phone1, phone2,
        phone3. Lines of an address, and months, weeks and levels, which are fixed by nature, do not count.

    Effect
        Each question about the list has to name every column (`phone1 = $1 OR phone2 = $1 OR phone3 = $1`) and needs
        an index on each. No constraint can say that a value is there once. A fourth value needs a new column and new
        queries everywhere.

    Remedy
        A table of its own with one row a value and a foreign key to this one; or an array column, when the values are
        only ever read together.

    When to ignore it
        The number of values is fixed by the matter itself, as the axes of a sensor, and each is asked for by name.

    References
        PostgreSQL manual, 8.15 "Arrays": "Arrays are not sets; searching for specific array elements can be a sign of
        database misdesign"; 5.5.5 "Foreign Keys".
    """
    for table in database.roots:
        yield Examined()
        for stem, columns in _lists(table).items():
            yield Finding(
                object=f"{table.name}.{stem}",
                detail=f"{table.name} keeps a list in {', '.join(columns)}",
                advice=f"Move them to a table with one row for each {stem.rstrip('_')}.",
                tables=(str(table.name),),
            )


def _lists(table: Table) -> dict[str, list[str]]:
    """Stem to columns, where the numbers run from 0, 1 or (after a column without number) 2 with no gap."""
    groups: dict[tuple[str, str], dict[int, str]] = defaultdict(dict)
    for column in table.columns:
        if (found := NUMBERED.match(column.name)) and not found[1].rstrip("_").endswith(LINES):
            groups[found[1], column.base][int(found[2])] = column.name
    for (stem, base), numbered in groups.items():
        first = table.column(stem.rstrip("_"))
        if first and first.base == base and 1 not in numbered:
            numbered[1] = first.name
    return {
        stem: [numbered[number] for number in sorted(numbered)]
        for (stem, _), numbered in groups.items()
        if len(numbered) >= 3 and min(numbered) <= 1 and max(numbered) - min(numbered) == len(numbered) - 1
    }
