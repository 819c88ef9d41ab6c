"""Reading the design: one schema with every kind of object, asserted noun by noun."""

from __future__ import annotations

import pytest
from source_server import Source

from maquette.model.database import Database, Definition, Extension, Schema, Sequence
from maquette.model.datatype import Attribute, Composite, Domain, DomainCheck, Enum, Range
from maquette.model.names import Name
from maquette.model.replication import Publication, Subscription
from maquette.model.routine import EventTrigger, Function, Trigger
from maquette.model.security import DefaultPrivilege, Grant, Membership, Policy, Role
from maquette.model.snapshot import Snapshot
from maquette.model.table import Column, Table

ODD = 'Weird "role"'


@pytest.fixture
def database(every_kind: Snapshot) -> Database:
    return every_kind.database


def shop(name: str) -> Name:
    return Name("shop", name)


def table(database: Database, name: str) -> Table:
    found = database.table(shop(name))
    assert found
    return found


def column(database: Database, of: str, name: str) -> Column:
    found = table(database, of).column(name)
    assert found
    return found


def test_the_whole(every_kind: Snapshot, source: Source) -> None:
    snapshot, database = every_kind, every_kind.database
    assert snapshot.notes == ()
    assert snapshot.refusals == ()
    assert (database.name, database.owner, database.encoding) == ("every_kind", "postgres", "UTF8")
    assert (database.major, database.collate, database.ctype) == (source.installation.major, "C", "C")
    assert (database.locale_provider, database.grants) == ("libc", None)
    assert [schema.name for schema in database.schemas] == ["public", "shop"]
    assert database.schemas[1] == Schema(
        name="shop",
        owner="app",
        grants=(Grant(grantee="PUBLIC", privileges=("USAGE",)), Grant(grantee="app", privileges=("USAGE", "CREATE"))),
        comment="the shop",
    )
    assert Extension(name="plpgsql", version="1.0", schema="pg_catalog", available="1.0") in database.extensions
    assert "hunter" not in repr(snapshot)  # options of servers and tables, subscriptions, user mappings, settings
    assert not any(table.name.name in ("passing", "pg_class") for table in database.tables)


def test_roles(database: Database) -> None:
    roles = {role.name: role for role in database.roles}
    assert roles["app"] == Role(name="app", login=True)
    assert roles["postgres"].superuser
    assert roles[ODD] == Role(
        name=ODD, valid_until="2030-01-01 00:00:00+00", member_of=(Membership(role="app", admin=True),)
    )
    assert database.default_privileges == (
        DefaultPrivilege(
            role="app", kind="tables", schema="shop", grants=(Grant(grantee=ODD, privileges=("SELECT",)),)
        ),
    )


def test_types(database: Database) -> None:
    assert database.enums == (Enum(name=shop("mood"), labels=("sad", "ok", "it's fine")),)
    assert database.domains == (
        Domain(
            name=shop("email"),
            base="character varying(80)",
            not_null=True,
            default="'x@y'::character varying",
            collation='pg_catalog."C"',
            checks=(DomainCheck(name="has_at", definition="CHECK (((VALUE)::text ~~ '%@%'::text))"),),
        ),
        Domain(
            name=shop("work_email"),
            base="shop.email",
            default="'x@y'::character varying",
            checks=(DomainCheck(name="work_email_check", definition="CHECK ((length((VALUE)::text) > 3))"),),
        ),
    )
    street = Attribute(name="street", type="text", collation='pg_catalog."C"')
    assert database.composites == (
        Composite(name=shop("address"), attributes=(street, Attribute(name="number", type="integer"))),
    )
    assert database.ranges == (
        Range(
            name=shop("floatrange"),
            subtype="double precision",
            difference="float8mi",
            multirange=shop("floatmultirange") if database.major >= 14 else None,
        ),
    )


def test_sequences(database: Database) -> None:
    sequences = {sequence.name.name: sequence for sequence in database.sequences}
    assert sequences["counter"] == Sequence(
        name=shop("counter"), type="integer", start=10, minimum=5, maximum=500, increment=5, cache=3, cycle=True,
        owner="postgres",
    )  # fmt: skip
    assert (sequences["customers_id_seq"].identity, sequences["customers_id_seq"].owned_by) == (
        True,
        (shop("customers"), "id"),
    )
    assert (sequences["fast_id_seq"].identity, sequences["fast_id_seq"].owned_by) == (False, (shop("fast"), "id"))


def test_views(database: Database) -> None:
    views = {view.name.name: view for view in database.views}
    assert list(views) == ["over", "rich", "totals"]
    rich = views["rich"]
    assert " ".join(rich.definition.replace("customers.", "").split()) == (  # before 16 columns are qualified
        "SELECT id, name FROM shop.customers WHERE (price > (100)::numeric)"
    )
    assert rich.options == (("security_invoker=true",) if database.major >= 15 else ())
    assert rich.columns == (
        Attribute(name="id", type="bigint"),
        Attribute(name="name", type="text", collation='pg_catalog."C"'),
    )
    assert (rich.depends_on, views["over"].depends_on) == ((shop("customers"),), (shop("rich"), shop("totals")))
    assert [trigger.timing for trigger in rich.triggers] == ["instead of"]
    totals = views["totals"]
    assert (totals.materialized, totals.populated) == (True, False)
    assert [index.name for index in totals.indexes] == [shop("totals_customer")]


def test_functions(database: Database) -> None:
    functions = {function.signature: function for function in database.functions}
    add = functions["shop.add(a integer, b integer)"]
    assert add == Function(
        name=shop("add"),
        arguments="a integer, b integer",
        returns="integer",
        volatility="immutable",
        parallel="safe",
        strict=True,
        body="select a + b",
        definition=add.definition,
        owner="postgres",
    )
    assert add.definition.startswith("CREATE OR REPLACE FUNCTION shop.add(a integer, b integer DEFAULT 1)")
    if database.major >= 14:
        assert functions["shop.total(a integer)"].body == "BEGIN ATOMIC\n SELECT (a + 1);\nEND"
    tidy = functions["shop.tidy()"]
    assert (tidy.kind, tidy.language, tidy.security_definer) == ("procedure", "plpgsql", True)
    assert (tidy.config, tidy.grants) == (
        ("search_path=pg_catalog",),
        (Grant(grantee="postgres", privileges=("EXECUTE",)),),
    )
    assert functions["shop.everything()"].definition == (
        "CREATE AGGREGATE shop.everything(*) (SFUNC = int8inc, STYPE = bigint, INITCOND = '0', PARALLEL = SAFE)"
    )
    assert functions["shop.sum2(integer)"].kind == "aggregate"
    assert "shop.floatrange(double precision, double precision)" not in functions  # comes with its type


def test_triggers(database: Database) -> None:
    (touched,) = table(database, "customers").triggers
    assert touched == Trigger(
        name="touched",
        function=shop("touch"),
        timing="before",
        events=("insert", "update"),
        row=True,
        when="(new.name <> 'EXECUTE FUNCTION'::text)",
        definition=touched.definition,
        comment="keeps up",
    )
    assert [(one.inherited, one.events) for one in table(database, "orders_rest").triggers] == [(True, ("delete",))]
    (checked,) = table(database, "a").triggers
    assert (checked.constraint, checked.enabled, checked.timing) == (True, "disabled", "after")
    assert database.event_triggers == (
        EventTrigger(
            name="watcher",
            event="ddl_command_end",
            function=shop("watch"),
            enabled="disabled",
            tags=("DROP TABLE",),
        ),
    )


def test_policies(database: Database) -> None:
    customers = table(database, "customers")
    assert (customers.row_security, customers.force_row_security) == (True, True)
    assert customers.policies == (
        Policy(name="everyone", using="true"),
        Policy(
            name="mine",
            command="update",
            permissive=False,
            roles=(ODD, "app"),
            using="(name = CURRENT_USER)",
            check="(price > (0)::numeric)",
        ),
    )


def test_definitions(source: Source, database: Database) -> None:
    assert [(one.kind, one.name) for one in database.definitions] == [
        ("collation", "shop.german"),
        ("text search dictionary", "shop.words"),
        ("text search configuration", "shop.finder"),
        ("operator", "shop.===(integer,integer)"),
        ("operator family", "shop.backwards USING btree"),
        ("operator class", "shop.backwards USING btree"),
        ("cast", "(integer AS shop.mood)"),
        ("foreign-data wrapper", "far"),
        ("foreign server", "away"),
        ("rule", "no_delete ON shop.fast"),
    ]
    server = "CREATE SERVER away TYPE 'pg' FOREIGN DATA WRAPPER far OPTIONS (host 'db')"
    assert Definition(kind="foreign server", name="away", statement=server) in database.definitions
    finder = next(one for one in database.definitions if one.name == "shop.finder")
    assert "ADD MAPPING FOR asciiword WITH shop.words, english_stem" in finder.statement
    replay_definitions(source, database)


def replay_definitions(source: Source, database: Database) -> None:
    """Each statement makes the object again, in the order in which they come."""
    aggregates = [function.definition for function in database.functions if function.kind == "aggregate"]
    with source.connect("every_kind") as connection, connection.transaction(force_rollback=True):
        connection.execute("DROP CAST (int AS shop.mood)")
        connection.execute("DROP OPERATOR FAMILY shop.backwards USING btree CASCADE")
        connection.execute("DROP OPERATOR shop.=== (int, int)")
        connection.execute("DROP TEXT SEARCH DICTIONARY shop.words CASCADE")
        connection.execute("DROP COLLATION shop.german")
        connection.execute("DROP FOREIGN DATA WRAPPER far CASCADE")
        connection.execute("DROP RULE no_delete ON shop.fast")
        connection.execute("DROP AGGREGATE shop.sum2 (int), shop.everything (*)")
        connection.execute("SET LOCAL search_path TO pg_catalog")
        for statement in (*(one.statement for one in database.definitions), *aggregates):
            connection.execute(statement.encode())


def test_replication(database: Database) -> None:
    by_schema = Publication(name="by_schema", owner="postgres", schemas=("shop",))
    assert database.publications == (
        *((by_schema,) if database.major >= 15 else ()),
        Publication(name="few", owner="postgres", tables=(shop("a"), shop("b")), operations=("insert", "update")),
        Publication(name="whole", owner="postgres", all_tables=True),
    )
    assert database.subscriptions == (Subscription(name="sub", enabled=False, publications=("few",), slot="sub_slot"),)
