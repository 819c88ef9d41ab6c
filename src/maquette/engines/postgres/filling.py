# ruff: noqa: S608 - what is put into these statements are quoted names
"""Synthetic rows for a scratch database: parents first, keys unique, checks kept, as the statistics say where known.

A row is a function of its ordinal, so the same design gets the same rows. Foreign keys are not there yet when this
runs: cycles need no order, and one that cannot be closed holds nulls.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

import psycopg

from ...model.database import Database
from ...model.names import Name, literal, quote
from ...model.progress import Progress, silent
from ...model.statistics import RelationStatistics, Statistics
from ...model.table import Table
from .rows import Rows, UnfillableError
from .values import Types
from .visitor import Visitor

STATEMENT_SECONDS = 10.0
TOTAL_SECONDS = 120.0
MOST_ROWS = 1_000_000  # over all tables
FEWEST = 100  # rows of a table that the statistics call smaller: an empty one still gets some
OVERSAMPLING = 4  # rows made for each that is wanted, where a check may refuse some


def fill(
    visitor: Visitor, database: Database, statistics: Statistics | None, rows: int, progress: Progress = silent
) -> tuple[str, ...]:
    """Fill every table with about ``rows`` rows; gives "table: reason" for those that stay empty."""
    left_out: list[str] = []
    tables = list(in_order(database))
    types = Types(database)
    counts: dict[Name, int] = {}
    until = time.monotonic() + TOTAL_SECONDS
    for number, table in enumerate(tables):
        progress("filling the stage", number, len(tables))
        known = statistics.of(table.name) if statistics else None
        wanted = _wanted(rows, len(tables), known)
        try:
            if time.monotonic() > until:
                raise UnfillableError(f"filling the others took more than {TOTAL_SECONDS:.0f} s")
            counts[table.name] = _fill(visitor, Rows(database, types, counts, table, known, wanted))
            _count_partitions(visitor, database, table, counts)
            _advance_sequences(visitor, database, table)
        except UnfillableError as why:
            counts[table.name] = 0
            left_out.append(f"rows of {table.name}: {why}")
    progress("filling the stage", len(tables), len(tables))
    return tuple(left_out)


def in_order(database: Database) -> Iterator[Table]:
    """Tables that are no partition, each after those that its foreign keys name, as far as there is no cycle."""
    roots = {table.name: _root(database, table) for table in database.tables}
    done: set[Name] = set()
    for table in database.roots:
        chain = [(table, iter(table.foreign_keys))]
        started = {table.name}
        while chain:
            current, keys = chain[-1]
            key = next(keys, None)
            if key is None:
                chain.pop()
                if current.name not in done:
                    done.add(current.name)
                    yield current
            else:
                target = roots.get(key.target)
                if target and target.name not in done and target.name not in started:
                    started.add(target.name)
                    chain.append((target, iter(target.foreign_keys)))


def _root(database: Database, table: Table) -> Table:
    while table.partition_of and (parent := database.table(table.partition_of.parent)):
        table = parent
    return table


def _wanted(rows: int, tables: int, known: RelationStatistics | None) -> int:
    share = max(min(rows, MOST_ROWS // max(tables, 1)), 1)
    return share if known is None or known.rows < 0 else min(share, max(int(known.rows), FEWEST))


def _fill(visitor: Visitor, rows: Rows) -> int:
    """Try ever plainer rows until some go in; gives how many did."""
    reason = ""
    for attempt in rows.attempts():
        try:
            rows.probe(lambda sql: visitor.run(sql, STATEMENT_SECONDS).fetchall(), attempt)
            done = visitor.run(rows.insert(attempt, OVERSAMPLING), STATEMENT_SECONDS).rowcount
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
