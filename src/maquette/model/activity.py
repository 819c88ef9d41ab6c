"""What the server has counted: use of tables and indexes, positions of sequences, ages, slots."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from .names import Name
from .replication import Slot


@dataclass(frozen=True, slots=True, kw_only=True)
class TableActivity:
    """A row of pg_stat_all_tables; times are ISO 8601 text, ages are in transactions."""

    name: Name
    seq_scans: int = 0
    seq_rows: int = 0
    index_scans: int = 0
    index_rows: int = 0
    inserts: int = 0
    updates: int = 0
    deletes: int = 0
    hot_updates: int = 0
    live_rows: int = 0
    dead_rows: int = 0
    modified_since_analyze: int = 0
    inserted_since_vacuum: int = 0
    last_vacuum: str | None = None  # the later of manual and automatic
    last_analyze: str | None = None
    xid_age: int = 0
    multixact_age: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexActivity:
    """A row of pg_stat_all_indexes."""

    name: Name
    scans: int = 0
    rows_read: int = 0
    rows_fetched: int = 0
    last_scan: str | None = None  # since 16


@dataclass(frozen=True, slots=True, kw_only=True)
class SequencePosition:
    """Where a sequence stands; None when it was never used or the role may not read it."""

    name: Name
    last_value: int | None = None


@dataclass(frozen=True, kw_only=True)
class Activity:
    """Counters since ``since`` (the last reset, ISO 8601; None when never reset), as observed at ``observed_at``."""

    observed_at: str
    started_at: str | None = None
    since: str | None = None
    tables: tuple[TableActivity, ...] = ()
    indexes: tuple[IndexActivity, ...] = ()
    sequences: tuple[SequencePosition, ...] = ()
    slots: tuple[Slot, ...] = ()
    commits: int = 0
    rollbacks: int = 0
    blocks_read: int = 0
    blocks_hit: int = 0
    temp_files: int = 0
    temp_bytes: int = 0
    deadlocks: int = 0
    database_xid_age: int = 0
    database_multixact_age: int = 0
    standby: bool = False
    replicas: int = 0  # standbys that stream from it now
    archived: int | None = None  # pg_stat_archiver
    archive_failures: int | None = None

    @property
    def days(self) -> float:
        """Days that the counters cover; those of a server that never reset them, since its start. 0: not known."""
        since = self.since or self.started_at
        if since is None:
            return 0.0
        return (datetime.fromisoformat(self.observed_at) - datetime.fromisoformat(since)).total_seconds() / 86400

    @cached_property
    def _tables(self) -> dict[Name, TableActivity]:
        return {table.name: table for table in self.tables}

    @cached_property
    def _indexes(self) -> dict[Name, IndexActivity]:
        return {index.name: index for index in self.indexes}

    @cached_property
    def _sequences(self) -> dict[Name, SequencePosition]:
        return {sequence.name: sequence for sequence in self.sequences}

    def table(self, name: Name) -> TableActivity | None:
        """Counters of that table."""
        return self._tables.get(name)

    def index(self, name: Name) -> IndexActivity | None:
        """Counters of that index."""
        return self._indexes.get(name)

    def sequence(self, name: Name) -> SequencePosition | None:
        """Position of that sequence."""
        return self._sequences.get(name)
