"""A table of versions, as the words that the templates of its functions are filled with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from ...model.errors import UnsupportedError
from ...model.names import Name, literal, quote
from ...model.table import Column, Table
from ..ground import Ground
from ..template import Sql, Text, Value
from .period import Period, fields, same


@dataclass(frozen=True)
class Versions:
    """The versions in ``table`` of what ``key`` names; ``now`` is the table whose history it is, if any."""

    ground: Ground
    table: Table
    key: tuple[str, ...]
    period: Period
    now: Name | None = None

    def name(self, lead: str, tail: str) -> Name:
        """The name of something that belongs to the table, cut to what a name may have."""
        room = 63 - len(f"{lead}{tail}".encode())
        return Name(
            self.table.name.schema, f"{lead}{self.table.name.name.encode()[:room].decode(errors='ignore')}{tail}"
        )

    @cached_property
    def rows(self) -> tuple[str, ...]:
        """The columns that tell rows apart."""
        return self.ground.key(self.table).columns

    @cached_property
    def copied(self) -> tuple[str, ...]:
        """The columns that a new version takes over: all but those that the server fills in."""
        return tuple(column.name for column in self.table.columns if not self._filled_in(column))

    @property
    def changeable(self) -> tuple[str, ...]:
        """The columns that a change may name."""
        return tuple(column for column in self.copied if column not in (*self.key, *self.period.columns))

    def _filled_in(self, column: Column) -> bool:
        if column.generated or column.identity:
            return True
        if column.name not in self.rows or column.name in (*self.key, *self.period.columns):
            return False
        if column.default is None:
            raise UnsupportedError(
                f"{self.table.name}.{quote(column.name)} has no default, and a new version needs one of its own",
                "give it one: an identity, or gen_random_uuid()",
            )
        return True

    def _locked(self, key: Iterable[str]) -> Sql:
        """What lets one at a time write the versions of a key: a lock by the table's oid, which outlives a new name."""
        key = tuple(key)
        if self.now:  # whoever changes what holds now has its row
            return Sql(f"FROM {self.now} AS v WHERE {same(self.key, 'v', key)} FOR UPDATE")
        table = literal(str(self.table.name))
        return Sql(f"pg_advisory_xact_lock({table}::regclass::oid::integer, hashtext(ROW({', '.join(key)})::text))")

    @property
    def words(self) -> dict[str, Value]:
        """What the templates name."""
        period, given = self.period, len(self.key)
        columns = [self.ground.column(self.table, column) for column in self.key]
        moment = period.subtype
        began, ended = f"${given + 2}", f"${given + 3}"
        arguments = [f"${place}" for place in range(1, given + 1)]
        names = ", ".join(literal(column) for column in self.changeable)
        check = self.name("", "_without_gaps")
        return {
            "table": self.table.name, "label": Text(self.table.name), "lock_key": self._locked(arguments),
            "horizon": Sql("clock_timestamp()" if self.now else "NULL"),
            "moment": moment, "range": Sql(period.range), "range_of": Sql(period.range), "now": period.now,
            "statement": period.statement, "tick": period.tick,
            "as_of": self.name("", "_as_of"), "change": self.name("change_", ""), "correct": self.name("correct_", ""),
            "holds": period.holds("v", "$1"),
            "key": fields(self.key), "arguments": Sql(", ".join(arguments)),
            "parameters": Sql(", ".join(f"{quote(column.name)} {column.type}" for column in columns)),
            "types": Sql(", ".join(column.type for column in columns)),
            "p_changes": Sql(f"${given + 1}"), "p_since": Sql(began), "p_until": Sql(ended),
            "changeable": Sql(f"ARRAY[{names}]::text[]"),
            "of_key": same(self.key, "v", arguments), "v_key": fields(self.key, "v"),
            "by_period": period.order("v"), "by_period_last": period.order("v", last_first=True),
            "copied": fields(self.copied), "fresh_copied": fields(self.copied, "fresh"),
            "latest_copied": fields(self.copied, "latest"), "part_copied": fields(self.copied, "part"),
            "is_latest": self._is("latest"), "is_old": self._is("old"),
            "latest_began": period.began("latest"), "latest_ended": period.ended("latest"),
            "end_latest": period.assign("latest", "began", "start"),
            "begin_fresh": period.assign("fresh", "start", "ended"),
            "v_period": period.of("v"), "old_period": period.of("old"),
            "cut_part": period.assign("part", "lower(held * wrong)", "upper(held * wrong)"),
            "before_part": period.assign("part", "lower(held)", "lower(wrong)"),
            "after_part": period.assign("part", "upper(wrong)", "upper(held)"),
            "old_key": fields(self.key, "old"), "of_old": self._of("old"), "names": fields(self.copied),
            "old_began": period.began("old"), "old_ended": period.ended("old"), "fresh_began": period.began("fresh"),
            "part_ended": period.ended("part"), "one": period.unit(1), "two": period.unit(2),
            "v_rows": fields(self.rows, "v"), "is_others": self._is("others"), "follow": period.follow("others.place"),
            "v_copied": fields(self.copied, "v"), "earlier": self._earlier(),
            "v_began": period.began("v"), "v_ended": period.ended("v"),
            "check": check, "trigger": check.name, "trigger_name": Text(check.name),
            "lock_changed": self._locked(f"changed.{quote(column)}" for column in self.key),
            "changed_key": fields(self.key, "changed"),
            "of_changed": self._of("changed"),
        }  # fmt: skip

    def _of(self, row: str) -> Sql:
        return same(self.key, "v", [f"{row}.{quote(column)}" for column in self.key])

    def _earlier(self) -> Sql:
        moved = dict(zip(self.period.columns, self.period.earlier("v"), strict=True))
        return Sql(", ".join(moved.get(column, f"v.{quote(column)}") for column in self.copied))

    def _is(self, row: str) -> Sql:
        return same(self.rows, "v", [f"{row}.{quote(column)}" for column in self.rows])
