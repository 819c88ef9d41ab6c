"""The advice as JSON, by the published schema (schema/index.schema.json)."""

from __future__ import annotations

import json as standard
from collections.abc import Iterable
from dataclasses import asdict
from importlib.resources import files
from typing import Any

from ... import __version__
from ...model.advice import HelpedQuery, IndexAdvice, Measurement, Refusal
from ...model.evidence import Statement
from ..json import twin
from . import words

SCHEMA_VERSION = 1


def json(advice: IndexAdvice) -> str:
    """The document as text, two spaces deep, in ASCII: no terminal or parser trips over a name in it."""
    return standard.dumps(document(advice), indent=2, allow_nan=False) + "\n"


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of what ``json`` writes."""
    text = files("maquette.report").joinpath("schema/index.schema.json").read_text("utf-8")
    return standard.loads(text)  # type: ignore[no-any-return]


def document(advice: IndexAdvice) -> dict[str, Any]:
    """The advice as plain values."""
    return {
        "schema_version": SCHEMA_VERSION,
        "maquette": __version__,
        "source": words.title(advice),
        "twin": twin(advice.twin),
        "limits": asdict(advice.limits),
        "before": advice.before,
        "after": advice.after,
        "bound": advice.bound,
        "bound_of": advice.bound_of,
        "gap": advice.gap,
        "planner_bound": advice.planner_bound,
        "explains": advice.explains,
        "candidates": advice.candidates,
        "seconds": advice.seconds,
        "interrupted": advice.interrupted,
        "bytes": advice.bytes,
        "indexes": [
            {
                **_statements(choice.statements, choice.undo),
                "table": str(choice.change.table),
                "definition": words.definition(choice.change.index),
                "bytes": choice.bytes,
                "write_cost": choice.write_cost,
                "gain": choice.gain,
                "helps": _queries(choice.helps),
                "narrower": choice.narrower,
                "notes": list(choice.notes),
            }
            for choice in advice.indexes
        ],
        "drops": [
            {
                **_statements(drop.statements, drop.undo),
                "index": str(drop.index.name),
                "table": str(drop.index.table),
                "definition": words.definition(drop.index),
                "bytes": drop.bytes,
                "gain": drop.gain,
                "reason": drop.reason,
            }
            for drop in advice.drops
        ],
        "refused": [_refusal(refusal) for refusal in advice.refused],
        "statistics": [
            {**_statements(made.statements, made.undo), "reason": made.reason} for made in advice.statistics
        ],
        "curve": [{"bytes": point.bytes, "cost": point.cost, "indexes": point.indexes} for point in advice.curve],
        "queries": _queries(advice.queries),
        "unplanned": [{"query": query, "problem": problem} for query, problem in advice.unplanned],
        "measured": _measured(advice.measured) if advice.measured else None,
        "notes": list(advice.notes),
    }


def _statements(statements: tuple[Statement, ...], undo: tuple[Statement, ...]) -> dict[str, Any]:
    """``statement`` is a script; ``statements`` its parts, for a driver that takes one at a time."""
    return {
        "statement": words.script(statements),
        "statements": [statement.sql for statement in statements],
        "undo": words.script(undo),
        "undo_statements": [statement.sql for statement in undo],
    }


def _queries(queries: Iterable[HelpedQuery]) -> list[dict[str, Any]]:
    return [{"query": q.query, "calls": q.calls, "before": q.before, "after": q.after} for q in queries]


def _refusal(refusal: Refusal) -> dict[str, Any]:
    return {
        "index": str(refusal.index.name),
        "table": str(refusal.index.table),
        "definition": words.definition(refusal.index),
        "code": refusal.code,
        "reason": refusal.reason,
        "bytes": refusal.bytes,
    }


def _measured(measured: Measurement) -> dict[str, Any]:
    return {
        "origin": measured.origin,
        "rows": measured.rows,
        "queries": [
            {"query": q.query, "before": q.before, "after": q.after, "ratio": q.ratio, "runs": q.runs}
            for q in measured.queries
        ],
        "refused": list(measured.refused),
        "notes": list(measured.notes),
    }
