"""Plants extended statistics: coefficients, lists of common combinations and statistics of expressions.

PostgreSQL up to 18 offers no way in, so their stored forms are written (mvdistinct.c, dependencies.c, mcv.c). A list of
common combinations holds values as they are stored, so the server itself makes it: ANALYZE of a temporary table with
one row for each combination; only the frequencies and the order are then put right.
"""

from __future__ import annotations

import json
import struct
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg

from ....model.names import Name
from ....model.statistics import ExtendedStatistics, RelationStatistics
from ..session import Row, Session
from .columns import copy_statistics, do, insert_statistics

NDISTINCT_MAGIC, DEPENDENCIES_MAGIC, BASIC = 0xA352BFA4, 0xB4549A2C, 1
STORED = ("pg_ndistinct", "pg_dependencies", "pg_mcv_list")
TARGET = 10000  # the largest statistics target: ANALYZE keeps every combination


def plant_extended(session: Session, guest: Session, known: Sequence[RelationStatistics]) -> Iterator[str]:
    """Write pg_statistic_ext_data; gives what it had to leave out. ``guest`` tells the types of expressions."""
    contents: defaultdict[Name, list[ExtendedStatistics]] = defaultdict(list)
    for relation in known:
        for content in relation.extended:
            contents[content.name].append(content)
    if not contents:
        return
    with _casts(session.connection):
        for row in session.ask("plant_extended_objects"):
            for content in contents.get(Name(row.schema, row.name), ()):
                try:
                    yield from _plant_one(session, guest, row, content)
                except (psycopg.Error, ValueError, struct.error) as error:
                    yield f"extended statistics {content.name}: {str(error).splitlines()[0]}"


@contextmanager
def _casts(connection: psycopg.Connection[Any]) -> Iterator[None]:
    """Casts from bytea to the stored forms; none is left to the guest, whose bytes could crash the server."""
    try:
        for stored in STORED:
            connection.execute(f"CREATE CAST (bytea AS {stored}) WITHOUT FUNCTION".encode())
        yield
    finally:
        for stored in STORED:
            connection.execute(f"DROP CAST IF EXISTS (bytea AS {stored})".encode())


def _plant_one(session: Session, guest: Session, row: Row, content: ExtendedStatistics) -> Iterator[str]:
    types = [*row.types, *_expression_types(guest, row)]
    bases = list(session.ask("plant_base_types", types))
    ndistinct = ndistinct_bytes(content.ndistinct) if content.ndistinct else None
    dependencies = dependencies_bytes(content.dependencies) if content.dependencies else None
    with session.connection.transaction():
        columns = ", ".join(f"c{number} {base.name}" for number, base in enumerate(bases, 1))
        session.connection.execute(f"CREATE TEMP TABLE planted_sample ({columns})".encode())
        common = None
        if content.common_values and all(base.readable for base in bases):
            common = _common(session, content)
        elif content.common_values:
            yield f"common values of {content.name}: reading values of its types could run code of the source's"
        _expressions(session, content, len(row.types))
        do(
            session, "plant_extended_data",
            row.oid, content.inherited, ndistinct, dependencies, common, len(row.types) + 1,
        )  # fmt: skip
        session.connection.execute("DROP TABLE planted_sample")


def _expression_types(guest: Session, row: Row) -> list[int]:
    """The types of a statistics object's expressions: asked of a query that gives no rows."""
    if not row.expressions:
        return []
    cursor = guest.connection.execute(f"SELECT {', '.join(row.expressions)} FROM {row.relation} LIMIT 0".encode())  # noqa: S608 - as the guest
    return [column.type_code for column in cursor.description or ()]


def _expressions(session: Session, content: ExtendedStatistics, keys: int) -> None:
    """Statistics of the expressions, as those of the sample's last columns."""
    if not content.expressions:
        return
    place = session.ask_one("plant_sample_place").schema
    named = [(f"c{keys + number}", column) for number, column in enumerate(content.expressions, 1)]
    sample = Name(place, "planted_sample")
    copy_statistics(session, [(sample, name, column) for name, column in named])
    for _, problem in insert_statistics(session, 0, len(named) - 1):
        raise ValueError(problem)


def _common(session: Session, content: ExtendedStatistics) -> bytes:
    """The list of common combinations as it is stored, made by ANALYZE."""
    assert content.common_values is not None
    width = len(content.common_values[0])
    with session.connection.cursor().copy("COPY planted_sample FROM STDIN") as copy:
        for values in content.common_values:
            copy.write_row(values)
    columns = ", ".join(f"c{number}" for number in range(1, width + 1))
    connection = session.connection
    connection.execute(f"CREATE STATISTICS pg_temp.planted_mcv (mcv) ON {columns} FROM planted_sample".encode())
    connection.execute(f"ALTER STATISTICS pg_temp.planted_mcv SET STATISTICS {TARGET}".encode())
    connection.execute("ANALYZE planted_sample")
    made = session.ask_one("plant_common_items")
    connection.execute("DELETE FROM pg_statistic WHERE starelid = 'planted_sample'::regclass")
    return common_bytes(made.stored, made.items, content)


def common_bytes(stored: bytes, items: Sequence[Sequence[str | None]], content: ExtendedStatistics) -> bytes:
    """The stored list with its items in the source's order and with the source's frequencies.

    An item is a flag of null for each column, the two frequencies, and an index of each value.
    """
    width = len(items[0])
    length = width + 16 + 2 * width
    start = len(stored) - length * len(items)
    places = {tuple(values): start + place * length for place, values in enumerate(items)}
    ordered = []
    frequencies = zip(content.common_frequencies or (), content.common_base_frequencies or (), strict=True)
    for values, pair in zip(content.common_values or (), frequencies, strict=True):
        at = places[tuple(values)]
        ordered.append(stored[at : at + width] + struct.pack("<dd", *pair) + stored[at + width + 16 : at + length])
    if len(ordered) != len(items):
        raise ValueError("the list of common values could not be made again")
    return stored[:start] + b"".join(ordered)


def ndistinct_bytes(text: str) -> bytes:
    """pg_ndistinct as it is stored, from {"1, 2": 11, …}."""
    items = json.loads(text).items()
    parts = [struct.pack("<III", NDISTINCT_MAGIC, BASIC, len(items))]
    for columns, count in items:
        numbers = [int(number) for number in columns.split(",")]
        parts.append(struct.pack(f"<di{len(numbers)}h", float(count), len(numbers), *numbers))
    return b"".join(parts)


def dependencies_bytes(text: str) -> bytes:
    """pg_dependencies as it is stored, from {"1 => 2": 0.5, …}."""
    items = json.loads(text).items()
    parts = [struct.pack("<III", DEPENDENCIES_MAGIC, BASIC, len(items))]
    for columns, degree in items:
        numbers = [int(number) for number in columns.replace("=>", ",").split(",")]
        parts.append(struct.pack(f"<dh{len(numbers)}h", float(degree), len(numbers), *numbers))
    return b"".join(parts)
