"""The INSERT that fills one table with synthetic rows."""

# ruff: noqa: S608 - names are quoted, values are literals, and the guest runs it

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

import psycopg

from ....model.database import Database
from ....model.names import Name, literal, quote
from ....model.statistics import ColumnStatistics, RelationStatistics, Statistics
from ....model.table import Column, Table
from .bounds import leaves, placed
from .drawn import TEXTS, WHOLE, Distribution, elements, pinned
from .guesses import alike, guesses
from .places import OVERSAMPLING, hashed, placed_at, ranked_at, share
from .references import References, UnfillableError
from .values import ORDINAL as N
from .values import Types

# How rows are made: as the statistics say but for keys; keys too; by type alone; nothing but what may not be null.
Attempt = Literal["statistics", "statistics in keys", "types", "sparse"]
DISTINCT = 1000  # values of a column of which nothing is known
PROBED = 64  # rows on which a guess must hold
OFTEN_NULL = 0.5  # null fraction of columns that a check compares with others: "one of the two is set"
NARROW = ("boolean", '"char"', "smallint")
WORD = re.compile(r'"(?:[^"]|"")+"|\w+')


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
    statistics: Statistics | None

    @cached_property
    def known(self) -> RelationStatistics | None:
        """What the source knows of the table's content."""
        return self.statistics.of(self.table.name) if self.statistics else None

    @cached_property
    def _references(self) -> References:
        return References(
            self.database, self.types, self.statistics, self.counts, self.expected, self.table, self._unique_sets,
            self._witnesses,
        )  # fmt: skip

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

    def insert(self, attempt: Attempt) -> str:
        """The statement. Raises UnfillableError where no value can be had for a column that needs one."""
        made, joins = self._expressions(attempt)
        names = ", ".join(quote(name) for name in made)
        listed = ", ".join(f"{expression} AS {quote(name)}" for name, expression in made.items())
        conditions = [f"({condition}) IS NOT FALSE" for condition in self._conditions]
        generated = self.wanted * OVERSAMPLING if conditions else self.wanted
        order = f" ORDER BY {N}" if joins else ""  # a join may have mixed them
        inner = f"SELECT {listed} FROM generate_series(1::bigint, {generated}) AS i(n){''.join(joins)}{order} OFFSET 0"
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        identity = " OVERRIDING SYSTEM VALUE" * any(column.identity for column in self.table.columns)
        lenient = "" if any(key.deferrable for key in self.table.constraints) else " ON CONFLICT DO NOTHING"
        return (
            f"INSERT INTO {self.table.name}{f' ({names})' if names else ''}{identity} "
            f"SELECT {names} FROM ({inner}) AS {quote(self.table.name.name)}{where} LIMIT {self.wanted}{lenient}"
        )

    def probe(self, ask: Callable[[str], Sequence[Sequence[Any]]], attempt: Attempt) -> None:
        """Let the server sort common values, and choose for each column that a check restricts what it accepts."""
        if attempt == "statistics":
            self._sort(ask)
        for column in self._columns:
            conditions = self._restrictions.get(column.name, ())
            if conditions and column.name not in self._chosen and not self._sampled(column, attempt):
                self._chosen[column.name] = self._choose(column, conditions, ask)

    def _sort(self, ask: Callable[[str], Sequence[Sequence[Any]]]) -> None:
        """How the values of each column sort, where that matters: by the rules of its type and collation."""
        for column in self._columns:
            known = self._distribution(column)
            if known is None or not known.sorts or column.name in self._referring:
                continue
            listed = ", ".join(map(literal, known.listed))
            rows = f"unnest(ARRAY[{listed}]::text[]) WITH ORDINALITY AS x(v, k)"
            with suppress(psycopg.Error):  # a type without an order: then as they are
                found = ask(f"SELECT array_agg(k - 1 ORDER BY v::{known.type_}, k) FROM {rows}")
                self._orders[column.name] = tuple(map(int, found[0][0]))

    @cached_property
    def _orders(self) -> dict[str, tuple[int, ...]]:
        return {}

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
        for number, key in enumerate(sorted(self.table.foreign_keys, key=lambda k: -len(k.columns))):
            if not set(key.columns) <= made.keys():
                later += self._references.refer(key, number, made, joins)
        for seed, column in enumerate(self._columns):
            if column.name in made or column.name in dict(later):
                continue
            if attempt == "sparse" and self._references.may_be_null(column.name) and column.name not in self._witnesses:
                made[column.name] = f"NULL::{self.types.base(column.type)}"
            else:
                made[column.name] = self._value(column, seed, attempt)
        for column_name, target in later:
            made[column_name] = made[target]
        return {
            c.name: self._nullable(c, s, made[c.name]) for s, c in enumerate(self._columns) if c.name in made
        }, joins

    def _value(self, column: Column, seed: int, attempt: Attempt) -> str:
        """A value that no foreign key decides."""
        unique = column.name in self._witnesses or self._nearly_unique(column)
        base = self.types.base(column.type)
        faithful = attempt in ("statistics", "statistics in keys")
        drawn = self._distribution(column) if faithful else None
        ordinal = N if unique else f"(1 + {hashed(seed, str(self._distinct(column)))})"
        found = (
            (self._references.counters.get(column.name) if attempt == "statistics" else None)
            or (self._placed(column) if attempt != "statistics" or drawn is None else None)
            or (self._drawn(column, drawn, seed, unique and attempt == "statistics") if drawn else None)
            or self._chosen.get(column.name)
            or (self._pinned(column, self._alike(column) or self.types.value(column.type, ordinal)) if unique else None)
            or self.types.value(column.type, ordinal)
            or (f"NULL::{base}" if self._references.may_be_null(column.name) else column.default)
        )
        if found is None:
            raise UnfillableError(f"no synthetic value is known for type {column.type} of column {column.name}")
        return found

    def _placed(self, column: Column) -> str | None:
        """A value that falls into a partition, in equal shares."""
        return placed(column.name, column.type, self.types, self._leaves, self.wanted) if self._leaves else None

    def _drawn(self, column: Column, drawn: Distribution, seed: int, unique: bool) -> str | None:
        """A value as the statistics have it; None where they cannot tell enough different ones."""
        correlation = drawn.correlation
        array = None if drawn.telling else elements(drawn.known, seed)
        if array and drawn.name == "tsvector":
            return f"array_to_tsvector({array})"
        if unique:
            plain = drawn.without_common()
            if not plain.roomy or self._alike(column):
                return None
            place = ranked_at(correlation, self.wanted)
            whole = drawn.name in WHOLE and len(plain.listed) < self.wanted
            return pinned(plain, place, self._references.pins(column.name)) if whole else plain.at(place)
        place = placed_at(seed, correlation, self.wanted)
        if drawn.scant:
            return self.types.value(column.type, f"(1 + floor({place} * {drawn.distinct:.0f})::bigint)")
        if array and drawn.type_.endswith("[]"):
            return f"({array})::{drawn.type_}"
        return drawn.at(place) if drawn.listed else None

    def _pinned(self, column: Column, expression: str | None) -> str | None:
        """That expression, but in the first rows the values by which others refer to the column."""
        pins = self._references.pins(column.name) if self.database.referencing(self.table.name) else ()
        if expression is None or not pins or column.name in self._restrictions:
            return expression
        values = ", ".join(map(literal, pins))
        base = self.types.base(column.type)
        return f"CASE WHEN {N} <= {len(pins)} THEN (ARRAY[{values}]::text[])[{N}]::{base} ELSE {expression} END"

    def _distribution(self, column: Column) -> Distribution | None:
        """The column's distribution, where the statistics have one."""
        drawn = self._references.distribution(column.name)
        exact = column.name in self._restrictions and drawn is not None and drawn.name in TEXTS
        return replace(drawn, order=self._orders.get(column.name), exact=exact) if drawn else None

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
        if not self._references.may_be_null(column.name) or expression.startswith("NULL::"):
            return expression
        known = self.known.column(column.name) if self.known else None
        fraction = known.null_fraction if known else OFTEN_NULL if column.name in self._compared else 0.0
        return f"CASE WHEN {share(500 + seed)} >= {fraction} THEN {expression} END" if fraction else expression
