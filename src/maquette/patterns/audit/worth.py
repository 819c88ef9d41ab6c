"""Where an audit trail is worth its cost: where one is kept badly, or money and rights are changed without one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...model.design import Fit
from ...model.routine import Function, Trigger
from ...model.table import Table
from ..ground import Ground

KEEPS_ROWS = re.compile(r"\binsert\s+into\b.*\b(to_jsonb?|row_to_json|hstore)\s*\(\s*(new|old)\b", re.I | re.S)
SENSITIVE = re.compile(r"(amount|price|total|balance|salary|fee|commission|discount|role|permissions?|is_admin)\Z")
EVENTS = ("insert", "update", "delete", "truncate")


def fits(ground: Ground) -> Iterator[Fit]:
    """Tables with a trail of their own that misses something, and tables whose money or rights the workload changes."""
    functions = {function.name: function for function in ground.database.functions}
    for table in ground.database.roots:
        keepers = [trigger for trigger in table.triggers if _keeps(trigger, functions.get(trigger.function))]
        if not table.primary_key or any(t.name == "audit_update" for t in table.triggers):
            continue
        if keepers:
            told = {event for trigger in keepers if trigger.enabled != "disabled" for event in trigger.events}
            if missed := [event.upper() for event in EVENTS if event not in told]:
                names = ", ".join(trigger.name for trigger in keepers)
                lacks = f"without {', '.join(missed)}" if told else "and is disabled"
                yield Fit(table=table.name, because=f"{names} keeps a trail of it by hand, {lacks}")
        elif because := _changed(ground, table):
            yield Fit(table=table.name, because=because)


def _keeps(trigger: Trigger, function: Function | None) -> bool:
    """Whether the trigger writes the row to a table."""
    return bool(function and trigger.timing == "after" and KEEPS_ROWS.search(function.body))


def _changed(ground: Ground, table: Table) -> str:
    """What the workload changes of it that somebody will be asked about."""
    calls, columns = 0.0, set[str]()
    for query in ground.queries:
        target = query.analysis.target
        if query.analysis.kind == "update" and target and target.name == table.name:
            touched = {column for column in query.analysis.writes if SENSITIVE.search(column)}
            calls += query.query.calls if touched else 0
            columns |= touched
    if not columns:
        return ""
    return f"the workload changes {', '.join(sorted(columns))} ({calls:,.0f} calls), and nothing tells who did"
