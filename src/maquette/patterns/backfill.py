"""Rows that were there before a trigger was: it is let write them too, by small batches, while others write."""

from __future__ import annotations

from pathlib import Path

from ..model.names import Name
from .template import Sql, Text, Value, fill

TEMPLATE = Path(__file__).with_suffix(".sql")


def backfill(table: Name, column: str, missing: str) -> Sql:
    """The statement that touches ``column`` of each row for which the condition ``missing`` holds.

    Its batches are as large as a tenth of a second takes, and each is a transaction. It may be run again.
    """
    values: dict[str, Value] = {
        "table": table, "literal": Text(str(table)), "column": column, "missing": Sql(missing),
    }  # fmt: skip
    return Sql(fill(TEMPLATE.read_text("utf-8"), values).rstrip())
