"""unlogged-table."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.change import Change, SetLogged, Steps
from ...model.database import Database
from ...model.finding import Finding
from ...model.names import Name
from ...model.table import Table
from ..check import Examined, check
from ..vocabulary import keeps_records, wordlist, words

PASSING = wordlist(
    "cache cached caches session sessions queue queues lock locks scratch buffer rate counter limits limiter job jobs"
)


@check(severity="warning")
def unlogged_table(database: Database) -> Iterator[Finding | Examined]:
    """Unlogged table with rows that should last.

    Condition
        An unlogged table has foreign keys, or other tables refer to it. A name that says cache, session, queue,
        staging or the like does not count.

    Effect
        After a crash or an immediate shutdown the server empties the table. Its rows are not on standbys either: a
        promoted standby has none of them, and reading the table there is an error.

    Remedy
        ALTER TABLE … SET LOGGED, which writes the table anew and all of it to the write-ahead log, under an ACCESS
        EXCLUSIVE lock; tables that it refers to go first.

    When to ignore it
        The rows can be made again from elsewhere, and something makes them again after a crash.

    References
        PostgreSQL manual, CREATE TABLE, "UNLOGGED"; ALTER TABLE, "SET { LOGGED | UNLOGGED }".
    """
    for table in database.tables:
        if table.kind != "table" or table.persistence != "unlogged":
            continue
        yield Examined()
        related = [key.target for key in table.foreign_keys] + [t.name for t in database.referencing(table.name)]
        if not related or keeps_records(table) or not PASSING.isdisjoint(words(table.name.name)):
            continue
        order = tuple(SetLogged(table=name) for name in _targets_first(database, table, {}))
        change: Change = order[0] if len(order) == 1 else Steps(changes=order)
        yield Finding(
            object=str(table.name),
            detail=f"{table.name} is unlogged and hangs together with {related[0]}: a crash empties it",
            change=change,
            tables=(str(table.name),),
        )


def _targets_first(database: Database, table: Table, seen: dict[Name, None]) -> dict[Name, None]:
    """The unlogged tables that the table refers to, and itself last: a logged one cannot refer to an unlogged one."""
    if table.name in seen:
        return seen
    for key in table.foreign_keys:
        target = database.table(key.target)
        if target and target.persistence == "unlogged" and target.name != table.name:
            _targets_first(database, target, seen)
    seen[table.name] = None
    return seen
