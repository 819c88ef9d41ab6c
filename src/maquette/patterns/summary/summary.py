"""Summary: a grouped query whose result is kept, by a refresh now and then or by every write."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from ...model.change.base import cut, index_name
from ...model.design import Choice, Fit, Note
from ...model.errors import ConfigError, UnsupportedError
from ...model.names import Name, quote
from ...model.table import Table
from ...sql.grouping import Grouping, read_grouping
from ..ground import Ground
from ..pattern import Part, Tables, pattern
from ..template import Sql, Value
from .kept import Kept, cron

Form = Literal["auto", "materialized", "kept"]
MANY = 100_000  # rows below which the query itself is quick enough
ROWS_A_SECOND, BYTES_A_SECOND = 2_000_000, 200_000_000  # a scan that groups: by the processor, and from the disk
SHARE = 0.1  # of the time allowed that a refresh may take
WAYS = {
    "materialized": "a materialized view, refreshed CONCURRENTLY on a schedule",
    "kept": "statement triggers that add differences, which the view adds up",
}
WHEN = {
    WAYS["materialized"]: "staleness is allowed, and a refresh takes less than a tenth of it",
    WAYS["kept"]: "it has to be true at once, or a refresh takes too long",
    "an upsert in the trigger": "no group has two writers, for they wait for each other until commit, or deadlock",
}
FOLDED = "* * * * *"


@pattern
def summary(
    ground: Ground,
    tables: Tables,
    *,
    query: Annotated[str, "SELECT with GROUP BY over the table"],
    name: Annotated[str, "what the summary is called; else after the table"] = "",
    staleness: Annotated[int, "how many seconds the summary may be behind; 0: none"] = 0,
    form: Annotated[Form, "how it is kept"] = "auto",
) -> Iterator[Part]:
    """A summary that is as fresh as it has to be, and equal to its query.

    **Problem**

    A materialized view is as old as its last refresh, and without a unique index every refresh locks its readers out.
    A row trigger that reads a total and writes it back loses one of two writers; one that updates the group's row
    makes writers of a group wait for each other until commit, and deadlocks those that come in another order.

    **Design**

    Where staleness is allowed and a refresh takes less than a tenth of it: a materialized view, a unique index on the
    keys, REFRESH … CONCURRENTLY on a schedule. Else the summary is kept: statement triggers with transition tables
    add each statement's differences, grouped, as new rows of a table of differences. They take no lock that another
    writer wants: none waits, none deadlocks, none fails to serialize. The view adds the differences to the groups, so
    it equals the query in every snapshot, and in the writer's own transaction. `…_fold()` adds the differences up, one
    at a time and in the order of the keys; `…_rebuild()` counts the table anew in one snapshot, beside its writers.

    **Alternatives and when they win**

    - *The query with a covering index*: groups are few rows each, and asked for one by one.
    - *An upsert in the trigger*: one writer, or groups that no two writers share; reads cost one row.
    - *An expression that no addition keeps* (min, max, DISTINCT, HAVING, floats): only by materialized view.
    - *A summary that a stream keeps* (logical decoding): writes are too many for any trigger.

    **What it costs**

    Kept: a statement trigger and one row a group for each writing statement; so bulk statements cost little and
    single-row statements about an INSERT more. The view reads all groups it is asked for and all differences since the
    last fold. Materialized: a full scan, a sort and a comparison at each refresh, and dead rows for what changed.

    **Limits**

    Kept: no partitioned table (detaching a partition fires no trigger), no inheritance; a NaN in a sum stays until a
    rebuild; constants of time without a zone are read in each session's; `session_replication_role = replica` and
    logical replication pass the triggers. TRUNCATE of the table truncates the summary with it, so it waits for the
    summary's readers too. Row-level security of the table does not reach the summary: grant what may be seen.

    **References**

    PostgreSQL manual: REFRESH MATERIALIZED VIEW, CREATE TRIGGER ("REFERENCING"), 13.2 "Transaction Isolation",
    39.7 "Rules on … Materialized Views"; INSERT, "ON CONFLICT"; pg_cron: cron.schedule.
    """
    if len(tables) != 1:
        raise ConfigError("one table at a time", "give --table once: the one that the query groups")
    (table,) = tables
    grouping = read_grouping(query, ground.database, (table.name.schema,))
    if grouping.table != table.name:
        raise ConfigError(f"the query reads {grouping.table}", f"give --table {grouping.table}")
    whole = Name(table.name.schema, name or cut(table.name.name, "_summary"))
    made, choice = chosen(ground, table, grouping, staleness, form)
    yield choice
    if table.row_security:
        yield Note(f"{table.name} has row-level security, which does not reach {whole}: grant only what all may see")
    if made == "materialized":
        yield from materialized(ground, grouping, whole, staleness)
    else:
        yield from kept(ground, table, grouping, whole)
    yield from ground.probes("probes", table=table.name, query=Sql(grouping.sql), change=change(table, grouping))


def chosen(ground: Ground, table: Table, query: Grouping, staleness: int, form: Form) -> tuple[Form, Choice]:
    """How the summary is kept, and why so. Raises UnsupportedError where it cannot be as wished."""
    obstacle = query.obstacle
    if table.kind != "table":
        obstacle = obstacle or f"{table.name} is {table.kind}: its partitions come and go without a trigger"
    if table.inherits or (ground.database.heirs(table.name) and table.kind == "table"):
        obstacle = obstacle or f"{table.name} inherits, or is inherited from"
    if not obstacle and nullable(table, query) and ground.major < 15:
        obstacle = "a key may be NULL, and before PostgreSQL 15 no unique key holds NULLs for equal"
    took, told = refresh(ground, table)
    made, because = form, "it is what the option form says"
    if form == "auto":
        cheap = took is not None and took <= staleness * SHARE
        made = "materialized" if staleness and (cheap or obstacle) else "kept"
        because = f"{staleness} s behind are allowed, {told}{writes(ground, table)}"
        because += f"; and {obstacle}" if obstacle and made == "materialized" else ""
    if made == "kept" and obstacle:
        raise UnsupportedError(f"the summary cannot be kept by its writes: {obstacle}", "--set staleness=SECONDS")
    others = {one: when for one, when in WHEN.items() if one != WAYS[made]}
    return made, Choice("How is the summary kept?", WAYS[made], because, others)


def nullable(table: Table, query: Grouping) -> bool:
    """Whether a key may be NULL."""
    columns = (table.column(key.column) for key in query.keys)
    return not all(column and column.not_null for column in columns)


def refresh(ground: Ground, table: Table) -> tuple[float | None, str]:
    """Seconds that reading and grouping the table takes, and how that is told."""
    rows = ground.rows(table)
    if rows is None:
        return None, "and nothing tells how long a refresh takes"
    size = ground.statistics.bytes(table.name) if ground.statistics else 0
    took = max(rows / ROWS_A_SECOND, size / BYTES_A_SECOND)
    return took, f"and a refresh reads {rows:,.0f} rows in {size / 2**20:,.0f} MiB: some {took:.1f} s"


def writes(ground: Ground, table: Table) -> str:
    """How often the workload writes the table, as a clause."""
    if not ground.queries:
        return ""
    targets = ((one.analysis.target, one.query.calls) for one in ground.queries)
    calls = sum(calls for target, calls in targets if target and target.name == table.name)
    return f"; the workload writes it {calls:,.0f} times"


def materialized(ground: Ground, query: Grouping, whole: Name, staleness: int) -> Iterator[Part]:
    """The materialized view, and who refreshes it."""
    keys = tuple(one.name for one in query.keys)
    index = index_name(whole, keys)
    filled: dict[str, Value] = {"table": query.table, "summary": whole, "query": Sql(query.sql)}
    yield from ground.steps(
        "materialized", "read, not computed", **filled, index=Name(whole.schema, index), name=index, keys=keys
    )
    command = f"REFRESH MATERIALIZED VIEW CONCURRENTLY {whole}"
    if ground.has("pg_cron"):
        minutes = min(max(staleness // 60, 1), 59)
        yield Note(f"have pg_cron refresh it: {cron(whole, f'*/{minutes} * * * *', command)}")
    else:
        yield Note(f"have a scheduler run every {max(staleness, 1)} s: {command}")
    yield from ground.trials("trial_materialized", **filled, columns=tuple(one.name for one in query.outputs))


def kept(ground: Ground, table: Table, query: Grouping, whole: Name) -> Iterator[Part]:
    """The tables, the triggers and the view."""
    made = Kept(query, whole)
    values = made.values("UNIQUE NULLS NOT DISTINCT" if nullable(table, query) else "PRIMARY KEY")
    for template, why in {
        "tables": "groups, and what was written since",
        "writing": "every write says what it adds and takes away",
        "reading": "the query's result, at every moment",
    }.items():
        yield from ground.steps(template, why, **values)
    command = f"SELECT {made.part('fold')}()"
    if ground.has("pg_cron"):
        yield Note(f"have pg_cron fold the differences: {cron(whole, FOLDED, command)}")
    else:
        yield Note(f"have a scheduler run each minute, lest the differences grow: {command}")
    columns = tuple(one.name for one in query.outputs)
    yield from ground.trials("trials", **values, query=Sql(query.sql), columns=columns, change=change(table, query))


def change(table: Table, query: Grouping) -> Sql:
    """An assignment that changes a summed column where there is one, else one that changes nothing."""
    summed = (table.column(one.column) for one in query.outputs if one.function in ("sum", "avg") and one.column)
    plain = [quote(c.name) for c in summed if c and not c.generated and c.identity != "always"]
    if plain:
        return Sql(f"{plain[0]} = {plain[0]} + 1")
    same = next(quote(c.name) for c in table.columns if not c.generated and c.identity != "always")
    return Sql(f"{same} = {same}")


def fits(ground: Ground) -> Iterator[Fit]:
    """Queries of the workload that group the whole of a large table."""
    for one in ground.workload.queries if ground.workload else ():
        try:
            query = read_grouping(one.sql, ground.database)
        except ConfigError:
            continue
        rows = ground.rows(query.table) or 0
        if rows >= MANY and not query.where and not query.having:
            because = f"{one.calls:,.0f} calls group all of {rows:,.0f} rows"
            yield Fit(table=query.table, because=because, options={"query": query.sql})
