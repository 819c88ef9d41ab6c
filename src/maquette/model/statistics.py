"""What the planner knows of the content: sizes and distributions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from .names import Name

PAGE = 8192  # bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnStatistics:
    """One row of pg_stats. Values are the server's own text; numbers are fractions of the rows unless said.

    ``distinct`` is n_distinct: a count when positive, minus a fraction of the rows when negative.
    """

    column: str  # a column; for an expression index its pg_attribute name
    inherited: bool = False  # over the table and its children
    null_fraction: float = 0.0
    width: int = 0  # bytes
    distinct: float = 0.0
    common_values: tuple[str, ...] | None = None
    common_frequencies: tuple[float, ...] | None = None
    histogram: tuple[str, ...] | None = None
    correlation: float | None = None
    common_elements: tuple[str, ...] | None = None
    element_frequencies: tuple[float, ...] | None = None
    element_counts: tuple[float, ...] | None = None
    range_lengths: tuple[str, ...] | None = None
    range_empty_fraction: float | None = None
    range_bounds: tuple[str, ...] | None = None

    @property
    def values(self) -> tuple[str, ...]:
        """The values that it holds: the most common ones, then the bounds of the histogram."""
        return (self.common_values or ()) + (self.histogram or ())

    def distinct_values(self, rows: float) -> float:
        """The number of distinct values in a table of ``rows`` rows."""
        return self.distinct if self.distinct >= 0 else -self.distinct * rows


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtendedStatistics:
    """The content of an extended statistics object, as pg_stats_ext and pg_stats_ext_exprs show it (JSON texts)."""

    name: Name
    inherited: bool = False
    ndistinct: str | None = None
    dependencies: str | None = None
    common_values: tuple[tuple[str | None, ...], ...] | None = None
    common_frequencies: tuple[float, ...] | None = None
    common_base_frequencies: tuple[float, ...] | None = None
    expressions: tuple[ColumnStatistics, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationStatistics:
    """Size of a table, materialized view or index.

    ``pages`` is the file's length now, in pages of 8192 bytes; ``relpages``, ``rows`` and ``all_visible`` are
    pg_class's, as of the last VACUUM or ANALYZE (rows -1: never analyzed).
    """

    name: Name
    pages: int
    relpages: int = 0
    rows: float = -1.0
    all_visible: int = 0
    all_frozen: int = 0
    toast_pages: int = 0
    columns: tuple[ColumnStatistics, ...] = ()
    extended: tuple[ExtendedStatistics, ...] = ()

    @property
    def bytes(self) -> int:
        """Size of the main fork in bytes."""
        return self.pages * PAGE

    def column(self, name: str) -> ColumnStatistics | None:
        """Statistics of that column; over the whole hierarchy where there are both."""
        found = [column for column in self.columns if column.column == name]
        return next((column for column in found if column.inherited), found[0] if found else None)


@dataclass(frozen=True, kw_only=True)
class Statistics:
    """Statistics of all relations. ``unreadable`` names tables whose column statistics the role may not read.

    ``assumed`` is set when the sizes were given by the user (``--rows``), not read from a server; ``redacted`` when
    values stand for others or were dropped (``--redact``).
    """

    relations: tuple[RelationStatistics, ...] = ()
    unreadable: tuple[Name, ...] = ()
    assumed: bool = False
    redacted: bool = False

    @cached_property
    def _relations(self) -> dict[Name, RelationStatistics]:
        return {relation.name: relation for relation in self.relations}

    def of(self, name: Name) -> RelationStatistics | None:
        """Statistics of that table, materialized view or index."""
        return self._relations.get(name)

    def rows(self, name: Name) -> float:
        """Rows of that relation as pg_class has them; 0 where nothing is known."""
        found = self._relations.get(name)
        return max(found.rows, 0.0) if found else 0.0

    def bytes(self, name: Name) -> int:
        """Size of that relation's main fork in bytes; 0 where nothing is known."""
        found = self._relations.get(name)
        return found.bytes if found else 0
