"""The review as JSON, by the published schema (schema/review.schema.json)."""

from __future__ import annotations

import json as standard
from collections.abc import Iterable
from importlib.resources import files
from typing import Any

from .. import __version__
from ..model.evidence import Evidence, Recommendation, RehearsedStatement
from ..model.plan import Plan
from ..model.review import Ignored, Review, TwinFacts
from . import summary
from .pages import Pages, page_of

SCHEMA_VERSION = 1


def json(review: Review, pages: Pages) -> str:
    """The document as text, two spaces deep, in ASCII: no terminal or parser trips over a name in it."""
    return standard.dumps(document(review, pages), indent=2, allow_nan=False) + "\n"


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of what ``json`` writes."""
    text = files(__package__).joinpath("schema/review.schema.json").read_text("utf-8")
    return standard.loads(text)  # type: ignore[no-any-return]


def document(review: Review, pages: Pages) -> dict[str, Any]:
    """The review as plain values."""
    return {
        "schema_version": SCHEMA_VERSION,
        "maquette": __version__,
        "source": _source(review),
        "twin": twin(review.twin) if review.twin else None,
        "summary": {
            "severities": summary.severities(review),
            "verdicts": summary.verdicts(review),
            "outcomes": summary.outcomes(review),
            "workload_cost": _workload_cost(review),
        },
        "findings": [finding(recommendation, pages) for recommendation in review.recommendations],
        "outcomes": [
            {"check": o.check, "outcome": o.outcome, "examined": o.examined, "found": o.found, "reason": o.reason}
            for o in review.outcomes
        ],
        "ignored": [_ignored(one) for one in review.ignored],
        "known": review.known,
        "unplanned": [{"query": p.query, "problem": p.problem or ""} for p in review.plans if p.plan is None],
        "refusals": [{"need": r.need, "detail": r.detail, "remedy": r.remedy} for r in review.snapshot.refusals],
        "notes": list(review.snapshot.notes),
        "seconds": review.seconds,
    }


def finding(recommendation: Recommendation, pages: Pages) -> dict[str, Any]:
    """One recommendation as plain values."""
    said = recommendation.finding
    page = page_of(pages, said.check)
    return {
        "check": said.check,
        "key": said.key,
        "object": said.object,
        "severity": summary.severity(recommendation),
        "advisor": page.advisor,
        "title": page.title,
        "detail": said.detail,
        "advice": said.advice,
        "effect": recommendation.effect,
        "verdict": recommendation.verdict,
        "reason": recommendation.reason,
        "change": _change(recommendation),
        "evidence": [_evidence(evidence) for evidence in recommendation.evidence],
        "tables": list(said.tables),
        "queries": list(said.queries),
    }


def _source(review: Review) -> dict[str, Any]:
    origin, database = review.snapshot.origin, review.snapshot.database
    return {
        "kind": origin.kind,
        "label": origin.label,
        "database": database.name,
        "engine": database.engine,
        "version": summary.version(database.version),
        "read_at": origin.read_at,
        "seconds": origin.seconds,
        "role": origin.role,
        "redaction": origin.redaction,
        "tables": len(database.roots),
        "bytes": summary.total_bytes(review),
    }


def twin(facts: TwinFacts) -> dict[str, Any]:
    """The twin as plain values."""
    return {
        "version": facts.version,
        "exact": facts.exact,
        "seconds": facts.seconds,
        "fidelity": facts.fidelity,
        "left_out": list(facts.left_out),
    }


def _workload_cost(review: Review) -> dict[str, Any] | None:
    cost = summary.workload_cost(review)
    return {"before": cost.before, "after": cost.after, "queries": cost.queries} if cost else None


def _change(recommendation: Recommendation) -> dict[str, Any] | None:
    """Statements and undo as SQL texts; ``transactional`` is whether all of them may stand in one transaction."""
    if not recommendation.statements:
        return None
    return {
        "statements": [statement.sql for statement in recommendation.statements],
        "undo": [statement.sql for statement in recommendation.undo],
        "transactional": all(s.transactional for s in (*recommendation.statements, *recommendation.undo)),
    }


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return {
        "claim": evidence.claim,
        "method": evidence.method,
        "verdict": evidence.verdict,
        "reason": evidence.reason,
        "before": evidence.before,
        "after": evidence.after,
        "conditions": {name: _plain(value) for name, value in evidence.conditions.items()},
        "queries": [
            {"query": q.query, "calls": q.calls, "before": _plan(q.before), "after": _plan(q.after)}
            for q in evidence.queries
        ],
        "statements": _rehearsed(evidence.statements),
        "undo": _rehearsed(evidence.undo),
        "undo_restores": evidence.undo_restores,
    }


def _plan(plan: Plan) -> dict[str, Any]:
    return {"cost": plan.cost, "plan": plan.document}


def _rehearsed(statements: Iterable[RehearsedStatement]) -> list[dict[str, Any]]:
    return [
        {
            "sql": s.sql,
            "milliseconds": s.milliseconds,
            "locks": [{"mode": lock.mode, "object": lock.object} for lock in s.locks],
            "rewritten": list(s.rewritten),
            "problem": s.problem,
        }
        for s in statements
    ]


def _ignored(one: Ignored) -> dict[str, Any]:
    said = one.finding
    return {
        "check": said.check,
        "key": said.key,
        "object": said.object,
        "severity": said.severity or "warning",
        "detail": said.detail,
        "reason": one.reason,
    }


def _plain(value: Any) -> Any:
    """A condition as JSON can hold it."""
    if isinstance(value, dict):
        return {str(name): _plain(held) for name, held in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(held) for held in value]
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)
