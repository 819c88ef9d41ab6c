"""Promotion: a key of a document as a column that is always what the key is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from ...model.change import CreateIndex
from ...model.change.base import cut, index_name
from ...model.design import Choice, Note
from ...model.errors import UnsupportedError
from ...model.names import Name, quote
from ...model.statistics import PAGE
from ...model.table import Column, Table
from ..backfill import backfill
from ..ground import Ground
from ..pattern import Part
from ..single import row_triggers, trigger_name
from ..template import Sql, Text
from .keys import TYPES, keys_of

Form = Literal["auto", "virtual", "generated", "trigger"]
VIRTUAL_SINCE = 18
FEW, LIGHT = 10_000, 20_000_000  # rows and bytes that are rewritten while everybody waits
WHEN = {
    "virtual": "PostgreSQL is 18 or later, and the column need be neither unique nor replicated",
    "generated": "the table is small or nobody uses it, or a unique key is wanted",
    "trigger": "the table is large and PostgreSQL older than 18, or the key is to leave the document one day",
}


def promoted(ground: Ground, table: Table, column: Column, item: str, form: Form) -> Iterator[Part]:
    """The column, what keeps it, and its index."""
    named, _, written = item.rpartition("=")
    (key,) = keys_of("promote", (written,), TYPES)
    name = named or key.name
    made, choice = chosen(ground, table, name, form)
    yield choice
    value = Sql(key.value(column.name))
    if made == "trigger":
        yield from ground.steps(
            "kept", "nobody has to remember it", table=table.name, column=name, type=Sql(key.kind),
            function=Name(table.name.schema, cut(f"{table.name.name}_{name}", "")), trigger=trigger_name(name),
            new=Sql(key.value(column.name, "NEW.")),
            backfill=backfill(table.name, name, f"{quote(name)} IS DISTINCT FROM ({value})"),
        )  # fmt: skip
        if own := row_triggers(table, but=trigger_name(name)):
            yield Note(f"the backfill updates every row of {table.name}, and fires {', '.join(own)} for each")
    else:
        yield from ground.steps(
            made, "the server keeps it", table=table.name, column=name, type=Sql(key.kind), value=value
        )
    index = index_name(table.name, (name,))
    if made == "virtual":
        full = Name(table.name.schema, index)
        yield from ground.steps(
            "expression", "a virtual column is searched by its expression", table=table.name, index=full, name=index,
            value=value,
        )  # fmt: skip
    else:
        change = CreateIndex.on(table.name, name)
        yield ground.change(change, f"index {change.index.name} on {table.name}", "it is searched")
        yield Note(f"queries gain when they say {quote(name)} in place of {value}")
    yield from ground.trials(
        "trial_promoted", table=table.name, column=column.name, promoted=name, key=Text(key.name), value=value
    )


def chosen(ground: Ground, table: Table, name: str, form: Form) -> tuple[Form, Choice]:
    """What the column is, and why so."""
    rows, there = ground.rows(table), table.column(name)
    made, because = form, "it is what the option form says"
    if there:
        ours = any(trigger.name == trigger_name(name) for trigger in table.triggers)
        if not there.generated and not ours:
            raise UnsupportedError(
                f"name taken: {table.name}.{quote(name)} is there, and no key", "--set promote=column=key:type"
            )
        made = "virtual" if there.generated == "virtual" else "generated" if there.generated else "trigger"
        because = f"{quote(name)} is there already"
    elif form == "virtual" and ground.major < VIRTUAL_SINCE:
        raise UnsupportedError(f"PostgreSQL {ground.major} has no virtual columns", "--set form=auto")
    elif form == "auto" and ground.major >= VIRTUAL_SINCE:
        made, because = "virtual", "nothing is rewritten and nothing is stored twice"
    elif form == "auto" and rows is not None and rows <= FEW and weight(ground, table) <= LIGHT:
        made, because = "generated", f"{rows:,.0f} rows are rewritten in a moment"
    elif form == "auto":
        size = "unknown size" if rows is None else f"{rows:,.0f} rows"
        made, because = "trigger", f"a generated column would rewrite a table of {size} under ACCESS EXCLUSIVE"
    others = {other: when for other, when in WHEN.items() if other != made}
    return made, Choice(f"What is the column {quote(name)}?", made, because, others)


def weight(ground: Ground, table: Table) -> int:
    """Bytes of the table with what it has in TOAST."""
    known = ground.statistics.of(table.name) if ground.statistics else None
    return (known.pages + known.toast_pages) * PAGE if known else 0
