"""Advice made by hand for the tests of reports: a shop with hostile names, one with nothing to say, a large one."""

from __future__ import annotations

from maquette.model.advice import (
    CurvePoint,
    HelpedQuery,
    IndexAdvice,
    IndexChoice,
    IndexDrop,
    Limits,
    MeasuredQuery,
    Measurement,
    Refusal,
    StatisticsChoice,
)
from maquette.model.change import CreateIndex, DropIndex
from maquette.model.evidence import Statement
from maquette.model.index import Index, IndexKey
from maquette.model.names import Name
from maquette.model.review import TwinFacts
from maquette.model.snapshot import Origin
from maquette.model.workload import Query, Workload

PURCHASE, EVENT, ODD = Name("public", "purchase"), Name("public", "purchase_event"), Name("Sträng", "</script>|x")
MB = 10**6
TEXT = "SELECT *\n  FROM purchase\n WHERE note = '?' AND id > $1"
TWIN = TwinFacts(version="18.4", exact=True, seconds=1.4, fidelity="same version, encoding and locale as the source")
COSTS = {  # query: calls, before, after
    "purchases_of_a_customer": (20_000, 78_513.7, 41.2),
    "purchases_of_a_day": (300, 30_512.0, 911.0),
    "last_login_of_a_member_by_mail": (9_500, 4_104.5, 8.4),
    "open_tickets": (1_200, 9_118.0, 9_118.0),
    "events_by_kind": (45, 812_331.0, 2_318.0),
    "</script>a | `hostile`\x1b[31m name": (12, 60_100.0, 60_090.0),
    "insert_purchase": (90_000, 0.5, 0.5),
    "top_sellers_of_a_month": (8, 1_203_440.0, 1_249_101.0),
    "refunds": (3, 99_821.0, 100_340.0),
}


def keys(*columns: str) -> tuple[IndexKey, ...]:
    """Plain keys; a name that ends in DESC descends."""
    return tuple(
        IndexKey(
            column=name.removesuffix(" DESC"), descending=name.endswith(" DESC"), nulls_first=name.endswith(" DESC")
        )
        for name in columns
    )


def statements(text: str) -> tuple[Statement, ...]:
    return tuple(Statement(sql=part, transactional="CONCURRENTLY" not in part) for part in text.split(";\n"))


def helped(*names: str) -> tuple[HelpedQuery, ...]:
    return tuple(
        HelpedQuery(query=name, calls=COSTS[name][0], before=COSTS[name][1], after=COSTS[name][2]) for name in names
    )


def choice(change: CreateIndex, megabytes: float, gain: float, *queries: str, **more: object) -> IndexChoice:
    """A chosen index with the statement that its name gives."""
    name, on = change.index.name.name, change.table
    return IndexChoice(
        change=change,
        bytes=int(megabytes * MB),
        gain=gain,
        helps=helped(*queries),
        statements=statements(f'CREATE INDEX CONCURRENTLY "{name}" ON {on} USING {change.method} (…)'),
        undo=statements(f'DROP INDEX CONCURRENTLY "{on.schema}"."{name}"'),
        **({"write_cost": 0.0} | more),  # type: ignore[arg-type]  # the rest of the noun's fields
    )


def advice() -> IndexAdvice:
    """Everything that a report can show."""
    indexes = (
        choice(
            CreateIndex(table=PURCHASE, keys=keys("customer_id", "placed_at DESC"), include=("status", "total")),
            181.4,
            1_569_450_000,
            "purchases_of_a_customer",
            write_cost=410_000.0,
            narrower="purchase (customer_id), 33.1 MB, leaves 24.8M more: its rows must be sorted",
            notes=("updates of status lose their HOT path: 3 % of 40k a day",),
        ),
        choice(
            CreateIndex(table=Name("public", "member"), keys=(IndexKey(expression="lower(email)"),)),
            22.6,
            38_900_000,
            "last_login_of_a_member_by_mail",
            write_cost=1_100.0,
        ),
        choice(
            CreateIndex(
                table=EVENT,
                keys=(IndexKey(column="what", opclass="jsonb_path_ops", default_opclass=False),),
                method="gin",
            ),
            96.0,
            36_400_000,
            "events_by_kind",
            write_cost=2_210_000.0,
            notes=("its size is known to ±30 % only",),
        ),
        choice(
            CreateIndex(table=PURCHASE, keys=keys("placed_at"), method="brin"), 0.049, 8_880_000, "purchases_of_a_day"
        ),
        choice(
            CreateIndex(table=ODD, keys=keys("a`b"), predicate="(status = '<img src=x>'::text)"),
            1.2,
            120,
            "</script>a | `hostile`\x1b[31m name",
        ),
    )
    stale = Index(name=Name("public", "purchase_placed_at_again"), table=PURCHASE, keys=keys("placed_at"))
    drops = (
        IndexDrop(
            index=stale,
            bytes=112 * MB,
            gain=310_000.0,
            reason="never read since 2026-02-03; purchase_placed_at serves all",
            statements=statements('DROP INDEX CONCURRENTLY "public"."purchase_placed_at_again"'),
            undo=statements(
                "CREATE INDEX CONCURRENTLY purchase_placed_at_again ON public.purchase USING btree (placed_at)"
            ),
        ),
    )
    codes = ("unused", "another-serves", "writes", "no-room", "too-little")
    refused = tuple(
        Refusal(
            index=Index(name=Name("public", f"purchase_{n}_idx"), table=PURCHASE, keys=keys(f"column_{n}", "status")),
            code=codes[n % len(codes)] if n < 12 else codes[0],
            bytes=None if n % 3 else n * MB,
            reason=f"saves {n * 13} of 1.6G beside those chosen",
        )
        for n in range(19)
    )
    pkey = Index(
        name=Name("public", "purchase_pkey"), table=PURCHASE, keys=keys("id"), definition="CREATE UNIQUE INDEX …"
    )
    refused += (Refusal(index=pkey, code="primary-key", reason="it enforces the primary key of public.purchase"),)
    costs = [
        1_676e6,
        950e6,
        240e6,
        128e6,
        90e6,
        71e6,
        66e6,
        52e6,
        39e6,
        31e6,
        27e6,
        23.4e6,
        23e6,
        22.6e6,
        22.5e6,
        22.4e6,
    ]
    curve = tuple(
        CurvePoint(bytes=int(n * 27.5 * MB + (1.3 * MB if n % 2 else 0)), cost=cost, indexes=n)
        for n, cost in enumerate(costs)
    )
    queries = helped(*COSTS)
    return IndexAdvice(
        limits=Limits(budget=500 * MB, max_width=3, seconds=30.0),
        twin=TWIN,
        before=sum(q.calls * q.before for q in queries),
        after=sum(q.calls * q.after for q in queries),
        bound=22.91e6,
        bound_of="model",
        planner_bound=21.4e6,
        explains=1_204,
        candidates=213,
        seconds=12.34,
        indexes=indexes,
        drops=drops,
        refused=refused,
        curve=curve,
        queries=queries,
        statistics=(
            StatisticsChoice(
                change=DropIndex(table=PURCHASE, index=stale.name),  # stands for a change that needs no noun of its own
                statements=statements(
                    "CREATE STATISTICS purchase_status_total (dependencies) ON status, total FROM purchase"
                ),
                undo=statements("DROP STATISTICS public.purchase_status_total"),
                reason="status and total go together: 1,200 rows expected where 48,000 are found",
            ),
        ),
        unplanned=(("broken", 'syntax error at or near "SELEC"'),),
        measured=Measurement(
            origin="1,200,000 rows made from the statistics; PostgreSQL 18.4",
            rows=1_200_000,
            refused=("refunds: 51 ms before, 55.6 ms after (1.09 times); given up: public.refund_made_at_idx",),
            notes=("20 runs each, interleaved",),
            queries=(
                MeasuredQuery(query="purchases_of_a_customer", before=312.4, after=0.42, runs=20),
                MeasuredQuery(query="purchases_of_a_day", before=97.1, after=12.0, runs=20),
                MeasuredQuery(query="open_tickets", before=14.2, after=14.3, runs=20),
                MeasuredQuery(query="refunds", before=51.0, after=55.6, runs=20),
            ),
        ),
        origin=Origin(kind="server", label="postgresql://app@db.example.com/shop", read_at="2026-07-05T12:00:00Z"),
        workload=Workload(
            origin="pg_stat_statements",
            queries=tuple(Query(name=name, sql=TEXT.replace("?", name), calls=made[0]) for name, made in COSTS.items()),
        ),
        notes=("3 samples drawn for each parameter",),
    )


def nothing() -> IndexAdvice:
    """A database that needs no index: the search was stopped before it found one."""
    return IndexAdvice(
        limits=Limits(),
        twin=TWIN,
        before=1200.0,
        after=1200.0,
        bound=1200.0,
        bound_of="planner",
        planner_bound=1200.0,
        explains=4,
        candidates=0,
        seconds=0.2,
        interrupted=True,
        queries=(HelpedQuery(query="q", calls=1.0, before=1200.0, after=1200.0),),
    )


def large(queries: int = 3000, indexes: int = 120) -> IndexAdvice:
    """As many queries and indexes as a large system has."""
    asked = tuple(
        HelpedQuery(
            query=f"query_{n:05}", calls=1 + n % 90, before=1000.0 + n * 7, after=1000.0 + n * (7 if n % 3 else 2)
        )
        for n in range(queries)
    )
    tables = [Name("public", f"table_{n:03}") for n in range(indexes)]
    made = tuple(
        IndexChoice(
            change=CreateIndex(table=tables[n], keys=keys("tenant_id", f"attribute_{n}", "made_at DESC")),
            statements=statements(
                f"CREATE INDEX CONCURRENTLY i_{n} ON {tables[n]} (tenant_id, attribute_{n}, made_at DESC)"
            ),
            undo=statements(f"DROP INDEX CONCURRENTLY public.i_{n}"),
            bytes=(n + 1) * MB,
            write_cost=n * 10.0,
            gain=1e6 / (n + 1),
            helps=asked[n * 3 : n * 3 + 40],
        )
        for n in range(indexes)
    )
    before, after = sum(q.calls * q.before for q in asked), sum(q.calls * q.after for q in asked)
    total = sum(one.bytes for one in made)
    curve = tuple(
        CurvePoint(
            bytes=total * n // 200, cost=before - (before - after) * (n / 200) ** 0.3, indexes=n * indexes // 200
        )
        for n in range(201)
    )
    return IndexAdvice(
        limits=Limits(max_width=2),
        twin=TWIN,
        before=before,
        after=after,
        bound=after * 0.97,
        bound_of="planner",
        planner_bound=after * 0.97,
        explains=48_000,
        candidates=4_100,
        seconds=611.0,
        indexes=made,
        curve=curve,
        queries=asked,
        refused=tuple(Refusal(index=one.change.index, code="too-little", reason="saves too little") for one in made),
    )
