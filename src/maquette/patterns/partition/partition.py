"""Partition: a table in parts, and a live table made one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from ...model.design import Choice, Note
from ...model.errors import ConfigError, UnsupportedError
from ...model.names import Name
from ...model.table import Table
from ..ground import Ground
from ..pattern import Part, Tables, pattern
from .attached import Times, attached
from .carried import Carried
from .refusals import refuse
from ...model.change.base import cut
from ..template import Sql, Text

TIMES = ("timestamp with time zone", "timestamp without time zone", "date")


@pattern
def partition(
    ground: Ground,
    tables: Tables,
    *,
    by: Annotated[str, "the column that rows are divided by"],
    period: Annotated[Literal["day", "week", "month", "year"], "what one partition spans"] = "month",
    ahead: Annotated[int, "how many partitions are there before their time"] = 3,
    keep: Annotated[str, "how long rows are kept, as an interval; empty: for ever"] = "",
    zone: Annotated[str, "the time zone in whose midnight a partition begins"] = "UTC",
    default: Annotated[bool, "whether a default partition takes what no other does"] = True,
) -> Iterator[Part]:
    """A table in parts."""
    if len(tables) != 1:
        raise ConfigError("partition takes one table at a time", "give one --table")
    table = tables[0]
    column = ground.column(table, by, *TIMES)
    times = Times(column=column, period=period, ahead=ahead, keep=keep, zone=zone, default=default)
    words = times.words(table)
    yield from ground.steps("maintain", "partitions are there before their time, and go after it", function=words["function"])
    yield Choice("Where do the rows go?", "nowhere: the table as it is becomes the first partition", "x", {"y": "z"})
    if table.partitioning:
        yield from _completed(ground, table, times)
    else:
        refuse(ground.database, table, (by,))
        carried = Carried(ground.database, table, ground.free(Name(table.name.schema, cut(table.name.name, "_before"))))
        yield from attached(ground, carried, times)
    words |= {"unique": ground.key(table).columns, "written": by}
    yield from ground.trials("trials", **words)
    yield from ground.probes("probes", **words)


def _completed(ground: Ground, table: Table, times: Times) -> Iterator[Part]:
    """What a table that is partitioned already lacks."""
    held = table.partitioning
    assert held
    if held.strategy != "range" or held.columns != (times.column.name,):
        raise UnsupportedError(f"{table.name} is partitioned already, by {held.definition}", "a table is divided once")
    others = any(part.partition_of and part.partition_of.default for part in ground.database.partitions(table.name))
    rest = Name(table.name.schema, cut(table.name.name, "_default"))
    if times.default and (not others or ground.database.table(rest)):
        yield from ground.steps("default", "no INSERT fails for want of a partition", table=table.name, rest=rest, label=Text(str(rest)))
