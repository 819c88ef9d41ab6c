"""unique-key-over-deleted-rows."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.change import Change, CreateIndex, DropConstraint, DropIndex, Steps
from ...model.database import Database
from ...model.finding import Finding
from ...model.index import Index
from ...model.names import quote
from ...model.table import Table
from ..check import Examined, check
from ..retype import referred
from ..vocabulary import DELETED, IS_DELETED, wordlist, words

# What people choose and want to choose again; a number given once (invoice, order) shall stay taken.
CHOSEN = wordlist(
    "email mail username login nickname handle slug name title phone domain hostname subdomain path label"
)


@check(severity="warning")
def unique_key_over_deleted_rows(database: Database) -> Iterator[Finding | Examined]:
    """Unique key that counts deleted rows.

    Condition
        Rows are deleted by setting a column (deleted_at, is_deleted), and a unique key over what people choose (an
        e-mail address, a name, a slug) has no WHERE clause that leaves the deleted ones out.

    Effect
        Whoever deletes an account can never register again with that address, and a slug once used is lost. Teams
        work around it by changing the value on delete, which breaks the history that soft delete was made for.

    Remedy
        A unique index `WHERE deleted_at IS NULL` in its place. `ON CONFLICT (email)` then has to name the same WHERE.

    When to ignore it
        The value shall stay taken for ever, or the key is the target of a foreign key.

    References
        PostgreSQL manual, 11.8 "Partial Indexes", example 11.3; INSERT, "ON CONFLICT" (index_predicate).
    """
    for table in database.roots:
        living = _living(table)
        for index in table.indexes:
            if not living or not index.unique or index.primary or index.predicate or not _chosen(table, index):
                continue
            yield Examined()
            if referred(database, table, index.columns) or index.replica_identity:
                continue
            yield Finding(
                object=f"{table.name}.{index.name.name}",
                detail=f"{index.name.name} ({', '.join(index.columns)}) counts deleted rows: no WHERE {living}",
                change=_change(table, index, living) if table.kind == "table" else None,
                advice="" if table.kind == "table" else f"Create a unique index WHERE {living} on each partition.",
                tables=(str(table.name),),
            )


def _living(table: Table) -> str | None:
    """The condition that a row is not deleted, if the table has such a column."""
    for column in table.columns:
        if column.name in DELETED and not column.not_null and column.base.startswith(("timestamp", "date")):
            return f"({quote(column.name)} IS NULL)"
        if column.name in IS_DELETED and column.base == "boolean":
            return f"(NOT {quote(column.name)})"
    return None


def _chosen(table: Table, index: Index) -> bool:
    plain = len(index.columns) == len(index.keys) and not set(index.columns) & (DELETED | IS_DELETED)
    return plain and any(not CHOSEN.isdisjoint(words(name)) for name in index.columns)


def _change(table: Table, index: Index, living: str) -> Change:
    name = f"{index.name.name[:56]}_living"
    keys = index.keys
    new = CreateIndex(table=table.name, keys=keys, include=index.include, predicate=living, unique=True, name=name)
    owner = index.constraint
    old = DropConstraint(table=table.name, constraint=owner) if owner else DropIndex(table=table.name, index=index.name)
    return Steps(changes=(new, old))
