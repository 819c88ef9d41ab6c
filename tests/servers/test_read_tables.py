"""Reading tables: columns, constraints, indexes and partitions, asserted noun by noun."""

from __future__ import annotations

import psycopg
import pytest
from source_server import Source

from maquette.engines.postgres.read import read
from maquette.model.constraint import Check, Exclusion, ForeignKey, Key, NotNull
from maquette.model.database import Database
from maquette.model.index import Index, IndexKey
from maquette.model.names import Name
from maquette.model.security import Grant
from maquette.model.snapshot import Snapshot
from maquette.model.table import Column, Partitioning, PartitionOf, StatisticsObject, Table

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


def test_columns(database: Database) -> None:
    customers = table(database, "customers")
    assert [column.name for column in customers.columns] == [
        "id", "name", "mail", "feeling", "tags", "home", "spans", "Full Name", "price", "blob",
    ]  # fmt: skip
    assert column(database, "customers", "id") == Column(
        name="id", type="bigint", not_null=True, identity="always", length=8, alignment="d", base="bigint"
    )
    assert column(database, "customers", "name") == Column(
        name="name",
        type="text",
        not_null=True,
        collation='pg_catalog."C"',
        options=("n_distinct=-0.5",),
        base="text",
        comment="their name",
    )
    mail = column(database, "customers", "mail")
    assert (mail.type, mail.base, mail.kind) == ("shop.work_email", "character varying", "domain")
    feeling = column(database, "customers", "feeling")
    assert (feeling.default, feeling.kind, feeling.length) == ("'ok'::shop.mood", "enum", 4)
    kinds = {name: column(database, "customers", name).kind for name in ("tags", "home", "spans", "price")}
    assert kinds == {"tags": "array", "home": "composite", "spans": "range", "price": "base"}
    full = column(database, "customers", "Full Name")
    assert (full.generated, full.default) == ("stored", "upper(name)")
    price = column(database, "customers", "price")
    assert (price.type, price.base) == ("numeric(10,2)", "numeric")
    blob = column(database, "customers", "blob")
    assert (blob.storage, blob.statistics_target) == ("external", 50)
    assert blob.compression == ("pglz" if database.major >= 14 else None)
    assert column(database, "orders", "id").identity == "by default"
    assert column(database, "fast", "id").default == "nextval('shop.fast_id_seq'::regclass)"
    assert [column.local for column in table(database, "child").columns] == [False, True]


def test_tables(database: Database) -> None:
    customers = table(database, "customers")
    assert (customers.owner, customers.comment) == ("postgres", "people")
    assert customers.options == ("fillfactor=80", "toast.autovacuum_enabled=off")
    assert customers.grants
    to_app, to_owner, to_all = customers.grants
    assert to_app == Grant(grantee="app", privileges=("SELECT",), grantable=("SELECT",))
    assert to_all == Grant(grantee="PUBLIC", privileges=("UPDATE",), column="name")
    assert (to_owner.grantee, "TRUNCATE" in to_owner.privileges) == ("postgres", True)
    assert table(database, "a").grants is None
    assert table(database, "fast").persistence == "unlogged"
    assert table(database, "lines").replica_identity == "full"
    assert table(database, "child").inherits == (shop("parent"),)
    remote = table(database, "remote")
    assert (remote.kind, remote.foreign_server, remote.foreign_options) == ("foreign", "away", ("table_name=t",))
    orders = table(database, "orders")
    assert orders.kind == "partitioned"
    assert orders.partitioning == Partitioning(strategy="range", columns=("placed",), definition="RANGE (placed)")
    assert table(database, "orders_2024").partition_of == PartitionOf(
        parent=shop("orders"), bound="FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')"
    )
    assert table(database, "orders_rest").partition_of == PartitionOf(parent=shop("orders"), bound="DEFAULT")
    assert [found.name.name for found in database.partitions(shop("orders"))] == ["orders_2024", "orders_rest"]


def test_constraints(database: Database) -> None:
    customers = table(database, "customers")
    assert customers.primary_key == Key(
        name="customers_pkey",
        definition="PRIMARY KEY (id)",
        columns=("id",),
        index=shop("customers_pkey"),
        primary=True,
    )
    assert customers.unique_keys == (
        Key(
            name="customers_name_key",
            definition="UNIQUE (name) DEFERRABLE INITIALLY DEFERRED",
            deferrable=True,
            deferred=True,
            columns=("name",),
            index=shop("customers_name_key"),
        ),
    )
    assert customers.checks == (
        Check(
            name="positive",
            definition="CHECK ((price > (0)::numeric))",
            expression="(price > (0)::numeric)",
            columns=("price",),
            comment="no gifts",
        ),
    )
    lines = table(database, "lines")
    assert lines.unique_keys[0].nulls_not_distinct == (database.major >= 15)
    assert lines.exclusions == (
        Exclusion(
            name="no_overlap",
            definition="EXCLUDE USING gist (span WITH &&)",
            index=shop("no_overlap"),
            columns=("span",),
        ),
    )
    assert [(check.name, check.validated) for check in lines.checks] == [("later", False)]
    assert lines.foreign_keys == (
        ForeignKey(
            name="lines_order_id_placed_fkey",
            definition="FOREIGN KEY (order_id, placed) REFERENCES shop.orders(id, placed) MATCH FULL",
            columns=("order_id", "placed"),
            target=shop("orders"),
            target_columns=("id", "placed"),
            match="full",
        ),
    )
    (to_customer,) = table(database, "orders").foreign_keys
    assert (to_customer.on_delete, to_customer.on_update, to_customer.inherited) == ("cascade", "set null", False)
    assert [key.inherited for key in table(database, "orders_2024").foreign_keys] == [True]
    (around,) = table(database, "a").foreign_keys
    assert (around.target, around.deferrable, around.deferred) == (shop("b"), True, True)
    assert [check.inherited for check in table(database, "child").checks] == [True]
    assert database.referencing(shop("customers")) == tuple(
        table(database, name) for name in ("orders", "orders_2024", "orders_rest")
    )


@pytest.mark.postgres(">= 18")
def test_what_18_brought(database: Database) -> None:
    modern = table(database, "modern")
    doubled = column(database, "modern", "doubled")
    assert (doubled.generated, doubled.default) == ("virtual", "(a * 2)")
    assert modern.not_nulls == (
        NotNull(name="a_needed", definition="NOT NULL a", column="a"),
        NotNull(name="guest_needed", definition="NOT NULL guest NOT VALID", column="guest", validated=False),
    )
    assert [(check.name, check.enforced) for check in modern.checks] == [("loose", False)]
    assert [(key.name, key.without_overlaps) for key in modern.unique_keys] == [("stay", True)]
    assert [(key.name, key.period) for key in table(database, "visits").foreign_keys] == [("within", True)]


def test_indexes(database: Database) -> None:
    (lower,) = (index for index in table(database, "customers").indexes if index.name.name == "lower_name")
    assert lower == Index(
        name=shop("lower_name"),
        table=shop("customers"),
        keys=(
            IndexKey(
                expression="lower(name)",
                opclass="text_pattern_ops",
                default_opclass=False,
                collation='pg_catalog."C"',
                descending=True,
                nulls_first=True,
            ),
            IndexKey(column="id", opclass="int8_ops"),
        ),
        include=("price",),
        predicate="(price > (5)::numeric)",
        definition=lower.definition,
    )
    assert lower.definition.startswith("CREATE INDEX lower_name ON shop.customers USING btree (lower(name)")
    methods = {index.name.name: index.method for index in table(database, "customers").indexes}
    assert (methods["by_tags"], methods["by_hash"], methods["by_brin"]) == ("gin", "hash", "brin")
    brin = database.index(shop("by_brin"))
    assert brin
    assert brin.options == ("pages_per_range=8",)
    tags = database.index(shop("by_tags"))
    assert tags
    assert (tags.comment, tags.keys[0].collation) == ("tags", None)
    key = database.index(shop("customers_pkey"))
    assert key
    assert (key.primary, key.unique, key.constraint) == (True, True, "customers_pkey")
    note = database.index(shop("orders_2024_note_idx"))
    assert note
    assert note.parent == shop("orders_note")
    totals = database.index(shop("totals_customer"))
    assert totals
    assert totals.table == shop("totals")
    excluding = database.index(shop("no_overlap"))
    assert excluding
    assert excluding.constraint == "no_overlap"


def test_an_invalid_index_says_so(source: Source, target: str) -> None:
    """A failed CREATE INDEX CONCURRENTLY leaves one behind."""
    with source.connect(target) as connection:
        connection.execute("CREATE TABLE public.twice AS SELECT 1 AS id FROM generate_series(1, 2)")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("CREATE UNIQUE INDEX CONCURRENTLY failed ON public.twice (id)")
    failed = read(source.dsn(target)).database.index(Name("public", "failed"))
    assert failed
    assert (failed.valid, failed.unique) == (False, True)


def test_statistics_objects(database: Database) -> None:
    both, *expressions = table(database, "customers").statistics_objects
    assert both == StatisticsObject(
        name=shop("both"),
        kinds=("ndistinct", "mcv"),
        columns=("name", "price"),
        target=77,
        definition='CREATE STATISTICS shop."both" (ndistinct, mcv) ON name, price FROM shop.customers',
    )
    assert [(expr.columns, expr.expressions, expr.target) for expr in expressions] == (
        [(("price",), ("lower(name)",), None)] if database.major >= 14 else []
    )
