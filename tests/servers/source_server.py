"""A server that stands for somebody's production: passwords, a log of every statement, replication, extensions."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from versions import schema

from maquette.engines.postgres.read import read
from maquette.engines.postgres.servers.installations import Installation
from maquette.engines.postgres.servers.password import for_initdb
from maquette.engines.postgres.servers.place import owner
from maquette.engines.postgres.servers.template import environment, reachable
from maquette.model.snapshot import Snapshot

SCHEMAS = Path(__file__).parent / "schemas"
PASSWORD = "p@ss:w/o?r#d '\\%"
SETTINGS = {
    "listen_addresses": "''",
    "fsync": "off",
    "wal_level": "logical",
    "log_statement": "all",
    "log_connections": "on",
    "log_line_prefix": "'%p|%a|'",
    "autovacuum": "off",
    "max_connections": "20",
}


@dataclass
class Source:
    """A running server; ``postgres`` is its superuser."""

    installation: Installation
    place: Path
    statement_statistics: bool

    def dsn(self, database: str = "postgres", user: str = "postgres", password: str = PASSWORD) -> str:
        return make_conninfo(host=str(self.place), port=5432, dbname=database, user=user, password=password)

    def connect(self, database: str = "postgres") -> psycopg.Connection[Any]:
        """A superuser's connection, autocommit."""
        return psycopg.connect(self.dsn(database), autocommit=True, application_name="owner")

    def log(self) -> str:
        """What the server has logged so far."""
        return (self.place / "log").read_text("utf-8", errors="replace")

    def control(self, *words: str) -> None:
        """Run pg_ctl as the user that owns the server."""
        user = owner()
        command = [str(self.installation.bin / "pg_ctl"), "-D", str(self.place / "data"), "-w", "-s", *words]
        if os.geteuid() == 0:
            subprocess.run(
                command, check=True, user=user.uid, group=user.gid, extra_groups=(), cwd="/", env=environment()
            )
        else:
            subprocess.run(command, check=True, cwd="/", env=environment())

    def start(self) -> None:
        self.control("-l", str(self.place / "log"), "start")


@pytest.fixture(scope="session")
def source(installation: Installation) -> Iterator[Source]:
    """Such a server of each installed major version in turn."""
    user = owner()
    found = reachable(installation, user)
    place = Path(tempfile.mkdtemp(prefix="source-"))
    try:
        (place / "password").write_text(for_initdb(PASSWORD, found.major))  # log-ins by the hundred are to be quick
        os.chown(place, user.uid, user.gid)
        os.chown(place / "password", user.uid, user.gid)
        library = any(found.bin.parent.rglob("pg_stat_statements.so"))
        made = Source(found, place, library)
        options = (
            f"--auth=scram-sha-256 --username=postgres --pwfile={place}/password --encoding=UTF8 --locale=C --no-sync"
        )
        made.control("init", "-o", options)
        settings = SETTINGS | {"unix_socket_directories": f"'{place}'"}
        if library:
            settings["shared_preload_libraries"] = "pg_stat_statements"
        with (place / "data" / "postgresql.conf").open("a") as file:
            file.writelines(f"{name} = {value}\n" for name, value in settings.items())
        made.start()
        yield made
        made.control("-m", "immediate", "stop")
    finally:
        shutil.rmtree(place, ignore_errors=True)


@pytest.fixture(scope="session")
def every_kind(source: Source) -> Snapshot:
    """What is read of a database with one of everything (schemas/every_kind.sql)."""
    files = ["every_kind_roles", "every_kind"] + (["every_kind_18"] if source.installation.major >= 18 else [])
    with source.connect() as connection:
        connection.execute("CREATE DATABASE every_kind")
    with source.connect("every_kind") as connection:
        for file in files:
            connection.execute(schema(f"{file}.sql", source.installation.major).encode())
    return read(source.dsn("every_kind"))


@pytest.fixture
def target(source: Source) -> Iterator[str]:
    """The name of an empty database on ``source``."""
    with source.connect() as connection:
        connection.execute("CREATE DATABASE target")
    yield "target"
    with source.connect() as connection:
        connection.execute("DROP DATABASE target WITH (FORCE)")
