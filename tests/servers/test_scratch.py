"""Scratch servers: they start, keep foreign text in, and leave nothing behind."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest

from maquette.engines.postgres.clauses import Ddl
from maquette.engines.postgres.loading.load import load
from maquette.engines.postgres.scratch import GUEST, Scratch, open_scratch
from maquette.engines.postgres.servers import template
from maquette.engines.postgres.servers.installations import Installation, fitting, installations
from maquette.engines.postgres.servers.interrupt import held_back
from maquette.engines.postgres.servers.place import base, clean_leftovers
from maquette.engines.postgres.servers.template import ADMIN, _kept, reachable
from maquette.model.database import Database
from maquette.model.errors import ConfigError, ExperimentError

ROOT = os.geteuid() == 0
HOLD = """
import sys, time
from maquette.engines.postgres.servers import template
from maquette.engines.postgres.clauses import Ddl
from maquette.engines.postgres.servers.installations import fitting
from maquette.engines.postgres.scratch import open_scratch
try:
    with open_scratch(fitting({major})) as scratch:
        print((scratch.data / "postmaster.pid").read_text().split()[0], scratch.data.parent, flush=True)
        time.sleep(60)
except KeyboardInterrupt:
    print("ended in order", flush=True)
"""


def hold(major: int) -> tuple[subprocess.Popen[str], int, Path]:
    """Another maquette that holds a server: its process, the server's process, the directory."""
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD.format(major=major)],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,  # a terminal's foreground group of its own, for Ctrl-C
    )
    assert holder.stdout
    pid, directory = holder.stdout.readline().split()
    return holder, int(pid), Path(directory)


def alive(pid: int) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def eventually(gone: object, seconds: float = 10.0) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if gone():  # type: ignore[operator]  # a function without arguments
            return True
        time.sleep(0.02)
    return False


def test_the_servers_of_the_wheel_are_here() -> None:
    assert {16, 18} <= {one.major for one in installations()}


def test_fitting_prefers_the_same_then_the_newer_then_the_older() -> None:
    majors = {one.major for one in installations()}
    for major in majors:
        assert fitting(major).major == major
    assert fitting(max(majors) + 5).major == max(majors)
    assert fitting(min(majors) - 1).major == min(majors)


def test_starts_with_the_settings_of_a_scratch_server(server: Scratch) -> None:
    wanted = {"fsync": "off", "autovacuum": "off", "wal_level": "minimal", "data_checksums": "off"}
    with server.admin() as admin:
        assert {name: admin.execute(f"SHOW {name}".encode()).fetchone()[0] for name in wanted} == wanted  # type: ignore[index]  # SHOW gives a row
        assert admin.execute("SHOW listen_addresses").fetchone() == ("",)


@pytest.mark.skipif(not ROOT, reason="only root has another user to run servers as")
def test_runs_as_another_user_than_root(server: Scratch) -> None:
    pid = int((server.data / "postmaster.pid").read_text().split()[0])
    assert os.stat(f"/proc/{pid}").st_uid == server.uid != 0
    assert pwd.getpwuid(server.uid).pw_name in ("postgres", "nobody")
    assert "CapEff:\t0000000000000000" in Path(f"/proc/{pid}/status").read_text()


def test_stops_and_starts_with_its_data(installation: Installation) -> None:
    with open_scratch(installation) as scratch:
        scratch.create_database("kept")
        scratch.stop()
        assert not (scratch.data / "postmaster.pid").exists()
        with pytest.raises(ExperimentError):
            scratch.guest("kept")
        scratch.start()
        with scratch.guest("kept") as guest:
            assert guest.execute("SELECT current_user, current_database()").fetchone() == (GUEST, "kept")
        where = scratch.data.parent
    assert not where.exists()


def test_settings_are_the_callers_and_cannot_reach_the_machine(installation: Installation) -> None:
    wanted = {"work_mem": "123MB", "archive_command": "touch /tmp/x", "fsync": "on", "Local_Preload_Libraries": "x"}
    with open_scratch(installation, wanted) as scratch, scratch.admin() as admin:
        assert admin.execute("SHOW work_mem").fetchone() == ("123MB",)
        assert admin.execute("SHOW fsync").fetchone() == ("off",)
        assert admin.execute("SHOW local_preload_libraries").fetchone() == ("",)
        assert [note.split()[1] for note in scratch.notes] == ["archive_command", "Local_Preload_Libraries"]


def test_an_unknown_setting_is_named() -> None:
    with pytest.raises(ExperimentError, match="no_such_setting"), open_scratch(fitting(18), {"no_such_setting": "1"}):
        pass


def test_environment_does_not_mislead(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "PGHOST": "nowhere", "PGHOSTADDR": "10.0.0.1", "PGOPTIONS": "-c work_mem=1", "PGPORT": "1",
        "PGSSLMODE": "require", "PGDATA": "/nowhere", "PGREQUIREAUTH": "none", "PGCHANNELBINDING": "require",
        "PGTARGETSESSIONATTRS": "standby", "PGCLIENTENCODING": "LATIN1", "LC_ALL": "xx_YY",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    with open_scratch(installation) as scratch, scratch.admin() as admin:
        assert admin.execute("SHOW client_encoding").fetchone() == ("UTF8",)


@pytest.mark.parametrize("major", [one.major for one in installations()][:1])
def test_killed_maquette_leaves_nothing(own_base: Path, major: int) -> None:
    holder, server, directory = hold(major)
    assert alive(server)
    assert directory.parent == own_base
    holder.kill()
    holder.communicate()
    assert eventually(lambda: not alive(server) and not directory.exists())


def test_killed_guard_takes_the_server_along_and_the_next_start_cleans_up(own_base: Path) -> None:
    holder, server, directory = hold(18)
    guard = int(Path(f"/proc/{server}/stat").read_text().rpartition(")")[2].split()[1])
    os.kill(guard, signal.SIGKILL)
    assert eventually(lambda: not alive(server))
    clean_leftovers()
    assert directory.exists(), "its owner lives and may still look at it"
    holder.kill()
    holder.communicate()
    assert directory.exists()
    clean_leftovers()
    assert not directory.exists()


def test_leftovers_without_an_owner_are_cleaned(own_base: Path) -> None:
    left, foreign, young = (own_base / name for name in ("maquette-left", "other", "maquette-young"))
    for directory in (left, foreign, young):
        (directory / "data").mkdir(parents=True)
    (left / "lock").touch()
    (foreign / "lock").touch()
    with open_scratch(fitting(18)) as scratch:
        assert not left.exists()
        assert foreign.exists()
        assert young.exists(), "another run may be about to lock it"
        clean_leftovers()
        with scratch.admin() as admin:
            assert admin.execute("SELECT 1").fetchone() == (1,)


def test_interrupt_reaches_maquette_and_not_the_server(own_base: Path) -> None:
    holder, server, directory = hold(18)
    os.killpg(holder.pid, signal.SIGINT)  # what the terminal does at Ctrl-C
    words, _ = holder.communicate(timeout=15)
    assert words == "ended in order\n"
    assert not alive(server)
    assert not directory.exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
@pytest.mark.parametrize("program", ["initdb", "postgres", "cp", "guard.py"])
def test_an_interrupt_waits_for_a_program_that_is_being_started(
    own_base: Path, monkeypatch: pytest.MonkeyPatch, program: str, number: signal.Signals
) -> None:
    """Nobody would know of a program that was started just before, and it would write on into what is removed."""
    monkeypatch.setenv("MAQUETTE_HOME", str(own_base / "home"))  # no template yet: one is made, and copied to be kept
    begun = []

    class Interrupted(subprocess.Popen[bytes]):
        """The interrupt comes when the program runs, and before anybody has been given it."""

        def __init__(self, arguments: Sequence[str | Path], *rest: Any, **options: Any) -> None:
            super().__init__(arguments, *rest, **options)
            if any(str(word).endswith(program) for word in arguments):
                begun.append(self.pid)
                os.kill(os.getpid(), number)

    monkeypatch.setattr(subprocess, "Popen", Interrupted)
    before = signal.signal(signal.SIGTERM, signal.getsignal(signal.SIGINT))
    try:
        with pytest.raises(KeyboardInterrupt), open_scratch(fitting(18)):
            pytest.fail("it went on")
    finally:
        signal.signal(signal.SIGTERM, before)
    assert begun
    assert not any(alive(pid) for pid in begun)
    assert [path.name for path in own_base.iterdir()] == ["home"]


def test_an_interrupt_is_held_back_in_the_main_thread_alone() -> None:
    ended = []

    def elsewhere() -> None:
        with held_back():
            ended.append("another thread")

    def interrupted() -> None:
        with held_back():
            with held_back():
                signal.raise_signal(signal.SIGINT)
                ended.append("inner")
            with ThreadPoolExecutor(1) as thread:
                thread.submit(elsewhere).result()
            ended.append("outer")

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert ended == ["inner", "another thread", "outer"]


def test_a_first_run_has_no_template_yet(
    installation: Installation, own_base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAQUETTE_HOME", str(own_base / "home"))
    with open_scratch(installation) as scratch, scratch.admin() as admin:
        assert admin.execute("SELECT current_setting('server_version_num')::integer / 10000").fetchone() == (
            installation.major,
        )


def test_two_first_runs_at_once(own_base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAQUETTE_HOME", str(own_base / "home"))  # no template yet: both make one
    holders = [
        subprocess.Popen([sys.executable, "-c", HOLD.format(major=18)], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    try:
        lines = [holder.stdout.readline().split() for holder in holders if holder.stdout]
        assert len({pid for pid, _ in lines}) == 2
        assert all(alive(int(pid)) for pid, _ in lines)
        assert [path.name for path in (own_base / "home").iterdir()] == [_kept(fitting(18)).name]
    finally:
        for holder in holders:
            holder.send_signal(signal.SIGINT)
            holder.communicate(timeout=15)
    assert [path.name for path in own_base.iterdir()] == ["home"]


def test_a_long_scratch_path_still_has_a_socket(own_base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = own_base / ("d" * 60) / ("e" * 60)
    deep.mkdir(parents=True)
    monkeypatch.setenv("MAQUETTE_SCRATCH", str(deep))
    with open_scratch(fitting(18)) as scratch, scratch.admin() as admin:
        socket = (scratch.data.parent / "socket").readlink()
        assert admin.execute("SELECT 1").fetchone() == (1,)
    assert not socket.exists()
    assert not list(deep.iterdir())


def test_a_scratch_directory_that_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MAQUETTE_SCRATCH", str(tmp_path / "none"))
    with pytest.raises(ConfigError, match="none"):
        base()


def fill(opening: AbstractContextManager[Scratch]) -> None:
    with opening as scratch:
        scratch.create_database("small")
        statements = [Ddl("table t", "CREATE TABLE t AS SELECT repeat('x', 1000) FROM generate_series(1, 200000)")]
        assert load(scratch, "small", statements) == ()


@pytest.mark.skipif(not ROOT, reason="only root runs servers as another user")
def test_a_scratch_directory_out_of_the_servers_reach_is_named(own_base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAQUETTE_SCRATCH", str(own_base / "closed" / "scratch"))
    (own_base / "closed" / "scratch").mkdir(parents=True)
    (own_base / "closed").chmod(0o700)
    with pytest.raises(ConfigError, match=r"cannot enter .*/closed$"), open_scratch(fitting(18)):
        pass


@pytest.mark.skipif(not ROOT, reason="only root runs servers as another user")
@pytest.mark.usefixtures("without_fetched_servers")
def test_an_installation_in_roots_own_directory_is_copied_once(own_base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A clone and its environment below /root, as on a fresh machine; again when an extension has come to it."""
    original = fitting(18)
    packages = original.bin.parents[2]
    hidden = own_base / "hidden"
    for part in (original.bin.parents[1].name, f"{original.bin.parents[1].name}.libs"):
        shutil.copytree(packages / part, hidden / part, symlinks=True)
    hidden.chmod(0o700)
    monkeypatch.setattr(template, "EVERYBODY", own_base / "everybody")
    monkeypatch.setenv("MAQUETTE_HOME", str(own_base / "home"))
    installation = Installation(18, original.version, hidden / original.bin.relative_to(packages))
    places = []
    for _ in range(2):
        with open_scratch(installation) as scratch, scratch.admin() as admin:
            assert admin.execute("SELECT 1").fetchone() == (1,)
            places.append(scratch.installation.bin)
    assert places[0] == places[1]
    assert len(list((own_base / "everybody").iterdir())) == 1

    extensions = next(installation.bin.parent.glob("share/**/extension"))
    (extensions / "newcomer.control").write_text("default_version = '1'\n")
    (extensions / "newcomer--1.sql").touch()
    reachable.cache_clear()  # as in another run
    with open_scratch(installation) as scratch, scratch.admin() as admin:
        admin.execute("CREATE EXTENSION newcomer")


@pytest.mark.skipif(not ROOT, reason="only root may mount a small disk")
@pytest.mark.parametrize("megabytes", [1, 30, 90])
def test_a_full_disk_is_told_and_leaves_nothing(own_base: Path, megabytes: int) -> None:
    """Too small to begin with, for a template's copy, and while statements run."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=1777", "none", own_base], check=True)
    try:
        with pytest.raises(ExperimentError) as caught:
            fill(open_scratch(fitting(18)))
        assert "room" in caught.value.message
        assert str(own_base) in caught.value.message
        assert "MAQUETTE_SCRATCH" in caught.value.hint
        assert not list(own_base.iterdir())
    finally:
        subprocess.run(["umount", own_base], check=True)


ESCALATIONS = [
    "COPY (SELECT 1) TO PROGRAM 'touch {mark}'",
    "COPY (SELECT 1) TO '{mark}'",
    "COPY t FROM '/etc/passwd'",
    "COPY t FROM PROGRAM 'cat /etc/passwd'",
    "CREATE EXTENSION plpython3u",
    "CREATE EXTENSION file_fdw",
    "CREATE EXTENSION dblink",
    "CREATE EXTENSION postgres_fdw",
    "CREATE EXTENSION adminpack",
    "CREATE LANGUAGE plperlu",
    "SELECT lo_import('/etc/passwd')",
    "SELECT lo_export(1, '{mark}')",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT pg_read_binary_file('postgresql.conf')",
    "SELECT pg_ls_dir('/')",
    "SELECT pg_stat_file('/etc/passwd')",
    "SELECT rolpassword FROM pg_authid",
    "SELECT passwd FROM pg_shadow",
    "CREATE FUNCTION f(text) RETURNS int LANGUAGE c AS 'libc.so.6', 'system'",
    "CREATE FUNCTION f(text) RETURNS text LANGUAGE internal AS 'pg_read_file_all'",
    "LOAD '/usr/lib/x86_64-linux-gnu/libc.so.6'",
    "ALTER SYSTEM SET archive_command = 'touch {mark}'",
    "SELECT pg_reload_conf()",
    "SET ROLE {admin}",
    "SET SESSION AUTHORIZATION {admin}",
    "SELECT set_config('session_authorization', '{admin}', false)",
    "ALTER ROLE {admin} PASSWORD 'x'",
    "ALTER ROLE {guest} SUPERUSER",
    "ALTER ROLE {guest} CREATEROLE",
    "GRANT {admin} TO {guest}",
    "GRANT pg_read_server_files TO {guest}",
    "GRANT pg_execute_server_program TO {guest}",
    "CREATE ROLE other SUPERUSER",
    "CREATE DATABASE other",
    "CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION trigger_function()",
    "CREATE TABLESPACE x LOCATION '/tmp'",
    "CREATE SUBSCRIPTION s CONNECTION 'host=localhost' PUBLICATION p",
    "SET temp_file_limit = -1",
    "SET session_preload_libraries = 'x'",
    "UPDATE pg_catalog.pg_authid SET rolsuper = true",
    "UPDATE pg_catalog.pg_proc SET prolang = 12",
    "ALTER FUNCTION pg_catalog.pg_read_file(text) OWNER TO {guest}",
    "CREATE FUNCTION pg_catalog.lower(text) RETURNS text LANGUAGE sql AS 'select 1'",
    "SELECT pg_terminate_backend({admin_pid})",
    "REASSIGN OWNED BY {admin} TO {guest}",
]


@pytest.mark.parametrize("attempt", ESCALATIONS)
def test_the_guest_cannot_reach_the_machine_or_the_admin(
    server: Scratch, fresh_database: str, attempt: str, tmp_path: Path
) -> None:
    mark = Path(f"/tmp/maquette_escaped_{os.getpid()}")
    with server.admin() as admin, server.guest(fresh_database) as guest:
        guest.execute("CREATE TABLE t (line text)")
        guest.execute("CREATE FUNCTION trigger_function() RETURNS event_trigger LANGUAGE plpgsql AS 'begin end'")
        words = {"mark": mark, "admin": ADMIN, "guest": GUEST, "admin_pid": admin.info.backend_pid}
        with pytest.raises(psycopg.Error):
            guest.execute(attempt.format(**words).encode())
        assert not mark.exists()
        assert guest.execute("SELECT usesuper, usecreatedb FROM pg_user WHERE usename = user").fetchone() == (
            False,
            False,
        )
        assert admin.execute("SELECT 1").fetchone() == (1,)


def test_the_settings_of_a_database_do_not_lead_the_admin(server: Scratch, fresh_database: str) -> None:
    """The guest owns the database, and so may set its search path."""
    with server.guest(fresh_database) as guest:
        guest.execute(f"ALTER DATABASE {fresh_database} SET search_path = trap, pg_catalog".encode())
        guest.execute(f"ALTER DATABASE {fresh_database} SET role = '{GUEST}'".encode())
        guest.execute("CREATE SCHEMA trap")
        guest.execute("CREATE FUNCTION trap.lower(text) RETURNS text LANGUAGE sql AS $$ SELECT 'trapped' $$")
    with server.admin(fresh_database) as admin:
        assert admin.execute("SELECT lower('X'), current_schemas(true)").fetchone() == ("x", ["pg_catalog"])


def test_passwords_guard_the_socket(server: Scratch, fresh_database: str) -> None:
    for role in (ADMIN, GUEST, "postgres"):
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(server.dsn(fresh_database, GUEST), user=role, password="guess")
    template = (_kept(server.installation) / "password").read_text()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(server.dsn(fresh_database, ADMIN), password=template)


def test_a_database_may_be_called_postgres(server: Scratch) -> None:
    assert server.create_database("postgres", Database(name="postgres")) == ()
    server.drop_database("postgres")
    with pytest.raises(ExperimentError, match="template0"):
        server.create_database("template0")


def test_a_refused_connection_names_no_password(server: Scratch) -> None:
    with pytest.raises(ExperimentError) as caught:
        server.guest("nowhere")
    assert "nowhere" in caught.value.message
    assert server.dsn("x", GUEST).partition("password=")[2].split()[0] not in str(caught.value)


LIKE = [
    (Database(encoding="UTF8"), ("UTF8", "C", "C"), False),
    (Database(encoding="LATIN1"), ("LATIN1", "C", "C"), False),
    (Database(collate="C.UTF-8", ctype="C.UTF-8"), ("UTF8", "C.UTF-8", "C.UTF-8"), False),
    (Database(collate="xx_YY.UTF-8", ctype="xx_YY.UTF-8"), ("UTF8", "C.UTF-8", "C.UTF-8"), True),
    (Database(encoding="LATIN1", collate="xx_YY", ctype="xx_YY"), ("LATIN1", "C", "C"), True),
    (Database(encoding="no'such", collate="x';--"), ("UTF8", "C.UTF-8", "C.UTF-8"), True),
]


@pytest.mark.parametrize(("like", "made", "noted"), LIKE)
def test_databases_are_made_like_the_source(
    server: Scratch, like: Database, made: tuple[str, ...], noted: bool
) -> None:
    notes = server.create_database('like "it"', like)
    try:
        with server.guest('like "it"') as guest:
            found = guest.execute(
                "SELECT pg_encoding_to_char(encoding), datcollate, datctype FROM pg_database"
                " WHERE datname = current_database()"
            ).fetchone()
        assert found == made
        assert bool(notes) == noted
        if noted:
            assert like.collate in notes[0]
    finally:
        server.drop_database('like "it"')


@pytest.mark.postgres(">= 17")
def test_the_builtin_provider_is_recreated(server: Scratch) -> None:
    like = Database(locale_provider="builtin", locale="C.UTF-8")
    assert server.create_database("builtin", like) == ()
    server.drop_database("builtin")


@pytest.mark.postgres("< 17")
def test_without_the_builtin_provider_order_stays_and_that_is_noted(server: Scratch) -> None:
    (note,) = server.create_database("builtin", Database(locale_provider="builtin", locale="C.UTF-8"))
    assert "C.UTF-8 (builtin" in note
    with server.admin("builtin") as admin:
        assert admin.execute("SELECT datcollate FROM pg_database WHERE datname = 'builtin'").fetchone() == ("C",)
    server.drop_database("builtin")


def test_icu_is_recreated_or_noted(server: Scratch) -> None:
    notes = server.create_database("icu", Database(locale_provider="icu", locale="de-DE"))
    with server.admin("icu") as admin:
        has_icu = admin.execute("SELECT count(*) > 1 FROM pg_collation WHERE collprovider = 'i'").fetchone()
        provider = admin.execute(
            "SELECT to_jsonb(d) ->> 'datlocprovider' FROM pg_database d WHERE datname = 'icu'"
        ).fetchone()
    server.drop_database("icu")
    can = has_icu == (True,) and server.installation.major >= 15  # before, no database could be sorted by ICU
    assert (provider == ("i",)) == (notes == ()) == can
