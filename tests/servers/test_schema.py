"""A schema rendered from the model is the schema that was read: a round trip over real servers."""

from __future__ import annotations

import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from versions import client, schema

from maquette.engines.postgres.clauses import Ddl
from maquette.engines.postgres.loading.ddl import read_ddl
from maquette.engines.postgres.loading.load import load
from maquette.engines.postgres.read import read_database
from maquette.engines.postgres.schema import render_schema
from maquette.engines.postgres.scratch import Scratch
from maquette.engines.postgres.servers.template import ADMIN
from maquette.model.database import Database
from maquette.model.likeness import differences
from maquette.model.names import Name

SCHEMAS = Path(__file__).parent / "schemas"
DEMO = Path(__file__).parents[2] / "src/maquette/demo"


def load_rich(server: Scratch, database: str) -> Database:
    """Load the schema that holds one of everything as its owner would, and read it."""
    with server.admin() as admin:
        known = {row[0] for row in admin.execute("SELECT rolname FROM pg_roles").fetchall()}
        for role in {"reader", "Odd role"} - known:
            admin.execute(f'CREATE ROLE "{role}"'.encode())
    major = server.installation.major
    with server.guest(database) as guest:
        for file in ("rich.sql", "rich_18.sql") if major >= 18 else ("rich.sql",):
            guest.execute(schema(file, major).encode())
    return read(server, database)


def read(server: Scratch, database: str) -> Database:
    with server.admin(database) as admin:
        return read_database(admin)


def copy(server: Scratch, database: Database, name: str) -> tuple[str, ...]:
    """Load the rendered schema into a new database; gives what was left out."""
    server.create_database(name, database)
    return load(server, name, render_schema(database))


def dump(server: Scratch, database: str) -> str:
    """pg_dump's view of the schema, without the lines that differ at each run."""
    command = [str(client("pg_dump")), "--schema-only", "--no-owner", server.dsn(database, ADMIN)]
    made = subprocess.run(command, check=True, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"})
    return "\n".join(line for line in made.stdout.splitlines() if not line.startswith(("\\", "--")))


@pytest.fixture
def rich(server: Scratch, fresh_database: str) -> Database:
    return load_rich(server, fresh_database)


def test_rich_schema_comes_back_the_same(server: Scratch, rich: Database) -> None:
    name = f"{rich.name}_copy"
    assert copy(server, rich, name) == ()
    assert differences(rich, read(server, name), owners=False) == ()
    assert dump(server, rich.name) == dump(server, name)
    server.drop_database(name)


def test_what_was_read_holds_what_was_written(rich: Database) -> None:
    """The round trip proves nothing for what reading would lose."""
    event = rich.table(Name("shop", "event_old"))
    assert event
    assert {index.name.name: index.parent and index.parent.name for index in event.indexes} == {
        "event_old_pkey": "event_pk",
        "own_key_name": None,
        "own_index_name": None,
        "own_second_name": "event_customer_idx",
    }
    unfinished = rich.index(Name("shop", "event_unfinished_idx"))
    assert unfinished
    assert not unfinished.valid
    ticket = rich.table(Name("shop", "serial_ticket"))
    assert ticket
    assert {trigger.name: trigger.enabled for trigger in ticket.triggers} == {"silent": "disabled", "always": "always"}
    assert any(function.kind == "aggregate" for function in rich.functions)
    populated = {view.name.name: view.populated for view in rich.views if view.materialized}
    assert populated == {"summary": True, "unpopulated": False}
    if rich.major < 15:
        return  # publications of rows and columns came with 15
    published = next(publication for publication in rich.publications if publication.name == "some_parts")
    (part,) = published.parts
    assert (part.table.name, part.columns) == ("customer", ("id", "email", "name"))
    assert part.filter
    assert "nobody" in part.filter


def test_the_demo_comes_back_the_same(server: Scratch, fresh_database: str) -> None:
    source = read_ddl([DEMO / "schema.sql", DEMO / "indexes.sql"], server.installation.major).database
    assert len(source.tables) > 25
    assert load(server, fresh_database, render_schema(source)) == ()
    assert differences(source, read(server, fresh_database), owners=False) == ()


def test_differences_are_seen(rich: Database) -> None:
    customer = rich.table(Name("shop", "customer"))
    assert customer
    without = rich.change_table(customer.name, lambda table: replace(table, indexes=table.indexes[1:], comment=None))
    assert differences(rich, without) == (
        f"tables.shop.customer.indexes.{customer.indexes[0].name} is gone",
        "tables.shop.customer.comment: 'People' is None",
    )


def test_what_only_a_superuser_may_make_is_left_out_with_its_reason(server: Scratch, fresh_database: str) -> None:
    with server.admin(fresh_database) as admin:
        admin.execute("CREATE FUNCTION public.half(integer) RETURNS integer LANGUAGE internal AS 'int4abs'")
        admin.execute("COMMENT ON FUNCTION public.half(integer) IS 'C'")
        admin.execute(
            "CREATE FUNCTION public.told(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT LEAKPROOF COST 7"
            " AS $$ SELECT 'IMMUTABLE LEAKPROOF' $$"
        )
        admin.execute("CREATE FUNCTION public.watch() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'")
        admin.execute("CREATE EVENT TRIGGER watching ON ddl_command_end EXECUTE FUNCTION public.watch()")
        source = read_database(admin)
    name = f"{fresh_database}_copy"
    assert copy(server, source, name) == (
        "function public.half(integer): written in internal, which only a superuser may load",
        "event trigger watching: only a superuser may have one",
    )
    told = next(f for f in read(server, name).functions if f.name.name == "told")
    assert not told.leakproof
    assert "COST 7" in told.definition
    assert "SELECT 'IMMUTABLE LEAKPROOF'" in told.definition
    server.drop_database(name)


def test_foreign_tables_are_there_and_lead_nowhere(server: Scratch, fresh_database: str) -> None:
    with server.admin(fresh_database) as admin:
        admin.execute('CREATE FOREIGN DATA WRAPPER "Far away"')
        admin.execute("""CREATE SERVER there FOREIGN DATA WRAPPER "Far away" OPTIONS (host 'example.org')""")
        admin.execute("CREATE FOREIGN TABLE public.far (a integer NOT NULL, b text) SERVER there OPTIONS (x 'it''s')")
        admin.execute("CREATE VIEW public.near AS SELECT a FROM public.far")
        source = read_database(admin)
    name = f"{fresh_database}_copy"
    assert copy(server, source, name) == ()
    assert differences(source, read(server, name), owners=False) == ()
    with server.guest(name) as guest, pytest.raises(Exception, match="has no handler"):
        guest.execute("SELECT * FROM public.near")
    server.drop_database(name)


def test_an_invalid_index_stays_invalid(server: Scratch, fresh_database: str) -> None:
    with server.guest(fresh_database) as guest:
        guest.execute("CREATE TABLE public.t (a integer)")
        guest.execute("INSERT INTO public.t VALUES (1), (1)")
        with pytest.raises(Exception, match="could not create unique index"):
            guest.execute("CREATE UNIQUE INDEX CONCURRENTLY broken ON public.t (a)")
    source = read(server, fresh_database)
    name = f"{fresh_database}_copy"
    assert copy(server, source, name) == ()
    index = read(server, name).index(Name("public", "broken"))
    assert index
    assert not index.valid
    assert differences(source, read(server, name), owners=False) == ()
    server.drop_database(name)


def test_privileged_statements_hold_nothing_but_quoted_names(rich: Database) -> None:
    """What the superuser runs must not carry text of the source: hostile names stay names."""
    hostile = "x'; DROP TABLE y; --\" $do$"
    roles = tuple(replace(role, name=hostile) for role in rich.roles[:1])
    schemas = (*rich.schemas, replace(rich.schemas[0], name=hostile))
    views = tuple(replace(view, definition=hostile, options=(hostile,)) for view in rich.views)
    database = replace(rich, roles=roles, schemas=schemas, views=views)
    privileged = [ddl for ddl in render_schema(database) if ddl.privileged]
    assert privileged
    for ddl in privileged:
        assert "DROP TABLE" not in without_quoted(ddl)


def without_quoted(ddl: Ddl) -> str:
    """The statement's own words: literals and quoted names taken out."""
    text, kept, closing = ddl.sql, [], ""
    for character in text:
        if closing:
            closing = "" if character == closing else closing
        elif character in "'\"":
            closing = character
        else:
            kept.append(character)
    return "".join(kept)
