"""A pattern built on a database of a scratch server, and crowds of connections that use it and are killed."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest

from maquette.architect import ground_of
from maquette.engines.postgres.engine import Postgres
from maquette.engines.postgres.read import read
from maquette.engines.postgres.scratch import GUEST, Scratch
from maquette.model.design import Design, DesignWish
from maquette.model.evidence import Statement
from maquette.model.snapshot import Snapshot
from maquette.patterns.pattern import find, fit
from maquette.proof.designing import rendered

NAIVE = Path(__file__).parent / "naive"


def build(server: Scratch, database: str, pattern: str, *tables: str, **options: str) -> Design:
    """The pattern fitted to that database and applied; its trials are run."""
    design = designed(server.dsn(database, GUEST), pattern, *tables, **options)
    with server.guest(database) as guest:
        run(guest, design.statements)
        for trial in design.trials:
            with guest.transaction(force_rollback=True):
                guest.execute(trial.sql.encode())
    return design


def designed(dsn: str, pattern: str, *tables: str, **options: str) -> Design:
    """The pattern fitted to that database, its changes as statements."""
    return fitted(read(dsn), pattern, *tables, **options)


def fitted(snapshot: Snapshot, pattern: str, *tables: str, **options: str) -> Design:
    """The same for a database that was read."""
    wish = DesignWish(pattern=pattern, tables=tables, options=options)
    return rendered(fit(find(pattern), ground_of(snapshot), wish), snapshot.database, Postgres())


def needs(connection: psycopg.Connection[Any], *extensions: str) -> None:
    """Skip the test where the server lacks one of them; the header of the run says so of contrib and pg_partman."""
    here = {name for (name,) in connection.execute("SELECT name FROM pg_available_extensions").fetchall()}
    if missing := set(extensions) - here:
        pytest.skip(f"this server lacks {', '.join(sorted(missing))}")


def dsn_of(connection: psycopg.Connection[Any]) -> str:
    """Where that connection leads to, with its password."""
    return f"{connection.info.dsn} password={connection.info.password}"


def run(connection: psycopg.Connection[Any], statements: Iterable[Statement]) -> None:
    """Run them one by one."""
    for statement in statements:
        connection.execute(statement.sql.encode())


def naive(name: str) -> dict[str, str]:
    """The statements of ``naive/<name>.sql``, each under the title of its ``-- naive:`` line."""
    parts = (NAIVE / f"{name}.sql").read_text("utf-8").split("-- naive: ")[1:]
    return {title: sql.strip() for title, _, sql in (part.partition("\n") for part in parts)}


Work = Callable[[psycopg.Connection[Any], random.Random], bool]


def crowd(server: Scratch, database: str, size: int, work: Work, *, kill_every: float = 0, seconds: float = 20) -> int:
    """``size`` connections that each do ``work`` again until it says false; gives how many of them were killed.

    With ``kill_every`` seconds one of them is terminated, by lot; it connects anew and goes on. After ``seconds`` all
    stop, whatever is left undone."""
    over = threading.Event()
    end = time.monotonic() + seconds

    def one(seed: int) -> int:
        lot, lost = random.Random(seed), 0
        while time.monotonic() < end:
            with suppress(psycopg.OperationalError), server.guest(database) as connection:
                connection.execute("SET application_name = 'crowd'")
                while work(connection, lot) and time.monotonic() < end:
                    pass
                return lost
            lost += 1
        return lost

    def killer() -> None:
        lot = random.Random(0)
        with server.admin(database) as admin:
            while not over.wait(kill_every):
                backends = admin.execute("SELECT pid FROM pg_stat_activity WHERE application_name = 'crowd'").fetchall()
                if backends:
                    admin.execute("SELECT pg_terminate_backend(%s)", lot.choice(backends))

    with ThreadPoolExecutor(size + 1) as pool:
        death = pool.submit(killer) if kill_every else None
        try:
            return sum(pool.map(one, range(size)))
        finally:
            over.set()
            if death:
                death.result()


@contextmanager
def blocked(server: Scratch, database: str, pid: int) -> Iterator[None]:
    """Enter once that backend waits for a lock."""
    with server.admin(database) as admin:
        deadline = time.monotonic() + 10
        while not admin.execute("SELECT 1 WHERE cardinality(pg_blocking_pids(%s)) > 0", [pid]).fetchone():
            assert time.monotonic() < deadline, "it does not wait"
            time.sleep(0.005)
    yield
