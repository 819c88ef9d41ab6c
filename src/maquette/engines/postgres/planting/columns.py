"""Plants statistics of columns: rows of pg_statistic as ANALYZE would write them, the same way on every version.

The loader functions of PostgreSQL 18 are not there on 15 and 16. All of this runs as a superuser, so it reads no value
whose type could run code of the source's (see plant_types_table.sql).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import psycopg

from ....model.names import Name
from ....model.statistics import ColumnStatistics, RelationStatistics
from ..session import Session, question


def do(session: Session, name: str, *parameters: object) -> None:
    """Run a statement of ``queries/`` that gives no rows."""
    psycopg.RawCursor(session.connection).execute(question(name, session.major).encode(), parameters or None)


def plant_columns(session: Session, known: Sequence[RelationStatistics]) -> Iterator[str]:
    """Write pg_statistic; gives what it had to leave out."""
    wanted = [(relation.name, column.column, column) for relation in known for column in relation.columns]
    copy_statistics(session, wanted)
    session.connection.execute("ANALYZE planted_statistics")
    for number, problem in insert_statistics(session, 0, len(wanted) - 1):
        name, column, _ = wanted[number]
        yield f"statistics of {name}.{column}: {problem}"
    for row in session.ask("plant_unreadable"):
        what = f"common values of {Name(row.schema, row.relation)}.{row.attribute}"
        yield f"{what}: reading values of {row.type} could run code of the source's"


@contextmanager
def planting(session: Session) -> Iterator[None]:
    """The tables that planting needs, in this session alone."""
    do(session, "plant_types_table")
    do(session, "plant_statistics_table")
    session.connection.execute("ANALYZE planted_types")
    try:
        yield
    finally:
        session.connection.execute("DROP TABLE planted_statistics, planted_types")


def copy_statistics(session: Session, wanted: Sequence[tuple[Name, str, ColumnStatistics]]) -> None:
    """Put statistics of (relation, column) where insert_statistics takes them from, numbered from 0."""
    session.connection.execute("TRUNCATE planted_statistics")
    with session.connection.cursor().copy("COPY planted_statistics FROM STDIN") as copy:
        for number, (relation, name, column) in enumerate(wanted):
            copy.write_row((number, relation.schema, relation.name, name, *_row(column)))


def insert_statistics(session: Session, first: int, last: int) -> Iterator[tuple[int, str]]:
    """Insert rows ``first`` to ``last``; those that the server cannot read are given back with its words."""
    if first > last:
        return
    try:
        with session.connection.transaction():
            do(session, "plant_statistics", first, last)
    except (psycopg.DataError, psycopg.ProgrammingError, psycopg.NotSupportedError) as error:
        if first == last:
            yield first, error.diag.message_primary or str(error)
            return
        middle = (first + last) // 2
        yield from insert_statistics(session, first, middle)
        yield from insert_statistics(session, middle + 1, last)


def _row(column: ColumnStatistics) -> tuple[object, ...]:
    return (
        column.inherited, column.null_fraction, column.width, column.distinct,
        array(column.common_values), _numbers(column.common_frequencies), array(column.histogram), column.correlation,
        array(column.common_elements), _numbers(column.element_frequencies), _numbers(column.element_counts),
        array(column.range_lengths), column.range_empty_fraction, array(column.range_bounds),
    )  # fmt: skip


def array(values: Sequence[str] | None) -> str | None:
    """An array literal of those values."""
    if values is None:
        return None
    quoted = (value.replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return "{" + ",".join(f'"{value}"' for value in quoted) + "}"


def _numbers(values: Sequence[float] | None) -> list[float] | None:
    """A list of numbers, as the driver takes them for an array."""
    return None if values is None else list(values)
