"""What reads a column, so that its type cannot change under it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .database import Database
from .names import quote
from .table import Column, Table

WATCHED = re.compile(r" UPDATE OF (.+?) ON ")


def readers(database: Database, table: Table, column: Column) -> Iterator[str]:
    """What makes the server refuse another type for the column, as far as the model knows: "the view public.open".

    ALTER TABLE reference, "SET DATA TYPE". Texts are searched for the column's name as a word of its own, so a column
    of that name in another table of a view counts too: rather a refusal too many than a statement that fails.
    """
    name = column.name
    for other in table.columns:
        if other.generated and _mentions(other.default, name):
            yield f"the generated column {quote(other.name)}"
    for policy in table.policies:
        if _mentions(policy.using, name) or _mentions(policy.check, name):
            yield f"the policy {quote(policy.name)}"
    for trigger in table.triggers:
        watched = WATCHED.search(trigger.definition)
        if _mentions(trigger.when, name) or (watched and _mentions(watched[1], name)):
            yield f"the trigger {quote(trigger.name)}"
    for view in database.views:
        if table.name in view.depends_on and _mentions(view.definition, name):
            yield f"the {'materialized ' * view.materialized}view {view.name}"
    for function in database.functions:
        parsed = "\nBEGIN ATOMIC" in function.definition or "\nRETURN " in function.definition
        if parsed and str(table.name) in function.definition and _mentions(function.definition, name):
            yield f"the function {function.signature}"


def is_partition_key(table: Table, column: Column) -> bool:
    """Whether the table is partitioned by the column, or by an expression of it."""
    key = table.partitioning
    return key is not None and (column.name in key.columns or _mentions(key.definition, column.name))


def _mentions(text: str | None, column: str) -> bool:
    """Whether SQL text has the column's name as a word of its own."""
    return bool(text) and re.search(rf'(?<![\w$"]){re.escape(quote(column))}(?![\w$"])', text or "") is not None
