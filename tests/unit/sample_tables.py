"""The tables of the sample shop, hostile names among them, with a real server's column statistics (PostgreSQL 18.4)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from maquette.model.constraint import Check, ForeignKey, Key
from maquette.model.index import Index, IndexKey
from maquette.model.names import Name
from maquette.model.routine import Trigger
from maquette.model.security import Policy
from maquette.model.statistics import ColumnStatistics, RelationStatistics, Statistics
from maquette.model.table import Column, Partitioning, PartitionOf, Table

SAMPLES: dict[str, Any] = json.loads((Path(__file__).parent / "sample_plans.json").read_text("utf-8"))
SCRIPT = "<script>alert(1)</script>"
DROP = '"; drop table users; --'
LONG = "ñandú_été_Ω_数据库架构师_" + "x" * 19  # 63 bytes
ESCAPE = "\x1b[31mred\u202egnp.exe\x07"


def column(
    name: str, type_: str = "bigint", *, not_null: bool = True, default: str | None = None, **more: Any
) -> Column:
    return Column(name=name, type=type_, not_null=not_null, default=default, base=type_, **more)


def primary(table: Name, *columns: str) -> tuple[Key, Index]:
    name = f"{table.name}_pkey"[:63]
    listed = ", ".join(columns)
    key = Key(
        name=name, definition=f"PRIMARY KEY ({listed})", columns=columns, index=Name(table.schema, name), primary=True
    )
    return key, index(table, name, *columns, unique=True, primary=True, constraint=name)


def index(table: Name, name: str, *columns: str, **more: Any) -> Index:
    unique = "UNIQUE " if more.get("unique") else ""
    definition = f"CREATE {unique}INDEX {name} ON {table} USING btree ({', '.join(columns)})"
    keys = tuple(IndexKey(column=one) for one in columns)
    return Index(name=Name(table.schema, name), table=table, keys=keys, definition=definition, **more)


def foreign(table: Name, column_: str, target: Name, **more: Any) -> ForeignKey:
    return ForeignKey(
        name=f"{table.name}_{column_}_fkey",
        definition=f"FOREIGN KEY ({column_}) REFERENCES {target}(id)",
        columns=(column_,),
        target=target,
        target_columns=("id",),
        **more,
    )


def table(schema: str, name: str, *columns: Column, refers: Mapping[str, Name] | None = None, **more: Any) -> Table:
    """A table whose first column is its primary key."""
    own = Name(schema, name)
    key, key_index = primary(own, columns[0].name)
    foreign_keys = tuple(foreign(own, one, target) for one, target in (refers or {}).items())
    indexes = (key_index, *more.pop("indexes", ()))
    return Table(
        name=own, columns=columns, primary_key=key, foreign_keys=foreign_keys, indexes=indexes, owner="shop", **more
    )


ORDERS, CUSTOMERS = Name("public", "orders"), Name("public", "customers")


def tables() -> tuple[Table, ...]:
    text, moment = "text", "timestamp with time zone"
    items, events = Name("public", "order_items"), Name("audit", "events")
    item_key, item_index = primary(items, "order_id", "line")
    return (
        table(
            "public",
            "tenants",
            column("id", "integer", identity="always"),
            column("name", text),
            column("plan", "plan_kind"),
            comment="The companies that rent the shop",
        ),
        table(
            "public",
            "customers",
            column("id", identity="always"),
            column("email", text),
            column("name", text),
            column("country", "character(2)"),
            column("created_at", moment, default="now()"),
            indexes=(
                index(CUSTOMERS, "customers_email_idx", "email", unique=True),
                index(CUSTOMERS, "customers_email_name_idx", "email", "name"),
            ),
            row_security=False,
            policies=(Policy(name="own tenant", using="(tenant_id = (current_setting('app.tenant'::text))::integer)"),),
        ),
        table(
            "public",
            "products",
            column("id", identity="always"),
            column("sku", text),
            column("price", "numeric(12,2)"),
            column("tags", "text[]", not_null=False),
        ),
        table(
            "public",
            "orders",
            column("id", identity="always"),
            column("tenant_id", "integer"),
            column("customer_id"),
            column("status", text, default="'paid'::text"),
            column("total", "numeric(12,2)", not_null=False),
            column("placed_at", moment),
            column("net", "numeric", not_null=False, generated="stored", default="(total / 1.21)"),
            refers={"tenant_id": Name("public", "tenants"), "customer_id": CUSTOMERS},
            checks=(
                Check(
                    name="orders_total_check",
                    definition="CHECK ((total >= (0)::numeric))",
                    expression="total >= 0",
                    columns=("total",),
                ),
            ),
            indexes=(
                index(ORDERS, "orders_placed_at_idx", "placed_at"),
                index(ORDERS, "orders_broken_idx", "status", valid=False),
            ),
            triggers=(
                Trigger(
                    name="audit_orders",
                    function=Name("audit", "log"),
                    timing="after",
                    events=("insert", "update"),
                    row=True,
                    definition="CREATE TRIGGER audit_orders AFTER INSERT OR UPDATE ON public.orders "
                    "FOR EACH ROW EXECUTE FUNCTION audit.log()",
                ),
            ),
        ),
        Table(
            name=items,
            owner="shop",
            primary_key=item_key,
            indexes=(item_index,),
            columns=(
                column("order_id"),
                column("line", "integer"),
                column("product_id", not_null=False),
                column("quantity", "integer"),
            ),
            foreign_keys=(
                foreign(items, "order_id", ORDERS, on_delete="cascade"),
                foreign(items, "product_id", Name("public", "products")),
            ),
        ),
        table(
            "public",
            "categories",
            column("id", "integer"),
            column("parent_id", "integer", not_null=False),
            column("name", text),
            refers={"parent_id": Name("public", "categories")},
        ),
        table(
            "billing",
            "invoices",
            column("id"),
            column("order_id"),
            column("due", "date"),
            column("paid_at", "timestamp without time zone", not_null=False),
            refers={"order_id": ORDERS},
        ),
        table(
            "billing",
            "payments",
            column("id"),
            column("invoice_id"),
            column("amount", "money"),
            refers={"invoice_id": Name("billing", "invoices")},
        ),
        Table(
            name=events,
            kind="partitioned",
            owner="shop",
            columns=(column("at", moment), column("what", "jsonb"), column("order_id", not_null=False)),
            partitioning=Partitioning(strategy="range", columns=("at",), definition="RANGE (at)"),
            foreign_keys=(foreign(events, "order_id", ORDERS),),
        ),
        *(
            Table(
                name=Name("audit", f"events_{year}"),
                owner="shop",
                columns=(column("at", moment), column("what", "jsonb"), column("order_id", not_null=False)),
                partition_of=PartitionOf(
                    parent=events, bound=f"FOR VALUES FROM ('{year}-01-01') TO ('{year + 1}-01-01')"
                ),
            )
            for year in (2024, 2025, 2026)
        ),
        table(
            "public",
            SCRIPT,
            column("id"),
            column("</style><img src=x onerror=alert(1)>", text),
            column(ESCAPE, text, not_null=False),
            refers={},
            comment="<!-- --> ]]> </script><script>alert(2)</script>",
        ),
        table(
            "public",
            DROP,
            column("id"),
            column("a'b", text, default="'</script>'::text"),
            column("{{ 7*7 }}", text),
            column("%}`${x}`", text),
            refers={},
        ),
        table(
            "Sträng Schema",
            LONG,
            column("id"),
            column(LONG, text),
            column("w" * 63),
            column("order_id"),
            refers={"order_id": ORDERS},
        ),
    )


def column_statistics(name: str) -> tuple[ColumnStatistics, ...]:
    """Real statistics of the sample's four tables; made-up ones of hostile text for the others."""
    kept = SAMPLES["statistics"].get(name)
    if kept is None:
        return (
            ColumnStatistics(
                column="id", distinct=-1, width=8, histogram=tuple(map(str, range(0, 1000, 10))), correlation=1.0
            ),
            ColumnStatistics(
                column=LONG,
                distinct=2,
                width=20,
                common_values=(SCRIPT, ESCAPE),
                common_frequencies=(0.6, 0.3),
                null_fraction=0.1,
            ),
        )
    return tuple(ColumnStatistics(column=one, **_frozen(facts)) for one, facts in kept.items())


def _frozen(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in facts.items()}


ROWS = {"orders": 600_000, "order_items": 1_200_000, "customers": 100_000, "products": 5000, "events_2025": 4_800_000}


def statistics() -> Statistics:
    relations = []
    for one in tables():
        rows = ROWS.get(one.name.name, 1200)
        relations.append(
            RelationStatistics(
                name=one.name,
                pages=rows // 90 + 1,
                relpages=rows // 90,
                rows=rows,
                toast_pages=rows // 900,
                columns=column_statistics(one.name.name),
            )
        )
        relations += [RelationStatistics(name=i.name, pages=rows // 300 + 2, rows=rows) for i in one.indexes]
    return Statistics(relations=tuple(relations))
