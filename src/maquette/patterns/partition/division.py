"""How a table is divided: by ranges of time, by lists of values, by hash."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ...model.change.base import cut
from ...model.names import Name, literal, quote
from ...model.table import Column, Table
from ..template import Sql, Text, Value


@dataclass(frozen=True, kw_only=True)
class Division:
    """What all divisions have: the column that decides."""

    column: Column
    default: bool = False

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

    def ahead_of_time(self, table: Name) -> str:
        """The call that makes its partitions."""
        function, name = Name(table.schema, "maintain_partitions"), literal(str(table))
        return f"PERFORM {function}({name}, {literal(self.period)}, {self.ahead}, NULL, {literal(self.zone)})"

    def older(self, table: Name) -> Name:
        """The partition of what is older than all others."""
        return Name(table.schema, cut(table.name, "_older"))

    def words(self, table: Table) -> dict[str, Value]:
        return super().words(table) | {
            "function": Name(table.name.schema, "maintain_partitions"),
            "period": Text(self.period), "step": Text(f"1 {self.period}"), "ahead": self.ahead,
            "keep": Text(self.keep) if self.keep else Sql("NULL"), "zone": Text(self.zone),
            "first": Sql(
                f"PERFORM set_config('timezone', {literal(self.zone)}, true);\n    first := date_trunc("
                f"{literal(self.period)}, coalesce({literal(self.since) if self.since else 'NULL'}::timestamp,"
                f" (SELECT min({quote(self.column.name)})::timestamp FROM {table.name}), now()::timestamp));"
            ),
        }  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class List(Division):
    """Lists of one value each."""

    values: tuple[str, ...]

    def parts(self, table: Name) -> Iterator[tuple[Name, str]]:
        yield from super().parts(table)
        for value in self.values:
            plain = re.sub(r"\W+", "_", value.lower()).strip("_")
            yield Name(table.schema, cut(table.name, f"_{plain}"[:30])), f"FOR VALUES IN ({literal(value)})"


@dataclass(frozen=True, kw_only=True)
class Hash(Division):
    """Equal parts by hash; they are never made more or less without a copy."""

    count: int

    def parts(self, table: Name) -> Iterator[tuple[Name, str]]:
        for place in range(self.count):
            yield Name(table.schema, cut(table.name, f"_{place}")), f"FOR VALUES WITH (MODULUS {self.count}, REMAINDER {place})"
