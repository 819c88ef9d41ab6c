"""DDL files as a source: hostile ones do nothing, damaged ones give what they can, good ones give everything."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Protocol

import pytest
from versions import client

from maquette.engines.postgres.loading.ddl import read_ddl
from maquette.engines.postgres.scratch import Scratch
from maquette.engines.postgres.servers.installations import installations
from maquette.engines.postgres.servers.template import ADMIN
from maquette.model.errors import SourceError
from maquette.model.names import Name
from maquette.model.snapshot import Snapshot

MARK = Path("/tmp/maquette_hostile_mark")
SCHEMAS = sorted((Path(__file__).parent / "schemas" / "public").glob("*.sql"))


class Write(Protocol):
    def __call__(self, text: str, name: str = "schema.sql") -> Path: ...


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(text: str, name: str = "schema.sql") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    return write


def names(snapshot: Snapshot) -> set[str]:
    return {str(table.name) for table in snapshot.database.tables}


def left_out(snapshot: Snapshot) -> list[str]:
    return [note.removeprefix("left out: ") for note in snapshot.notes if note.startswith("left out: ")]


HOSTILE = [
    f"COPY (SELECT 1) TO PROGRAM 'touch {MARK}'",
    f"COPY t FROM PROGRAM 'touch {MARK}'",
    f"COPY (SELECT 1) TO '{MARK}'",
    "COPY t FROM '/etc/passwd'",
    "CREATE EXTENSION plpython3u",
    "CREATE EXTENSION IF NOT EXISTS plperlu",
    "CREATE LANGUAGE plsh",
    "SELECT lo_import('/etc/passwd')",
    f"SELECT pg_catalog.lo_export(1, '{MARK}')",
    "SELECT pg_read_file('/etc/passwd')",
    "INSERT INTO t SELECT pg_read_file('/etc/passwd')",
    "CREATE VIEW v AS SELECT pg_read_binary_file('/etc/passwd')",
    f"ALTER SYSTEM SET archive_command = 'touch {MARK}'",
    "LOAD '/tmp/x.so'",
    "CREATE TABLESPACE x LOCATION '/tmp'",
    f"\\! touch {MARK}",
    "\\copy t from '/etc/passwd'",
    f"\\o {MARK}",
    "\\i /etc/passwd",
    "\\connect postgres postgres",
    f"SELECT 1 \\g |touch {MARK}",
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_reaches_for_the_machine_is_refused_with_its_line(write: Write, hostile: str) -> None:
    path = write(f"CREATE TABLE t (id int);\n\n/* a\ncomment */ {hostile};\nCREATE TABLE u (id int);\n")
    with pytest.raises(SourceError, match=r"schema\.sql:4: "):
        read_ddl([path])
    assert not MARK.exists()


HIDDEN = [
    f"DO $$ BEGIN COPY (SELECT 1) TO PROGRAM 'touch {MARK}'; END $$",
    f"DO $$ BEGIN EXECUTE 'COPY (SELECT 1) TO ' || quote_literal('{MARK}'); END $$",
    "DO $$ BEGIN PERFORM pg_read_file('/etc/passwd'); END $$",
    "DO $$ BEGIN EXECUTE 'CREATE EXTENSION plpython3u'; END $$",
    "DO $$ BEGIN CREATE ROLE chief SUPERUSER; END $$",
    f"DO $$ BEGIN EXECUTE 'GRANT {ADMIN} TO maquette_guest'; END $$",
    f"GRANT {ADMIN} TO maquette_guest",
    f"CREATE ROLE {ADMIN} SUPERUSER",
    "GRANT pg_execute_server_program TO maquette_guest",
    "ALTER ROLE maquette_guest SUPERUSER",
    f"CREATE TABLE x (i int DEFAULT 1); ALTER TABLE x OWNER TO {ADMIN}",
    f"SET SESSION AUTHORIZATION {ADMIN}",
    f"SET ROLE {ADMIN}",
    "CREATE FUNCTION f(text) RETURNS int LANGUAGE c AS 'libc.so.6', 'system'",
    "CREATE SUBSCRIPTION s CONNECTION 'host=localhost' PUBLICATION p",
    "CREATE EXTENSION dblink",
    "CREATE EXTENSION file_fdw",
    "CREATE MATERIALIZED VIEW v AS SELECT * FROM (SELECT 1 / 0) x",
]


@pytest.mark.parametrize("hidden", HIDDEN)
def test_what_is_hidden_fails_and_the_rest_goes_on(write: Write, hidden: str) -> None:
    snapshot = read_ddl([write(f"CREATE TABLE t (id int);\n{hidden};\nCREATE TABLE u (id int);\n")], 15)
    assert {"public.t", "public.u"} <= names(snapshot)
    assert not MARK.exists()
    assert not any(role.superuser or role.name.startswith("maquette_") for role in snapshot.database.roles)
    if f"CREATE ROLE {ADMIN}" not in hidden:
        assert [note.partition(" ")[0].rstrip(":") for note in left_out(snapshot)] == ["schema.sql:2"]


def test_a_function_of_the_file_is_not_called_by_the_admin(write: Write) -> None:
    """Traps for whoever comes by with more rights: an index expression, a default, an operator, a search path."""
    trap = f"""
        CREATE SCHEMA pg_temp_trap;
        CREATE FUNCTION trap() RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$
        BEGIN
            IF (SELECT usesuper FROM pg_user WHERE usename = current_user) OR session_user = '{ADMIN}' THEN
                COPY (SELECT 1) TO PROGRAM 'touch {MARK}';
            END IF;
            RETURN 1;
        END $$;
        CREATE FUNCTION public.format(text, name) RETURNS text LANGUAGE sql AS 'SELECT trap()::text';
        CREATE FUNCTION public.current_database() RETURNS text LANGUAGE sql AS 'SELECT trap()::text';
        CREATE FUNCTION not_regex(name, text) RETURNS boolean LANGUAGE sql AS 'SELECT trap() = 1';
        CREATE OPERATOR public.!~ (leftarg = name, rightarg = text, function = not_regex);
        CREATE TABLE t (id int DEFAULT trap(), CHECK (id > trap()));
        CREATE INDEX ON t ((id + trap()));
        CREATE EXTENSION citext;
        ALTER TABLE t OWNER TO boss;
        DO $$ BEGIN
            EXECUTE 'ALTER DATABASE ' || quote_ident(pg_catalog.current_database())
                || ' SET search_path = public, pg_catalog';
        END $$;
    """  # noqa: S608
    snapshot = read_ddl([write(trap)], 15)
    assert names(snapshot) == {"public.t"}
    assert snapshot.database.tables[0].owner == "boss"
    assert left_out(snapshot) == ['schema.sql:2: unacceptable schema name "pg_temp_trap"']
    assert not MARK.exists()


PLAIN = """
CREATE ROLE clerk LOGIN PASSWORD 'hidden-word' IN ROLE staff;
CREATE SCHEMA app AUTHORIZATION boss;
CREATE TABLE app.customer (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text NOT NULL UNIQUE);
CREATE TABLE app.purchase (id bigint PRIMARY KEY, customer_id bigint REFERENCES app.customer, broken nonsense);
CREATE TABLE app.invoice (id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES app.customer);
CREATE INDEX CONCURRENTLY ON app.invoice (customer_id);
ALTER TABLE app.invoice OWNER TO boss;
ALTER TABLE app.invoice ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON app.invoice TO clerk USING (customer_id = 1);
GRANT SELECT ON app.invoice TO clerk;
GRANT boss TO clerk;
INSERT INTO app.customer (email) VALUES ('a; \\! b');
SELECT setval('app.customer_id_seq', 5);
"""


def test_roles_owners_and_what_fails(write: Write) -> None:
    snapshot = read_ddl([write(PLAIN)])
    database = snapshot.database
    assert names(snapshot) == {"app.customer", "app.invoice"}
    assert left_out(snapshot) == ['schema.sql:5: type "nonsense" does not exist']
    assert "statements that only change rows were passed over: 1" in snapshot.notes
    roles = {role.name: role for role in database.roles}
    assert set(roles) == {"boss", "clerk", "staff"}
    assert roles["clerk"].login
    assert {membership.role for membership in roles["clerk"].member_of} == {"boss", "staff"}
    invoice = database.table(Name("app", "invoice"))
    assert invoice
    assert invoice.owner == "boss"
    assert [policy.roles for policy in invoice.policies] == [("clerk",)]
    assert [index.keys[0].column for index in invoice.indexes] == ["customer_id", "id"]
    customer = database.table(Name("app", "customer"))
    assert customer
    assert customer.owner == ""
    assert next(schema.owner for schema in database.schemas if schema.name == "app") == "boss"
    assert snapshot.origin.kind == "ddl"
    assert (snapshot.statistics, snapshot.settings, snapshot.activity, snapshot.workload) == (None,) * 4
    assert "hidden-word" not in repr(snapshot)
    assert "maquette_" not in repr(database)


@pytest.mark.usefixtures("without_fetched_servers")
def test_an_extension_decides_the_version(write: Write) -> None:
    """Debian's 15 has citext, the wheel's servers have not."""
    path = write("CREATE EXTENSION citext;\nCREATE TABLE t (email citext);\n")
    snapshot = read_ddl([path])
    assert names(snapshot) == {"public.t"}
    assert snapshot.database.major == 15
    with pytest.raises(SourceError, match=r"schema\.sql:1: extension citext: not installed with PostgreSQL 18"):
        read_ddl([path], 18)


def test_what_needs_a_missing_extension_is_named(write: Write) -> None:
    text = "CREATE EXTENSION postgis;\nCREATE TABLE place (at geometry);\nCREATE TABLE t (id int);\n"
    snapshot = read_ddl([write(text)], 18)
    assert names(snapshot) == {"public.t"}
    assert left_out(snapshot) == [
        f"schema.sql:1: extension postgis: not installed with PostgreSQL {version(18)} here",
        'schema.sql:2: type "geometry" does not exist',
    ]


def version(major: int) -> str:
    return next(one.version for one in installations() if one.major == major)


def test_folders_of_migrations(write: Write, tmp_path: Path) -> None:
    write("CREATE TABLE a (id int PRIMARY KEY);\n-- migrate:down\nDROP TABLE a;\n", "m/2_first.sql")
    write("ALTER TABLE a RENAME TO b;", "m/10_second.sql")
    write("DROP TABLE b;", "m/10_second.down.sql")
    write("CREATE VIEW v AS TABLE b;", "m/R__views.sql")
    write("BEGIN; DROP TABLE missing; CREATE TABLE missing (id int REFERENCES b); COMMIT;", "m/11_x/migration.sql")
    snapshot = read_ddl([tmp_path / "m"])
    assert names(snapshot) == {"public.b", "public.missing"}
    assert [str(view.name) for view in snapshot.database.views] == ["public.v"]
    assert left_out(snapshot) == ['11_x/migration.sql:1: table "missing" does not exist']


def test_the_search_path_holds_for_its_file_alone(write: Write, tmp_path: Path) -> None:
    write("CREATE SCHEMA s; SET search_path = s; CREATE TABLE late (id int REFERENCES z);", "m/1.sql")
    write("CREATE TABLE public.z (id int); SET search_path = s; CREATE TABLE z (id int PRIMARY KEY);", "m/2.sql")
    write("CREATE TABLE plain (id int);", "m/3.sql")
    write("SET search_path = s; CREATE INDEX CONCURRENTLY i ON z (id); RESET ALL; CREATE TABLE last ();", "m/4.sql")
    assert names(read_ddl([tmp_path / "m"])) == {"s.late", "s.z", "public.z", "public.plain", "public.last"}


def test_a_dump_loads_whole(server: Scratch, fresh_database: str, tmp_path: Path) -> None:
    """A full dump, rows and all: its design comes back, its rows do not."""
    with server.guest(fresh_database) as guest:
        guest.execute("CREATE TABLE t (id int PRIMARY KEY, line text)")
        guest.execute("INSERT INTO t VALUES (1, E'a\\tb\\\\.'), (2, E'\\\\! x'), (3, '; DROP TABLE t;')")
        guest.execute("CREATE SEQUENCE s; SELECT nextval('s')")
        guest.execute('CREATE TABLE "Odd ""Name" (i int DEFAULT nextval(\'s\')); COMMENT ON TABLE t IS $$\\! x$$')
    dump = tmp_path / "dump.sql"
    subprocess.run([client("pg_dump"), "--file", dump, server.dsn(fresh_database)], check=True, capture_output=True)
    assert "COPY public.t" in dump.read_text()
    snapshot = read_ddl([dump])
    assert snapshot.database.major == server.installation.major, "pg_dump notes the version"
    assert names(snapshot) == {"public.t", 'public."Odd ""Name"'}
    assert left_out(snapshot) == []
    assert [str(sequence.name) for sequence in snapshot.database.sequences] == ["public.s"]


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.stem)
def test_public_schemas_load_whole(path: Path) -> None:
    snapshot = read_ddl([path])
    assert left_out(snapshot) == []
    assert len(snapshot.database.tables) == path.read_text().count("CREATE TABLE")


def test_there_are_three_public_schemas() -> None:
    assert len(SCHEMAS) == 3


def test_files_that_are_no_schema(tmp_path: Path, write: Write) -> None:
    cases: list[tuple[bytes, str]] = [
        (b"PGDMP\x01\x0e", "pg_dump's own format"),
        (b"CREATE TABLE t (a int);\n-- caf\xe9\n", r":2: not UTF-8"),
        (b"\x00\x01\x02", "zero byte"),
        (b"Dear reader, this is a letter.", "nothing could be loaded: schema.sql:1: syntax error"),
        (b"CREATE TABLE `t` (`id` INT AUTO_INCREMENT) ENGINE=InnoDB;", "nothing could be loaded"),
    ]
    for content, words in cases:
        path = write("")
        path.write_bytes(content)
        with pytest.raises(SourceError, match=words):
            read_ddl([path], 18)
    with pytest.raises(SourceError, match="cannot be read"):
        read_ddl([tmp_path / "none.sql"])
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError, match=r"no \.sql file"):
        read_ddl([tmp_path / "empty"])


def test_an_empty_file_and_one_in_utf16(write: Write) -> None:
    assert names(read_ddl([write("-- nothing yet\n")], 18)) == set()
    path = write("")
    path.write_bytes("CREATE TABLE tücke (id int);".encode("utf-16"))
    assert names(read_ddl([path], 18)) == {'public."tücke"'}


def test_nothing_is_left_in_the_scratch_directory(write: Write, own_base: Path) -> None:
    read_ddl([write("CREATE TABLE t (id int);")], 18)
    assert not list(own_base.iterdir())
