"""The review as SARIF 2.1.0 (OASIS, Static Analysis Results Interchange Format)."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from .. import __version__
from ..model.evidence import Recommendation
from ..model.finding import Finding
from ..model.review import Review
from . import summary
from .pages import Pages, page_of

LEVELS = {"error": "error", "warning": "warning", "info": "note"}
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def sarif(review: Review, pages: Pages) -> str:
    """One run; refuted and ignored findings are suppressed results, each with its justification."""
    checks = list(dict.fromkeys(outcome.check for outcome in review.outcomes))
    checks += sorted({f.check for f in _findings(review)} - set(checks))
    ranked = [_result(r, review, checks.index(r.finding.check)) for r in review.recommendations]
    ignored = [
        {
            **_basic(one.finding, LEVELS[one.finding.severity or "warning"], review, checks.index(one.finding.check)),
            "suppressions": [{"kind": "external", "status": "accepted", "justification": one.reason}],
        }
        for one in review.ignored
    ]
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "maquette",
                "semanticVersion": __version__,
                "rules": [_rule(check, pages) for check in checks],
            }
        },
        "invocations": [_invocation(review, checks)],
        "results": ranked + ignored,
        "columnKind": "unicodeCodePoints",
        "properties": {"source": review.snapshot.origin.label, "database": summary.source_line(review)},
    }
    if review.twin:
        run["properties"]["twin"] = f"{review.twin.version}: {review.twin.fidelity}"
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _findings(review: Review) -> list[Finding]:
    return [r.finding for r in review.recommendations] + [one.finding for one in review.ignored]


def _rule(check: str, pages: Pages) -> dict[str, Any]:
    page = page_of(pages, check)
    parts = page.sections or (("", page.title),)
    return {
        "id": check,
        "name": "".join(word.capitalize() for word in check.split("-")),
        "shortDescription": {"text": page.title},
        "fullDescription": {"text": parts[0][1] or page.title},
        "help": {
            "text": page.text or page.title,
            "markdown": "\n\n".join(f"**{heading}**\n\n{text}" if heading else text for heading, text in parts),
        },
        "defaultConfiguration": {"level": LEVELS[page.severity]},
        "properties": {"tags": ["database", page.advisor]},
    }


def _result(recommendation: Recommendation, review: Review, rule: int) -> dict[str, Any]:
    said = recommendation.finding
    result = _basic(said, LEVELS[summary.severity(recommendation)], review, rule)
    result["rank"] = round(recommendation.effect * 100, 2)  # SARIF counts 0 to 100
    result["properties"] = {
        "verdict": recommendation.verdict,
        "reason": recommendation.reason,
        "evidence": [f"{e.method}: {e.reason}" for e in recommendation.evidence],
        "statements": [statement.sql for statement in recommendation.statements],
        "undo": [statement.sql for statement in recommendation.undo],
    }
    if recommendation.verdict == "refuted":
        justification = f"refuted on the twin: {recommendation.reason}"
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": justification}]
    return result


def _basic(said: Finding, level: str, review: Review, rule: int) -> dict[str, Any]:
    return {
        "ruleId": said.check,
        "ruleIndex": rule,
        "level": level,
        "message": {"text": "\n".join(part for part in (said.detail, said.advice) if part) or said.key},
        "locations": [_location(said, review)],
        "partialFingerprints": {"key/v1": sha256(said.key.encode(errors="replace")).hexdigest()},
    }


def _location(said: Finding, review: Review) -> dict[str, Any]:
    """The object by its name in the database; and the file it was read from, where there is one."""
    origin, workload = review.snapshot.origin, review.snapshot.workload
    asked = {query.name for query in workload.queries} if workload else set()
    kind = "query" if said.object in asked else "object"
    location: dict[str, Any] = {"logicalLocations": [{"fullyQualifiedName": said.object, "kind": kind}]}
    if kind == "query" and workload and workload.origin != "pg_stat_statements":
        location["physicalLocation"] = {"artifactLocation": {"uri": quote(workload.origin)}}
    elif origin.kind == "ddl":
        location["physicalLocation"] = {"artifactLocation": {"uri": quote(origin.label)}}
    return location


def _invocation(review: Review, checks: list[str]) -> dict[str, Any]:
    """What could not run is a notification: silence never means fine."""
    failed = [o for o in review.outcomes if o.outcome in ("error", "not permitted", "not applicable")]
    return {
        "executionSuccessful": not any(outcome.outcome == "error" for outcome in failed),
        "toolExecutionNotifications": [
            {
                "level": "error" if outcome.outcome == "error" else "note",
                "message": {"text": f"{outcome.check}: {outcome.outcome}: {outcome.reason}"},
                "associatedRule": {"id": outcome.check, "index": checks.index(outcome.check)},
            }
            for outcome in failed
        ],
    }
