"""Partition: a table in parts, and a live table made one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from ...model.change import SetNotNull
from ...model.change.base import cut
from ...model.design import Choice, Note
from ...model.errors import ConfigError, UnsupportedError
from ...model.names import Name, quote
from ...model.table import Column, Table
from ..ground import Ground
from ..pattern import Part, Tables, pattern
from ..template import Sql, Text
from .attached import attached
from .carried import Carried, unbegun
from .copied import copied
from .division import Division, Hash, List, Range
from .refusals import refuse, refuse_attaching, refuse_copying

TIMES = ("timestamp with time zone", "timestamp without time zone", "date")


@pattern
def partition(
    ground: Ground,
    tables: Tables,
    *,
    by: Annotated[str, "the column that rows are divided by"],
    how: Annotated[Literal["range", "list", "hash"], "ranges of time, lists of values, or hash"] = "range",
    method: Annotated[Literal["auto", "attach", "copy"], "how the rows get there"] = "auto",
    period: Annotated[Literal["day", "week", "month", "year"], "range: what one partition spans"] = "month",
    ahead: Annotated[int, "range: how many partitions are there before their time"] = 3,
    keep: Annotated[str, "range: how long rows are kept, as an interval; empty: for ever"] = "",
    zone: Annotated[str, "range: the time zone in whose midnight a partition begins"] = "UTC",
    since: Annotated[str, "range by copy: older rows stay in one partition; empty: every row has its own time's"] = "",
    values: Annotated[tuple[str, ...], "list: the values that have a partition each"] = (),
    count: Annotated[int, "hash: how many partitions"] = 8,
    default: Annotated[bool, "range, list: whether a default partition takes what no other does"] = True,
) -> Iterator[Part]:
    """A table in parts."""
    if len(tables) != 1:
        raise ConfigError("partition takes one table at a time", "give one --table")
    table = tables[0]
    division: Division
    if how == "range":
        division = Range(
            column=ground.column(table, by, *TIMES), default=default, period=period, ahead=ahead, keep=keep, zone=zone,
            since=since,
        )  # fmt: skip
    elif how == "list":
        division = List(column=ground.column(table, by), default=default, values=values)
    else:
        division = Hash(column=ground.column(table, by), count=count)
    words = division.words(table)
    yield Choice("Where do the rows go?", "nowhere: the table as it is becomes the first partition", "x", {"y": "z"})
    if isinstance(division, Range):
        yield from ground.steps("maintain", "partitions are there before their time, and go after it", function=words["function"])
    if table.partitioning:
        yield from _completed(ground, table, division)
    else:
        yield from _converted(ground, table, division, method)
    if isinstance(division, Range):
        yield from ground.trials("trials", **words)
        yield from ground.probes("recent", **words)
    words |= {"unique": ground.key(table).columns, "written": by}
    yield from ground.trials("unique", **words)
    yield from ground.probes("probes", **words)


def _converted(ground: Ground, table: Table, division: Division, method: str) -> Iterator[Part]:
    by, table = division.column.name, unbegun(table)
    refuse(ground.database, table, (by,))
    if not division.column.not_null:
        yield ground.change(SetNotNull(table=table.name, column=by), f"NOT NULL of {table.name}.{quote(by)}", "each row has its place")
    carried = Carried(ground.database, table, ground.free(Name(table.name.schema, cut(table.name.name, "_before"))))
    if isinstance(division, Range) and method != "copy":
        refuse_attaching(ground.database, table)
        yield from attached(ground, carried, division)
    elif method == "attach":
        raise ConfigError(f"method=attach: {table.name} as it is cannot be one partition by {division.strategy}", "leave method out")
    else:
        refuse_copying(ground.database, table)
        yield from copied(ground, carried, division)


def _completed(ground: Ground, table: Table, division: Division) -> Iterator[Part]:
    """What a table that is partitioned already lacks."""
    held = table.partitioning
    assert held
    if (held.strategy, held.columns) != (division.strategy, (division.column.name,)):
        raise UnsupportedError(f"{table.name} is partitioned already, by {held.definition}", "a table is divided once")
    others = any(part.partition_of and part.partition_of.default for part in ground.database.partitions(table.name))
    rest = Name(table.name.schema, cut(table.name.name, "_default"))
    if division.default and (not others or ground.database.table(rest)):
        yield from ground.steps("default", "no INSERT fails for want of a partition", table=table.name, rest=rest, label=Text(str(rest)))
