"""A change as statements that are safe while the database is used, and those that take it back.

Recipes: indexes are made, dropped and rebuilt CONCURRENTLY, on partitioned tables piece by piece; constraints are
added NOT VALID and validated in a statement of their own; a key takes over an index that was made before; what must
not be seen half done is one statement. Each statement is a transaction of its own.

Before the first statement that takes a lock on a table comes ``SET lock_timeout = '500ms'``: a statement that waits for
its lock makes everybody behind it wait too, so it had better fail and be tried again. It is lifted (RESET) before a
CONCURRENTLY, which waits for old transactions without blocking anybody, and leaves an invalid index when it fails.

Sources: the manual's pages of ALTER TABLE (Notes), CREATE INDEX (Building Indexes Concurrently; partitioned tables),
REINDEX and ALTER INDEX.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...model.change import Change, Steps
from ...model.database import Database
from ...model.evidence import Statement
from ..base import Rendered
from .rendering import (  # noqa: F401 - each registers its recipes
    columns,
    constraints,
    indexes,
    security,
    settings,
    statistics,
)
from .rendering.recipe import recipe

GUARD = Statement(sql="SET lock_timeout = '500ms'")
WAITS_FOR_NO_TABLE = ("SELECT ", "GRANT ", "REVOKE ", "ALTER FUNCTION ", "ALTER PROCEDURE ", "ALTER AGGREGATE ")
LIFT = Statement(sql="RESET lock_timeout")


def render(change: Change, database: Database) -> Rendered:
    """The change as statements for ``database``, and its undo. Raises UnsupportedError for what cannot be done."""
    made = recipe(change, database)
    return Rendered(statements=guarded(made.statements), undo=guarded(made.undo))


@recipe.register
def _steps(change: Steps, database: Database) -> Rendered:
    statements: tuple[Statement, ...] = ()
    undo: tuple[Statement, ...] = ()
    for step in change.changes:
        made = recipe(step, database)
        statements, undo = statements + made.statements, made.undo + undo
        database = step.apply(database)
    return Rendered(statements=statements, undo=undo)


def guarded(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """The statements with the guard before those that may wait for a table, and without one before the others."""
    return tuple(_guarded(one for one in statements if one not in (GUARD, LIFT)))


def _guarded(statements: Iterable[Statement]) -> Iterator[Statement]:
    on = False
    for statement in statements:
        wanted = statement.transactional and (on or not statement.sql.startswith(WAITS_FOR_NO_TABLE))
        if wanted != on:
            on = wanted
            yield GUARD if on else LIFT
        yield statement
