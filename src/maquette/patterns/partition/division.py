"""How a table is divided: by ranges of time, by lists of values, by hash."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ...model.change.base import cut
from ...model.errors import ConfigError, UnsupportedError
from ...model.names import Name, literal, quote
from ...model.table import Column, Table
from ..template import Sql, Text, Value

INTERVAL = re.compile(r"\d+ (day|week|month|year)s?\Z")
DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")


@dataclass(frozen=True, kw_only=True)
class Division:
    """What all divisions have: the column that decides."""

    column: Column
    default: bool = False

    def __post_init__(self) -> None:
        if self.column.generated:
            raise UnsupportedError(
                f"{quote(self.column.name)} is generated, and no partition key can be", "divide by what it is made of"
            )

    @property
    def strategy(self) -> str:
        return type(self).__name__.lower()

    @property
    def definition(self) -> str:
        """As PARTITION BY has it."""
        return f"{self.strategy.upper()} ({quote(self.column.name)})"

    def words(self, table: Table) -> dict[str, Value]:
        """What the templates call it all."""
        return {
            "table": table.name, "label": Text(str(table.name)), "key": self.column.name,
            "key_name": Text(self.column.name), "type": Sql(self.column.type), "first": Sql(""),
        }  # fmt: skip

    def parts(self, table: Name) -> Iterator[tuple[Name, str]]:
        """The partitions that are known beforehand, each with its bound."""
        if self.default:
            yield Name(table.schema, cut(table.name, "_default")), "DEFAULT"


@dataclass(frozen=True, kw_only=True)
class Range(Division):
    """Ranges of time: how long one is, how many are made ahead, how long they are kept, in which zone."""

    period: str
    ahead: int
    keep: str
    zone: str
    since: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.ahead < 1:
            raise ConfigError(f"--set ahead={self.ahead}: the next partition would come too late", "ahead=1 or more")
        if self.keep and not INTERVAL.match(self.keep):
            raise ConfigError(f"--set keep={self.keep}: not a time", "keep='90 days', '12 months' or '2 years'")
        if self.since and not DAY.match(self.since):
            raise ConfigError(f"--set since={self.since}: not a date", "since=2026-01-01")

    def _first(self, table: Table) -> str:
        """Where the first partition begins: as told, or with the oldest row."""
        if self.since:
            return f"first := date_trunc({literal(self.period)}, {literal(self.since)}::timestamp)"
        key = f"t.{quote(self.column.name)}"
        oldest = f"(SELECT min({key}) FILTER (WHERE isfinite({key}))::timestamp FROM {table.name} t)"  # noqa: S608
        return f"first := date_trunc({literal(self.period)}, coalesce({oldest}, now()::timestamp))"

    def words(self, table: Table) -> dict[str, Value]:
        return super().words(table) | {
            "function": Name(table.name.schema, "maintain_partitions"),
            "period": Text(self.period), "step": Text(f"1 {self.period}"), "ahead": self.ahead,
            "keep": Text(self.keep) if self.keep else Sql("NULL"), "zone": Text(self.zone),
            "first": Sql(f"PERFORM set_config('timezone', {literal(self.zone)}, true);\n    {self._first(table)};"),
        }  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class List(Division):
    """Lists of one value each."""

    values: tuple[str, ...]

    def __post_init__(self) -> None:
        super().__post_init__()
        names = [self._name(Name("", ""), value) for value in self.values]
        if not names:
            raise ConfigError("a list of no values", "--set values=DE,FR,IT")
        if len(set(names)) < len(names):
            raise ConfigError("two of the values would give their partitions one name", "name each value once")

    @staticmethod
    def _name(table: Name, value: str) -> Name:
        plain = re.sub(r"\W+", "_", value.lower()).strip("_")
        return Name(table.schema, cut(table.name, f"_{plain}"[:30]))

    def parts(self, table: Name) -> Iterator[tuple[Name, str]]:
        yield from super().parts(table)
        for value in self.values:
            yield self._name(table, value), f"FOR VALUES IN ({literal(value)})"


@dataclass(frozen=True, kw_only=True)
class Hash(Division):
    """Equal parts by hash; they are never made more or less without a copy."""

    count: int

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.count < 2:
            raise ConfigError(f"--set count={self.count}: that divides nothing", "count=8")

    def parts(self, table: Name) -> Iterator[tuple[Name, str]]:
        for place in range(self.count):
            bound = f"FOR VALUES WITH (MODULUS {self.count}, REMAINDER {place})"
            yield Name(table.schema, cut(table.name, f"_{place}")), bound
