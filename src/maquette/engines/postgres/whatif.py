"""Indexes that the source does not have: really created on the twin, while its tables are empty, then given a size.

So every access method, operator class, predicate and INCLUDE that the server knows is there, without a model of ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from typing import Any

import psycopg

from ...model.change import CreateIndex
from ...model.errors import ExperimentError
from ...model.index import Index
from ...model.names import Name, quote
from ...model.snapshot import Snapshot
from ...model.statistics import PAGE, RelationStatistics, Statistics
from ...sql.analyse import analyse_workload
from ...sql.references import Pairs, joined_together
from ..base import Candidate, Certainty
from .clauses import create_index
from .planting.plant import Files, Size, plant_sizes
from .session import Row, Session
from .sizes import certainty, index_pages, worst
from .sizes.content import Content, content_of
from .sizes.derived import TAKEN_APART, Derived, Evaluate, derive
from .sizes.shaping import head_of, shape_of

IDENTIFIER = r'(?:"(?:[^"]|"")+"|[\w$]+)'
CREATE_INDEX = re.compile(
    rf"\s*CREATE\s+(?P<unique>UNIQUE\s+)?INDEX\s+(?:CONCURRENTLY\s+)?"
    rf"(?P<name>(?!ON\b){IDENTIFIER}\s+)?ON\s+(?:ONLY\s+)?(?P<table>{IDENTIFIER}(?:\s*\.\s*{IDENTIFIER})?)(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)

Share = Callable[[str], float]  # rows that a query gives, as the planner estimates them


class Storage:
    """The files of a twin's relations: which table is hollow for a while, and what new indexes would weigh."""

    def __init__(
        self, admin: psycopg.Connection[Any], files: Files, snapshot: Snapshot, statistics: Statistics, target: float
    ) -> None:
        self.session = Session(admin)
        self.files = files
        self._database, self._statistics, self._target = snapshot.database, statistics, target
        self._workload = snapshot.workload
        self._contents: dict[Name, Content] = {}
        self._hollow: dict[int, int] = {}  # by table: its empty file

    @contextmanager
    def hollow(self, tables: Sequence[int]) -> Iterator[dict[int, Size]]:
        """Make tables and their partitions empty, so that nothing scans them; afterwards they are as large as before.

        Gives their sizes; what the block puts there for a table is what it has afterwards."""
        rows = [row for row in self.session.ask("plant_heaps", list(tables)) if row.kind in "rm"]
        frozen = {row.oid: row for row in rows}
        sizes = {oid: _size(row) for oid, row in frozen.items()}
        for oid in sizes:
            if oid not in self._hollow:
                self._hollow[oid] = self.files.write(0)
        plant_sizes(self.session, [replace(size, file=self._hollow[oid]) for oid, size in sizes.items()])
        try:
            yield sizes
        finally:
            plant_sizes(self.session, list(sizes.values()))

    def empty_file(self, table: int) -> int:
        """The file that a table has while it is hollow."""
        return self._hollow[table]

    def newest_index(self) -> int:
        """The index made last."""
        return int(self.session.ask_one("plant_newest_index").oid)

    def indexes_since(self, newest: int, tables: Sequence[int]) -> list[Row]:
        """Indexes of those tables made after that one, oldest first."""
        made = [row.oid for row in self.session.ask("plant_new_indexes", newest, list(tables))]
        return list(self.session.ask("plant_relations", made)) if made else []

    def weigh(
        self, rows: Sequence[Row], share: Share, evaluate: Evaluate, fresh: bool = True
    ) -> Iterator[tuple[Row, Size, Certainty]]:
        """Give each new index a file as long as it would be; a partitioned index has none.

        A ``fresh`` b-tree was built past the server's buffers (nbtsort.c) and nothing has read it since, so its own
        file is written over, which is quicker than a new one. Where nothing is to be written, the file grows.
        """
        for row in rows:
            table = Name(row.table_schema, row.table_name)
            heap = self._statistics.of(table)
            count = max(heap.rows, 0.0) if heap else 0.0
            if heap and heap.rows < 0 and heap.pages:  # never analyzed: as many as the planner thinks fit
                count = share(f"SELECT FROM ONLY {table}")
            if row.predicate and count:
                count = min(count, share(f"SELECT FROM ONLY {table} WHERE {row.predicate}"))
            content = self._content(table)
            derived = self._derive(row, heap, content, evaluate)
            shape = shape_of(row, count, heap, content=content, derived=derived)
            pages, file = index_pages(shape), row.file
            head = head_of(row, pages, shape, heap)
            if row.kind != "i":
                pages = 0
            elif not head or (fresh and row.method == "btree"):
                self.files.rewrite(file, pages, head)
            else:
                file = self.files.write(pages, head)
            yield row, Size(row.oid, file, pages, count), certainty(shape)

    def _derive(self, row: Row, heap: RelationStatistics | None, content: Content, evaluate: Evaluate) -> Derived:
        table = self._database.table(Name(row.table_schema, row.table_name))
        if row.method not in TAKEN_APART and not any(row.expressions):
            return Derived()
        if table is None or heap is None:
            return Derived(sure=False)
        return derive(row, table, heap, content.numbers, evaluate)

    def _content(self, table: Name) -> Content:
        if table not in self._contents:
            joined = self._joined.get(table, ())
            self._contents[table] = content_of(table, self._database, self._statistics, self._target, joined)
        return self._contents[table]

    @cached_property
    def _joined(self) -> Pairs:
        return joined_together(analyse_workload(self._workload, self._database)) if self._workload else {}


def _size(row: Row) -> Size:
    return Size(row.oid, row.file, row.relpages, row.reltuples, row.relallvisible, row.relallfrozen)


def statement_of(change: CreateIndex | str) -> tuple[str, str]:
    """The CREATE INDEX statement of a candidate, without CONCURRENTLY and ONLY, and the table it names."""
    if isinstance(change, CreateIndex):
        index: Index = change.index
        sql = create_index(index)
        if not change.name:  # the server finds a free name
            sql = sql.replace(f"INDEX {quote(index.name.name)} ON", "INDEX ON", 1)
        return sql, str(change.table)
    match = CREATE_INDEX.fullmatch(change)
    if match is None:
        hint = "write CREATE INDEX ON table (column, …)"
        raise ExperimentError(f"not a CREATE INDEX statement: {change.strip()[:100]}", hint)
    head = f"CREATE {'UNIQUE ' if match['unique'] else ''}INDEX {match['name'] or ''}ON {match['table']}"
    return head + match["rest"].rstrip().rstrip(";"), match["table"]


def settle(
    storage: Storage, weighed: Sequence[tuple[Row, Size, Certainty]], statements: Sequence[str]
) -> Iterator[tuple[Candidate, tuple[int, ...]]]:
    """Give new indexes, which are hidden, their sizes; each candidate with its index and those of the partitions."""
    plant_sizes(storage.session, [size for _, size, _ in weighed])
    made = {row.oid for row, _, _ in weighed}
    tops = [row for row, _, _ in weighed if row.parent not in made]
    if len(tops) != len(statements):
        hint = "give CREATE INDEX statements alone"
        raise ExperimentError(f"{len(statements)} statements made {len(tops)} indexes", hint)
    sure = {row.oid: certain for row, _, certain in weighed}
    family = _families({row.oid: row.parent for row, _, _ in weighed})
    names = {row.oid: str(row.name) for row, _, _ in weighed}
    pages: Mapping[int, int] = {row.oid: size.relpages for row, size, _ in weighed}
    for top, statement in zip(tops, statements, strict=True):
        members = family[top.oid]
        yield Candidate(
            key=top.oid, name=top.name, table=Name(top.table_schema, top.table_name),
            bytes=PAGE * sum(pages[oid] for oid in members), definition=statement,
            names=frozenset(names[oid] for oid in members), size_is=worst(sure[oid] for oid in members),
        ), members  # fmt: skip


def _families(parents: Mapping[int, int | None]) -> dict[int, tuple[int, ...]]:
    """By index: itself and all below it."""
    families: dict[int, tuple[int, ...]] = {}
    for oid in parents:
        top: int | None = oid
        while top is not None:
            families[top] = (*families.get(top, ()), oid)
            top = parents.get(top)
    return families
