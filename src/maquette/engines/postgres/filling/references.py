"""Foreign keys of synthetic rows: which row of the target each row refers to, so that joins find as many as they do."""

# ruff: noqa: S608 - names are quoted, values are literals, and the guest runs it

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from ....model.constraint import ForeignKey
from ....model.database import Database
from ....model.names import Name, quote
from ....model.statistics import RelationStatistics, Statistics
from ....model.table import Column, Table
from .drawn import WHOLE, Distribution
from .places import hashed, placed_at, ranked_at, share
from .values import Types

PINS = 1000  # values that a key must have because statistics name them
FEW = 3.0  # rows to each row referred to; fewer are dealt out in turn, or too many rows would get none


class UnfillableError(Exception):
    """Why a table stays empty."""


@dataclass(frozen=True)
class _Digit:
    """A member of a unique set: a foreign key to one of ``rows``, or a column; it has ``count`` different values."""

    name: str
    count: int
    order: float  # how far the rows lie in its order
    rows: int = 0
    drawn: Distribution | None = None

    def put(self, number: str, count: int, picks: dict[str, str], values: dict[str, str]) -> None:
        """Say what its value of that number is, of so many."""
        if self.drawn:
            values[self.name] = self.drawn.nth(number, count)
        else:
            picks[self.name] = f"{number} * {self.rows} / {count}"


@dataclass(frozen=True)
class References:
    """How the rows of one table refer to others.

    ``counts`` are the rows of the tables filled before it, ``expected`` those that each table is to have;
    ``unique_sets`` are columns that differ from row to row together, of which ``witnesses`` do so alone.
    """

    database: Database
    types: Types
    statistics: Statistics | None
    counts: Mapping[Name, int]
    expected: Mapping[Name, int]
    table: Table
    unique_sets: tuple[frozenset[str], ...]
    witnesses: frozenset[str]

    @property
    def wanted(self) -> int:
        return self.expected[self.table.name]

    @cached_property
    def known(self) -> RelationStatistics | None:
        return self.statistics.of(self.table.name) if self.statistics else None

    @cached_property
    def counters(self) -> Mapping[str, str]:
        """Values of columns that number the rows of something else: the lines of an order, a shop's days."""
        return self._counted[1]

    def refer(self, key: ForeignKey, number: int, made: dict[str, str], joins: list[str]) -> list[tuple[str, str]]:
        """Take the columns of a foreign key from a row of its target; gives columns that refer to their own row."""
        pairs = [(own, other) for own, other in zip(key.columns, key.target_columns, strict=True)]
        free = [own for own, _ in pairs if own not in made]
        rows = self.counts.get(key.target, 0)
        if not rows:
            return self._refer_to_none(key, free, made)
        shared = [(own, other) for own, other in pairs if own in made]
        columns = ", ".join(quote(other) for _, other in pairs)
        parent, group = f"p{number}", f"g{number}"
        if shared:
            # A key that shares columns with another (the tenant, say) picks among the rows that agree on them.
            among = ", ".join(quote(other) for _, other in shared)
            agree = [f"{{0}}.{quote(other)} = {made[own]}" for own, other in shared]
            by = f"PARTITION BY {among}"
            joins.append(
                f" LEFT JOIN (SELECT {among}, count(*) AS m FROM {key.target} GROUP BY {among}) AS {group}"
                f" ON {' AND '.join(agree).format(group)}"
            )
            on = f"{' AND '.join(agree).format(parent)} AND "
            pick = self._counted[0].get(key.name) or hashed(1000 + number, f"{group}.m")
            pick = f"({pick}) % {group}.m"
        else:
            by, on = "", ""
            if key.name not in self._counted[0] and (value := self._nearest(key, number, rows)):
                made[key.columns[0]] = value
                return []
            pick = f"({self._counted[0].get(key.name) or self._picked(key, number, rows)}) % {rows}"
        optional = all(self.may_be_null(name) for name in free)
        joins.append(
            f" {'LEFT ' * optional}JOIN (SELECT {columns}, row_number() OVER ({by}) AS r FROM {key.target}) AS {parent}"
            f" ON {on}{parent}.r = 1 + {pick}"
        )
        made.update({own: f"{parent}.{quote(other)}" for own, other in pairs if own in free})
        if not shared and key.name not in self._counted[0]:
            self._refer_to_common(key, number, made, joins)
        return []

    def _picked(self, key: ForeignKey, number: int, rows: int) -> str:
        """The place of the target's row, from 0: as many different ones as the statistics say, spread over all."""
        distinct = self._referred(key, rows)
        return f"floor({self._place(key, number, distinct)} * {distinct})::bigint * {rows} / {distinct}"

    def _place(self, key: ForeignKey, number: int, distinct: int) -> str:
        drawn = self._about(key)
        even = self.wanted / distinct < FEW
        return placed_at(1000 + number, drawn.correlation if drawn else 0.0, self.wanted, even)

    def _nearest(self, key: ForeignKey, number: int, rows: int) -> str | None:
        """A reference by value, as the statistics of the column have it; None where values cannot be computed."""
        drawn = self._about(key)
        if len(key.columns) != 1 or drawn is None or drawn.name not in WHOLE or not drawn.listed:
            return None
        distinct = self._referred(key, rows)
        scaled = replace(drawn, known=replace(drawn.known, distinct=float(distinct)))
        other = f"{quote(key.target_columns[0])}::{drawn.name}"
        keys = f"(SELECT array_agg({other} ORDER BY {other}) FROM {key.target})"
        return scaled.nearest(self._place(key, number, distinct), keys)

    def _refer_to_common(self, key: ForeignKey, number: int, made: dict[str, str], joins: list[str]) -> None:
        """Refer to the values that the statistics call common as often as they are, where the target has them."""
        drawn = self._about(key)
        if drawn is None or len(key.columns) != 1:
            return
        (own,), (other,) = key.columns, key.target_columns
        if value := drawn.common(share(1500 + number)):
            alias = f"c{number}"
            joins.append(f" LEFT JOIN {key.target} AS {alias} ON {alias}.{quote(other)} = {value}")
            made[own] = f"coalesce({alias}.{quote(other)}, {made[own]})"

    def _referred(self, key: ForeignKey, rows: int) -> int:
        """How many rows of the target are referred to at all."""
        drawn = self._about(key)
        source = self.statistics.rows(key.target) if self.statistics else 0.0
        if drawn is None or self.known is None or not drawn.known.distinct or source <= 0:
            return rows
        if drawn.known.distinct < 0:  # it grows with the table
            return max(min(round(drawn.distinct), rows), 1)
        part = drawn.known.distinct / source
        return rows if part > 0.9 else max(min(round(part * rows), rows), 1)

    def _about(self, key: ForeignKey) -> Distribution | None:
        """The distribution of the key's column with most values."""
        found = [self.distribution(name) for name in key.columns]
        return max(filter(None, found), key=lambda drawn: drawn.distinct, default=None)

    def distribution(self, name: str) -> Distribution | None:
        """The distribution of a column, where the statistics have one."""
        known = self.known.column(name) if self.known else None
        if known is None or not known.distinct:
            return None
        return Distribution(known, self.types.base(self.column(name).type), self.wanted)

    @cached_property
    def _counted(self) -> tuple[dict[str, str], dict[str, str]]:
        """Sets that are unique by several members, each of which repeats: counted through like the digits of a number.

        The member in whose order the rows lie most leads; under each of its values the others begin somewhere else.
        Gives, by foreign key, the place of the target's row, from 0, and by column, its value.
        """
        picks: dict[str, str] = {}
        values: dict[str, str] = {}
        for names in self.unique_sets:
            digits = self._digits(names, picks)
            if not digits:
                continue
            lead, *others = sorted(digits, key=lambda digit: -abs(digit.order))
            room = math.prod(digit.count for digit in others)  # that many fit under each value of the lead's
            each = min(max(round(self.wanted / lead.count), 1), max(room, 1))
            groups = math.ceil(self.wanted / each)
            row = f"floor({ranked_at(lead.order, self.wanted)} * {self.wanted})::bigint"
            lead.put(f"({row} / {each})", groups, picks, values)
            stride = 1
            for number, digit in enumerate(others if each > 1 else ()):
                under = f"{row} % {each} / {stride}"
                sparse = digit.count > 2 * each  # not all of its values under each of the lead's
                begins = f"{hashed(number, '1073741824', f'{row} / {each}')} + " if sparse else ""
                digit.put(f"(({begins}{under}) % {digit.count})", digit.count, picks, values)
                stride *= digit.count
        return picks, values

    def _digits(self, names: frozenset[str], picks: Mapping[str, str]) -> list[_Digit]:
        """The members of a unique set; none where one of them differs from row to row, or nobody knows."""
        digits: list[_Digit] = []
        for key in self.table.foreign_keys:
            rows = self.counts.get(key.target, 0)
            if names & set(key.columns) and key.name not in picks and rows:
                drawn = self._about(key)
                digits.append(_Digit(key.name, self._referred(key, rows), drawn.correlation if drawn else 0.0, rows))
        referring = {column for key in self.table.foreign_keys for column in key.columns}
        for name in sorted(names - referring):
            drawn = self.distribution(name)
            if drawn is not None and drawn.listed and drawn.distinct < self.wanted / 2:
                digits.append(_Digit(name, max(round(drawn.distinct), 1), drawn.correlation, drawn=drawn))
            elif name in self.witnesses:
                return []
        return digits if any(digit.rows for digit in digits) or len(digits) > 1 else []

    def pins(self, name: str) -> tuple[str, ...]:
        """Values that the column must have: bounds of its own, and what others that refer to it have."""
        own = self.known.column(name) if self.known else None
        found = list((own.histogram if own else None) or ())
        for table in self.database.referencing(self.table.name):
            known = self.statistics.of(table.name) if self.statistics else None
            for key in table.foreign_keys if known else ():
                if key.target == self.table.name and key.target_columns == (name,):
                    other = known.column(key.columns[0]) if known else None
                    found[:0] = (other.common_values or ()) if other else ()
        return tuple(dict.fromkeys(found))[: min(PINS, max(self.wanted // 2, 1))]

    def _refer_to_none(self, key: ForeignKey, free: list[str], made: dict[str, str]) -> list[tuple[str, str]]:
        """The target has no rows: it comes later in a cycle, is this table itself, or could not be filled."""
        optional = [name for name in free if self.may_be_null(name)]
        if optional:
            made.update({name: f"NULL::{self.types.base(self.column(name).type)}" for name in optional})
            return []
        targets = dict(zip(key.columns, key.target_columns, strict=True))
        if key.target == self.table.name:
            return [(name, targets[name]) for name in free]
        target = self.database.table(key.target)
        if target is None or key.target in self.counts:
            raise UnfillableError(f"its foreign key {key.name} needs rows of {key.target}, which has none")
        for name in free:
            other = target.column(targets[name])
            value = (
                self.types.value(other.type, f"(1 + {hashed(7, str(self.expected.get(key.target, 1)))})")
                if other
                else None
            )
            if value is None:
                raise UnfillableError(f"its foreign key {key.name} is part of a cycle")
            made[name] = value
        return []

    def may_be_null(self, name: str) -> bool:
        """Whether the column takes nulls."""
        key, column = self.table.primary_key, self.column(name)
        return not (column.not_null or self.types.not_null(column.type) or (key and name in key.columns))

    def column(self, name: str) -> Column:
        """The column of that name."""
        found = self.table.column(name)
        assert found is not None, name
        return found
