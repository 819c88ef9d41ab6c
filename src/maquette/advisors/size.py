"""How many rows a table has, its partitions counted in."""

from __future__ import annotations

from ..model.database import Database
from ..model.names import Name
from ..model.statistics import Statistics

SMALL = 1000  # rows; reading them all costs about as much as an index does


def rows(database: Database, statistics: Statistics | None, name: Name) -> float | None:
    """Rows of the table and all its partitions; None where nothing is known."""
    if statistics is None:
        return None
    partitions = database.partitions(name)
    if partitions:
        known = [found for part in partitions if (found := rows(database, statistics, part.name)) is not None]
        return sum(known) if known else None
    relation = statistics.of(name)
    return relation.rows if relation and relation.rows >= 0 else None


def is_small(database: Database, statistics: Statistics | None, name: Name) -> bool:
    """Whether the table is known to be too small for any plan to matter."""
    known = rows(database, statistics, name)
    return known is not None and known < SMALL


def is_big(database: Database, statistics: Statistics | None, name: Name, least: float) -> bool:
    """Whether the table is known to have that many rows."""
    return (rows(database, statistics, name) or 0) >= least
