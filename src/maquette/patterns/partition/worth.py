"""Where it is worth it: large tables that grow with time, whose queries ask for a time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from ...model.design import Fit
from ...model.errors import UnsupportedError
from ...model.names import Name
from ...model.table import Column, Table
from ..ground import Ground
from .refusals import refuse, refuse_attaching

TIMES = ("timestamp with time zone", "timestamp without time zone", "date")
LARGE = 5e6  # rows
ORDERED = 0.9  # correlation of a column that rows come in the order of
MOST = 0.5  # of the calls that read the table
PARTITION = 1e7  # rows that one may well have
DAYS = {"year": 365, "month": 30, "week": 7, "day": 1}


def fits(ground: Ground) -> Iterator[Fit]:
    """Large tables in the order of a time by which most of their queries choose."""
    for table in ground.database.roots:
        rows = ground.rows(table) or 0
        if table.kind != "table" or rows < LARGE:
            continue
        for column in table.columns:
            share = asked(ground, table.name, column.name)
            known = ground.statistics and ground.statistics.of(table.name)
            figures = known.column(column.name) if known else None
            order = abs(figures.correlation or 0) if figures else 0
            if column.base not in TIMES or share < MOST or order < ORDERED or not possible(ground, table, column):
                continue
            period = span(rows, figures.values if figures else ())
            yield Fit(
                table=table.name, options={"by": column.name, "period": period},
                because=f"{rows:,.0f} rows in the order of {column.name} (correlation {order:.2f}), by which"
                f" {share:.0%} of its queries' calls choose; one partition a {period}",
            )  # fmt: skip
            break


def asked(ground: Ground, table: Name, column: str) -> float:
    """The share of the calls reading the table that compare the column with something."""
    reading = pruning = 0.0
    for query in ground.queries:
        for block in query.analysis.blocks:
            for relation in block.relations:
                if relation.name != table or query.analysis.kind == "insert":
                    continue
                calls = query.query.calls or 1.0
                reading += calls
                if any(one.operand.column == column and (one.equality or one.range) for one in block.of(relation)):
                    pruning += calls
    return pruning / reading if reading else 0.0


def possible(ground: Ground, table: Table, column: Column) -> bool:
    """Whether nothing of it refuses."""
    try:
        ground.key(table)
        refuse(ground.database, table, column)
        refuse_attaching(ground.database, table)
    except UnsupportedError:
        return False
    return True


def span(rows: float, values: tuple[str, ...]) -> str:
    """The longest period that has no more rows than a partition may well have; a month where nothing tells."""
    moments = []
    for text in values:
        try:
            moments.append(datetime.fromisoformat(text).replace(tzinfo=None))
        except ValueError:
            continue
    if len(moments) < 2:
        return "month"
    days = max((max(moments) - min(moments)).days, 1)
    return next((period for period, length in DAYS.items() if rows / days * length <= PARTITION), "day")
