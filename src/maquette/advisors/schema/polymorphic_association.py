"""polymorphic-association."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.database import Database
from ...model.finding import Finding
from ...model.statistics import Statistics
from ...model.table import Table
from ..check import Examined, check
from ..vocabulary import keeps_records, noun, wordlist

# Words that stand for "any table"; Rails adds every word in -able (commentable).
ANY = wordlist("owner subject object entity target resource source parent related reference content item")


@check(severity="warning")
def polymorphic_association(database: Database, statistics: Statistics | None = None) -> Iterator[Finding | Examined]:
    """A reference to one of several tables.

    Condition
        A table has the columns x_type and x_id, no foreign key on x_id, no table is called x, and either x is a word
        for anything (owner, subject, …able) or the statistics show that x_type holds names of two or more tables.
        Logs, audit trails and queues do not count: their rows outlive what they speak of.

    Effect
        No foreign key is possible, so rows point to what was deleted long ago. Each reader joins by hand with every
        possible table, and the planner knows nothing of these joins.

    Remedy
        One nullable foreign key column for each table referred to and `CHECK (num_nonnulls(a_id, b_id) = 1)`; or one
        table that all of them extend, and a foreign key to it.

    When to ignore it
        The reference is only ever followed one row at a time, and a job clears what is left behind.

    References
        PostgreSQL manual, 5.5.5 "Foreign Keys"; 9.2 "Comparison Functions and Operators" (num_nonnulls).
    """
    tables = {noun(table.name.name): table for table in database.roots}
    for table in database.roots:
        for stem, kind, column in _pairs(table):
            yield Examined()
            if stem in tables or keeps_records(table) or any(column in key.columns for key in table.foreign_keys):
                continue
            named = _tables_named(statistics, table, kind) & tables.keys()
            if len(named) >= 2 or stem in ANY or stem.endswith("able"):
                targets = ", ".join(sorted(str(tables[name].name) for name in named)) or "several tables"
                yield Finding(
                    object=f"{table.name}.{column}",
                    detail=f"{table.name}({kind}, {column}) refers to {targets}, which no foreign key can check",
                    advice="Give each of them a nullable foreign key column, and CHECK (num_nonnulls(…) = 1).",
                    tables=(str(table.name),),
                )


def _pairs(table: Table) -> Iterator[tuple[str, str, str]]:
    """Stem, type column and id column of each pair; content_type_id and object_id are Django's."""
    for column in table.columns:
        stem = column.name.removesuffix("_type")
        if stem != column.name and table.column(f"{stem}_id"):
            yield stem, column.name, f"{stem}_id"
    if table.column("content_type_id") and table.column("object_id"):
        yield "object", "content_type_id", "object_id"


def _tables_named(statistics: Statistics | None, table: Table, column: str) -> set[str]:
    relation = statistics.of(table.name) if statistics else None
    known = relation.column(column) if relation else None
    return {noun(value.rpartition("\\")[2]) for value in (known and known.common_values) or ()}
