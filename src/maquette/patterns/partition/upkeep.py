"""Who makes partitions before their time and drops old ones: a function of the design's own, or pg_partman."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ...model.change.base import cut
from ...model.database import Extension
from ...model.design import Choice, Note
from ...model.errors import UnsupportedError
from ...model.names import Name, literal, quote
from ...model.table import Table
from ..ground import Ground
from ..pattern import Part
from ..template import Sql, Text, Value
from .division import Range

ONE_PERIOD = re.compile(r"FOR VALUES FROM \('(?!-infinity)[^']+'\) TO \('(?!infinity)[^']+'\)\Z")
NAMED = re.compile(r"_p\d{8}\Z")
Upkeep = Literal["auto", "function", "pg_partman"]


@dataclass(frozen=True)
class Function:
    """``maintain_partitions``, which the design brings."""

    times: Range
    name: Name
    unfit: str  # why it is not pg_partman

    def begun(self, ground: Ground) -> Iterator[Part]:
        """What there has to be before the first partition."""
        yield from ground.steps("maintain", "partitions come before their time", function=self.name)

    def parts(self, fresh: Name, table: Table) -> Iterator[str]:
        """Statements that make the first partitions of ``fresh``, which is to be ``table``: here of what is older."""
        oldest = Name(table.name.schema, cut(table.name.name, "_older"))
        yield f"EXECUTE format({_partition(table, oldest, fresh, 'FROM (MINVALUE) TO (%L)')}, first)"

    def later(self, fresh: Name) -> Iterator[str]:
        """Statements that make the rest of them, once keys and indexes are there."""
        yield f"PERFORM {self._call(fresh, keep=False)}"

    def taken_over(self, ground: Ground, table: Table) -> Iterator[Part]:
        """What is done, and told, once the table is partitioned."""
        call = f"SELECT {self._call(table.name)}"
        run = "by cron, a timer or pg_cron. What it returns is worth a look: it tells of rows in the default partition."
        if ground.has("pg_cron"):
            run = f"SELECT cron.schedule({literal(f'partitions of {table.name}')}, '17 3 * * *', {literal(call)});"
        yield Note(f"Let {call} run every day: {run}")

    def choice(self) -> Choice:
        """Why not the other."""
        wins = f"whoever runs it keeps this table too, and settings are rows of a table; but {self.unfit}"
        because = "one function, no extension, and each of its locks is short"
        return Choice("Who makes and drops partitions?", "maintain_partitions", because, {"pg_partman": wins})

    def _call(self, table: Name, keep: bool = True) -> str:
        times, name = self.times, literal(str(table))
        kept = literal(times.keep) if keep and times.keep else "NULL"
        return f"{self.name}({name}, {literal(times.period)}, {times.ahead}, {kept}, {literal(times.zone)})"


@dataclass(frozen=True)
class Partman:
    """pg_partman, which is installed; partitions are named as it names them (its manual: part_config, datetime_string).

    Tried: 4.7.2 on PostgreSQL 15, 5.2.4 on 16 and 17, 5.5.0 on 18."""

    times: Range
    extension: Extension

    def begun(self, ground: Ground) -> Iterator[Part]:
        """Nothing: it is there."""
        yield from ()

    def parts(self, fresh: Name, table: Table) -> Iterator[str]:
        """All partitions that are needed now, under the names that it would give them. None is of what is older."""
        times, kind = self.times, table.column(self.times.column.name)
        assert kind
        schema, stem = literal(table.name.schema), literal(cut(table.name.name, "_p20000101")[: -len("_p20000101")])
        made = _partition(table, "%I.%I", fresh, "FROM (%L) TO (%L)")
        step = f"{literal(f'1 {times.period}')}::interval"
        last = f"date_trunc({literal(times.period)}, now()::timestamp) + {times.ahead} * {step}"
        suffix = "to_char(low, '\"_p\"YYYYMMDD')"
        values = f"{schema}, {stem} || {suffix}, low::{kind.type}, (low + {step})::{kind.type}"
        series = f"generate_series(first::timestamp, {last}, {step}) low"
        every = f"FOR made IN SELECT format({made}, {values}) FROM {series}"  # noqa: S608 - quoted parts
        yield f"{every} LOOP EXECUTE made; END LOOP"

    def later(self, fresh: Name) -> Iterator[str]:
        """Nothing: all are there."""
        yield from ()

    def taken_over(self, ground: Ground, table: Table) -> Iterator[Part]:
        """The table comes into its settings; partitions to come are stored as those that are there."""
        words = self._words(table, ground)
        if words["options"]:
            yield from ground.steps("sample", "partitions to come are stored as the others", **words)
        kept = self.extension.kept or ()
        for step in ground.steps("keep", "partitions come before their time", **words):
            yield replace(step, stands=table.name in kept)
        if table.name not in kept:  # a stage has no settings but those that the design makes
            yield from ground.trials("kept", **words)
        home, parent = quote(self.extension.schema), literal(raw(table.name))
        yield Note(
            f"Let pg_partman run every day: by its background worker, CALL {home}.run_maintenance_proc(), or"
            f" SELECT {home}.run_maintenance({parent}); with lock_timeout = '200ms', again where it does not get its"
            f" locks, for else it waits as long as it may, and may deadlock with writers{self._in_zone()}"
        )
        if self.times.keep:
            yield Note(
                f"Let SELECT {self._drop(table)} run every day, after it, by itself. As a retention in part_config it"
                " would be done in the transaction that makes partitions, and on a table in use that is a deadlock"
            )
        yield Note(
            f"Rows in the default partition keep pg_partman from making their partition: {home}.check_default() tells"
            f" of them, CALL {home}.partition_data_proc({parent}) moves them"
        )

    def choice(self) -> Choice:
        """Why not the other."""
        wins = (
            "no row is to be written again: a table that becomes the first partition is one that pg_partman's retention"
            " would drop whole; or partitions are to have no privileges of their own. --set upkeep=function"
        )
        because = "it is installed: whoever runs it for other tables keeps this one too"
        return Choice("Who makes and drops partitions?", "pg_partman", because, {"maintain_partitions": wins})

    def _drop(self, table: Table) -> str:
        home, keep = quote(self.extension.schema), literal(self.times.keep)
        return f"{home}.drop_partition_time({literal(raw(table.name))}, p_retention := {keep}, p_keep_table := false)"

    def _in_zone(self) -> str:
        if self.times.column.base != "timestamp with time zone":
            return ""
        zone = self.times.zone
        return (
            f", and with TimeZone = {literal(zone)}: it adds up its caller's clock, and months would end at other days"
        )

    def _words(self, table: Table, ground: Ground) -> dict[str, Value]:
        newest = [part.options for part in ground.database.partitions(table.name) if not _rest(part)]
        options = newest[-1] if newest else table.options
        sample = Name(table.name.schema, cut(table.name.name, "_template"))
        return self.times.words(table) | {
            "config": Name(self.extension.schema, "part_config"), "parent": Text(raw(table.name)), "sample": sample,
            "run": Name(self.extension.schema, "run_maintenance"), "options": Sql(stored(options)),
            "dropped": Sql(f"PERFORM {self._drop(table)};" if self.times.keep else ""),
            "sample_name": Text(raw(sample)) if options else Sql("NULL"),
        }  # fmt: skip


Keeper = Function | Partman


def keeper_of(ground: Ground, table: Table, times: Range, wish: Upkeep, attach: bool) -> Keeper:
    """Who keeps the table: pg_partman where it is installed and can, unless a function is wished for.

    Raises UnsupportedError where pg_partman is wished for and cannot."""
    found = next((one for one in ground.database.extensions if one.name == "pg_partman"), None)
    unfit = next(_against(ground, table, times, found, attach), "")
    if wish == "pg_partman" and unfit:
        raise UnsupportedError(f"{table.name} cannot be kept by pg_partman: {unfit}", "--set upkeep=function")
    name = Name(table.name.schema, "maintain_partitions")
    if found is None or unfit:
        return Function(times, name, unfit)
    theirs = table.name in (found.kept or ())
    ours = table.partitioning and not theirs and any(one.name == name for one in ground.database.functions)
    if wish == "function" or (wish == "auto" and ours):
        return Function(times, name, "two that keep a table would be in each other's way")
    return Partman(times, found)


def _against(ground: Ground, table: Table, times: Range, found: Extension | None, attach: bool) -> Iterator[str]:
    """Why pg_partman cannot."""
    if found is None:
        yield "it is not installed here"
        return
    major = int(found.version.partition(".")[0])
    if major < 4:
        yield f"version {found.version} knows no partitioned tables"
    if found.kept is None:
        yield "its part_config may not be read here"
    old = "its retention goes by where a partition begins, and drops one of all that is older with what is young in it"
    parts = ground.database.partitions(table.name)
    if attach or times.since or any(not _rest(one) and not ONE_PERIOD.match(_bound(one)) for one in parts):
        yield old
    if major < 5 and not all(_rest(one) or NAMED.search(one.name.name) for one in parts):
        yield f"version {found.version} orders partitions by their names, which would have to be its own"
    if table.row_security:
        yield "it gives partitions the table's privileges without its policies"
    if major < 5 and table.replica_identity in ("full", "nothing"):
        yield f"version {found.version} gives partitions no replica identity"
    if "." in table.name.schema + table.name.name:
        yield "it takes a dot for the end of the schema's name"


def _bound(part: Table) -> str:
    return part.partition_of.bound if part.partition_of else ""


def _rest(part: Table) -> bool:
    return bool(part.partition_of and part.partition_of.default)


def raw(name: Name) -> str:
    """The name as pg_partman has it: schema and table with a dot between, nothing quoted."""
    return f"{name.schema}.{name.name}"


def _partition(table: Table, part: Name | str, fresh: Name, bound: str) -> str:
    """A literal for format(): CREATE TABLE of a partition."""
    names = [name if isinstance(name, str) else str(name).replace("%", "%%") for name in (part, fresh)]
    return literal(f"CREATE TABLE {names[0]} PARTITION OF {names[1]} FOR VALUES {bound}{stored(table.options)}")


def stored(options: Sequence[str]) -> str:
    """Storage parameters as CREATE TABLE takes them."""
    return f" WITH ({', '.join(options)})" if options else ""
