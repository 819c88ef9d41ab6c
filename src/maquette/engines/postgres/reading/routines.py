"""Functions, procedures, aggregates and triggers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from sys import intern

from ....model.names import Name
from ....model.routine import EventTrigger, Function, Trigger
from ..session import Row, Session
from .security import grants

KINDS = {"f": "function", "p": "procedure", "a": "aggregate", "w": "window"}
VOLATILITY = {"i": "immutable", "s": "stable", "v": "volatile"}
PARALLEL = {"s": "safe", "r": "restricted", "u": "unsafe"}
ENABLED = {"O": "origin", "D": "disabled", "R": "replica", "A": "always"}
# The bits of pg_trigger.tgtype (catalog/pg_trigger.h).
ROW, BEFORE, INSTEAD = 1, 2, 64
EVENTS = {4: "insert", 16: "update", 8: "delete", 32: "truncate"}


def read_functions(session: Session) -> tuple[Function, ...]:
    """Routines of users, by name and arguments."""
    rows = {row.oid: row for row in session.ask("functions")}

    def label(oid: int) -> str:
        return f"{KINDS[rows[oid].kind]} {Name(rows[oid].schema, rows[oid].name)}({rows[oid].arguments})"

    aggregates = {oid for oid, row in rows.items() if row.kind == "a"}
    functions = [
        *(
            _make(rows[text.oid], text, text.body)
            for text in session.ask_each("function_definitions", rows.keys() - aggregates, label)
        ),
        *(_make(rows[text.oid], text, None) for text in session.ask_each("aggregate_definitions", aggregates, label)),
    ]
    return tuple(sorted(functions, key=lambda function: (function.name, function.arguments)))


def _make(row: Row, text: Row, body: str | None) -> Function:
    return Function(
        name=Name(intern(row.schema), row.name),
        arguments=row.arguments,
        kind=KINDS[row.kind],  # type: ignore[arg-type]  # the values are those words
        language=intern(row.language),
        returns=row.returns,
        volatility=VOLATILITY[row.volatility],  # type: ignore[arg-type]
        parallel=PARALLEL[row.parallel],  # type: ignore[arg-type]
        strict=row.strict,
        leakproof=row.leakproof,
        security_definer=row.security_definer,
        config=tuple(row.config),
        body="" if row.kind == "a" else body or row.body,
        definition=text.definition,
        owner=row.owner,
        grants=grants(row.acl),
        comment=row.comment,
    )


def read_triggers(session: Session, relations: Mapping[int, Name]) -> Mapping[int, tuple[Trigger, ...]]:
    """By table or view: its triggers, by name."""
    rows = {row.oid: row for row in session.ask("triggers") if row.relation in relations}
    found: defaultdict[int, list[Trigger]] = defaultdict(list)

    def label(oid: int) -> str:
        return f"trigger {rows[oid].name} of {relations[rows[oid].relation]}"

    for text in session.ask_each("trigger_definitions", rows, label):
        row = rows[text.oid]
        trigger = Trigger(
            name=row.name,
            function=Name(row.function_schema, row.function_name),
            timing="before" if row.type & BEFORE else "instead of" if row.type & INSTEAD else "after",
            events=tuple(event for bit, event in EVENTS.items() if row.type & bit),
            row=bool(row.type & ROW),
            when=_condition(text.definition) if row.conditional else None,
            enabled=ENABLED[row.enabled],  # type: ignore[arg-type]
            constraint=row.constraint,
            inherited=row.inherited,
            definition=text.definition,
            comment=row.comment,
        )
        found[row.relation].append(trigger)
    return {relation: tuple(sorted(some, key=lambda trigger: trigger.name)) for relation, some in found.items()}


def _condition(definition: str) -> str:
    """The WHEN clause; the server gives it only as part of the whole (pg_get_expr refuses two row variables)."""
    _, _, rest = definition.partition(" WHEN (")
    return rest.rpartition(") EXECUTE FUNCTION ")[0]


def read_event_triggers(session: Session) -> tuple[EventTrigger, ...]:
    """Event triggers, by name."""
    return tuple(
        EventTrigger(
            name=row.name,
            event=row.event,
            function=Name(row.function_schema, row.function_name),
            enabled=ENABLED[row.enabled],  # type: ignore[arg-type]
            tags=tuple(row.tags),
        )
        for row in session.ask("event_triggers")
    )
