"""The planner-exact twin's server: the source's design and statistics in a scratch server, and no rows.

EXPLAIN, DDL and what-if indexes come from the source or the user, so they run as the guest; the admin sets sizes,
statistics and visibility, and never runs text of the source's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import psycopg

from ...model.change import CreateIndex
from ...model.database import Database
from ...model.errors import ExperimentError
from ...model.evidence import Statement
from ...model.names import Name, quote
from ...model.plan import Plan
from ...model.progress import Progress, silent
from ...model.snapshot import Snapshot
from ...model.statistics import Statistics
from ...model.table import Column
from ..base import Candidate
from .clauses import Ddl
from .explain import Explainer, planning_settings
from .loading.load import load
from .planting.columns import do, plant_columns, planting
from .planting.plant import files_of, plant, plant_sizes
from .schema import render_schema
from .scratch import Scratch, open_scratch
from .servers.installations import fitting
from .servers.memory import needed_for
from .session import Row, Session
from .sizes.distinct import TARGET
from .whatif import Storage, settle, statement_of

SERVER = {"wal_skip_threshold": "0"}  # else the commit of a small new index reads its pages into the buffers
SERIAL = {"max_parallel_workers_per_gather": "0"}  # so that a scan's rows are those of the whole table


class PostgresPlanner:
    """Plans on a scratch database. Raises ExperimentError with the server's words for what it cannot plan."""

    def __init__(self, scratch: Scratch, snapshot: Snapshot, left_out: Sequence[str], progress: Progress) -> None:
        name = snapshot.database.name
        self._scratch, self._snapshot = scratch, snapshot
        self._statistics = snapshot.statistics or Statistics()
        planted = plant(scratch, name, self._statistics, progress)
        self._relations = planted.relations
        self._admin = scratch.admin(name)
        do(Session(self._admin), "plant_session")
        files = files_of(scratch, self._admin)
        target = snapshot.settings.number("default_statistics_target", TARGET) if snapshot.settings else TARGET
        self._storage = Storage(self._admin, files, snapshot, self._statistics, target)
        self._settings = planning_settings(snapshot.settings, snapshot.origin.role)
        self._open_guest()
        unknown = tuple(f"setting {name}: PostgreSQL {self.version} has none such" for name in self._explainer.unknown)
        self._left_out = (*scratch.notes, *left_out, *planted.left_out, *unknown)
        self._members: dict[int, tuple[int, ...]] = {}  # by candidate: its index and those of the partitions
        self._made: dict[str, Candidate] = {}

    @property
    def version(self) -> str:
        return self._scratch.installation.version

    @property
    def data(self) -> Path:
        """The directory of its server's data."""
        return self._scratch.data

    @property
    def exact(self) -> bool:
        return self._scratch.installation.major == self._snapshot.database.major and not self._scratch.notes

    @property
    def left_out(self) -> tuple[str, ...]:
        return self._left_out

    def explain(self, sql: str, settings: Mapping[str, str] | None = None) -> Plan:
        if self._guest.closed:  # a statement that would not stop was ended with its session
            self._open_guest()
        return self._explainer.explain(sql, settings)

    def create(self, changes: Sequence[CreateIndex | str]) -> tuple[Candidate, ...]:
        """Candidates that were made before are given again."""
        wanted = [statement_of(change) for change in changes]
        fresh = {sql: table for sql, table in wanted if sql not in self._made}
        if fresh:
            tables = sorted({self._table(table) for table in set(fresh.values())})
            with self._storage.hollow(tables) as sizes:
                newest = self._storage.newest_index()
                self._run(list(fresh))
                rows = self._storage.indexes_since(newest, list(sizes) + tables)
            self._set_visible([row.oid for row in rows], False)  # nothing may read them until they have their sizes
            weighed = list(self._storage.weigh(rows, self._rows, self._evaluate))
            for candidate, members in settle(self._storage, weighed, list(fresh)):
                self._made[candidate.definition] = candidate
                self._members[candidate.key] = members
        return tuple(self._made[sql] for sql, _ in wanted)

    def show(self, candidates: Sequence[Candidate]) -> None:
        self._set_visible([oid for one in candidates for oid in self._members[one.key]], True)

    def hide(self, candidates: Sequence[Candidate]) -> None:
        self._set_visible([oid for one in candidates for oid in self._members[one.key]], False)

    def show_existing(self, indexes: Sequence[Name], visible: bool) -> None:
        wanted = {self._relations[name].oid for name in indexes if name in self._relations}
        if not wanted:
            return  # as mostly: what follows looks at every relation
        below = {row.oid for row in self._relations.values() if row.parent in wanted}
        self._set_visible(sorted(wanted | below), visible)

    def apply(self, statements: Sequence[Statement]) -> None:
        """Run the statements while all tables are empty, then give everything its size and statistics again.

        Candidates made before are gone."""
        session = self._storage.session
        tables = [row.oid for row in self._relations.values() if row.kind in "rmp"]
        self._run([f"DROP INDEX {Name(one.table.schema, one.name)}" for one in self._made.values()])
        self._made.clear()
        with self._storage.hollow(tables) as sizes:
            newest = self._storage.newest_index()
            try:
                self._run([statement.sql for statement in statements])
            finally:
                now = {row.oid: row for row in session.ask("plant_relations", [])}
                for oid in [oid for oid in sizes if oid not in now]:
                    del sizes[oid]
                for oid, size in list(sizes.items()):
                    if now[oid].file != self._storage.empty_file(oid):  # rewritten: its old file is gone
                        known = self._statistics.of(Name(now[oid].schema, now[oid].name))
                        file = self._storage.files.write(known.pages if known else size.relpages)
                        sizes[oid] = replace(size, file=file)
        made = [row for row in now.values() if self._is_new(row, newest)]
        weighed = self._storage.weigh(made, self._rows, self._evaluate, fresh=False)
        plant_sizes(session, [size for _, size, _ in weighed])
        self._relations = {Name(row.schema, row.name): row for row in session.ask("plant_relations", [])}
        known_now = [known for known in self._statistics.relations if known.name in self._relations]
        with planting(session):
            self._left_out += tuple(plant_columns(session, known_now))

    def close(self) -> None:
        self._explainer.close()
        for connection in (self._guest, self._admin):
            with suppress(psycopg.Error):
                connection.close()

    def _open_guest(self) -> None:
        self._guest = self._scratch.guest(self._snapshot.database.name)
        self._explainer = Explainer(self._guest, self._settings, self._end)

    def _is_new(self, row: Row, newest: int) -> bool:
        """Whether an index was made or rebuilt since: its file is not the one it had."""
        if row.kind not in "iI":
            return False
        before = next((old for old in self._relations.values() if old.oid == row.oid), None)
        return row.oid > newest or (before is not None and row.file < self._storage.files.first)

    def _table(self, name: str) -> int:
        oid = Session(self._guest).ask_one("plant_regclass", name).oid
        if oid is None:
            raise ExperimentError(f"there is no table {name}")
        return int(oid)

    def _run(self, statements: Sequence[str]) -> None:
        """Statements of the source's or the user's, as the guest, one after the other: all of them or none."""
        try:
            with self._guest.pipeline():
                for sql in statements:
                    self._guest.execute(sql.encode())
        except psycopg.Error as error:
            said = error.diag.message_primary or " ".join(str(error).split())
            raise ExperimentError(said, error.diag.message_hint or "") from None

    def _rows(self, sql: str) -> float:
        return self._explainer.explain(sql, SERIAL).root.rows

    def _evaluate(self, expression: str, column: Column, values: Sequence[str]) -> Sequence[Row]:
        return self._explainer.evaluate(expression, column, values)

    def _set_visible(self, oids: Sequence[int], visible: bool) -> None:
        if oids:
            do(self._storage.session, "plant_validity", list(oids), visible)

    def _end(self) -> None:
        """End the guest's session: its statement does not stop by itself."""
        with suppress(psycopg.Error, ExperimentError), self._scratch.admin() as admin:
            admin.execute("SELECT pg_terminate_backend(%s)", [self._guest.info.backend_pid])


@contextmanager
def open_planner(snapshot: Snapshot, progress: Progress = silent) -> Iterator[PostgresPlanner]:
    """A twin of that source in a scratch server of its version, gone at the end.

    Raises UnsupportedError where no server is installed, ExperimentError where it cannot be built.
    """
    progress("starting the twin's server", 0, 0)
    needed = needed_for(snapshot.database)
    with open_scratch(fitting(snapshot.database.major), SERVER, snapshot.database, needed) as scratch:
        statements = in_order_of_creation(render_schema(snapshot.database), snapshot.database)
        left_out = load(scratch, snapshot.database.name, statements, progress)
        planner = PostgresPlanner(scratch, snapshot, left_out, progress)
        try:
            yield planner
        finally:
            planner.close()


def in_order_of_creation(statements: Sequence[Ddl], database: Database) -> tuple[Ddl, ...]:
    """The statements with indexes made in the source's order: between equal ones the planner takes the first made."""
    created: dict[str, int] = {}
    for relation in database.relations:
        for index in relation.indexes:
            owner = f"constraint {quote(index.constraint)} of {index.table}" if index.constraint else ""
            created[owner or f"index {index.name}"] = index.created
    places: dict[str, int] = {}
    for place, statement in enumerate(statements):
        if statement.object in created and not statement.privileged:
            places.setdefault(statement.object, place)
    ordered = list(statements)
    oldest_first = sorted(places, key=lambda made: created[made])
    for place, made in zip(sorted(places.values()), oldest_first, strict=True):
        ordered[place] = statements[places[made]]
    return tuple(ordered)
