"""Where soft deletion is half done."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.design import Fit
from ...model.names import quote
from ..ground import Ground

COLUMNS = ("deleted_at", "archived_at", "removed_at")
TYPES = ("timestamp with time zone", "timestamp without time zone")


def fits(ground: Ground) -> Iterator[Fit]:
    """Tables whose deleted rows still hold what is unique."""
    for table in ground.database.roots:
        column = next((c for c in table.columns if c.name in COLUMNS and c.base in TYPES and not c.not_null), None)
        held = [key for key in table.unique_keys if column and column.name not in key.columns]
        if column is None or not held or table.primary_key is None:
            continue
        known = ground.statistics.of(table.name) if ground.statistics else None
        told = next((one for one in known.columns if one.column == column.name), None) if known else None
        share = f"; {1 - told.null_fraction:.1%} of the rows are deleted" if told else ""
        names = ", ".join(f"({', '.join(key.columns)})" for key in held)
        because = f"{quote(column.name)} is there, and deleted rows still hold unique {names}{share}"
        yield Fit(table=table.name, because=because, options={"column": column.name})
