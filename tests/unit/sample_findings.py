"""The findings of the sample shop, one of every kind and verdict; plans are a real server's (PostgreSQL 18.4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sample_tables import ESCAPE, LONG, ORDERS, SAMPLES, SCRIPT

from maquette.model.change import Change, CreateIndex, DropIndex
from maquette.model.evidence import (
    Evidence,
    Lock,
    QueryComparison,
    Recommendation,
    RehearsedStatement,
    Statement,
    Verdict,
)
from maquette.model.finding import Finding, Severity
from maquette.model.names import Name
from maquette.model.plan import Plan
from maquette.report.pages import Page

CALLS = {
    "orders_of_customer": 41000,
    "customer_by_email": 38000,
    "open_orders": 12500,
    "revenue_by_country": 24,
    "customers_without_orders": 3,
    "cancel_order": 900,
}

RULES: tuple[tuple[str, str, Severity, str, str], ...] = (
    (
        "unindexed-foreign-key",
        "keys",
        "warning",
        "Foreign key without a covering index",
        "Condition\n    No valid index of the referencing table begins with the foreign key's\n    columns.\n\n"
        "Effect\n    Every DELETE on the referenced table reads the whole referencing table.\n\n"
        "Remedy\n    CREATE INDEX CONCURRENTLY on the foreign key's columns.\n\n"
        "When to ignore it\n    Rows of the referenced table are never deleted.\n\n"
        'References\n    PostgreSQL manual, 5.5.5 "Foreign Keys".\n',
    ),
    (
        "missing-index",
        "indexes",
        "warning",
        "Queries that an index would make cheaper",
        "Condition\n    An index lowers the workload's cost.\n",
    ),
    ("redundant-index", "indexes", "warning", "Index that another index makes superfluous", ""),
    ("unused-index", "indexes", "info", "Index that no query has used", ""),
    ("integer-key-overflow", "keys", "error", "Key that will run out of numbers", ""),
    ("missing-primary-key", "keys", "error", "Table without a primary key", ""),
    ("row-security-disabled", "security", "error", "Policies on a table whose row security is off", ""),
    ("timestamp-without-zone", "types", "info", "Timestamp without time zone", ""),
    ("function-on-column", "queries", "warning", "Function on a column keeps the index away", ""),
    ("default-work-mem", "settings", "info", "work_mem was never set", ""),
    ("unpartitioned-history", "partitioning", "info", "History that grows without partitions", ""),
    ("broken-check", "schema", "warning", "A check that trips", ""),
    ("bloated-table", "schema", "warning", "Table with many dead rows", ""),
)
PAGES: Mapping[str, Page] = {
    name: Page(advisor, severity, title, f"{title}.\n\n{text}") for name, advisor, severity, title, text in RULES
}


def plan(when: str, query: str) -> Plan:
    return Plan(SAMPLES[when][query])


def comparisons(*names: str) -> tuple[QueryComparison, ...]:
    return tuple(
        QueryComparison(query=n, calls=CALLS[n], before=plan("before", n), after=plan("after", n)) for n in names
    )


def weighed(*names: str, verdict: Verdict = "proved", reason: str = "") -> Evidence:
    queries = comparisons(*names)
    total = sum(plan("before", name).cost * calls for name, calls in CALLS.items())
    after = total + sum((one.after.cost - one.before.cost) * one.calls for one in queries)
    return Evidence(
        claim="the workload costs less",
        method="estimated",
        verdict=verdict,
        before=total,
        after=after,
        queries=queries,
        reason=reason or f"{len(queries)} queries cost less and none more",
        conditions={
            "engine": "PostgreSQL 18.4",
            "fidelity": "exact",
            "bytes": 13_500_000,
            "settings": {"work_mem": "4MB"},
        },
    )


def rehearsed(
    statements: tuple[str, ...], undo: tuple[str, ...], mode: str, rewritten: tuple[str, ...] = ()
) -> Evidence:
    def one(sql: str) -> RehearsedStatement:
        locks = (Lock(mode="AccessShareLock", object="pg_catalog.pg_class"), Lock(mode=mode, object="public.orders"))
        return RehearsedStatement(sql=sql, milliseconds=12.4, locks=locks, rewritten=rewritten)

    return Evidence(
        claim="the change runs and can be undone",
        method="rehearsed",
        verdict="proved",
        reason="ran; the undo restores the schema",
        statements=tuple(map(one, statements)),
        undo=tuple(map(one, undo)),
        undo_restores=True,
        conditions={"rows": 10_000},
    )


def recommend(
    check: str,
    object_: str,
    detail: str,
    effect: float,
    *evidence: Evidence,
    sql: tuple[str, ...] = (),
    undo: tuple[str, ...] = (),
    verdict: Verdict = "not applicable",
    reason: str = "",
    severity: Severity | None = None,
    change: Change | None = None,
    **more: Any,
) -> Recommendation:
    finding = Finding(
        check=check, object=object_, detail=detail, severity=severity or PAGES[check].severity, change=change, **more
    )
    return Recommendation(
        finding=finding,
        verdict=verdict,
        reason=reason,
        effect=effect,
        evidence=evidence,
        statements=tuple(Statement(sql=s, transactional="CONCURRENTLY" not in s) for s in sql),
        undo=tuple(Statement(sql=s, transactional="CONCURRENTLY" not in s) for s in undo),
    )


def recommendations() -> tuple[Recommendation, ...]:
    make = "CREATE INDEX CONCURRENTLY {0} ON public.{1} ({2});".format
    drop = "DROP INDEX CONCURRENTLY public.{0};".format
    by_customer = make("orders_customer_id_idx", "orders", "customer_id")
    by_email = make("customers_lower_email_idx", "customers", "lower(email)")
    by_tenant = make("orders_tenant_status_idx", "orders", "tenant_id, status, placed_at")
    rewrite = "ALTER TABLE public.orders ALTER COLUMN id TYPE bigint;"
    share, exclusive = "ShareUpdateExclusiveLock", "AccessExclusiveLock"
    failed = RehearsedStatement(
        sql=rewrite,
        milliseconds=0.8,
        problem='cannot alter type of a column used by a view or rule\nDETAIL: view "v" depends on it',
    )
    return (
        recommend(
            "unindexed-foreign-key",
            "public.orders.orders_customer_id_fkey",
            "public.orders(customer_id) references public.customers and no index begins with customer_id",
            0.93,
            weighed("orders_of_customer", "customers_without_orders"),
            rehearsed((by_customer,), (drop("orders_customer_id_idx"),), share),
            sql=(by_customer,),
            undo=(drop("orders_customer_id_idx"),),
            verdict="proved",
            reason="2 queries cost less, none more; 13 MB on disk",
            change=CreateIndex.on(ORDERS, "customer_id"),
            tables=("public.orders", "public.customers"),
            queries=("orders_of_customer",),
        ),
        recommend(
            "function-on-column",
            "customer_by_email",
            "the query compares lower(email), and only email is indexed",
            0.71,
            weighed("customer_by_email"),
            rehearsed((by_email,), (drop("customers_lower_email_idx"),), share),
            sql=(by_email,),
            undo=(drop("customers_lower_email_idx"),),
            verdict="proved",
            reason="1 query costs less, none more",
            tables=("public.customers",),
            queries=("customer_by_email",),
            advice="Or compare the column itself, with a citext or a nondeterministic collation.",
        ),
        recommend(
            "integer-key-overflow",
            "public.order_items.line",
            "89 % of integer's numbers are used; at today's pace none is left on 2026-09-14",
            0.66,
            rehearsed(
                (rewrite,), (rewrite.replace("bigint", "integer"),), exclusive, ("public.orders", "public.orders_pkey")
            ),
            sql=(rewrite,),
            undo=(rewrite.replace("bigint", "integer"),),
            verdict="proved",
            reason="runs, and rewrites the table under a lock that blocks reads and writes",
            tables=("public.order_items",),
        ),
        recommend(
            "missing-index",
            "public.orders(tenant_id, status, placed_at)",
            "1 query sorts 1,400 rows for its first 50",
            0.41,
            weighed("open_orders"),
            sql=(by_tenant,),
            undo=(drop("orders_tenant_status_idx"),),
            verdict="proved",
            reason="1 query costs less",
            tables=("public.orders",),
            queries=("open_orders",),
        ),
        recommend(
            "row-security-disabled",
            "public.customers",
            "1 policy that nothing enforces: row security is off",
            0.40,
            rehearsed(
                ("ALTER TABLE public.customers ENABLE ROW LEVEL SECURITY;",),
                ("ALTER TABLE public.customers DISABLE ROW LEVEL SECURITY;",),
                exclusive,
            ),
            sql=("ALTER TABLE public.customers ENABLE ROW LEVEL SECURITY;",),
            undo=("ALTER TABLE public.customers DISABLE ROW LEVEL SECURITY;",),
            verdict="inconclusive",
            reason="runs; whether the application still sees its rows is not known",
            tables=("public.customers",),
        ),
        recommend(
            "missing-primary-key",
            "audit.events",
            "no primary key, so rows cannot be told apart and logical replication refuses updates",
            0.35,
            advice="Add an identity column and make (at, id) the primary key.",
            tables=("audit.events",),
        ),
        recommend(
            "redundant-index",
            "public.customers_email_idx",
            "public.customers_email_name_idx begins with the same column",
            0.22,
            weighed("customer_by_email", verdict="refuted", reason="the index enforces uniqueness"),
            sql=(drop("customers_email_idx"),),
            undo=(make("customers_email_idx", "customers", "email"),),
            verdict="refuted",
            reason="the index enforces uniqueness, which the other does not",
            tables=("public.customers",),
        ),
        recommend(
            "missing-index",
            "public.orders(placed_at, customer_id)",
            "1 query reads most of the table",
            0.18,
            weighed("revenue_by_country", verdict="refuted"),
            sql=(make("orders_placed_customer_idx", "orders", "placed_at, customer_id"),),
            verdict="refuted",
            reason="cost falls by 0.4 %, less than the index costs to keep",
            tables=("public.orders",),
            queries=("revenue_by_country",),
        ),
        recommend(
            "unused-index",
            "public.orders_placed_at_idx",
            "no scan in 41 days",
            0.16,
            sql=(drop("orders_placed_at_idx"),),
            undo=(make("orders_placed_at_idx", "orders", "placed_at"),),
            verdict="inconclusive",
            reason="a report that runs once a quarter may need it",
            change=DropIndex(table=ORDERS, index=Name("public", "orders_placed_at_idx")),
            tables=("public.orders",),
        ),
        recommend(
            "timestamp-without-zone",
            "billing.invoices.paid_at",
            "timestamp without time zone says nothing of the moment",
            0.12,
            Evidence(
                claim="the change runs",
                method="rehearsed",
                verdict="refuted",
                reason="the statement failed",
                statements=(failed,),
                undo_restores=False,
            ),
            sql=(rewrite,),
            verdict="inconclusive",
            reason="the rehearsal failed: a view depends on the column",
            tables=("billing.invoices",),
        ),
        recommend(
            "missing-primary-key",
            f'public."{SCRIPT}"',
            f"hostile: {SCRIPT} & <b>bold</b> \"quoted\" 'single' `tick` @someone #1",
            0.10,
            advice="</details></summary>]]>",
            sql=(f'ALTER TABLE public."{SCRIPT}" ADD PRIMARY KEY (id);\n-- ``` </script>',),
            reason=ESCAPE,
            tables=(f'public."{SCRIPT}"',),
        ),
        recommend(
            "missing-primary-key",
            'public."""; drop table users; --"',
            'quotes: "; drop',
            0.09,
            tables=('public."""; drop table users; --"',),
        ),
        recommend(
            "timestamp-without-zone",
            f'"Sträng Schema"."{LONG}".{"w" * 63}',
            "a name as long as a name may be",
            0.08,
            tables=(f'"Sträng Schema"."{LONG}"',),
        ),
        recommend(
            "default-work-mem",
            "work_mem",
            "work_mem has its default of 4 MB; 1 query spills to disk",
            0.06,
            advice="Set it for the reporting role alone.",
            queries=("revenue_by_country",),
        ),
        recommend(
            "unpartitioned-history",
            "public.orders",
            "grows by 51,000 rows a day and is read by placed_at",
            0.05,
            tables=("public.orders",),
        ),
    )
