"""Soft deletion: a time in place of a DELETE, and everything that has to know of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from ...model.change import CreateIndex
from ...model.change.base import cut
from ...model.design import Choice, Note
from ...model.errors import ConfigError, UnsupportedError
from ...model.names import Name, quote
from ...model.table import Table
from ..ground import Ground
from ..pattern import Part, Tables, pattern
from ..template import Sql, Text, Value
from .children import Reference, matching, references, told
from .replaced import replaced
from .worth import TYPES, fits

__all__ = ["fits", "soft_delete"]

SHARED = ("SELECT", "INSERT", "UPDATE", "DELETE")


@pattern
def soft_delete(
    ground: Ground,
    tables: Tables,
    *,
    column: Annotated[str, "the column that tells when a row was deleted; NULL: it lives"] = "deleted_at",
    indexes: Annotated[Literal["unique", "all"], "which indexes are to leave deleted rows out"] = "unique",
    view: Annotated[str, "what the view of live rows is called, before the name of the table"] = "live_",
    days: Annotated[int, "after how many days a purge removes deleted rows"] = 90,
) -> Iterator[Part]:
    """Deleted rows that are out of sight, out of the way of live ones, and gone in the end.

    **Problem**

    A column `deleted_at` alone deletes nothing: the name of a deleted row stays taken, every query has to remember the
    condition, a new order may refer to a deleted customer, the customer's live orders go on without one, and the table
    only grows. The playbook's form adds a second column that says the same and leaves all of this open; it holds a
    partial index, and no word on the full one that is there.

    **Design**

    One nullable time. Unique constraints become partial unique indexes over live rows, built concurrently before the
    old go. A view shows the live rows (with the reader's rights and policies from version 15 on); INSERT and UPDATE go
    through it, and DELETE from it sets the time. A real DELETE stays what it is.

    Foreign keys are kept in their sense. ON DELETE CASCADE: children that have the column are deleted with the same
    time, and come back with their parent. NO ACTION and RESTRICT: a parent with live children is not deleted. No live
    row may refer to a deleted one. Deleting takes the lock that a DELETE takes, so that it and those who add children
    wait for each other; only it pays for that. `purge_…()` removes rows deleted long ago, a batch a call.

    **Alternatives and when they win**

    - *An archive table* filled by DELETE … RETURNING: deleted rows are many and hardly ever asked for.
    - *The audit pattern*: somebody has to be able to look, nobody to restore.
    - *A trigger that turns DELETE into UPDATE*: never; it defeats ON DELETE CASCADE and leaves orphans behind.
    - *Partitions by deleted or not*: the purge drops millions; every restore then moves a row.

    **What it costs**

    Each child row that is added or moved looks its parent up once more. A deletion updates a row and looks for its
    children: they want an index on the foreign key. Deleted rows take space until they are purged.

    **Limits**

    `ON CONFLICT (name)` has to say `WHERE deleted_at IS NULL` once the index is partial. A view has the columns that
    were there when it was made. Exclusion constraints, and unique keys that foreign keys refer to, stay over all rows.
    ON DELETE SET NULL leaves the reference, so that a restore finds it. Children deleted by themselves in the same
    transaction come back with their parent. Live rows that refer to a deleted one today are left as they are. Under
    REPEATABLE READ a deletion does not see children added since its snapshot; under SERIALIZABLE one of the two fails.
    Foreign keys over types of an extension are compared by what pg_catalog knows of them.

    **References**

    PostgreSQL manual: "Partial Indexes", CREATE VIEW (security_invoker; "Updatable Views"), "Row-Level Locks", CREATE
    TRIGGER (INSTEAD OF), INSERT ("ON CONFLICT", index_predicate).
    """
    if days < 1:
        raise ConfigError(f"days={days}: nothing would be kept", "1 or more")
    for table in tables:
        _check(ground, table, column)
        yield from ground.steps("column", "NULL says live", table=table.name, column=column)
    yield from _choices(indexes)
    found = [one for table in tables for one in references(ground.database, table, tables, column)]
    refusing = _refusing(found)
    words = {}
    for table in tables:
        own = [one for one in found if one.parent.name == table.name]
        words[table.name] = _words(table, column, own, table.name in refusing) | {"days": days}
        yield from replaced(ground, table, column, indexes)
        yield from _view(ground, table, view, words[table.name])
        yield from told(table, own)
    for one in found:
        yield from one.parts(ground)
    for table in tables:
        dead = CreateIndex.on(table.name, column, predicate=f"{quote(column)} IS NOT NULL")
        yield ground.change(dead, f"index on {quote(column)} of deleted rows of {table.name}", "the purge finds them")
        yield from ground.steps("purge", "deleted rows go in the end", **words[table.name])
        yield from ground.trials("purge", **words[table.name])
    yield Note(f"Until the application reads the views, or says {quote(column)} IS NULL, it sees deleted rows.")
    yield Note(f"Call the purge again and again until it gives 0, from a job: it removes what is {days} days old.")


def _check(ground: Ground, table: Table, column: str) -> None:
    """Raises ConfigError or UnsupportedError where rows cannot be told apart, or the column says something else."""
    if table.kind == "foreign":
        raise UnsupportedError(f"{table.name} is a foreign table", "delete its rows where they are stored")
    if table.partition_of:
        raise ConfigError(f"{table.name} is a partition", f"name {table.partition_of.parent}")
    ground.key(table)
    if table.column(column):
        there = ground.column(table, column, *TYPES)
        if there.not_null or there.default or there.generated:
            raise ConfigError(f"{table.name}.{quote(column)} is never NULL", "NULL has to say that a row lives")


def _choices(indexes: str) -> Iterator[Choice]:
    yield Choice(
        "Where is it told?", "in the row: a time, NULL while it lives", "foreign keys and restores stay simple",
        {"an archive table": "deleted rows are many and hardly ever asked for"},
    )  # fmt: skip
    yield Choice(
        "Which indexes leave deleted rows out?",
        "all that may" if indexes == "all" else "the unique ones",
        "it is what the option indexes says" if indexes == "all" else "names of deleted rows have to be free",
        {"the unique ones": "some queries do not say that they want live rows"}
        if indexes == "all"
        else {"all": "a good part of the rows is deleted, and every query asks for live ones"},
    )  # fmt: skip


def _words(table: Table, column: str, own: list[Reference], guarded: bool) -> dict[str, Value]:
    """What most templates say of a table; ``guarded``: a rule may refuse to delete a row."""
    key = table.primary_key.columns if table.primary_key else ()
    unheld = (f" AND NOT EXISTS (SELECT FROM {one.child.name} c WHERE {one.child_of('t')})" for one in own if one.holds)
    return {
        "table": table.name, "table_text": Text(table.name), "column": column, "key": key,
        "t_key": Sql(", ".join(f"t.{quote(one)}" for one in key)), "unheld": Sql("".join(unheld)),
        "is_old": Sql(matching("t", key, "OLD", key)), "is_dead": Sql(matching("t", key, "dead", key)),
        "guarded": _truth(guarded), "made": _truth(table.column(column) is None), "purge": _of(table, "purge_"),
    }  # fmt: skip


def _truth(value: bool) -> Sql:
    return Sql("true" if value else "false")


def _of(table: Table, lead: str) -> Name:
    return Name(table.name.schema, cut(lead + table.name.name, ""))


def _view(ground: Ground, table: Table, lead: str, filled: dict[str, Value]) -> Iterator[Part]:
    """The view of live rows; none before 15 where policies guard the table, which it would go past."""
    if ground.major < 15 and table.row_security:
        yield Note(f"{table.name} has policies, which a view goes past before version 15: no view is made.")
        return
    name, delete = _of(table, lead), _of(table, f"delete_{lead}")
    shown = tuple(column.name for column in table.columns if column.name != filled["column"])
    given = [
        (grant.grantee, [p for p in SHARED if p in grant.privileges])
        for grant in table.grants or ()
        if grant.column is None and grant.grantee != table.owner
    ]
    grants = "".join(
        f"\nGRANT {', '.join(rights)} ON {name} TO {who if who == 'PUBLIC' else quote(who)};"
        for who, rights in given
        if rights
    )
    words = filled | {
        "view": name, "delete": delete, "delete_name": delete.name, "columns": shown, "grants": Sql(grants)
    }  # fmt: skip
    yield from ground.steps("view", "nobody has to remember the condition", **words)
    yield from ground.steps("deleting", "DELETE from the view is a deletion", **words)
    yield from ground.trials("deleting", **words)


def _refusing(found: list[Reference]) -> set[Name]:
    """Parents whose deletion a foreign key may refuse, their own or one that it reaches through children."""
    refusing = {one.parent.name for one in found if one.action == "restrict"}
    for _ in found:
        refusing |= {one.parent.name for one in found if one.action == "cascade" and one.child.name in refusing}
    return refusing
