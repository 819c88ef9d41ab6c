"""The one connection to a source: read-only, with limits, and with plain sentences for what goes wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import psycopg
from psycopg.abc import Buffer
from psycopg.adapt import Loader

from ...model.errors import MaquetteError, SourceError, UnreachableError, UnsupportedError
from .conninfo import label, parse, scrub
from .session import question

OLDEST, NEWEST = 13, 18  # the versions that the queries are written for


class Saying(NamedTuple):
    """What a server or libpq says when it refuses, the sentence for it, and what to do."""

    pattern: str
    sentence: str
    hint: str


SAYINGS = (
    Saying(
        "password authentication failed",
        "the server refuses this user and password",
        "give the right password in the connection string, in PGPASSWORD or in ~/.pgpass",
    ),
    Saying(
        "no password supplied|authentication failed",
        "the server asks for credentials that were not given",
        "give a password in the connection string, in PGPASSWORD or in ~/.pgpass",
    ),
    Saying('database ".*" does not exist', "there is no such database", "psql -l lists the databases of that server"),
    Saying('role ".*" does not exist', "there is no such role", "name another: postgresql://USER@HOST/DATABASE"),
    Saying(
        "no pg_hba.conf entry",
        "the server does not admit this user from this address",
        "add a line to pg_hba.conf, or sslmode=require to the connection string where only TLS is admitted",
    ),
    Saying("could not translate host name|resolve", "there is no host of that name", "check the host's name"),
    Saying(
        "Connection refused|No such file or directory",
        "no server listens there",
        "check host and port, and that the server runs",
    ),
    Saying(
        "timeout expired|timed out",
        "the server does not answer in time",
        "check the network, or raise connect_timeout in the connection string",
    ),
    Saying(
        "too many clients|connection slots|too many connections",
        "the server has no connection left",
        "try again later, or as a role with a reserved connection",
    ),
    Saying("starting up|shutting down|recovery mode", "the server is starting or stopping", "try again in a moment"),
    Saying(
        "definition of service", "there is no such service", "check its name in ~/.pg_service.conf or PGSERVICEFILE"
    ),
    Saying(
        "permission denied for database",
        "the role may not connect to this database",
        "GRANT CONNECT ON DATABASE … TO the role",
    ),
    Saying(
        "SSL error|not support SSL|certificate",
        "TLS with the server fails",
        "check sslmode and sslrootcert in the connection string",
    ),
)


@contextmanager
def open_source(dsn: str) -> Iterator[psycopg.Connection[Any]]:
    """One read-only connection inside one REPEATABLE READ transaction, with limits on statements, locks and idling.

    Raises UnreachableError, SourceError and UnsupportedError, whose messages hold no password.
    """
    name = label(dsn)
    try:
        connection = _connect(parse(dsn))
    except psycopg.Error as error:
        raise failure(error, dsn, name) from None
    try:
        with connection:
            version = connection.info.server_version // 10000
            if version < OLDEST:
                raise UnsupportedError(f"{name}: PostgreSQL {version} is too old", f"{OLDEST} to {NEWEST} can be read")
            connection.execute(question("session", version).encode())
            yield connection
    except psycopg.Error as error:
        raise failure(error, dsn, name) from None


def _connect(given: dict[str, Any]) -> psycopg.Connection[Any]:
    options = f"{given.pop('options', '')} -c default_transaction_read_only=on".strip()
    wanted = {"connect_timeout": "10"} | given | {"application_name": "maquette", "client_encoding": "UTF8"}
    try:
        connection = psycopg.connect(**wanted, options=options, prepare_threshold=None)
    except psycopg.OperationalError as error:
        if "unsupported startup parameter" not in str(error):
            raise
        # A connection pooler takes no options; the transaction is read-only all the same.
        connection = psycopg.connect(**wanted, prepare_threshold=None)
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    connection.read_only = True
    if connection.info.parameter_status("server_encoding") == "SQL_ASCII":
        connection.execute("SET LOCAL client_encoding TO SQL_ASCII")
        for kind in ("text", "name", "varchar", "bpchar", '"char"'):
            connection.adapters.register_loader(kind, AnyBytes)
    return connection


class AnyBytes(Loader):
    """Text of a database that keeps bytes of any encoding: what is not UTF-8 is shown as \\xff."""

    def load(self, data: Buffer) -> str:
        return bytes(data).decode("utf-8", "backslashreplace")


def failure(error: psycopg.Error, dsn: str, name: str) -> MaquetteError:
    """A driver's error as a plain sentence with what to do about it."""
    said = scrub(" ".join(str(error).split()), dsn)
    match error:
        case psycopg.errors.QueryCanceled() | psycopg.errors.SerializationFailure():
            hint = "the server is busy, or an administrator cancelled it; try again at a quieter time"
            return SourceError(f"{name}: the server cancelled the reading: {said}", hint)
        case psycopg.errors.LockNotAvailable():
            hint = "try again when that work is done"
            return SourceError(f"{name}: another session has locked the catalogs: {said}", hint)
        case psycopg.errors.InsufficientPrivilege():
            hint = "GRANT SELECT on what is named to the role"
            return SourceError(f"{name}: the role may not read this server's catalogs: {said}", hint)
    for saying in SAYINGS:
        if re.search(saying.pattern, said, re.IGNORECASE):
            return UnreachableError(f"{name}: {saying.sentence}", saying.hint)
    if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError):
        hint = "check that the server runs, and try again"
        return UnreachableError(f"{name}: the server has gone away: {said}", hint)
    return SourceError(f"{name}: {said}", "this is unexpected; please report it with the server's version")
