"""Every kind of change on real servers: it does what ``apply`` says, and its undo brings the design back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maquette.engines.postgres.read import read_database
from maquette.engines.postgres.render import render
from maquette.engines.postgres.scratch import Scratch
from maquette.model.change import (
    AddCheck,
    AddForeignKey,
    AddIdentity,
    AddKey,
    AlterColumnType,
    AlterPolicy,
    AlterSequenceType,
    AlterSystem,
    Change,
    CreateIndex,
    CreateStatistics,
    DropConstraint,
    DropIndex,
    DropPolicy,
    EnableRowSecurity,
    EnableTrigger,
    RebuildIndex,
    Revoke,
    RevokeExecute,
    RevokeOnSchema,
    RewriteQuery,
    SetFunctionConfig,
    SetLogged,
    SetNotNull,
    SetReplicaIdentity,
    SetStorageParameter,
    SetViewOption,
    Steps,
    ValidateConstraint,
)  # fmt: skip
from maquette.model.constraint import Constraint
from maquette.model.database import Database
from maquette.model.errors import UnsupportedError
from maquette.model.evidence import Statement
from maquette.model.index import Index, IndexKey
from maquette.model.likeness import differences
from maquette.model.names import Name, literal, quote
from maquette.model.routine import Function
from maquette.model.security import Policy
from maquette.model.table import StatisticsObject

SCHEMA = Path(__file__).parent / "schemas" / "changes.sql"
CUSTOMER, ORDER, SMALL, EVENT = (Name("shop", name) for name in ("customer", "Order", "small", "event"))
EXPRESSIONS = {"expression", "predicate", "using", "check"}
LONG = Name("shop", "x" * 63)

CHANGES: dict[str, Change] = {
    "index": CreateIndex.on(ORDER, "customer_id", "at time"),
    "index of all sorts": CreateIndex(
        table=CUSTOMER,
        keys=(IndexKey(expression="(lower(note))", opclass="text_pattern_ops", default_opclass=False, descending=True),
              IndexKey(column="code", collation='pg_catalog."POSIX"', nulls_first=True)),
        include=("amount",), predicate="(amount > 5)", unique=True,
    ),
    "index whose name is taken": CreateIndex.on(CUSTOMER, "amount", predicate="(note IS NULL)"),
    "index of a name that is given and taken": CreateIndex(
        table=SMALL, keys=(IndexKey(column="a"),), name="customer_email_idx"
    ),
    "index of a partitioned table": CreateIndex.on(EVENT, "customer_id"),
    "unique index of a partitioned table": CreateIndex.on(EVENT, "at", "amount", "id", unique=True),
    "index of a materialized view": CreateIndex.on(Name("shop", "totals"), "customer_id", unique=True),
    "drop index": DropIndex(table=CUSTOMER, index=Name("shop", "customer_email_idx")),
    "drop index that orders the table": DropIndex(table=CUSTOMER, index=Name("shop", "customer_note_idx")),
    "drop index of a partitioned table": DropIndex(table=EVENT, index=Name("shop", "event_amount_idx")),
    "drop index of a materialized view": DropIndex(table=Name("shop", "totals"), index=Name("shop", "totals_n")),
    "rebuild index": RebuildIndex(table=CUSTOMER, index=Name("shop", "customer_email_idx")),
    "rebuild index of a partitioned table": RebuildIndex(table=EVENT, index=Name("shop", "event_amount_idx")),
    "foreign key": AddForeignKey(
        table=SMALL, columns=("a",), target=CUSTOMER, target_columns=("id",), on_delete="cascade"
    ),
    "foreign key of a partitioned table": AddForeignKey(
        table=EVENT, columns=("customer_id",), target=CUSTOMER, target_columns=("id",)
    ),
    "foreign key to a partitioned table": AddForeignKey(
        table=SMALL, columns=("b", "until"), target=EVENT, target_columns=("id", "at"), name="order_customer"
    ),
    "check": AddCheck(table=CUSTOMER, name="loose", expression="(amount < 100000)", columns=("amount",)),
    "check of a partitioned table": AddCheck(
        table=EVENT, name="event_positive", expression="(id >= 0)", columns=("id",)
    ),
    "check of a table with heirs": AddCheck(
        table=Name("shop", "base"), name="positive", expression="(id >= 0)", columns=("id",)
    ),
    "primary key over nullable columns": AddKey(table=SMALL, columns=("id", "a"), primary=True),
    "primary key of a partitioned table": AddKey(table=EVENT, columns=("customer_id", "at"), primary=True),
    "unique key": AddKey(table=CUSTOMER, columns=("email", "amount"), nulls_not_distinct=True),
    "unique key of a partitioned table": AddKey(table=EVENT, columns=("at", "amount", "id")),
    "not null": SetNotNull(table=CUSTOMER, column="email"),
    "not null of a partitioned table": SetNotNull(table=EVENT, column="amount"),
    "not null of a table with heirs": SetNotNull(table=Name("shop", "base"), column="name"),
    "validate": ValidateConstraint(table=CUSTOMER, constraint="unvalidated"),
    "drop check": DropConstraint(table=CUSTOMER, constraint="loose"),
    "drop unvalidated check": DropConstraint(table=CUSTOMER, constraint="unvalidated"),
    "drop check of a partitioned table": DropConstraint(table=EVENT, constraint="event_amount"),
    "drop key": DropConstraint(table=CUSTOMER, constraint="customer_code_key"),
    "drop key of a partitioned table": DropConstraint(table=EVENT, constraint="event_key"),
    "drop foreign key": DropConstraint(table=ORDER, constraint="order_customer"),
    "drop exclusion": DropConstraint(table=CUSTOMER, constraint="customer_amount_excl"),
    "type": AlterColumnType(table=ORDER, column="at time", type="timestamp with time zone", length=8, alignment="d",
                            using="\"at time\" AT TIME ZONE 'UTC'"),
    "type of an identity column": AlterColumnType(table=SMALL, column="id", type="bigint", length=8, alignment="d"),
    "type of a text": AlterColumnType(table=CUSTOMER, column="code", type="text"),
    "type in a partitioned table": AlterColumnType(table=EVENT, column="amount", type="bigint", length=8,
                                                   alignment="d"),
    "identity": AddIdentity(table=CUSTOMER, column="id", sequence=Name("shop", "customer_id_seq")),
    "sequence": AlterSequenceType(sequence=Name("shop", "narrow")),
    "logged": SetLogged(table=Name("shop", "cache")),
    "storage parameter": SetStorageParameter(table=CUSTOMER, parameter="fillfactor", value="70"),
    "new storage parameter": SetStorageParameter(
        table=CUSTOMER, parameter="toast.autovacuum_vacuum_scale_factor", value="0.01"
    ),
    "no storage parameter": SetStorageParameter(table=CUSTOMER, parameter="fillfactor", value=None),
    "statistics": CreateStatistics(table=CUSTOMER, columns=("amount", "code"), kinds=("dependencies", "ndistinct")),
    "statistics of all kinds": CreateStatistics(
        table=ORDER, columns=("at time", "customer_id"), expressions=("abs(id)",)
    ),
    "statistics of an expression": CreateStatistics(table=CUSTOMER, expressions=("lower(note)",), name="low"),
    "trigger": EnableTrigger(table=CUSTOMER, trigger="works"),
    "replica identity": SetReplicaIdentity(table=CUSTOMER, identity="full"),
    "row security": EnableRowSecurity(table=SMALL),
    "forced row security": EnableRowSecurity(table=SMALL, force=True),
    "policy": AlterPolicy(
        table=SMALL,
        policy=Policy(name="own_rows", command="update", roles=("PUBLIC",), using="(b = 1)", check="(a > 1)"),
    ),
    "policy that loses its check": AlterPolicy(
        table=SMALL, policy=Policy(name="own_rows", command="update", roles=("reader",), using="(b = 1)")
    ),
    "policy of another command": AlterPolicy(
        table=SMALL, policy=Policy(name="wide", command="select", permissive=False, using="true", comment="Too wide")
    ),
    "drop policy": DropPolicy(table=SMALL, policy="wide"),
    "revoke": Revoke(table=SMALL, grantee="reader", privileges=("SELECT",)),
    "revoke on columns": Revoke(table=SMALL, grantee="PUBLIC", privileges=("SELECT", "DELETE")),
    "revoke on a view": Revoke(table=Name("shop", "seen"), grantee="reader", privileges=("INSERT",)),
    "revoke on a schema": RevokeOnSchema(schema="shop", grantee="reader", privileges=("CREATE",)),
    "revoke execute": RevokeExecute(function=Name("shop", "work"), arguments="", grantee="PUBLIC"),
    "revoke execute granted": RevokeExecute(
        function=Name("shop", "told"), arguments="a integer, b text", grantee="reader"
    ),
    "function's setting": SetFunctionConfig(
        function=Name("shop", "work"), arguments="", setting="search_path", value='pg_catalog, "$user", pg_temp'
    ),
    "function's empty path": SetFunctionConfig(
        function=Name("shop", "told"), arguments="a integer, b text", setting="search_path", value='""'
    ),
    "function's other setting": SetFunctionConfig(
        function=Name("shop", "work"), arguments="", setting="work_mem", value="8MB"
    ),
    "view's option": SetViewOption(view=Name("shop", "seen"), option="security_invoker", value="true"),
    "view's option again": SetViewOption(view=Name("shop", "seen"), option="security_barrier", value="false"),
    "query": RewriteQuery(query="q1", sql="SELECT 1"),
    "steps": Steps(
        changes=(
            SetNotNull(table=SMALL, column="a"),
            CreateIndex.on(SMALL, "b"),
            AddCheck(table=SMALL, name="positive", expression="(a > 0)", columns=("a",)),
            CreateIndex.on(SMALL, "b", predicate="(a > 1)"),
            DropIndex(table=SMALL, index=Name("shop", "small_b_idx")),
        )
    ),
}  # fmt: skip


SINCE = {"unique key": 15, "statistics of all kinds": 14, "statistics of an expression": 14, "view's option": 15}
READY: dict[Scratch, tuple[str, Database]] = {}  # a database with the schema on each server, and its design


@pytest.fixture
def database(server: Scratch) -> Iterator[str]:
    """A database with the schema, the same for all tests that leave its design as it was."""
    if server not in READY:
        name = f"changes_{uuid4().hex[:8]}"
        with server.admin() as admin:
            if not admin.execute("SELECT 1 FROM pg_roles WHERE rolname = 'reader'").fetchone():
                admin.execute("CREATE ROLE reader")
        server.create_database(name)
        with server.guest(name) as guest:
            guest.execute(SCHEMA.read_bytes())
            READY[server] = name, read_database(guest)
    name, design = READY[server]
    yield name
    with server.guest(name) as guest:
        if differences(design, read_database(guest)):
            del READY[server]


def run(guest: psycopg.Connection, statements: tuple[Statement, ...]) -> None:
    """As a person would: each in a transaction of its own, those that may in a block."""
    for statement in statements:
        if statement.transactional and not statement.sql.startswith(("SET", "RESET")):
            with guest.transaction():
                guest.execute(statement.sql.encode())
        else:
            guest.execute(statement.sql.encode())


def plain(value: Any) -> Any:
    """The design without the server's own wording, which a change does not know."""
    if isinstance(value, tuple):
        return tuple(plain(item) for item in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    made: dict[str, Any] = {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Index | Constraint | Function | StatisticsObject):
        made["definition"] = ""
    for name in EXPRESSIONS & made.keys():
        made[name] = made[name].strip("()") if isinstance(made[name], str) else made[name]
    if made.get("default_opclass"):
        made["opclass"] = ""
    return replace(value, **made)


@pytest.mark.parametrize("name", CHANGES)
def test_change_does_what_it_says_and_is_undone(server: Scratch, database: str, name: str) -> None:
    change = CHANGES[name]
    with server.guest(database) as guest:
        before = read_database(guest)
        if before.major < SINCE.get(name, 0):
            with pytest.raises(UnsupportedError, match=f"needs PostgreSQL {SINCE[name]}"):
                render(change, before)
            return
        made = render(change, before)
        run(guest, made.statements)
        after = read_database(guest)
        assert differences(plain(change.apply(before)), plain(after)) == ()
        if name not in ("query", "rebuild index", "rebuild index of a partitioned table"):
            assert differences(before, after) != ()
        run(guest, made.undo)
        assert differences(before, read_database(guest)) == ()


def test_identity_goes_on_where_the_sequence_stood(server: Scratch, database: str) -> None:
    with server.guest(database) as guest:
        made = render(CHANGES["identity"], read_database(guest))
        insert = "INSERT INTO shop.customer (code) VALUES ({}) RETURNING id"
        run(guest, made.statements)
        first = guest.execute(insert.format("'p'").encode()).fetchone()
        run(guest, made.undo)
        second = guest.execute(insert.format("'q'").encode()).fetchone()
    assert (first, second) == ((51,), (52,))


def test_setting_of_the_server(server: Scratch) -> None:
    change = AlterSystem(setting="work_mem", value="5MB")
    many = AlterSystem(setting="temp_tablespaces", value='"pg_default", pg_global')
    with server.admin() as admin:
        design = read_database(admin)
        for made, name, wanted in (
            (render(change, design), "work_mem", "5MB"),
            (render(many, design), "temp_tablespaces", "pg_default, pg_global"),
        ):
            before = kept(admin, name)
            run(admin, made.statements)
            assert kept(admin, name) == wanted
            run(admin, made.undo)
            assert kept(admin, name) == before


def kept(admin: psycopg.Connection, name: str) -> str | None:
    """The value that postgresql.auto.conf has."""
    found = admin.execute(
        "SELECT setting FROM pg_file_settings WHERE name = %s AND sourcefile LIKE %s", [name, "%auto.conf"]
    ).fetchone()
    return str(found[0]) if found else None


REFUSED: dict[str, tuple[Change, str]] = {
    "no table": (CreateIndex.on(LONG, "a"), "there is no table shop.x"),
    "index of a view": (CreateIndex.on(Name("shop", "seen"), "id"), "is a view"),
    "unique index without the partition key": (CreateIndex.on(EVENT, "id", unique=True), "partition key"),
    "index of a constraint": (
        DropIndex(table=CUSTOMER, index=Name("shop", "customer_pkey")), "belongs to constraint customer_pkey",
    ),
    "attached index": (
        DropIndex(table=Name("shop", "event_1"), index=Name("shop", "event_1_amount_idx")), "is attached to",
    ),
    "replica identity": (DropIndex(table=CUSTOMER, index=Name("shop", "customer_identity")), "replica identity"),
    "index of an exclusion": (
        RebuildIndex(table=CUSTOMER, index=Name("shop", "customer_amount_excl")), "exclusion constraint",
    ),
    "foreign key to no key": (
        AddForeignKey(table=SMALL, columns=("a",), target=CUSTOMER, target_columns=("amount",)), "no unique key",
    ),
    "second primary key": (AddKey(table=CUSTOMER, columns=("code",), primary=True), "has a primary key already"),
    "key that a foreign key needs": (
        DropConstraint(table=CUSTOMER, constraint="customer_pkey"), 'foreign key order_customer of shop."Order" needs',
    ),
    "inherited check": (DropConstraint(table=Name("shop", "event_1"), constraint="event_amount"), "from its parent"),
    "type under a view": (AlterColumnType(table=CUSTOMER, column="email", type="varchar"), "view shop.seen reads it"),
    "type under a trigger": (AlterColumnType(table=CUSTOMER, column="note", type="varchar"), "trigger works reads it"),
    "type under a policy": (AlterColumnType(table=SMALL, column="name", type="text"), "policy own_rows reads it"),
    "type of a partition key": (AlterColumnType(table=EVENT, column="at", type="timestamp"), "partition key"),
    "type of an inherited column": (
        AlterColumnType(table=Name("shop", "event_1"), column="amount", type="bigint"), "comes from a parent",
    ),
    "storage of a partitioned table": (
        SetStorageParameter(table=EVENT, parameter="fillfactor", value="70"), "is partitioned",
    ),
    "logged partitioned table": (SetLogged(table=EVENT), "is partitioned"),
    "kind that nobody knows": (Change(), "no statements for Change"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_refusals_name_their_reason(server: Scratch, database: str, name: str) -> None:
    change, reason = REFUSED[name]
    with server.guest(database) as guest, pytest.raises(UnsupportedError, match=reason.replace("(", r"\(")):
        render(change, read_database(guest))


@pytest.mark.parametrize(
    "name",  # a replica identity it would drop, and updates would fail from then on
    [n for n, (c, _) in REFUSED.items() if isinstance(c, AlterColumnType | DropIndex) and n != "replica identity"],
)
def test_the_server_refuses_too(server: Scratch, database: str, name: str) -> None:
    """A refusal that the server would not make would be a lie."""
    change = REFUSED[name][0]
    sql = (
        f"DROP INDEX {change.index}"
        if isinstance(change, DropIndex)
        else f"ALTER TABLE {change.table} ALTER COLUMN {quote(change.column)} TYPE {change.type}"
        if isinstance(change, AlterColumnType)
        else ""
    )
    with server.guest(database) as guest, pytest.raises(psycopg.DatabaseError):
        guest.execute(sql.encode())


def test_the_guard_is_lifted_for_what_waits_without_blocking(server: Scratch, database: str) -> None:
    with server.guest(database) as guest:
        made = render(CHANGES["steps"], read_database(guest))
    waits = [statement.sql.split()[0] for statement in made.statements if "lock_timeout" in statement.sql]
    assert waits == ["SET", "RESET", "SET", "RESET"]
    guarded = False
    for statement in made.statements:
        if "lock_timeout" in statement.sql:
            guarded = statement.sql.startswith("SET")
        else:
            assert guarded == statement.transactional


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("integer", "bigint"), ("varchar(10)", "varchar(20)"), ("varchar(20)", "varchar(10)"), ("varchar(10)", "text"),
        ("text", "varchar"), ("text", "varchar(99)"), ("char(3)", "char(5)"), ("char(3)", "text"),
        ("numeric(10,2)", "numeric(12,2)"), ("numeric(10,2)", "numeric(12,3)"), ("numeric(10,2)", "numeric"),
        ("numeric", "numeric(10,2)"), ("timestamp(3)", "timestamp(6)"), ("timestamp(3)", "timestamp"),
        ("timestamp", "timestamp(3)"), ("cidr", "inet"), ("inet", "cidr"), ("varbit(3)", "varbit(5)"),
        ("date", "timestamp"),
        ("interval(2)", "interval(4)"), ("interval", "interval(4)"), ("timestamptz(0)", "timestamptz(3)"),
    ],
)  # fmt: skip
def test_a_rewrite_is_announced(server: Scratch, fresh_database: str, old: str, new: str) -> None:
    with server.guest(fresh_database) as guest:
        guest.execute(f"CREATE TABLE public.t (a {old})".encode())
        written = guest.execute("SELECT format_type(%s::regtype, NULL)", [new.partition("(")[0]]).fetchone()
        assert written
        database = read_database(guest)
        limit = new.partition("(")[2]
        base = str(written[0])
        if limit:
            base, _, zone = base.partition(" with")
            base += "(" + limit + (" with" + zone if zone else "")
        made = render(AlterColumnType(table=Name("public", "t"), column="a", type=base), database)
        before = guest.execute("SELECT pg_relation_filenode('public.t')").fetchone()
        run(guest, made.statements)
        rewritten = guest.execute("SELECT pg_relation_filenode('public.t')").fetchone() != before
    assert rewritten == ("rewrites" in made.statements[-1].sql)


LETTERS = st.one_of(st.sampled_from("ab_1$A \"'\\;%"), st.characters(exclude_characters="\0", codec="utf-8"))


@settings(max_examples=20, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.text(LETTERS, min_size=1, max_size=15), min_size=20))
def test_quoting_is_the_servers(server: Scratch, texts: list[str]) -> None:
    with server.admin() as connection:
        for text in texts:
            row = connection.execute(f"SELECT {literal(text)} AS {quote(text)}, quote_ident({literal(text)})".encode())
            assert row.description
            assert row.description[0].name == text
            assert row.fetchone() == (text, quote(text))


def test_words_of_the_language_are_quoted(server: Scratch) -> None:
    """As 18 quotes them: what an older server leaves bare may be quoted, never the other way."""
    with server.admin() as connection:
        words = connection.execute("SELECT word, quote_ident(word) FROM pg_get_keywords()").fetchall()
    assert len(words) > 400
    unlike = [word for word, theirs in words if quote(word) != theirs]
    assert [word for word in unlike if quote(word) == word or server.installation.major == 18] == []
