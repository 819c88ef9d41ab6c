"""Plants what a source knows of its content into an empty database: sizes of files, counts and distributions.

The files are changed while the server is down, for it may hold their first pages in its buffers. An index made later
gets a new file under a free number, to which pg_class is then pointed: of that file the server knows no page.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from ....model.names import Name
from ....model.progress import Progress, silent
from ....model.statistics import RelationStatistics, Statistics
from ..scratch import Scratch
from ..session import Row, Session
from ..sizes.shaping import head_of, shape_of
from ..storage import write_relation
from .columns import do, plant_columns, planting
from .extended import plant_extended

FIRST_FILE = 3_000_000_000  # file numbers from here on are ours: a young server counts from 16384
STORED = "rm"  # kinds of relations, beside indexes, that have a file
STEP = 500  # relations between two signs of progress


@dataclass
class Files:
    """The files of one database, and the number last given. ``owner`` is whom the server runs as."""

    folder: Path
    owner: tuple[int, int] | None
    first: int = FIRST_FILE
    last: int = FIRST_FILE

    def write(self, pages: int, head: bytes = b"") -> int:
        """Write a new file of that length for a relation; gives its number."""
        self.last += 1
        self.rewrite(self.last, pages, head)
        return self.last

    def rewrite(self, number: int, pages: int, head: bytes = b"") -> None:
        """Give a relation's file that length, and that head if there is one, of which the server must know no page."""
        write_relation(self.folder / str(number), pages, head, self.owner)


def files_of(scratch: Scratch, admin: psycopg.Connection[Any]) -> Files:
    """Where the database of that connection keeps its relations."""
    oid = Session(admin).ask_one("plant_database").oid
    owner = (scratch.uid, scratch.gid) if os.geteuid() == 0 else None
    return Files(scratch.data / "base" / str(oid), owner)


@dataclass
class Planted:
    """What stands in a twin: its relations by name, and what its statistics had to leave out."""

    relations: dict[Name, Row]
    left_out: list[str] = field(default_factory=list)


def plant(scratch: Scratch, database: str, statistics: Statistics, progress: Progress = silent) -> Planted:
    """Give every relation the size and the statistics that the source's has. Every connection is lost."""
    with scratch.admin(database) as admin, scratch.guest(database) as guest:
        session = Session(admin, progress)
        do(session, "plant_session")
        do(session, "plant_analyze")
        files = files_of(scratch, admin)
        planted = Planted({Name(row.schema, row.name): row for row in session.ask("plant_relations", [])})
        known = [relation for relation in statistics.relations if relation.name in planted.relations]
        plant_sizes(session, [_size(planted.relations[size.name], size) for size in known])
        progress("planting statistics", 0, 0)
        with planting(session):
            planted.left_out += plant_columns(session, known)
            planted.left_out += plant_extended(session, Session(guest), known)
    scratch.stop()
    _write_files(files, planted.relations, known, statistics, progress)
    scratch.start()
    return planted


@dataclass(frozen=True, slots=True)
class Size:
    """What pg_class is to say of a relation."""

    relation: int
    file: int
    relpages: int
    rows: float
    all_visible: int = 0
    all_frozen: int = 0


def plant_sizes(session: Session, sizes: Sequence[Size]) -> None:
    """Point relations at their files, with their counts, all in one statement."""
    if not sizes:
        return
    columns = zip(*((s.relation, s.file, s.relpages, s.rows, s.all_visible, s.all_frozen) for s in sizes), strict=True)
    do(session, "plant_sizes", *(list(column) for column in columns))


def _size(row: Row, known: RelationStatistics) -> Size:
    return Size(row.oid, row.file, known.relpages, known.rows, known.all_visible, known.all_frozen)


def _write_files(
    files: Files,
    relations: dict[Name, Row],
    known: Sequence[RelationStatistics],
    statistics: Statistics,
    progress: Progress,
) -> None:
    names = {row.oid: name for name, row in relations.items()}
    for done, size in enumerate(known):
        row = relations[size.name]
        if row.kind == "i":
            heap = statistics.of(names[row.heap])
            head = head_of(row, size.pages, shape_of(row, max(size.rows, 0.0), heap, own=size), heap)
            files.rewrite(row.file, size.pages, head)
        elif row.kind in STORED:
            files.rewrite(row.file, size.pages)
        if done % STEP == 0:
            progress("planting sizes", done, len(known))
