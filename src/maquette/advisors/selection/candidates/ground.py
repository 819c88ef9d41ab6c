"""A relation that may be given indexes, and what is known of its columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from ....model.database import Database, View
from ....model.index import IndexKey
from ....model.names import Name, quote
from ....model.statistics import ColumnStatistics, RelationStatistics, Statistics
from ....model.table import Column, Table
from ....sql.analysis import Operand
from ....sql.immutable import immutable_type

TEXTS = frozenset(("text", "character varying", "character", "name", "citext"))
ORDERED = TEXTS | frozenset(
    """
    smallint integer bigint numeric real double precision money boolean date interval uuid oid inet cidr macaddr
    macaddr8 bytea bit pg_lsn xid8 tid ltree semver
    """.split()  # noqa: SIM905 - a list of words reads better as text
) | {
    "double precision", "bit varying", '"char"', "timestamp without time zone", "timestamp with time zone",
    "time without time zone", "time with time zone",
}  # fmt: skip
LONGEST = 600  # bytes on average: a b-tree takes no entry over 2704 (a third of a page)
WIDTH_UNKNOWN = 32  # bytes


@dataclass(frozen=True, kw_only=True)
class Ground:
    """A table or materialized view with its statistics. A partition's place is taken by the table it is a part of."""

    table: Table
    database: Database
    statistics: Statistics

    @classmethod
    def of(cls, name: Name, database: Database, statistics: Statistics) -> Ground | None:
        """That relation; None for what cannot have an index: views, foreign tables, what the model does not know."""
        table = database.table(name)
        while table and table.partition_of and (parent := database.table(table.partition_of.parent)):
            table = parent
        view = database.view(name)
        if table is None and view and view.materialized:
            table = _as_table(view)
        if table is None or table.kind == "foreign":
            return None
        return cls(table=table, database=database, statistics=statistics)

    @cached_property
    def parts(self) -> tuple[RelationStatistics, ...]:
        """What is known of the table and of what hangs below it."""
        names = (self.table.name, *(table.name for table in self.database.descendants(self.table.name)))
        return tuple(known for known in map(self.statistics.of, names) if known)

    @cached_property
    def visible(self) -> float:
        """The share of pages that an index-only scan need not look at."""
        pages = sum(max(part.relpages, part.pages, 0) for part in self.parts)
        return sum(part.all_visible for part in self.parts) / pages if pages else 0.0

    @cached_property
    def pages(self) -> int:
        return sum(part.pages for part in self.parts)

    @cached_property
    def rows(self) -> float:
        own = self.statistics.rows(self.table.name)
        return own or sum(max(part.rows, 0.0) for part in self.parts)

    def column(self, name: str | None) -> Column | None:
        return self.table.column(name) if name else None

    def known(self, name: str | None) -> ColumnStatistics | None:
        """Statistics of that column."""
        own = self.statistics.of(self.table.name)
        return own.column(name) if own and name else None

    def width(self, name: str) -> int:
        """Average bytes of a column's values."""
        column, known = self.column(name), self.known(name)
        return known.width if known else column.length if column and column.length > 0 else WIDTH_UNKNOWN

    def distinct(self, key: IndexKey) -> float:
        """Distinct values of a key; 0 where nothing is known."""
        known = self.known(key.column)
        return known.distinct_values(self.rows) if known else 0.0

    def type_of(self, operand: Operand) -> str | None:
        """The operand's type; of an expression only if an index may have it."""
        if operand.column is not None:
            column = self.column(operand.column)
            return column.base if column else None
        return immutable_type(operand.expression or "", self._base, self.database)

    def key(self, operand: Operand | None) -> IndexKey | None:
        """The operand as a b-tree's key; None where its type has no order, or an index may not have it."""
        if operand is None:
            return None
        if operand.column is not None:
            column = self.column(operand.column)
            return IndexKey(column=operand.column) if column and self.ordered(column) else None
        ordered = self.type_of(operand) in ORDERED
        return IndexKey(expression=operand.expression) if ordered else None

    def ordered(self, column: Column) -> bool:
        """Whether a b-tree may have it: its type has an order, and its values are not too long."""
        return (column.base in ORDERED or column.kind == "enum") and self.width(column.name) <= LONGEST

    @cached_property
    def by_code_point(self) -> bool:
        """Whether text is sorted by code points, so that a plain index serves LIKE 'abc%' too."""
        plain = self.database.collate in ("C", "POSIX") and self.database.locale_provider == "libc"
        return plain or self.database.locale_provider == "builtin"

    def opclass(self, name: str, extension: str) -> str | None:
        """The operator class of an extension, with its schema where that may not be on the path; None without it."""
        found = next((one for one in self.database.extensions if one.name == extension), None)
        if found is None:
            return None
        return name if found.schema in ("public", "pg_catalog") else f"{quote(found.schema)}.{name}"

    def _base(self, name: str) -> str:
        column = self.column(name)
        return column.base if column else ""


def _as_table(view: View) -> Table:
    columns = tuple(_column(one.name, one.type) for one in view.columns)
    return Table(name=view.name, columns=columns, indexes=view.indexes)


def _column(name: str, type_: str) -> Column:
    head, _, tail = type_.partition("(")
    base = head + tail.partition(")")[2]  # timestamp(3) with time zone
    return Column(name=name, type=type_, base=base, kind="array" if base.endswith("[]") else "base")


def distinct_keys(keys: Iterator[IndexKey | None]) -> list[IndexKey]:
    """The keys once each, those that are None left out."""
    return list(dict.fromkeys(key for key in keys if key))
