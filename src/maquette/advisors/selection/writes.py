"""What is written to each table while the workload's calls are made: the workload's own statements, else the counters.

Counters cover another time than the workload does. Where both times are known they are scaled by their ratio. Where
the workload is a file, which knows no time, its calls stand for as many of the counted transactions.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from ...model.activity import Activity, TableActivity
from ...model.database import Database
from ...model.names import Name
from ...model.statistics import Statistics
from ...sql.analysis import AnalysedQuery, Block
from .shares import share_of

DAY = 86400.0  # seconds
NAMED = 3  # tables
BULK = 100  # rows of a table for each counted transaction: more is loading, which a file's calls have no part in


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """Rows updated; ``columns`` are those assigned, None where nobody knows: then ``hot`` says if they were HOT."""

    rows: float
    columns: frozenset[str] | None
    hot: bool = False


@dataclass(slots=True, kw_only=True)
class Writes:
    """Rows written to one table during the workload; ``seconds`` is the time that takes, None where it is unknown."""

    inserts: float = 0.0
    deletes: float = 0.0
    updates: list[Update] = field(default_factory=list)
    seconds: float | None = None

    def told(self, rows: float, what: str) -> str:
        """So many of those rows, a day where the time is known."""
        if self.seconds:
            return f"{rows * DAY / self.seconds:,.0f} {what} a day"
        return f"{rows:,.0f} {what} of this workload"


@dataclass(frozen=True, slots=True)
class Scale:
    """How much of what the counters say belongs to the workload, how long the workload takes, and why so.

    ``most`` rows inserted into one table are believed; more speak of loading.
    """

    factor: float
    seconds: float | None
    reason: str
    most: float = math.inf


def gather_writes(
    database: Database,
    statistics: Statistics,
    activity: Activity | None,
    queries: Sequence[AnalysedQuery],
    since: str | None = None,
) -> tuple[dict[Name, Writes], tuple[str, ...]]:
    """Writes by table, and what to know of where they come from. ``since`` is when the workload began to count."""
    scale = _scale(activity, queries, since)
    found: dict[Name, Writes] = defaultdict(lambda: Writes(seconds=scale.seconds))
    for query in queries:
        _add(query, found[query.analysis.target.name] if query.analysis.target else Writes(), statistics)
    own, counted, loaded = sorted(found), list[Name](), list[Name]()
    for table in database.roots if activity else ():
        family = (table, *database.descendants(table.name))
        rows = [row for one in family if activity and (row := activity.table(one.name))]
        if any(one.name in found for one in family) or not any(row.inserts + row.updates + row.deletes for row in rows):
            continue
        if sum(row.inserts for row in rows) > scale.most:
            loaded.append(table.name)
            continue
        counted.append(table.name)
        found.update({row.name: _counted([row], scale) for row in rows})
        found[table.name] = _counted(rows, scale)
    said = [f"writes of {_some(own)}: the workload's own statements"] if own else []
    said += [f"writes of {_some(counted)}: counted by the server, {scale.reason}"] if counted else []
    said += (
        [f"writes of {_some(loaded)}: left aside, more than {BULK} rows a transaction are loading"] if loaded else []
    )
    return dict(found), tuple(said)


def _some(tables: Sequence[Name]) -> str:
    return ", ".join(map(str, tables)) if len(tables) <= NAMED else f"{len(tables):,} tables"


def _scale(activity: Activity | None, queries: Sequence[AnalysedQuery], since: str | None) -> Scale:
    if activity is None:
        return Scale(1.0, None, "")
    counted = activity.days * DAY
    if since and counted > 0:
        passed = (datetime.fromisoformat(activity.observed_at) - datetime.fromisoformat(since)).total_seconds()
        if passed > 0:
            days = f"{counted / DAY:,.1f} days, scaled to the {passed / DAY:,.1f} of the workload"
            return Scale(passed / counted, passed, f"in {days}")
    if counted < DAY:
        return Scale(0.0, None, "and left aside: they cover less than a day, most of which may be the loading of data")
    calls, transactions = sum(query.query.calls for query in queries), activity.commits + activity.rollbacks
    if transactions <= 0:
        return Scale(1.0, None, "as they are: nothing tells which time the workload covers")
    factor = calls / transactions
    reason = f"scaled by {factor:.2g}: {calls:,.0f} calls of the workload to {transactions:,} counted transactions"
    return Scale(factor, factor * counted or None, reason, most=BULK * transactions)


def _add(asked: AnalysedQuery, writes: Writes, statistics: Statistics) -> None:
    """What one statement of the workload writes, over all its calls."""
    analysis, query = asked.analysis, asked.query
    if analysis.target is None:
        return
    rows = query.rows if query.rows is not None else query.calls * _rows(asked, statistics)
    if analysis.kind in ("insert", "merge"):
        writes.inserts += rows
    elif analysis.kind == "update":
        writes.updates.append(Update(rows=rows, columns=frozenset(analysis.writes)))
    elif analysis.kind == "delete":
        writes.deletes += rows


def _rows(asked: AnalysedQuery, statistics: Statistics) -> float:
    """Rows that one call writes, by the statistics: of what it reads where that is one relation, or the least one."""
    analysis = asked.analysis
    if analysis.kind in ("update", "delete"):
        found = list(_read(analysis.blocks[0], statistics))
    else:
        found = [rows for block in analysis.blocks[1:2] for rows in _read(block, statistics)]
    return max(1.0, min(found, default=1.0))


def _read(block: Block, statistics: Statistics) -> Iterator[float]:
    for relation in block.relations:
        known = statistics.of(relation.name)
        if known is not None:
            yield max(known.rows, 0.0) * share_of(block.of(relation), known)


def _counted(rows: Sequence[TableActivity], scale: Scale) -> Writes:
    """The counters of a table and its partitions."""
    hot = sum(row.hot_updates for row in rows)
    cold = sum(row.updates for row in rows) - hot
    updates = [Update(rows=hot * scale.factor, columns=None, hot=True), Update(rows=cold * scale.factor, columns=None)]
    return Writes(
        inserts=sum(row.inserts for row in rows) * scale.factor,
        deletes=sum(row.deletes for row in rows) * scale.factor,
        updates=[update for update in updates if update.rows > 0],
        seconds=scale.seconds,
    )
