"""Reviews made by hand for the tests of reports: a shop with hostile names, an empty one, and a thousand tables."""

from __future__ import annotations

from sample_findings import CALLS, PAGES, plan, recommend, recommendations
from sample_tables import ORDERS, SAMPLES, column, index, statistics, table, tables

from maquette.model.activity import Activity, IndexActivity, TableActivity
from maquette.model.database import Database, Extension, Schema, View
from maquette.model.datatype import Enum
from maquette.model.finding import Finding, Outcome
from maquette.model.names import Name
from maquette.model.review import Ignored, PlannedQuery, Review, TwinFacts
from maquette.model.settings import Setting, Settings
from maquette.model.snapshot import Origin, Refusal, Snapshot
from maquette.model.statistics import ColumnStatistics, RelationStatistics, Statistics
from maquette.model.table import Table
from maquette.model.workload import Query, Workload


def review() -> Review:
    """A shop of a dozen tables with findings of every verdict."""
    database = Database(
        name="shop",
        version=180004,
        owner="shop",
        tables=tables(),
        collate="en_US.UTF-8",
        ctype="en_US.UTF-8",
        schemas=tuple(Schema(name=name) for name in ("public", "billing", "audit", "Sträng Schema")),
        extensions=(Extension(name="pg_stat_statements", version="1.12", schema="public"),),
        enums=(Enum(name=Name("public", "plan_kind"), labels=("free", "paid")),),
        views=(
            View(
                name=Name("public", "revenue"),
                definition=" SELECT sum(total) AS revenue\n   FROM orders",
                depends_on=(ORDERS,),
            ),
        ),
    )
    queries = tuple(
        Query(name=name, sql=SAMPLES["queries"][name], calls=calls, total_ms=calls * 1.7)
        for name, calls in CALLS.items()
    )
    broken = Query(
        name="</script>broken", sql="SELEC 1 -- </script>", calls=5, problem='syntax error at or near "SELEC"'
    )
    activity = Activity(
        observed_at="2026-07-05T12:00:00Z",
        since="2026-05-25T08:00:00Z",
        tables=(
            TableActivity(
                name=ORDERS,
                seq_scans=41_000,
                index_scans=912_000,
                inserts=600_000,
                updates=52_000,
                hot_updates=30_000,
                live_rows=600_000,
                dead_rows=41_000,
                last_vacuum="2026-07-04T03:00:00Z",
                last_analyze="2026-07-04T03:00:00Z",
            ),
        ),
        indexes=(
            IndexActivity(name=Name("public", "orders_pkey"), scans=912_000, rows_read=912_000),
            IndexActivity(name=Name("public", "orders_placed_at_idx")),
        ),
    )
    settings = Settings(
        settings=(
            Setting(name="work_mem", value="4096", unit="kB", default="4096"),
            Setting(
                name="shared_buffers",
                value="524288",
                unit="8kB",
                default="16384",
                source="configuration file",
                context="postmaster",
            ),
            Setting(name="random_page_cost", value="1.1", default="4", source="configuration file"),
            Setting(
                name="search_path", value='"$user", public, </script>', default='"$user", public', source="database"
            ),
        )
    )
    snapshot = Snapshot(
        origin=Origin(
            kind="server",
            label="postgresql://shop@db.example/shop",
            read_at="2026-07-05T12:00:00Z",
            seconds=1.2,
            role="reader",
        ),
        database=database,
        statistics=statistics(),
        settings=settings,
        activity=activity,
        workload=Workload(queries=(*queries, broken), origin="pg_stat_statements", since="2026-05-25T08:00:00Z"),
        refusals=(Refusal(need="settings", detail="pg_hba rules", remedy="GRANT pg_read_all_settings TO reader;"),),
        notes=("statistics of audit.events_2024 are 400 days old",),
    )
    found = recommendations()
    counted = {check: sum(r.finding.check == check for r in found) for check in PAGES}
    outcomes = tuple(
        Outcome(check=check, outcome="found" if number else "passed", examined=12 + number, found=number)
        for check, number in counted.items()
        if check not in ("broken-check", "bloated-table")
    )
    return Review(
        snapshot=snapshot,
        recommendations=found,
        seconds=18.4,
        known=2,
        twin=TwinFacts(
            version="18.4",
            exact=True,
            seconds=2.1,
            fidelity="same version, encoding and locale; plans and costs are the source's",
            left_out=("extension postgis: not installed here",),
        ),
        outcomes=(
            *outcomes,
            Outcome(check="broken-check", outcome="error", examined=3, reason="KeyError: '<oops>'"),
            Outcome(
                check="bloated-table",
                outcome="not applicable",
                reason="needs activity counters: a live server or a snapshot",
            ),
            Outcome(
                check="slot-without-consumer",
                outcome="not permitted",
                reason="the role may not read pg_replication_slots",
            ),
        ),
        plans=(
            *(PlannedQuery(query=name, plan=plan("before", name)) for name in CALLS),
            PlannedQuery(query="</script>broken", problem="syntax error"),
        ),
        ignored=(
            Ignored(
                finding=Finding(
                    check="unused-index", object="public.products_pkey", detail="never scanned", severity="info"
                ),
                reason="it is a key",
            ),
        ),
    )


def empty() -> Review:
    """A database without a table, a twin or a finding."""
    origin = Origin(kind="ddl", label="schema.sql", read_at="2026-07-05T12:00:00Z")
    return Review(
        snapshot=Snapshot(origin=origin, database=Database(name="schema")), twin=None, recommendations=(), outcomes=()
    )


def large(count: int = 1000) -> Review:
    """A database of ``count`` tables in eight schemas: domains around a few hubs, 14 columns each, with statistics."""
    made: list[Table] = []
    relations: list[RelationStatistics] = []
    schemas = ("core", "sales", "billing", "catalog", "support", "audit", "staff", "warehouse")
    names = [
        Name(schemas[number * 8 // count], f"{schemas[number * 8 // count]}_thing_{number:04}")
        for number in range(count)
    ]
    for number, name in enumerate(names):
        refers = {}
        if number % 17:  # within its domain: to its head, or to the one before
            refers["parent_id"] = names[number - 1 if number % 3 == 0 else number - number % 17]
        if number % 5 == 0:
            refers["tenant_id"] = names[0]
        if number % 7 == 0:
            refers["other_id"] = names[(number * 37) % count]
        fields = [
            column("id"),
            *(column(one, not_null=False) for one in refers),
            *(
                column(f"attribute_{n}", ("text", "integer", "numeric(12,2)", "timestamp with time zone")[n % 4])
                for n in range(10)
            ),
        ]
        made.append(
            table(
                name.schema,
                name.name,
                *fields,
                refers=refers,
                indexes=(index(name, f"{name.name}_attribute_0_idx", "attribute_0"),),
            )
        )
        figures = tuple(
            ColumnStatistics(
                column=f.name,
                distinct=-0.5,
                width=8,
                correlation=0.3,
                histogram=tuple(str(n * n) for n in range(101)),
                common_values=("alpha", "beta", "gamma", "delta", "epsilon"),
                common_frequencies=(0.3, 0.2, 0.1, 0.05, 0.02),
            )
            for f in fields
        )
        relations.append(
            RelationStatistics(
                name=name, pages=100 + number, relpages=100 + number, rows=10_000 + number, columns=figures
            )
        )
    found = tuple(
        recommend(
            "unindexed-foreign-key",
            f"{one.name}.{one.foreign_keys[0].name}",
            f"{one.name} has no index for its key",
            0.5,
            tables=(str(one.name),),
            sql=(f"CREATE INDEX CONCURRENTLY ON {one.name} (parent_id);",),
        )
        for one in made[1::5]
        if one.foreign_keys
    )
    origin = Origin(kind="snapshot", label="large.maquette", read_at="2026-07-05T12:00:00Z")
    database = Database(
        name="large", version=160004, tables=tuple(made), schemas=tuple(Schema(name=one) for one in schemas)
    )
    outcomes = (Outcome(check="unindexed-foreign-key", outcome="found", examined=count, found=len(found)),)
    return Review(
        snapshot=Snapshot(origin=origin, database=database, statistics=Statistics(relations=tuple(relations))),
        twin=None,
        recommendations=found,
        outcomes=outcomes,
    )
