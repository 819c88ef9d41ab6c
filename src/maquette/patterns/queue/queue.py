"""Queue: jobs in a table, leased to workers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from ...model.change import SetStorageParameter, Steps
from ...model.design import Choice, Fit, Note
from ...model.errors import ConfigError, UnsupportedError
from ...model.names import quote
from ...model.table import Table
from ..ground import Ground
from ..pattern import Part, Tables, name_of, pattern
from ..template import Sql, Text, Value
from .jobs import TIME, Jobs, kept, mark

OWN = ("leased_until", "last_error")  # columns that have no name of the user's
STORAGE = {
    "fillfactor": "70",
    "autovacuum_vacuum_scale_factor": "0",
    "autovacuum_vacuum_threshold": "1000",
    "autovacuum_analyze_scale_factor": "0",
    "autovacuum_analyze_threshold": "5000",
}


@pattern
def queue(
    ground: Ground,
    tables: Tables = (),
    *,
    name: Annotated[str, "the table that is made where no --table names one"] = "jobs",
    queue: Annotated[str, "the column that names a job's queue"] = "queue",
    run_at: Annotated[str, "the column that tells from when on a job may run"] = "run_at",
    attempts: Annotated[str, "the column that counts how often it was begun"] = "attempts",
    done: Annotated[str, "the column that tells that it is finished: a time, or true"] = "finished_at",
    dead: Annotated[str, "the column that tells that it was given up: a time, or true"] = "failed_at",
    fair: Annotated[str, "a column among whose values turns are taken (a tenant), none if empty"] = "",
    lease: Annotated[str, "how long a worker holds a job that it took"] = "5 minutes",
    max_attempts: Annotated[int, "after how many attempts a job is given up"] = 5,
    backoff: Annotated[str, "the wait after the first failure; it doubles with each"] = "10 seconds",
    keep: Annotated[str, "how old finished jobs are when purge deletes them"] = "7 days",
    notify: Annotated[bool, "tell LISTENing workers of new jobs"] = False,
) -> Iterator[Part]:
    """Jobs that wait in a table, each done once, whatever dies.

    **Problem**

    Workers that read a job and then mark it do some jobs twice; with FOR UPDATE they stand in line behind one row. A
    transaction held open for as long as a job runs keeps VACUUM from its work. A flag `is_running` that a killed
    worker leaves behind hides its job for ever. A job that kills its worker is tried without end.

    **Design**

    A table, new or fitted to yours, and six functions. `…_take(queue, up_to, lease)` leases the most urgent jobs with
    FOR UPDATE SKIP LOCKED and counts the attempt; whoever dies lets the lease run out, and the job comes back. The
    number of the attempt is the key to it: `…_finish`, `…_fail` and `…_extend` want it and raise an error where another
    holds the job by now. What a worker writes in the transaction of its `…_finish` is therefore done exactly once.
    `…_fail` puts a job off, twice as long each time and with some chance; after `max_attempts` it is a dead letter,
    which `…_revive` sends back. `…_purge` deletes old finished jobs, a batch a call.

    One partial index holds what waits, ordered as it is taken: it stays as small as the backlog. The lease lies in no
    index, so taking and extending are HOT updates where a page has room, which fillfactor 70 leaves. Autovacuum goes by
    the number of changes, not by a share of the table. Priorities are stepped through one by one, so high ones that are
    not due yet cost one look, however many they are. With `fair`, each take goes round all who have jobs, in an order
    drawn by lot, so that one with a million jobs delays nobody.

    **Alternatives and when they win**

    - *A message broker*: many thousand jobs a second, or fan-out to many readers.
    - *The transaction as the lease* (SKIP LOCKED until COMMIT): jobs of milliseconds, and one connection a worker.
    - *Advisory locks*: the row must not be written when a job begins; a pooler between makes them unsafe.
    - *The outbox pattern*: events in order, seen by several readers, rather than work that is shared out.
    - *Jobs deleted when done*: nobody wants to look back; then call `…_purge('0 seconds')` often.

    **What it costs**

    A job is written three times: inserted, taken, finished; the first and the last touch the partial index. Each take
    is two index scans for each priority that waits. `notify` makes committing transactions that insert jobs wait for
    one another for a moment. The decision record holds what was measured on your schema.

    **Limits**

    A job may be begun more than once: effects outside the database must bear that, and may use key and attempt as an
    idempotency key. Order is by priority and time, but jobs that run side by side end in any order. Leased jobs stay
    in the index, and each take steps over those before it. An old transaction anywhere in the cluster, or a replication
    slot, keeps dead rows: a long queue then slows down. READ COMMITTED is meant; under REPEATABLE READ two workers may
    meet with a serialization failure. Triggers of `notify` do not fire for rows that replication applies.

    **References**

    PostgreSQL manual: SELECT ("The Locking Clause": SKIP LOCKED "to avoid lock contention with multiple consumers
    accessing a queue-like table"), "Heap-Only Tuples (HOT)", CREATE TABLE (storage parameters), NOTIFY.
    """
    if len(tables) > 1:
        raise ConfigError("a queue is one table", "give --table once")
    if max_attempts < 1:
        raise ConfigError(f"--set max_attempts={max_attempts}: a job is tried once at least", "the default is 5")
    table = tables[0] if tables else None
    if table and table.kind != "table":
        raise UnsupportedError(f"{table.name} is {table.kind}", "fit a plain table, or leave --table out for a new one")
    if table and fair:
        kept(ground, table, ground.column(table, fair).name)
    named = kept(ground, table, queue, "text", "character varying")
    kept(ground, table, run_at, TIME)
    kept(ground, table, attempts, "smallint", "integer", "bigint")
    kept(ground, table, "priority", "smallint", "integer", "bigint")
    key = ground.key(table).columns if table else ("id",)
    jobs = Jobs(
        table=table.name if table else name_of(name),
        key={column: ground.column(table, column).type if table else "bigint" for column in key},
        queue=queue, queue_type=named.type if named else "text", run_at=run_at, attempts=attempts,
        done=mark(ground, table, done), dead=mark(ground, table, dead), fair=fair, max_attempts=max_attempts,
    )  # fmt: skip
    words = jobs.words()
    yield Choice(
        "Where do the jobs lie?", f"in {jobs.table}" if table else f"in a new table, {jobs.table}",
        "columns that are there keep their meaning, what lacks is added" if table else "no --table names one",
        {"a new table beside it": "most of its rows are no jobs, or are kept for years"} if table else {},
    )  # fmt: skip
    if table:
        yield from _fitted(ground, table, jobs)
    else:
        storage = Sql(", ".join(f"{parameter} = {value}" for parameter, value in STORAGE.items()))
        fair_column = Sql(f"{quote(fair)} text NOT NULL DEFAULT '',\n    " if fair else "")
        yield from ground.steps("table", "what waits", storage=storage, fair_column=fair_column, **words)
    held = {"lease": Text(lease), "backoff": Text(backoff), "keep": Text(keep)}
    yield from ground.steps("take_fair" if fair else "take", "a job is leased to one worker", **words, **held)
    yield from ground.steps("settle", "only who holds the lease settles the job", **words, **held)
    yield from ground.steps("keep", "dead letters go back, old jobs go", **words, **held)
    if notify:
        told: dict[str, Value] = {
            "notify": jobs.function("notify"),
            "trigger": "notify",
            "channel": Text(jobs.table.name),
        }
        yield from ground.steps("notify", "idle workers need not poll", table=jobs.table, **told)
        yield Note(
            f"workers LISTEN {quote(jobs.table.name)}, and still poll now and then: for what is due later, and retries"
        )
    yield from ground.trials("trials", **words)
    if table:
        yield from ground.probes("probes", **words)
    yield Note(f"workers need EXECUTE on the functions, SELECT and UPDATE on {jobs.table}; purge needs DELETE")


def _fitted(ground: Ground, table: Table, jobs: Jobs) -> Iterator[Part]:
    """What a table lacks to be a queue."""
    wanted = {
        jobs.queue: "text NOT NULL DEFAULT 'default'", "priority": "smallint NOT NULL DEFAULT 0",
        jobs.run_at: "timestamptz NOT NULL DEFAULT now()", jobs.attempts: "integer NOT NULL DEFAULT 0",
        "leased_until": "timestamptz", "last_error": "text",
        jobs.done.column: "timestamptz", jobs.dead.column: "timestamptz",
    }  # fmt: skip
    for column, kind in {"leased_until": TIME, "last_error": "text"}.items():
        if table.column(column):
            ground.column(table, column, kind)
    for column, kind in wanted.items():
        if table.column(column) is None or column in OWN:
            why = "without a rewrite: its default is constant"
            yield from ground.steps("column", why, table=table.name, column=column, type=Sql(kind))
    if table.column(jobs.done.column) is None:
        yield Note(
            f"no column of {table.name} says that a job is done (--set done=…): every row there counts as waiting"
        )
    yield from ground.steps("index", "what waits, in the order in which it is taken", **jobs.words())
    settings = tuple(
        SetStorageParameter(table=table.name, parameter=parameter, value=value)
        for parameter, value in STORAGE.items()
        if not any(option.startswith(f"{parameter}=") for option in table.options)
    )
    if settings:
        yield ground.change(Steps(changes=settings), f"storage of {table.name}", "each job is written three times")


def fits(ground: Ground) -> Iterator[Fit]:
    """Tables of jobs that keep no lease: a time to run from, and a mark of what is done."""
    for table in ground.database.roots:
        run_at = _first(table, TIME, "run_at", "scheduled_at", "available_at", "next_run_at", "process_at")
        done = next((found for kind in (TIME, "boolean") if (found := _first(table, kind, *DONE))), "")
        if table.kind != "table" or not table.primary_key or not run_at or not done or table.column("leased_until"):
            continue
        dead = next((found for kind in (TIME, "boolean") if (found := _first(table, kind, *DEAD))), "failed_at")
        because = (
            f"jobs that run from {quote(run_at)} on until {quote(done)}, and nothing brings back one whose worker died"
        )
        if (rows := ground.rows(table)) is not None:
            because += f"; {rows:,.0f} rows"
        yield Fit(table=table.name, because=because, options={"run_at": run_at, "done": done, "dead": dead})


DONE = ("finished_at", "done_at", "completed_at", "processed_at", "is_done", "done", "finished", "processed")
DEAD = ("failed_at", "dead_at", "is_failed", "failed", "is_dead")


def _first(table: Table, kind: str, *names: str) -> str:
    return next((name for name in names if (column := table.column(name)) and column.type == kind), "")
