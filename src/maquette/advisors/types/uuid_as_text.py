"""uuid-as-text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...model.database import Database
from ...model.finding import Finding
from ...model.names import quote
from ...model.statistics import Statistics
from ...model.table import Column, Table
from ..check import Examined, check
from ..retype import retype

TEXTS = ("text", "character varying", "character")
SIZED = ("character varying(36)", "character(36)")
UUID = re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}\Z", re.IGNORECASE)  # without hyphens: an MD5 as well
ENOUGH = 20  # values that have to look like one


@check(severity="warning")
def uuid_as_text(database: Database, statistics: Statistics | None = None) -> Iterator[Finding | Examined]:
    """UUID kept as text.

    Condition
        A text column's statistics hold at least 20 values and each is a UUID; or, where there are none, its type has
        room for 36 characters and its name ends with uuid or guid, or its default makes one.

    Effect
        A value takes 37 bytes for 16, in the table and in every index: indexes are about twice as large, and
        comparing goes by collation instead of by bytes. `A0EE…` and `a0ee…` are two keys, and `a0ee` is accepted.

    Remedy
        ALTER COLUMN … TYPE uuid USING x::uuid, which writes the table anew under an ACCESS EXCLUSIVE lock. Foreign
        keys need both sides changed together.

    When to ignore it
        Another system gives the values, and may give others tomorrow.

    References
        PostgreSQL manual, 8.12 "UUID Type".
    """
    for table in database.roots:
        for column in table.columns:
            if column.base not in TEXTS or column.kind not in ("base", "domain") or not column.local:
                continue
            yield Examined()
            if not _holds_uuids(statistics, table, column):
                continue
            made = retype(database, table, column, "uuid", f"{quote(column.name)}::uuid")
            if column.default is not None and not isinstance(made, str):
                made = f"{column.name} has a default of type text: drop it first, and set it again"
            yield Finding(
                object=f"{table.name}.{column.name}",
                detail=f"{table.name}.{column.name} keeps UUIDs as {column.type}",
                change=None if isinstance(made, str) else made,
                advice=made if isinstance(made, str) else "",
                tables=(str(table.name),),
            )


def _holds_uuids(statistics: Statistics | None, table: Table, column: Column) -> bool:
    relation = statistics.of(table.name) if statistics else None
    known = relation.column(column.name) if relation else None
    if known is not None and (values := known.values):
        return len(values) >= ENOUGH and all(UUID.match(value) for value in values)
    named = column.name.lower().endswith(("uuid", "guid"))
    made = "gen_random_uuid" in (column.default or "") or "uuid_generate" in (column.default or "")
    return (column.type in SIZED and named) or made
