"""What the user is told: why this way, and what to mind."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...model.design import Choice, Note
from ...model.names import quote
from ...model.table import Table
from ..ground import Ground
from .division import Division
from .upkeep import Keeper, Partman

CONFLICT = re.compile(r"\bON\s+CONFLICT\s*\(", re.IGNORECASE)


def chosen(division: Division, attaches: bool, keeper: Keeper | None) -> Iterator[Choice]:
    """The questions that a partitioned table answers."""
    column = quote(division.column.name)
    others = {
        "ranges of time": "queries ask for a time, and what is old goes",
        "lists of values": "a few known values, of which queries name one and which come and go as a whole",
        "hash": "no time and no value is asked for by many: smaller indexes and vacuums, no pruning by time",
    }
    kind = {"range": "ranges of time", "list": "lists of values", "hash": "hash"}[division.strategy]
    yield Choice("What divides the rows?", f"{kind} of {column}", others.pop(kind), others)
    copy = "history is to be divided at once, rows lie in the future, other tables point here, by list or by hash"
    attach = "ranges of time, no foreign key points here: no row is written again"
    if attaches:
        chosen_way, because, other = "the table becomes the first partition", attach, {"a copy beside": copy}
    else:
        told = f"pg_partman keeps partitions of one {keeper.times.period} each" if isinstance(keeper, Partman) else copy
        chosen_way, because, other = "a copy beside", told, {"the table becomes the first partition": attach}
    yield Choice("How do the rows get there?", chosen_way, because, other)
    if division.strategy != "hash":
        with_one, without = "a default partition", "none"
        wins = {
            with_one: "no INSERT fails for want of a partition; what fell into it is told of, and can be moved",
            without: "an INSERT out of range is to fail, or partitions are to be detached CONCURRENTLY",
        }
        taken = with_one if division.default else without
        yield Choice("Where does a row go that has no partition?", taken, wins.pop(taken), wins)


def warned(ground: Ground, table: Table, division: Division) -> Iterator[Note]:
    """What the application may notice."""
    key, by = table.primary_key, division.column.name
    if key is None or by in key.columns:
        return
    narrow, wide = ", ".join(map(quote, key.columns)), ", ".join(map(quote, (*key.columns, by)))
    yield Note(
        f"({narrow}) is unique only within each partition now, and as unique as what fills it; the key is ({wide}). "
        f"ON CONFLICT ({narrow}) fails, ON CONFLICT ({wide}) does not"
    )
    for query in ground.queries:
        target = query.analysis.target
        if target and target.name == table.name and CONFLICT.search(query.query.sql):
            yield Note(f"{query.query.name} has an ON CONFLICT: let it name ({wide}) before you apply this")
