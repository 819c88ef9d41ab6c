"""Synthetic rows for a scratch database: parents first, keys unique, checks kept, as the statistics say where known.

A row is a function of its ordinal, so the same design gets the same rows. Foreign keys are not there yet when this
runs: cycles need no order, and one that cannot be closed holds nulls.
"""

# ruff: noqa: S608 - what is put into these statements are quoted names

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping

import psycopg

from ....model.database import Database
from ....model.names import Name, literal, quote
from ....model.progress import Progress, silent
from ....model.statistics import Statistics
from ....model.table import Table
from ..visitor import Visitor
from .references import UnfillableError
from .rows import Rows
from .values import Types

STATEMENT_SECONDS = 10.0
TOTAL_SECONDS = 120.0
MOST_ROWS = 1_000_000  # over all tables
ROWS_A_SECOND = 20_000  # that are waited for
UNSCALED = 1000  # rows up to which a table is not made smaller
FEWEST = 100  # rows of a table that the statistics call smaller: an empty one still gets some
# Nothing is known of the tables yet, so parents are joined by hashing, in memory; a scan gives them from the first on.
SESSION = {"enable_nestloop": "off", "jit": "off", "synchronize_seqscans": "off", "work_mem": "'128MB'"}


def fill(
    visitor: Visitor,
    database: Database,
    statistics: Statistics | None,
    wanted: Mapping[Name, int],
    progress: Progress = silent,
) -> tuple[str, ...]:
    """Fill every table with the rows ``wanted``; gives "table: reason" for those that stay empty."""
    left_out: list[str] = []
    tables = list(in_order(database))
    types = Types(database)
    counts: dict[Name, int] = {}
    allowed = TOTAL_SECONDS + sum(wanted.values()) / ROWS_A_SECOND
    until = time.monotonic() + allowed
    for setting, value in SESSION.items():
        visitor.run(f"SET {setting} = {value}", STATEMENT_SECONDS)
    for number, table in enumerate(tables):
        progress("filling the stage", number, len(tables))
        try:
            if time.monotonic() > until:
                raise UnfillableError(f"filling the others took more than {allowed:.0f} s")
            rows_of = Rows(database, types, counts, wanted, table, statistics)
            counts[table.name] = _fill(visitor, rows_of)
            _count_partitions(visitor, database, table, counts)
            _advance_sequences(visitor, database, table)
        except UnfillableError as why:
            counts[table.name] = 0
            left_out.append(f"rows of {table.name}: {why}")
    for setting in SESSION:
        visitor.run(f"RESET {setting}", STATEMENT_SECONDS)
    progress("filling the stage", len(tables), len(tables))
    return tuple(left_out)


def in_order(database: Database) -> Iterator[Table]:
    """Tables that are no partition, each after those that its foreign keys name.

    Where keys go round in a circle, it is broken at one that may be null, if there is any.
    """
    roots = {table.name: _root(database, table).name for table in database.tables}
    needs: dict[Name, set[Name]] = {}  # by table: targets that must have rows before it
    likes: dict[Name, set[Name]] = {}  # and those that had better
    users: dict[Name, set[Name]] = {}
    for table in database.roots:
        needs[table.name], likes[table.name] = set(), set()
        for key in table.foreign_keys:
            target = roots.get(key.target)
            if target and target != table.name:
                optional = any(not column.not_null for column in table.columns if column.name in key.columns)
                (likes if optional else needs)[table.name].add(target)
                users.setdefault(target, set()).add(table.name)
    waiting = {table.name: table for table in database.roots}
    ready = [name for name in waiting if not needs[name] and not likes[name]]
    while waiting:
        if not ready:  # a circle
            ready.append(next((name for name in waiting if not needs[name]), next(iter(waiting))))
        name = ready.pop(0)
        if name not in waiting:
            continue
        yield waiting.pop(name)
        for user in sorted(users.get(name, ())):
            needs[user].discard(name)
            likes[user].discard(name)
            if user in waiting and not needs[user] and not likes[user]:
                ready.append(user)


def _root(database: Database, table: Table) -> Table:
    while table.partition_of and (parent := database.table(table.partition_of.parent)):
        table = parent
    return table


def about(database: Database, statistics: Statistics | None, rows: int) -> dict[Name, int]:
    """About so many rows in each table, and no more than it has, but for the smallest."""
    tables = database.roots
    share = max(min(rows, MOST_ROWS // max(len(tables), 1)), 1)
    known = {table.name: statistics.of(table.name) if statistics else None for table in tables}
    return {
        name: share if found is None or found.rows < 0 else min(share, max(int(found.rows), FEWEST))
        for name, found in known.items()
    }


def in_proportion(database: Database, statistics: Statistics | None, rows: int) -> dict[Name, int]:
    """So many rows in the largest table, and the others in proportion; small ones as many as they have.

    A table of unknown size counts as one of 1,000 rows.
    """
    has = {table.name: _rows_of(database, statistics, table) for table in database.roots}
    scale = min(rows / max(max(has.values(), default=1.0), 1.0), 1.0)
    return {name: max(int(count * scale), min(int(count), UNSCALED), 1) for name, count in has.items()}


def _rows_of(database: Database, statistics: Statistics | None, table: Table) -> float:
    """Rows of a table, or of all its partitions together."""
    found = statistics.of(table.name) if statistics else None
    if found and found.rows >= 0:
        return found.rows
    below = database.partitions(table.name)
    return sum(_rows_of(database, statistics, one) for one in below) if below else float(UNSCALED)


def _fill(visitor: Visitor, rows: Rows) -> int:
    """Try ever plainer rows until some go in; gives how many did."""
    reason = ""
    for attempt in rows.attempts():
        try:
            rows.probe(lambda sql: visitor.run(sql, STATEMENT_SECONDS).fetchall(), attempt)
            seconds = STATEMENT_SECONDS + rows.wanted / ROWS_A_SECOND
            done = visitor.run(rows.insert(attempt), seconds).rowcount
        except psycopg.Error as error:
            reason = reason or error.diag.message_primary or str(error).strip() or type(error).__name__
            continue
        if done > 0:
            return done
        reason = reason or "no synthetic row satisfies its checks"
    raise UnfillableError(reason)


def _count_partitions(visitor: Visitor, database: Database, table: Table, counts: dict[Name, int]) -> None:
    """Foreign keys may name a partition, so its rows count too."""
    for partition in database.partitions(table.name):
        if database.referencing(partition.name):
            row = visitor.run(f"SELECT count(*) FROM {partition.name}", STATEMENT_SECONDS).fetchone()
            counts[partition.name] = row[0] if row else 0
        _count_partitions(visitor, database, partition, counts)


def _advance_sequences(visitor: Visitor, database: Database, table: Table) -> None:
    """Sequences go on after the rows, so that a default does not repeat a key."""
    for sequence in database.sequences:
        if sequence.owned_by and sequence.owned_by[0] == table.name:
            column = quote(sequence.owned_by[1])
            last = f"least(max({column})::numeric, {sequence.maximum})::bigint"
            sql = f"SELECT setval({literal(str(sequence.name))}, {last}) FROM {table.name} HAVING max({column}) > 0"
            try:
                visitor.run(sql, STATEMENT_SECONDS)
            except psycopg.Error:
                continue  # a descending sequence, or a column that is no number: its position does not matter
