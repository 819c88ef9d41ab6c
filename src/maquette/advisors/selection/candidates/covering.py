"""Indexes that have all that a statement reads, so that it need not look at the table (manual, 11.9)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ....model.index import IndexKey
from .btree import Keys
from .demand import Demand

VISIBLE = 0.2  # share of all-visible pages under which an index-only scan looks at the table for most rows
INCLUDED = 6  # columns
BYTES = 64  # of INCLUDE, always allowed
SHARE = 0.6  # of a row's width: an index nearly as wide as its table serves few
ROW_HEAD = 24  # bytes


def covered(lists: Iterable[Keys], demand: Demand, width: int) -> Iterator[Keys]:
    """Key lists completed by what else is read, as further keys: these can be kept small, where INCLUDE can not."""
    reads = _reads(demand)
    ground = demand.ground
    for keys in lists:
        rest = [name for name in reads if name not in _columns(keys)]
        columns = [column for column in map(ground.column, rest) if column and ground.ordered(column)]
        if rest and len(columns) == len(rest) and len(keys) + len(rest) <= width:
            yield (*keys, *(IndexKey(column=name) for name in rest))
    if 0 < len(reads) <= width and all((column := ground.column(name)) and ground.ordered(column) for name in reads):
        yield tuple(IndexKey(column=name) for name in reads)


def included(lists: Iterable[Keys], demand: Demand, width: int) -> Iterator[tuple[Keys, tuple[str, ...]]]:
    """Key lists with the rest of what is read as INCLUDE, where that is more than the keys have room for."""
    reads = _reads(demand)
    for keys in lists:
        rest = tuple(name for name in reads if name not in _columns(keys))
        wide = len(keys) + len(rest) > width or not all(_may_be_key(name, demand) for name in rest)
        if rest and wide and len(rest) <= INCLUDED and _narrow(keys, rest, demand):
            yield keys, rest


def _reads(demand: Demand) -> tuple[str, ...]:
    """The columns that are read, as the table has them; none where an index-only scan is impossible or does not pay."""
    if demand.reads is None or demand.ground.visible < VISIBLE:
        return ()
    return tuple(column.name for column in demand.ground.table.columns if column.name in demand.reads)


def _columns(keys: Keys) -> list[str]:
    return [key.column for key in keys if key.column]


def _may_be_key(name: str, demand: Demand) -> bool:
    column = demand.ground.column(name)
    return column is not None and demand.ground.ordered(column)


def _narrow(keys: Keys, rest: Iterable[str], demand: Demand) -> bool:
    ground = demand.ground
    row = ROW_HEAD + sum(ground.width(column.name) for column in ground.table.columns)
    added = sum(map(ground.width, rest))
    return added <= BYTES or added + sum(map(ground.width, _columns(keys))) <= SHARE * row
