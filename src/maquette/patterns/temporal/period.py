"""A period of validity, kept in two columns or in one of a range type, as the clauses of SQL that speak of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ...model.errors import ConfigError
from ...model.names import quote
from ...model.table import Table
from ..ground import Ground
from ..template import Sql

RANGES = {
    "timestamp with time zone": "tstzrange",
    "timestamp without time zone": "tsrange",
    "date": "daterange",
}
SUBTYPES = {name: subtype for subtype, name in RANGES.items()}
INTEGERS = ("bigint", "integer", "smallint")


@dataclass(frozen=True, slots=True)
class Period:
    """``columns`` is its beginning and its end (NULL: none), or the one column of type ``range``."""

    columns: tuple[str, ...]
    range: str

    @property
    def ranged(self) -> bool:
        """Whether it is one column of a range type."""
        return len(self.columns) == 1

    @property
    def subtype(self) -> Sql:
        """The type of its moments."""
        return Sql(SUBTYPES[self.range])

    @property
    def now(self) -> Sql:
        """The clock's moment in that type."""
        return Sql("clock_timestamp()" if self.range == "tstzrange" else f"clock_timestamp()::{self.subtype}")

    @property
    def statement(self) -> Sql:
        """The statement's moment: the same all through it, and after all that its transaction has changed."""
        return Sql(self.now.replace("clock_timestamp", "statement_timestamp"))

    @property
    def tick(self) -> Sql:
        """How much later than a version the next begins; on one day a second change replaces the first."""
        return self.unit(0 if self.subtype == "date" else 1)

    def of(self, row: str = "") -> Sql:
        """The period of a row as a range."""
        held = fields(self.columns, row)
        return held if self.ranged else Sql(f"{self.range}({held})")

    def began(self, row: str) -> Sql:
        """Its beginning."""
        return Sql(f"lower({self.of(row)})") if self.ranged else fields(self.columns[:1], row)

    def ended(self, row: str) -> Sql:
        """Its end; NULL where there is none."""
        return Sql(f"upper({self.of(row)})") if self.ranged else fields(self.columns[1:], row)

    def order(self, row: str, last_first: bool = False) -> Sql:
        """The order of versions of one key."""
        return Sql(f"{row}.{quote(self.columns[0])}{' DESC' * last_first}")

    def holds(self, row: str, moment: str) -> Sql:
        """Whether the row holds at a moment."""
        if self.ranged:
            return Sql(f"{self.of(row)} @> {moment}")
        began, ended = self.began(row), self.ended(row)
        return Sql(f"{began} <= {moment} AND ({ended} > {moment} OR {ended} IS NULL)")

    def unit(self, count: int) -> Sql:
        """So many of the shortest stretches of time."""
        return Sql(str(count) if self.subtype == "date" else f"interval '{count} microsecond'")

    def earlier(self, row: str) -> tuple[Sql, ...]:
        """What its columns would hold a thousand years earlier; an open version lasts but a moment there."""
        millennium = "365000" if self.subtype == "date" else "interval '1000 years'"
        began = f"{self.began(row)} - {millennium}"
        ended = f"coalesce({self.ended(row)} - {millennium}, {began} + {self.unit(1)})"
        return (Sql(f"{self.range}({began}, {ended})"),) if self.ranged else (Sql(began), Sql(ended))

    def follow(self, place: str) -> Sql:
        """What gives versions that are numbered periods of ten days, each after the other."""
        first = "date '2026-01-01'"
        began, ended = (f"({first} + 10 * {turn}::integer)::{self.subtype}" for turn in (place, f"(1 + {place})"))
        values = (f"{self.range}({began}, {ended})",) if self.ranged else (began, ended)
        pairs = zip(self.columns, values, strict=True)
        return Sql(", ".join(f"{quote(column)} = {value}" for column, value in pairs))

    def assign(self, row: str, began: str, ended: str) -> Sql:
        """The assignments of PL/pgSQL that give a row variable that period."""
        if self.ranged:
            return Sql(f"{self.of(row)} := {self.range}({began}, {ended});")
        return Sql(f"{self.began(row)} := {began}; {self.ended(row)} := {ended};")


def fields(columns: Iterable[str], row: str = "") -> Sql:
    """Columns of a row, separated by commas."""
    lead = f"{row}." if row else ""
    return Sql(", ".join(lead + quote(column) for column in columns))


def same(columns: Iterable[str], row: str, other: Iterable[str]) -> Sql:
    """Whether a row's columns are equal to those values."""
    return Sql(" AND ".join(f"{row}.{quote(column)} = {value}" for column, value in zip(columns, other, strict=True)))


def period_of(ground: Ground, table: Table, columns: tuple[str, ...]) -> Period:
    """The period that those columns hold. Raises ConfigError where they cannot."""
    if len(columns) == 1:
        return Period(columns, ground.column(table, columns[0], *SUBTYPES).base)
    if len(columns) != 2:
        raise ConfigError("period names a range column, or a beginning and an end", "--set period=valid_from,valid_to")
    began, ended = (ground.column(table, column, *RANGES) for column in columns)
    if began.base != ended.base:
        raise ConfigError(f"{table.name}.{quote(ended.name)} is {ended.type}", f"{quote(began.name)} is {began.type}")
    return Period(columns, RANGES[began.base])


def apart(key: Iterable[str], held: Sql) -> Sql:
    """The rule that no two rows of one key have a moment in common; ``held`` is their period."""
    return Sql(f"EXCLUDE USING gist ({''.join(f'{quote(column)} WITH =, ' for column in key)}{held} WITH &&)")


def apart_in_core(ground: Ground, table: Table, key: Iterable[str], held: Sql) -> Sql:
    """The same without btree_gist: an integer is a range of one. Raises ConfigError for other keys."""
    for column in key:
        kind = ground.column(table, column).base
        if kind not in INTEGERS:
            raise ConfigError(
                f"{table.name}.{quote(column)} is {kind}, which has no range type in the core",
                "install btree_gist, and leave btree_gist=true",
            )
    equal = "".join(f"int8range({quote(column)}, {quote(column)}, '[]') WITH =, " for column in key)
    return Sql(f"EXCLUDE USING gist ({equal}{held} WITH &&)")
