"""Designs for one ordinary table."""

from __future__ import annotations

from ..model.change.base import cut
from ..model.errors import ConfigError, UnsupportedError
from ..model.table import Table


def single(tables: tuple[Table, ...]) -> Table:
    """The one table of a design that is for one. Raises ConfigError, and UnsupportedError where it is not ordinary."""
    if len(tables) != 1:
        raise ConfigError("one table at a time", "give --table once: each has columns of its own")
    (table,) = tables
    if table.kind != "table":
        raise UnsupportedError(
            f"{table.name} is a {table.kind} table: no index is built on it CONCURRENTLY",
            "design it for the partitions one by one, or for a table of its own",
        )
    return table


def row_triggers(table: Table, but: str) -> tuple[str, ...]:
    """The table's own triggers that fire for every row that an UPDATE writes; ``but`` is the design's."""
    return tuple(t.name for t in table.triggers if t.row and "update" in t.events and t.name != but)


def trigger_name(column: str) -> str:
    """Triggers run in the order of their names, and this one reads what the others have made of the row."""
    return cut(f"zz_{column}", "")
