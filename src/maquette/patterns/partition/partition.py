"""Partition: a table in parts, and a live table made one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from ...model.change import SetNotNull
from ...model.change.base import cut
from ...model.design import Note
from ...model.errors import ConfigError, UnsupportedError
from ...model.names import Name, quote
from ...model.table import Table
from ..ground import Ground
from ..pattern import Part, Tables, pattern
from ..template import Text
from .attached import attached
from .carried import Carried, unbegun
from .copied import copied, ending
from .counsel import chosen, warned
from .division import Division, Hash, List, Range
from .refusals import refuse, refuse_attaching, refuse_copying
from .upkeep import Function, Keeper, Upkeep, keeper_of
from .worth import fits as fits  # noqa: PLC0414 - the machinery looks for it here

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
    keep: Annotated[str, "range: how long rows are kept, such as 12 months; empty: for ever"] = "",
    zone: Annotated[str, "range: the time zone in whose midnight a partition begins"] = "UTC",
    upkeep: Annotated[Upkeep, "range: who makes and drops partitions; auto: pg_partman where it is installed"] = "auto",
    since: Annotated[str, "range, copy: a date; rows before it share one partition; empty: none do"] = "",
    values: Annotated[tuple[str, ...], "list: the values that have a partition each"] = (),
    count: Annotated[int, "hash: how many partitions"] = 8,
    default: Annotated[bool, "range, list: whether a default partition takes what no other does"] = True,
) -> Iterator[Part]:
    """A table in parts: by time, list or hash; a live table becomes one without a long lock.

    **Problem**

    A large table of what happened is read for its last weeks and kept for years. To delete a month of it takes long
    and leaves holes; each index covers all years. Partitions are dropped in a moment and left out of plans. But the
    usual snippet makes a table without a key, whose INSERT fails when the month is over, in the time zone of whoever
    ran it; and says nothing of the table that is there, with rows, writers, foreign keys, views and grants. Copy and
    rename loses what is written meanwhile.

    **Design**

    The primary key has the partition key in it; what cannot, is refused by name. Indexes, foreign keys, triggers,
    policies and privileges are the partitioned table's. Partitions are made ahead and dropped when they are old, daily,
    by pg_partman where it is installed and can, else by `maintain_partitions`: a function that adds up the wall clock
    of one named zone, waits for no lock longer than 200 ms at a time, and gives each partition the storage, statistics
    targets, owner and replica identity of the others. A default partition takes what no other does, so no INSERT
    fails; the upkeep says when it has rows, and moves them when their partition is made.

    A live table is converted in one of two ways, and either can be interrupted and asked for again:

    - *attach*, for ranges of time: the table as it is becomes the first partition. A CHECK is added NOT VALID and
      validated, the new unique index is built CONCURRENTLY, and in one short transaction names change, the partitioned
      table is made, and the old one attached: the CHECK spares the scan. On the way back the later partitions become
      children of the old table by inheritance, and their rows are moved some pages at a time, in sight at every moment.
    - *copy*: a partitioned table beside; triggers that do there what is done here; rows copied by 2,000; and a short
      swap. From then on writes are mirrored to the old table, so the way back is as short, until you drop it.

    **Alternatives and when they win**

    - *copy instead of attach*: history must be divided at once, rows lie in the future, or other tables point here.
    - *A BRIN index*: the wish is only to read less, rows come in order of time, and nothing is ever dropped.
    - *DELETE in batches*: what is dropped is less than some per cent of the table.
    - *The function, though pg_partman is installed* (`--set upkeep=function`): no row is to be written again, so the
      table becomes the first partition, and pg_partman's retention would drop it with its youngest rows; row security
      is to hold in partitions; or nobody knows in whose time zone pg_partman runs, which it adds up months in.
    - *No default partition*: an INSERT out of range should fail, or DETACH CONCURRENTLY is needed, which refuses a
      table that has one.

    **What it costs**

    A query that does not name the partition key searches every partition. The key is wider. Attach costs one unique
    index and reads the table twice; copy writes every row again, and each write twice until the old table is dropped.
    Measured on a million rows with three indexes and a foreign key, three writers at work, on two cores that had much
    else to do: attach took 8 to 10 s and 9.5 MB, and no statement of the writers more than 0.12 s; its way back, with
    100,000 newer rows to move, 11 to 19 s and 0.35 s. Copy by hash took 131 to 172 s and 220 MB, and no statement more
    than 0.25 s; its way back 1 to 6 s and 0.15 s. Copy by week for pg_partman, one writer: 24 to 29 s, at most 0.2 s.

    **Limits**

    The old primary key is unique only in each partition; it is extended only where a sequence, identity or UUID fills
    it. `ON CONFLICT` and foreign keys need the wider key. An UPDATE that moves a row to another partition makes a
    concurrent UPDATE of that row fail. Rows in the default partition that are many make the upkeep slow. Until the old
    table is dropped, copy keeps also what retention drops. Transactions at REPEATABLE READ may have to be repeated
    while rows are copied or moved. The first partition of attach is divided no further: retention drops it whole.
    pg_partman gives later partitions the table's privileges, before PostgreSQL 18 no statistics targets, and none of
    its upkeep sets a lock_timeout: the notes say how to run it. Who applies the design has to be allowed to write its
    part_config.

    **References**

    PostgreSQL manual: "Table Partitioning" (limits; ATTACH and the CHECK that spares the scan), ALTER TABLE (ATTACH,
    DETACH CONCURRENTLY and FINALIZE, VALIDATE CONSTRAINT, USING INDEX), "Partition Pruning", `date_trunc`. pg_partman's
    manual: part_config, run_maintenance, drop_partition_time, partition_data_proc.
    """
    if len(tables) != 1:
        raise ConfigError("partition takes one table at a time", "give one --table")
    table = tables[0]
    column = ground.column(table, by, *(TIMES if how == "range" else ()))
    division: Division
    if how == "range":
        division = Range(
            column=column, default=default, period=period, ahead=ahead, keep=keep, zone=zone, since=since
        )  # fmt: skip
    elif how == "list":
        division = List(column=column, default=default, values=values)
    else:
        division = Hash(column=column, count=count)
    if upkeep != "auto" and how != "range":
        raise ConfigError(f"upkeep={upkeep}: {how} partitions are all made at once", "leave upkeep out")
    words = division.words(table)
    keeper = keeper_of(ground, table, division, upkeep, method == "attach") if isinstance(division, Range) else None
    attaches = how == "range" and (method == "attach" or (method == "auto" and isinstance(keeper, Function)))
    if method == "attach" and not attaches:
        raise ConfigError(f"method=attach: no {how} partition could hold all of {table.name}", "leave method out")
    yield from chosen(division, attaches, keeper)
    if keeper:
        yield keeper.choice()
        yield from keeper.begun(ground)
    if table.partitioning:
        yield from _completed(ground, table, division)
    else:
        yield from _converted(ground, unbegun(table), division, None if attaches else keeper, attaches)
    if keeper:
        yield from keeper.taken_over(ground, table)
    yield Note(
        f"Autovacuum never analyzes {table.name} itself, only its partitions: let ANALYZE {table.name} run weekly"
    )
    if isinstance(division, Range):
        yield from ground.trials("trials", **words)
        yield from ground.probes("recent", **words)
    words |= {"unique": ground.key(table).columns, "written": by}
    yield from ground.trials("unique", **words)
    yield from ground.probes("probes", **words)


def _converted(
    ground: Ground, table: Table, division: Division, keeper: Keeper | None, attaches: bool
) -> Iterator[Part]:
    refuse(ground.database, table, division.column)
    carried = Carried(ground.database, table, ground.free(Name(table.name.schema, cut(table.name.name, "_before"))))
    carried.check_names(ground)
    yield from warned(ground, table, division)
    if not division.column.not_null:
        made = f"NOT NULL of {table.name}.{quote(division.column.name)}"
        yield ground.change(SetNotNull(table=table.name, column=division.column.name), made, "a key has no NULL")
    if attaches and isinstance(division, Range):
        refuse_attaching(ground.database, table)
        yield from attached(ground, carried, division)
    else:
        refuse_copying(ground.database, table)
        yield from copied(ground, carried, division, keeper)
        yield Note(f"The old table stays as {carried.aside}, and is written to. When all is well: {ending(carried)}")
    yield from ground.steps("analyse", "queries of all its partitions are planned by it", table=table.name)
    if isinstance(division, Range):
        yield from ground.trials("ahead", **division.words(table))


def _completed(ground: Ground, table: Table, division: Division) -> Iterator[Part]:
    """What a table that is partitioned already lacks."""
    held = table.partitioning
    assert held
    if (held.strategy, held.columns) != (division.strategy, (division.column.name,)):
        raise UnsupportedError(f"{table.name} is partitioned already, by {held.definition}", "a table is divided once")
    others = any(part.partition_of and part.partition_of.default for part in ground.database.partitions(table.name))
    rest = Name(table.name.schema, cut(table.name.name, "_default"))
    if division.default and (not others or ground.database.table(rest)):
        why = "no INSERT fails for want of a partition"
        yield from ground.steps("default", why, table=table.name, rest=rest, label=Text(str(rest)))
