"""Throw-away servers: started in half a second, reached by one private socket, gone with the process that asked.

Two roles may log in. The admin is a superuser whose password only this process knows; no text of a source runs as
the admin, and neither must anything that calls a source's functions (EXPLAIN folds them). The guest owns the
databases, runs everything foreign, and can reach neither the machine nor the admin.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import psycopg
from psycopg import conninfo, errors

from ...model.database import Database
from ...model.errors import ExperimentError
from ...model.names import literal, quote
from .servers import guard
from .servers.installations import Installation
from .servers.interrupt import held_back
from .servers.locale import localise
from .servers.password import new_password, verifier
from .servers.place import Owner, Place, make_place, no_room, owner
from .servers.template import ADMIN, FULL, MAINTENANCE, environment, make_cluster, reachable

GUEST = "maquette_guest"
PORT = 5432  # only a part of the socket's name

DEFAULTS = {
    "shared_buffers": "64MB",
    "max_connections": "24",
    "max_locks_per_transaction": "4096",  # a schema of 60,000 relations, or a dump of it, in one transaction
    "max_wal_size": "128MB",
    "checkpoint_timeout": "1h",
    "max_worker_processes": "8",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
}
FIXED = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    "autovacuum": "off",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "huge_pages": "off",
    "dynamic_shared_memory_type": "mmap",  # files of the cluster's own, which go with it
    "log_min_messages": "fatal",  # errors are the callers' affair
    "log_min_error_statement": "panic",
}
# Settings of a source that would make the server run, load or write something of the source's choice.
UNSAFE = re.compile(
    r"(_command|_librar(y|ies)|_path|_director(y|ies)|_file|_destination|_hosts?)\Z|\A(ssl|log|archive|krb|primary)_"
)

# What foreign text may use up. A guest could take back the first two itself; the loader's deadline stands behind them.
GUEST_LIMITS = {
    "statement_timeout": "60s",
    "idle_in_transaction_session_timeout": "10min",
    "temp_file_limit": "1GB",
}


class Scratch:
    """A running scratch server. ``data`` is its cluster's directory; ``uid`` and ``gid`` own the files there."""

    def __init__(self, installation: Installation, place: Place, who: Owner, password: str) -> None:
        self.installation = installation
        self.data = place.path / "data"
        self.notes: tuple[str, ...] = ()
        self.uid, self.gid = who.uid, who.gid
        self._place = place
        self._passwords = {ADMIN: password}
        command = [str(installation.bin / "postgres"), "-D", str(self.data)]
        self._guard = subprocess.Popen(
            # By its path and without site packages: ready in a few milliseconds, and nothing to import goes wrong.
            [sys.executable, "-I", "-S", guard.__file__, str(place.path), str(who.uid), str(who.gid), *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            cwd="/",
            env=environment(),
            pass_fds=(place.lock,),
            start_new_session=True,  # Ctrl-C is for maquette, which then ends things in order
        )

    def start(self) -> None:
        """Start the server, if it does not run. Raises ExperimentError with the last words of its log."""
        if self._ask(b"+") != "ready":
            raise self.failure("did not start")

    def stop(self) -> None:
        """Stop the server after a checkpoint, so that its files may be changed; every connection is lost."""
        self._ask(b"-")

    def dsn(self, database: str, role: str = GUEST) -> str:
        """The connection string of one of the two roles, password included: never for display."""
        return conninfo.make_conninfo(
            host=str(self._place.path / "socket")
            if not (self._place.path / "socket").is_symlink()
            else str((self._place.path / "socket").readlink()),
            port=PORT,
            dbname=database,
            user=role,
            password=self._passwords[role],
        )

    def admin(self, database: str = MAINTENANCE) -> psycopg.Connection:
        """A superuser's connection, autocommit. No text of a source, and no query over its functions, belongs here."""
        # The owner of a database may set its search_path; the admin is not to follow it.
        return self._connect(database, ADMIN, "-c search_path=pg_catalog,pg_temp")

    def guest(self, database: str) -> psycopg.Connection:
        """The connection for everything foreign, autocommit: a role that owns the databases and nothing else."""
        return self._connect(database, GUEST, "-c check_function_bodies=off -c client_min_messages=error")

    def create_database(self, name: str, like: Database | None = None) -> tuple[str, ...]:
        """Create a database of the guest's with ``like``'s encoding and locale; gives what could not be the same."""
        try:
            with self.admin() as admin:
                notes = localise(admin, self.installation.major, name, GUEST, like)
            if self.installation.major < 15:  # from then on it is the database owner's, who may create in it
                with self.admin(name) as admin:
                    admin.execute(f"ALTER SCHEMA public OWNER TO {GUEST}")
        except errors.DiskFull:
            raise no_room(self._place.path.parent) from None
        except psycopg.Error as error:
            raise ExperimentError(f"database {name} cannot be made on a scratch server: {error}") from None
        self.notes = tuple(dict.fromkeys((*self.notes, *notes)))
        return notes

    def drop_database(self, name: str) -> None:
        """Drop a database and whoever is connected to it."""
        with self.admin() as admin:
            admin.execute(f"DROP DATABASE IF EXISTS {quote(name)} WITH (FORCE)".encode())

    def failure(self, what: str) -> ExperimentError:
        """Why the server is gone: a full disk, or the last words of its log."""
        words: list[str] = []
        with suppress(OSError):
            words = (self._place.path / "log").read_text(errors="replace").strip().split("\n")[-50:]
        if any(full in line for line in words for full in FULL):
            return no_room(self._place.path.parent)
        said = [
            line.partition("]")[2].strip() or line
            for line in words
            if not line.endswith("database system is shut down")
        ]
        return ExperimentError(f"the scratch server {what}: {'; '.join(said[-3:])[-500:]}")

    def close(self) -> None:
        """Stop the server and remove its directory; the guard does both."""
        if self._guard.stdin and not self._guard.stdin.closed:
            with suppress(OSError):
                self._guard.stdin.close()
        self._guard.wait()
        if self._guard.stdout:
            self._guard.stdout.close()

    def _ask(self, word: bytes) -> str:
        assert self._guard.stdin
        assert self._guard.stdout
        try:
            self._guard.stdin.write(word)
        except OSError:
            return "gone"
        return self._guard.stdout.readline().decode().strip()

    def _connect(self, database: str, role: str, options: str) -> psycopg.Connection:
        target = self.dsn(database, role)
        if psycopg.pq.version() >= 160000:
            target = conninfo.make_conninfo(target, require_auth="scram-sha-256")
        try:
            return psycopg.connect(
                target,
                autocommit=True,
                prepare_threshold=None,
                # Said aloud, so that no PG* variable of the environment fills them in.
                options=options,
                hostaddr="",
                sslmode="disable",
                gssencmode="disable",
                channel_binding="prefer",
                target_session_attrs="any",
                client_encoding="utf8",
                application_name="maquette",
            )
        except errors.InvalidCatalogName:
            raise ExperimentError(f"the scratch server has no database {database}") from None
        except psycopg.OperationalError as error:
            raise self.failure(f"refused a connection ({str(error).strip()[-200:]})") from None

    def _admit_guest(self) -> None:
        """New passwords for both roles: the template's, kept in a file, opens no server that is in use."""
        fresh = {role: new_password() for role in (ADMIN, GUEST)}
        limits = "".join(f"; ALTER ROLE {GUEST} SET {name} = {literal(value)}" for name, value in GUEST_LIMITS.items())
        with self.admin() as admin:
            admin.execute(
                (
                    f"ALTER ROLE {ADMIN} PASSWORD {literal(verifier(fresh[ADMIN]))};"
                    f"CREATE ROLE {GUEST} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE"
                    f" PASSWORD {literal(verifier(fresh[GUEST]))}" + limits
                ).encode()
            )
        self._passwords = fresh


@contextmanager
def open_scratch(
    installation: Installation,
    settings: Mapping[str, str] | None = None,
    like: Database | None = None,
    needed: int | None = None,
) -> Iterator[Scratch]:
    """A scratch server of that installation, gone at the end, with a database named as ``like`` is where that is given.

    With ``needed``, about how many bytes it will hold, it stands in memory where there is ample room. Raises
    ExperimentError where it cannot start: no room, no rights, or a setting that this version does not know."""
    who = owner()
    installation = reachable(installation, who)
    opened = ExitStack()
    try:
        with held_back():  # a program that has just been started would write on into what is being removed
            place = opened.enter_context(make_place(who, needed))
            password = make_cluster(installation, who, place.path)
            notes = _configure(place.path, settings or {}, who)
            scratch = Scratch(installation, place, who, password)
            opened.callback(scratch.close)
        scratch.notes = notes
        scratch.start()
        scratch._admit_guest()
        if like:
            scratch.create_database(like.name, like)
        yield scratch
    finally:
        with held_back():
            opened.close()


def _configure(where: Path, settings: Mapping[str, str], who: Owner) -> tuple[str, ...]:
    """Write the configuration and who may log in: two roles, each by password."""
    refused = [name for name in settings if UNSAFE.search(name.lower()) or not re.fullmatch(r"[\w.]+", name)]
    wanted = {name.lower(): value for name, value in settings.items() if name not in refused}
    chosen = (
        DEFAULTS | wanted | FIXED | {"unix_socket_directories": str((where / "socket").resolve()), "port": str(PORT)}
    )
    data = where / "data"
    (data / "postgresql.conf").write_text("".join(f"{name} = {_value(value)}\n" for name, value in chosen.items()))
    (data / "pg_hba.conf").write_text(f"local all {ADMIN},{GUEST} scram-sha-256\n")
    return tuple(f"setting {name} was not copied: not safe on a scratch server" for name in refused)


def _value(text: str) -> str:
    body = text.replace("\\", "\\\\").replace("'", "''").replace("\n", " ").replace("\r", " ")
    return f"'{body}'"
