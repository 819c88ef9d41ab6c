"""The INSERT that fills one table with synthetic rows."""

# ruff: noqa: S608 - names are quoted, values are literals, and the guest runs it

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import psycopg

from ...model.constraint import ForeignKey
from ...model.database import Database
from ...model.names import Name, literal, quote
from ...model.statistics import ColumnStatistics, RelationStatistics
from ...model.table import Column, Table
from .bounds import leaves, placed
from .guesses import alike, guesses
from .values import ORDINAL as N
from .values import Types

# How rows are made: as the statistics say but for keys; keys too; by type alone; nothing but what may not be null.
Attempt = Literal["statistics", "statistics in keys", "types", "sparse"]
DISTINCT = 1000  # values of a column of which nothing is known
SAMPLED = 100  # entries of a list of statistics that are used
PROBED = 64  # rows on which a guess must hold
OFTEN_NULL = 0.5  # null fraction of columns that a check compares with others: "one of the two is set"
NARROW = ("boolean", '"char"', "smallint")
WORD = re.compile(r'"(?:[^"]|"")+"|\w+')


class UnfillableError(Exception):
    """Why a table stays empty."""


def hashed(seed: int, modulus: str) -> str:
    """A number from 0 to below ``modulus`` that looks random, the same for the same row and seed."""
    return f"((hashint8extended({N}, {seed}) & 9223372036854775807) % ({modulus}))"


def share(seed: int) -> str:
    """A fraction from 0 to below 1."""
    return f"({hashed(seed, '1048576')} / 1048576.0::float8)"


@dataclass(frozen=True)
class Rows:
    """How the rows of one table are made.

    ``counts`` are the rows of the tables filled before it, ``expected`` those that each table is to have.
    """

    database: Database
    types: Types
    counts: Mapping[Name, int]
    expected: Mapping[Name, int]
    table: Table
    known: RelationStatistics | None

    @property
    def wanted(self) -> int:
        """How many rows the table is to have."""
        return self.expected[self.table.name]

    def attempts(self) -> Iterator[Attempt]:
        """From the most faithful to the plainest."""
        if self.table.kind == "foreign":
            raise UnfillableError("a foreign table keeps its rows elsewhere")
        if self.known and self.known.columns:
            yield "statistics"
            yield "statistics in keys"
        yield "types"
        yield "sparse"

    def insert(self, attempt: Attempt, oversampling: int) -> str:
        """The statement. Raises UnfillableError where no value can be had for a column that needs one."""
        made, joins = self._expressions(attempt)
        names = ", ".join(quote(name) for name in made)
        listed = ", ".join(f"{expression} AS {quote(name)}" for name, expression in made.items())
        conditions = [f"({condition}) IS NOT FALSE" for condition in self._conditions]
        generated = self.wanted * oversampling if conditions else self.wanted
        inner = f"SELECT {listed} FROM generate_series(1::bigint, {generated}) AS i(n){''.join(joins)} OFFSET 0"
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        identity = " OVERRIDING SYSTEM VALUE" * any(column.identity for column in self.table.columns)
        lenient = "" if any(key.deferrable for key in self.table.constraints) else " ON CONFLICT DO NOTHING"
        return (
            f"INSERT INTO {self.table.name}{f' ({names})' if names else ''}{identity} "
            f"SELECT {names} FROM ({inner}) AS {quote(self.table.name.name)}{where} LIMIT {self.wanted}{lenient}"
        )

    def probe(self, ask: Callable[[str], Sequence[Sequence[Any]]], attempt: Attempt) -> None:
        """Choose, for each column that a check restricts, the first guess that the server accepts."""
        for column in self._columns:
            conditions = self._restrictions.get(column.name, ())
            if conditions and column.name not in self._chosen and not self._sampled(column, attempt):
                self._chosen[column.name] = self._choose(column, conditions, ask)

    def _choose(
        self, column: Column, conditions: Sequence[str], ask: Callable[[str], Sequence[Sequence[Any]]]
    ) -> str | None:
        """The guess that holds for most rows, and gives most values where they must differ."""
        best, most = None, 0
        base = self.types.base(column.type)
        plain = self.types.value(column.type)
        unique = column.name in self._witnesses
        where = " AND ".join(f"({condition}) IS NOT FALSE" for condition in conditions)
        figure = f"count(DISTINCT {quote(column.name)}::text)" if unique else "count(*)"
        for guess in ([plain] if plain else []) + list(guesses(base, conditions)):
            rows = f"SELECT {guess} AS {quote(column.name)} FROM generate_series(1::bigint, {PROBED}) AS i(n) OFFSET 0"
            try:
                held = ask(f"SELECT {figure} FROM ({rows}) AS {quote(self.table.name.name)} WHERE {where}")[0][0]
            except psycopg.Error:
                continue  # no value of the type, or a condition that fails: another guess
            if held > most:
                best, most = guess, held
            if held == PROBED:
                break
        return best

    @cached_property
    def _chosen(self) -> dict[str, str | None]:
        return {}

    @cached_property
    def _columns(self) -> tuple[Column, ...]:
        return tuple(column for column in self.table.columns if not column.generated)

    @cached_property
    def _restrictions(self) -> Mapping[str, tuple[str, ...]]:
        """Conditions on one column alone, those of its domain included."""
        generated = {column.name for column in self.table.columns if column.generated}
        found = {c.name: self.types.conditions(c.type, c.name) for c in self._columns}
        for check in self.table.checks:
            if check.enforced and len(check.columns) == 1 and check.columns[0] not in generated:
                found[check.columns[0]] += (check.expression,)
        return {name: conditions for name, conditions in found.items() if conditions}

    @cached_property
    def _conditions(self) -> tuple[str, ...]:
        """Everything that a row must satisfy and that can be asked before it is inserted."""
        generated = {column.name for column in self.table.columns if column.generated}
        own = [c.expression for c in self.table.checks if c.enforced and not generated & set(c.columns)]
        return (*own, *(c for column in self._columns for c in self.types.conditions(column.type, column.name)))

    @cached_property
    def _compared(self) -> frozenset[str]:
        """Columns of checks that look at several."""
        return frozenset(column for check in self.table.checks if len(check.columns) > 1 for column in check.columns)

    @cached_property
    def _unique_sets(self) -> tuple[frozenset[str], ...]:
        names = {column.name for column in self._columns}
        sets = [frozenset(key.columns) for key in self.table.keys]
        sets += [frozenset(exclusion.columns) for exclusion in self.table.exclusions]
        for index in self.table.indexes:
            if index.unique and not index.constraint:
                words = WORD.findall(" ".join(key.expression or "" for key in index.keys))
                mentioned = {word.strip('"') for word in words} & names
                sets.append(frozenset({key.column for key in index.keys if key.column} | mentioned))
        return tuple(sets)

    @cached_property
    def _referring(self) -> frozenset[str]:
        return frozenset(column for key in self.table.foreign_keys for column in key.columns)

    @cached_property
    def _witnesses(self) -> frozenset[str]:
        """For each unique set one column that differs from row to row, so that the set does."""
        chosen: set[str] = set()
        for names in self._unique_sets:
            free = [c for c in self._columns if c.name in names and c.name not in self._referring]
            wide = [c for c in free if c.base not in NARROW and c.kind != "enum"]
            if not chosen & names and wide:
                chosen.add(min(wide, key=lambda c: (c.kind not in ("range", "multirange"), not c.not_null)).name)
        return frozenset(chosen)

    @cached_property
    def _leaves(self) -> tuple[Mapping[str, Any], ...]:
        return leaves(self.database, self.table) if self.table.partitioning else ()

    def _expressions(self, attempt: Attempt) -> tuple[dict[str, str], list[str]]:
        """An expression for each column, and the joins to parents that they need."""
        made: dict[str, str] = {}
        joins: list[str] = []
        later: list[tuple[str, str]] = []  # columns that refer to the row itself
        strides = self._strides()
        for number, key in enumerate(sorted(self.table.foreign_keys, key=lambda k: -len(k.columns))):
            if not set(key.columns) <= made.keys():
                later += self._refer(key, number, strides.get(key.name), made, joins)
        for seed, column in enumerate(self._columns):
            if column.name in made or column.name in dict(later):
                continue
            if attempt == "sparse" and self._may_be_null(column.name) and column.name not in self._witnesses:
                made[column.name] = f"NULL::{self.types.base(column.type)}"
            else:
                made[column.name] = self._value(column, seed, attempt)
        for column_name, target in later:
            made[column_name] = made[target]
        return {
            c.name: self._nullable(c, s, made[c.name]) for s, c in enumerate(self._columns) if c.name in made
        }, joins

    def _strides(self) -> Mapping[str, int]:
        """Unique sets of nothing but references: their parents are counted through like the digits of a number."""
        strides: dict[str, int] = {}
        for names in self._unique_sets:
            if names & self._witnesses:
                continue
            stride = 1
            for key in self.table.foreign_keys:
                if names & set(key.columns) and key.name not in strides:
                    strides[key.name] = stride
                    stride *= max(self.counts.get(key.target, 0), 1)
        return strides

    def _refer(
        self, key: ForeignKey, number: int, stride: int | None, made: dict[str, str], joins: list[str]
    ) -> list[tuple[str, str]]:
        """Take the columns of a foreign key from a row of its target; gives columns that refer to their own row."""
        pairs = [(own, other) for own, other in zip(key.columns, key.target_columns, strict=True)]
        free = [own for own, _ in pairs if own not in made]
        rows = self.counts.get(key.target, 0)
        if not rows:
            return self._refer_to_none(key, free, made)
        shared = [(own, other) for own, other in pairs if own in made]
        columns = ", ".join(quote(other) for _, other in pairs)
        parent, group = f"p{number}", f"g{number}"
        pick = f"({N} - 1) / {stride} % {{0}}" if stride else hashed(1000 + number, "{0}")
        if shared:
            # A key that shares columns with another (the tenant, say) picks among the rows that agree on them.
            among = ", ".join(quote(other) for _, other in shared)
            agree = [f"{{0}}.{quote(other)} = {made[own]}" for own, other in shared]
            by = f"PARTITION BY {among}"
            joins.append(
                f" LEFT JOIN (SELECT {among}, count(*) AS m FROM {key.target} GROUP BY {among}) AS {group}"
                f" ON {' AND '.join(agree).format(group)}"
            )
            on, modulus = f"{' AND '.join(agree).format(parent)} AND ", f"{group}.m"
        else:
            by, on, modulus = "", "", str(rows)
        optional = all(self._may_be_null(name) for name in free)
        joins.append(
            f" {'LEFT ' * optional}JOIN (SELECT {columns}, row_number() OVER ({by}) AS r FROM {key.target}) AS {parent}"
            f" ON {on}{parent}.r = 1 + {pick.format(modulus)}"
        )
        made.update({own: f"{parent}.{quote(other)}" for own, other in pairs if own in free})
        return []

    def _refer_to_none(self, key: ForeignKey, free: list[str], made: dict[str, str]) -> list[tuple[str, str]]:
        """The target has no rows: it comes later in a cycle, is this table itself, or could not be filled."""
        optional = [name for name in free if self._may_be_null(name)]
        if optional:
            made.update({name: f"NULL::{self.types.base(self._column(name).type)}" for name in optional})
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

    def _value(self, column: Column, seed: int, attempt: Attempt) -> str:
        """A value that no foreign key decides."""
        unique = column.name in self._witnesses or self._nearly_unique(column)
        ordinal = N if unique else f"(1 + {hashed(seed, str(self._distinct(column)))})"
        sampled = self._sampled(column, attempt)
        found = (
            (placed(column.name, column.type, self.types, self._leaves, self.wanted) if self._leaves else None)
            or (_drawn(sampled, seed, self.types.base(column.type)) if sampled else None)
            or self._chosen.get(column.name)
            or (self._alike(column) if unique else None)
            or self.types.value(column.type, ordinal)
            or (f"NULL::{self.types.base(column.type)}" if self._may_be_null(column.name) else column.default)
        )
        if found is None:
            raise UnfillableError(f"no synthetic value is known for type {column.type} of column {column.name}")
        return found

    def _alike(self, column: Column) -> str | None:
        """For a text that differs from row to row: values of the look that the statistics show."""
        known = self.known.column(column.name) if self.known else None
        base = self.types.base(column.type)
        if known is None or base.partition("(")[0] not in ("text", "character varying"):
            return None
        look = alike((known.histogram or ()) + (known.common_values or ()))
        return look and f"({look})::{base}"

    def _sampled(self, column: Column, attempt: Attempt) -> ColumnStatistics | None:
        """The statistics from which the column's values are drawn, where they are."""
        if attempt in ("types", "sparse") or self.known is None:
            return None
        known = self.known.column(column.name)
        if known is None or not (known.common_values or known.histogram):
            return None
        distinct = column.name in self._witnesses or self._nearly_unique(column)
        return None if distinct and attempt == "statistics" else known

    def _nearly_unique(self, column: Column) -> bool:
        known = self.known.column(column.name) if self.known else None
        return known is not None and known.distinct <= -0.99

    def _distinct(self, column: Column) -> int:
        known = self.known.column(column.name) if self.known else None
        if known is None or self.known is None or not known.distinct:
            return DISTINCT
        return max(int(known.distinct_values(max(self.known.rows, 1.0))), 1)

    def _nullable(self, column: Column, seed: int, expression: str) -> str:
        """The expression, null in as many rows as the statistics say."""
        if not self._may_be_null(column.name) or expression.startswith("NULL::"):
            return expression
        known = self.known.column(column.name) if self.known else None
        fraction = known.null_fraction if known else OFTEN_NULL if column.name in self._compared else 0.0
        return f"CASE WHEN {share(500 + seed)} >= {fraction} THEN {expression} END" if fraction else expression

    def _may_be_null(self, name: str) -> bool:
        key, column = self.table.primary_key, self._column(name)
        return not (column.not_null or self.types.not_null(column.type) or (key and name in key.columns))

    def _column(self, name: str) -> Column:
        found = self.table.column(name)
        assert found is not None, name
        return found


def _drawn(known: ColumnStatistics, seed: int, type_: str) -> str:
    """A common value as often as it is common, else a bound of the histogram."""
    values = list(known.common_values or ())[:SAMPLED]
    frequencies = list(known.common_frequencies or ())[: len(values)]
    filled = max(1.0 - known.null_fraction, 1e-9)
    bounds = list(known.histogram or ())
    bounds = [bounds[i * len(bounds) // SAMPLED] for i in range(SAMPLED)] if len(bounds) > SAMPLED else bounds
    common = ""
    if values:
        sums = [sum(frequencies[: i + 1]) / filled for i in range(len(frequencies))]
        ends = ", ".join(str(min(end, 1.0)) for end in sums)
        common = f"(ARRAY[{_texts(values)}]::text[])[width_bucket({share(seed)}, ARRAY[{ends}]::float8[]) + 1]"
        if not bounds:
            # What the list leaves over goes to its last value.
            last = f"least(width_bucket({share(seed)}, ARRAY[{ends}]::float8[]) + 1, {len(values)})"
            return f"(ARRAY[{_texts(values)}]::text[])[{last}]::{type_}"
    rest = f"(ARRAY[{_texts(bounds)}]::text[])[1 + {hashed(2000 + seed, str(len(bounds)))}::int]"
    return f"coalesce({common}, {rest})::{type_}" if common else f"{rest}::{type_}"


def _texts(values: Sequence[str]) -> str:
    return ", ".join(literal(value) for value in values)
