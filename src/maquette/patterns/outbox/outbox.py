"""Outbox: events in the transaction of the data, read in order by offset."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from ...model.design import Choice, Fit, Note
from ...model.errors import ConfigError, UnsupportedError
from ...model.names import Name, literal, quote
from ...model.table import Table
from ..ground import Ground
from ..pattern import Part, Tables, name_of, pattern
from ..template import Sql, Text, Value


@pattern
def outbox(
    ground: Ground,
    tables: Tables = (),
    *,
    name: Annotated[str, "the table of events; what belongs to it is called after it"] = "outbox",
    lanes: Annotated[int, "how many workers of one reader may read at once"] = 4,
    keep: Annotated[str, "how old events are, and seen by all readers, when purge deletes them"] = "7 days",
) -> Iterator[Part]:
    """Events that are written with the data, and seen once and in order by every reader.

    **Problem**

    A message sent after COMMIT is lost when the sender dies between the two; one sent before it tells of what may be
    rolled back. Events in a table end that, but `WHERE id > last_seen` skips some: numbers are drawn in another order
    than transactions commit, and an event that comes late with a small number lies behind the reader for ever.

    **Design**

    `…_emit(stream, kind, payload)` writes an event in the caller's transaction; with `--table` a trigger emits each
    row that changes, as a stream of its own (`orders:42`). Each stream has a row that its writer holds until COMMIT:
    events of a stream are numbered without gaps in the order in which their transactions commit. An event's position
    is its transaction's id, or the last position of its stream where that is higher. Readers stop at the oldest
    transaction that still runs (`pg_snapshot_xmin`): before it nothing can appear any more, so the offset (position,
    id) never passes an event, and within a stream the order by position and id is the order of numbers.

    `…_join(reader)` makes a reader. `…_read(reader)` gives the next events and moves the offset in the caller's
    transaction: what a reader writes in that transaction is done exactly once. Streams are spread over lanes; each
    worker of a reader takes a lane that nobody holds (SKIP LOCKED), so many work and no stream is read by two at once.
    `…_purge` deletes what all readers have had.

    **Alternatives and when they win**

    - *Logical decoding* (pgoutput, wal2json, Debezium): no write is doubled and order is by commit; it needs
      wal_level = logical and a slot that someone watches, for a slot that nobody reads fills the disk.
    - *pg_logical_emit_message*: the same without a table, for whoever decodes anyway.
    - *The queue pattern*: work that is shared out, where order does not matter.
    - *LISTEN/NOTIFY alone*: losing messages while nobody listens is all right.

    **What it costs**

    Two writes for each event: the event, and the row of its stream, which is a HOT update where its page has room. Two
    transactions that write to one stream come one after the other; where the stream is a row that both change, they
    would have anyway. One row stays for each stream that ever was. The decision record holds what was measured on your
    schema.

    **Limits**

    Events show once every older writing transaction of the whole server has ended, so a long one, a prepared one too,
    delays all readers. Transactions that write to several streams in different order may deadlock; REPEATABLE READ
    writers of one stream may fail to serialize: both are to be retried. What a reader does outside the database may be
    done again after a crash; (stream, number) tells it. TRUNCATE, and what replication applies, make no events.
    Positions are meaningful on their own cluster: after pg_dump and restore, or a move by logical replication, let
    readers finish first, then empty the events and set all positions to '0'. pg_upgrade keeps them.

    **References**

    PostgreSQL manual: "Transaction ID and Snapshot Information Functions" (`pg_current_xact_id`, `pg_snapshot_xmin`),
    "Transactions and Identifiers", SELECT (SKIP LOCKED), "Sequence Manipulation Functions" (numbers are not rolled
    back).
    """
    if not 1 <= lanes <= 1000:
        raise ConfigError(f"--set lanes={lanes}: from 1 to 1000", "the default is 4")
    events = name_of(name)
    words: dict[str, Value] = {"events": events, "lanes": lanes, "keep": Text(keep)}
    for part in ("streams", "readers", "emit", "join", "read", "purge", "capture"):
        words[part] = Name(events.schema, f"{events.name}_{part}")
    yield Choice(
        "What orders the events?", "the writer's transaction, never below its stream's last",
        "an offset must not pass what commits later, and a stream must not turn round",
        {
            "a number from a sequence": "never: readers skip what commits late",
            "one number for all, under one lock": "few writers, and order across streams matters",
            "the log, decoded": "wal_level is logical already, and somebody watches the slot",
        },
    )  # fmt: skip
    yield from ground.steps("tables", "events, the end of each stream, and how far each reader is", **words)
    yield from ground.steps("emit", "the one way to write an event", **words)
    yield from ground.steps("read", "each event once, in order", **words)
    yield from ground.steps("purge", "what all have seen goes", **words)
    yield from ground.trials("trials", **words)
    if tables:
        yield from ground.steps("capture", "nobody has to remember to emit", **words)
    for table in tables:
        yield from _captured(ground, table, words)
    yield Note(
        f"who writes events needs EXECUTE on {words['emit']} (triggers need nothing); "
        f"who reads needs SELECT on {events} and UPDATE on {words['readers']}"
    )
    yield Note("a reader that is given up holds all events: delete its rows, or purge deletes nothing")


def _captured(ground: Ground, table: Table, words: dict[str, Value]) -> Iterator[Part]:
    """The trigger of one table."""
    if table.kind == "foreign":
        raise UnsupportedError(f"{table.name} is a foreign table", "catch its changes where they are made")
    key = ground.key(table).columns
    stream = table.name.name if table.name.schema == "public" else f"{table.name.schema}.{table.name.name}"
    arguments = Sql(", ".join(map(literal, (stream, *key))))
    trigger = str(words["events"]).rpartition(".")[2].strip('"')
    column = next(c.name for c in table.columns if not c.generated and c.identity != "always")
    held: dict[str, Value] = {"table": table.name, "column": column, "stream": Text(stream), "trigger": trigger}
    yield from ground.steps(
        "trigger", f"each change is an event of {quote(stream)}:key", arguments=arguments, **held, **words
    )
    yield from ground.trials("trial_table", **held, **words)
    yield from ground.probes("probes", **held)
    yield Note(f"events of {table.name} hold whole rows, with every column: mind who may read them, and for how long")


def fits(ground: Ground) -> Iterator[Fit]:
    """Tables of events that readers follow by a number from a sequence."""
    for table in ground.database.roots:
        if not table.primary_key or "outbox" not in table.name.name or table.column("position"):
            continue
        column = table.column(table.primary_key.columns[0])
        if column and (column.identity or "nextval(" in (column.default or "")):
            because = f"readers that follow {quote(column.name)} skip an event whose transaction commits late"
            yield Fit(table=table.name, because=because)
