"""What a live server has counted and how it is set: activity, settings, workload."""

from __future__ import annotations

import psycopg
from psycopg.rows import namedtuple_row

from ...model.activity import Activity, IndexActivity, SequencePosition, TableActivity
from ...model.database import Database
from ...model.names import Name, quote
from ...model.replication import Slot
from ...model.settings import Override, Setting, Settings
from ...model.snapshot import Refusal
from ...model.workload import Query, Workload
from .conninfo import HIDDEN, SECRET, scrub
from .reading.design import Design
from .session import BATCH, SIGNATURE, Session

TIMES = (1, 8)  # the version of pg_stat_statements that began to count as we read it (PostgreSQL 13)
INFO = (1, 9)  # the version that tells how many statements were forgotten


def read_settings(session: Session, refusals: list[Refusal]) -> Settings:
    """Settings and their overrides, without passwords."""
    session.step("settings")
    if not session.ask_one("memberships_held").settings:
        role = quote(session.connection.info.user)
        refusals.append(
            Refusal(
                need="settings",
                detail=f"pg_settings hides some settings from {role}, such as shared_preload_libraries",
                remedy=f"GRANT pg_read_all_settings TO {role}",
            )
        )
    with session.connection.transaction(force_rollback=True):
        list(session.ask("session_reset"))
        rows = [row._replace(value=scrub(row.value)) for row in session.ask("settings")]
    return Settings(
        settings=tuple(Setting(**row._asdict()) for row in rows),
        overrides=tuple(
            Override(
                name=row.name,
                value=HIDDEN if SECRET.search(row.name) and "." in row.name else row.value,
                role=row.role,
                database=row.database,
            )
            for row in session.ask("overrides")
        ),
    )


def read_activity(session: Session, design: Design) -> Activity:
    """Counters of the database, its tables, indexes and sequences, and the server's slots."""
    session.step("activity")
    indexes = {index.name for holder in design.holders for index in holder.indexes}
    tables = (
        TableActivity(name=design.relations.names[row.oid], **{k: v for k, v in row._asdict().items() if k != "oid"})
        for row in session.ask("table_activity")
        if row.oid in design.relations.rows
    )
    counted = (
        IndexActivity(
            name=Name(row.schema, row.name),
            scans=row.scans,
            rows_read=row.rows_read,
            rows_fetched=row.rows_fetched,
            last_scan=row.last_scan,
        )
        for row in session.ask("index_activity")
        if Name(row.schema, row.name) in indexes
    )
    return Activity(
        **session.ask_one("activity")._asdict(),
        tables=tuple(sorted(tables, key=lambda table: table.name)),
        indexes=tuple(sorted(counted, key=lambda index: index.name)),
        sequences=_read_positions(session, design.database),
        slots=tuple(Slot(**row._asdict()) for row in session.ask("slots")),
    )


def _read_positions(session: Session, database: Database) -> tuple[SequencePosition, ...]:
    """Where sequences stand, read from themselves under ACCESS SHARE, in batches whose locks are let go at once."""
    own = {sequence.name for sequence in database.sequences}
    names = {row.oid: Name(row.schema, row.name) for row in session.ask("sequence_names")}
    oids = sorted(oid for oid, name in names.items() if name in own)
    values: dict[int, int | None] = dict.fromkeys(oids)
    for start in range(0, len(oids), BATCH):
        statement = session.ask_one("sequence_reads", oids[start : start + BATCH]).statement
        if not statement:
            continue
        try:
            with session.connection.transaction(force_rollback=True):
                cursor = session.connection.cursor(row_factory=namedtuple_row)
                for row in cursor.execute((statement + SIGNATURE).encode()):
                    values[row.oid] = row.last_value  # type: ignore[attr-defined]  # the statement names its columns
        except psycopg.errors.LockNotAvailable as error:
            session.notes.append(f"positions of some sequences are unknown: {error}")
    return tuple(
        sorted((SequencePosition(name=names[oid], last_value=values[oid]) for oid in oids), key=lambda p: p.name)
    )


def read_workload(session: Session, database: Database, refusals: list[Refusal]) -> Workload | None:
    """The statements that took most time, by pg_stat_statements; None without the extension or the right."""
    session.step("workload")
    if not any(extension.name == "pg_stat_statements" for extension in database.extensions):
        return None
    role = quote(session.connection.info.user)
    try:
        with session.connection.transaction(force_rollback=True):  # the search_path for it ends here
            found = session.ask_one("statement_statistics")
            if tuple(found.version) < TIMES:
                detail = "pg_stat_statements is installed in a version of before PostgreSQL 13"
                remedy = "ALTER EXTENSION pg_stat_statements UPDATE"
                refusals.append(Refusal(need="workload", detail=detail, remedy=remedy))
                return None
            queries = tuple(
                Query(name=f"q{row.id}", sql=row.sql, calls=row.calls, total_ms=row.total_ms, rows=row.rows)
                for row in session.ask("workload")
            )
            hidden = session.ask_one("hidden_statements").count
            info = session.ask_one("workload_info") if tuple(found.version) >= INFO else None
    except psycopg.errors.InsufficientPrivilege:
        detail = f"{role} may not read pg_stat_statements"
        remedy = f"GRANT SELECT ON pg_stat_statements, pg_stat_statements_info TO {role}"
        refusals.append(Refusal(need="workload", detail=detail, remedy=remedy))
        return None
    except psycopg.errors.ObjectNotInPrerequisiteState:
        detail = "the extension pg_stat_statements is installed, but the server does not load its library"
        remedy = "set shared_preload_libraries = 'pg_stat_statements' and restart the server"
        refusals.append(Refusal(need="workload", detail=detail, remedy=remedy))
        return None
    except psycopg.DataError:
        detail = "pg_stat_statements holds a statement of another database whose bytes this encoding does not have"
        refusals.append(Refusal(need="workload", detail=detail, remedy="SELECT pg_stat_statements_reset()"))
        return None
    if hidden:
        detail = f"pg_stat_statements hides {hidden} statements of other roles from {role}"
        refusals.append(Refusal(need="workload", detail=detail, remedy=f"GRANT pg_read_all_stats TO {role}"))
    return Workload(
        queries=queries,
        origin="pg_stat_statements",
        since=info.since if info else None,
        evicted=info.evicted if info else None,
    )
