"""Recipes for extended statistics."""

from __future__ import annotations

from ....model.change import CreateStatistics
from ....model.database import Database
from ....model.errors import UnsupportedError
from ...base import Rendered
from ..clauses import create_statistics
from .recipe import find_table, need, recipe, rendered


@recipe.register
def _create_statistics(change: CreateStatistics, database: Database) -> Rendered:
    """Neither statement keeps readers or writers out; before ANALYZE the object holds nothing."""
    table = find_table(database, change.table)
    if len(change.columns) + len(change.expressions) < (1 if change.expressions else 2):
        raise UnsupportedError(f"statistics of {table.name} need two columns or an expression")
    if change.expressions:
        need(14, "statistics on an expression", database)
    made = change.made(database)
    return rendered([create_statistics(made, table.name), f"ANALYZE {table.name}"], [f"DROP STATISTICS {made.name}"])
