"""A large database as teams make them: modules of ten tables with keys, indexes, some flaws, rows and statistics.

A thousand modules are 10,000 tables and 50,000 indexes. Every number that decides something is made from the module's
own, so the same size gives the same database.
"""

from __future__ import annotations

from collections.abc import Iterator
from string import Template

import psycopg

SCHEMAS = 20
MODULE = 10  # tables
HOT = 20  # modules that the workload asks; their tables have rows enough to want indexes
HOT_ROWS, COLD_ROWS = 4000, 20

# Each with the table above it. Five indexes a table: the key's, and four more.
KINDS = {
    "account": "", "product": "account", "orders": "account", "order_line": "orders", "payment": "orders",
    "invoice": "orders", "shipment": "orders", "review": "product", "document": "account", "event": "account",
}  # fmt: skip

TABLE = Template("""
CREATE TABLE $table (
    id $key,
    parent_id bigint$reference,
    name text NOT NULL,
    email varchar(200),
    amount $money DEFAULT 0 CHECK (amount >= 0),
    state text NOT NULL DEFAULT 'new',
    tags text[],
    body $document,
    created_at $time NOT NULL DEFAULT now(),
    deleted_at timestamptz$primary
);
CREATE INDEX ON $table ($parent_index);
CREATE INDEX ON $table (state, created_at DESC) WHERE deleted_at IS NULL;
CREATE INDEX ON $table (lower(email));
CREATE INDEX ON $table ($last_index);
INSERT INTO $table (parent_id, name, email, amount, state, tags, body, created_at)
SELECT 1 + i % $rows, 'name ' || i, 'user' || i || '@example.com', i % 977, (ARRAY['new', 'paid', 'sent'])[1 + i % 3],
       ARRAY['tag' || i % 5], jsonb_build_object('n', i)$cast, timestamp '2025-01-01' + i * interval '1 hour'
FROM generate_series(1, $rows) i;
""")

# A query of the workload: its name, how often a day it is asked, and its text; $s is the schema, $m the module.
QUERIES = (
    ("account_by_id", 90_000, "SELECT * FROM $s.account_$m WHERE id = 1234"),
    ("account_by_name", 700, "SELECT id, email FROM $s.account_$m WHERE name = 'name 77'"),
    ("orders_of_account", 20_000, "SELECT id, amount FROM $s.orders_$m WHERE parent_id = 77 ORDER BY created_at DESC"),
    ("lines_of_order", 45_000, "SELECT name, amount FROM $s.order_line_$m WHERE parent_id = 321"),
    ("open_orders", 3_000, "SELECT id, parent_id FROM $s.orders_$m WHERE state = 'new' AND deleted_at IS NULL "
     "ORDER BY created_at DESC LIMIT 20"),
    ("revenue_by_product", 40, "SELECT p.name, sum(l.amount) FROM $s.product_$m p JOIN $s.order_line_$m l "
     "ON l.parent_id = p.id WHERE p.amount > 900 GROUP BY p.name"),
    ("payments_of_account", 5_000, "SELECT y.amount FROM $s.orders_$m o JOIN $s.payment_$m y ON y.parent_id = o.id "
     "WHERE o.parent_id = 55"),
    ("events_since", 400, "SELECT count(*) FROM $s.event_$m WHERE created_at::date >= date '2025-05-01'"),
    ("dear_invoices", 900, "SELECT id FROM $s.invoice_$m WHERE amount > 970 AND state = 'paid'"),
    ("new_order", 2_000, "INSERT INTO $s.orders_$m (parent_id, name) VALUES (1, 'fresh')"),
)  # fmt: skip


def build(connection: psycopg.Connection, tables: int) -> None:
    """Create, fill and analyze about ``tables`` tables."""
    connection.execute("".join(f"CREATE SCHEMA {_schema(number)};" for number in range(SCHEMAS)).encode())
    for module in range(_modules(tables)):
        connection.execute("".join(_tables(module)).encode())
    connection.execute("ANALYZE")


def workload(tables: int) -> str:
    """A file of queries over the hot modules: 200 where there are 20 of them."""
    return "\n".join(
        f"-- name: {name}_{module}\n-- calls: {calls}\n{Template(sql).substitute(s=_schema(module), m=module)};\n"
        for module in range(min(HOT, _modules(tables)))
        for name, calls, sql in QUERIES
    )


def _tables(module: int) -> Iterator[str]:
    for place, (kind, above) in enumerate(KINDS.items()):
        number = module * MODULE + place
        schema = _schema(module)
        reference = f" REFERENCES {schema}.{above}_{module}" if above and number % 41 else ""
        bare = not reference and number % 40 == 39  # a table that nothing refers to, without a primary key
        yield TABLE.substitute(
            table=f"{schema}.{kind}_{module}",
            rows=HOT_ROWS if module < HOT else COLD_ROWS,
            key="serial" if number % 50 == 7 else "bigint GENERATED ALWAYS AS IDENTITY",
            primary=",\n    UNIQUE (id)" if bare else ",\n    PRIMARY KEY (id)",
            reference=reference,
            money="double precision" if number % 60 == 3 else "numeric(12, 2)",
            document="json" if number % 70 == 9 else "jsonb",
            cast="::json" if number % 70 == 9 else "",
            time="timestamp" if number % 50 == 11 else "timestamptz",
            parent_index="name" if number % 30 == 5 else "parent_id",  # a foreign key that no index serves
            last_index="parent_id, created_at"
            if number % 45 == 8
            else "created_at) INCLUDE (name",  # makes one needless
        )


def _schema(module: int) -> str:
    return f"area_{module % SCHEMAS}"


def _modules(tables: int) -> int:
    return max(tables // MODULE, 1)
