"""A database as boxes and lines: what every drawing starts from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from ...model.constraint import ForeignKey
from ...model.database import Database
from ...model.names import Name
from ...model.table import Column, Table

HEAD, ROW = 30, 18  # heights in pixels
SHOWN = 14  # columns of a box; the others are counted
LETTER = 6.7  # width of a letter at the drawing's size
SIDES = 48  # room left and right of a row's words
NARROWEST, WIDEST = 150, 360


@dataclass(frozen=True, slots=True)
class Row:
    """A column as a box shows it."""

    name: str
    type: str
    primary: bool
    foreign: bool
    not_null: bool


@dataclass(frozen=True)
class Box:
    """A table: its shown columns, and how many more it has. Sizes are in pixels."""

    table: Table
    rows: tuple[Row, ...]
    more: int

    @property
    def name(self) -> Name:
        return self.table.name

    @cached_property
    def width(self) -> int:
        longest = max((len(row.name) + len(row.type) + (not row.not_null) for row in self.rows), default=0)
        return int(min(max(longest * LETTER + SIDES, len(self.name.name) * LETTER * 1.1 + SIDES, NARROWEST), WIDEST))

    @property
    def height(self) -> int:
        return HEAD + ROW * (len(self.rows) + bool(self.more)) + 6

    def row(self, column: str) -> int | None:
        """Where that column stands; None when it is not shown."""
        return next((place for place, row in enumerate(self.rows) if row.name == column), None)


@dataclass(frozen=True, slots=True)
class Line:
    """A foreign key from box ``source`` to box ``target`` (places in the list of boxes)."""

    source: int
    target: int
    key: ForeignKey
    optional: bool  # a referencing column may be null
    single: bool  # the referencing columns are unique: one to one


@dataclass(frozen=True, slots=True)
class Graph:
    """All boxes and the lines between them."""

    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


def draw(database: Database) -> Graph:
    """The tables that a person calls tables (partitions are their parent) and their foreign keys."""
    tables = database.roots
    place = {table.name: number for number, table in enumerate(tables)}
    lines = tuple(
        Line(place[table.name], place[key.target], key, _optional(table, key), _single(table, key))
        for table in tables
        for key in table.foreign_keys
        if key.target in place
    )
    return Graph(tuple(_box(table) for table in tables), lines)


def _box(table: Table) -> Box:
    primary = set(table.primary_key.columns) if table.primary_key else set()
    foreign = {column for key in table.foreign_keys for column in key.columns}
    shown = list(table.columns)
    if len(shown) > SHOWN:  # keys are kept, then the first of the others, in the table's order
        keys = [column for column in shown if column.name in primary | foreign][:SHOWN]
        others = [column for column in shown if column.name not in primary | foreign][: SHOWN - len(keys)]
        kept = {column.name for column in (*keys, *others)}
        shown = [column for column in shown if column.name in kept]

    def row(column: Column) -> Row:
        return Row(column.name, short(column.type), column.name in primary, column.name in foreign, column.not_null)

    return Box(table, tuple(map(row, shown)), len(table.columns) - len(shown))


def _optional(table: Table, key: ForeignKey) -> bool:
    return any(not column.not_null for column in table.columns if column.name in key.columns)


def _single(table: Table, key: ForeignKey) -> bool:
    unique = [set(one.columns) for one in table.keys]
    unique += [set(index.columns) for index in table.indexes if index.unique and index.predicate is None]
    return any(columns and columns <= set(key.columns) for columns in unique)


def short(type_: str) -> str:
    """A type's name as people abbreviate it: timestamptz, varchar(20), char(2)."""
    for long, brief in SHORT:
        type_ = type_.replace(long, brief)
    return type_


SHORT = (
    ("timestamp with time zone", "timestamptz"),
    ("timestamp without time zone", "timestamp"),
    ("time with time zone", "timetz"),
    ("time without time zone", "time"),
    ("character varying", "varchar"),
    ("character", "char"),
    ("double precision", "double"),
)
