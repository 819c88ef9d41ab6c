"""The design for programs; report/schema/design.schema.json says what each key is."""

from __future__ import annotations

import json as json_
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from ... import __version__
from ...model.design import Design, DesignAdvice, Fit, Step
from ...model.evidence import RehearsedStatement

SCHEMA_VERSION = 1


def json(advice: DesignAdvice) -> str:
    """One object, two spaces of indentation."""
    return json_.dumps(_advice(advice), indent=2, ensure_ascii=False) + "\n"


def fits_json(fits: tuple[Fit, ...]) -> str:
    """What is recommended."""
    told = [
        {"pattern": fit.pattern, "table": str(fit.table), "because": fit.because, "options": dict(fit.options)}
        for fit in fits
    ]
    return json_.dumps({"schema_version": SCHEMA_VERSION, "recommended": told}, indent=2, ensure_ascii=False) + "\n"


def _advice(advice: DesignAdvice) -> dict[str, Any]:
    evidence = advice.evidence
    return {
        "schema_version": SCHEMA_VERSION,
        "maquette": __version__,
        "source": advice.label,
        "version": advice.version,
        **_design(advice.design),
        "verdict": evidence.verdict if evidence else "inconclusive",
        "reason": evidence.reason if evidence else advice.obstacle,
        "undo_restores": evidence.undo_restores if evidence else None,
        "conditions": evidence.conditions if evidence else {},
        "rehearsal": [_ran(one) for one in (evidence.statements if evidence else ())],
        "trials": list(_trials(advice)),
        "costs": [
            {
                "probe": cost.name,
                "sql": cost.sql,
                "rows": cost.rows,
                "before_ms": cost.before,
                "after_ms": cost.after,
                "plan_before": cost.plan_before and cost.plan_before.document,
                "plan_after": cost.plan_after and cost.plan_after.document,
            }
            for cost in advice.costs
        ],
        "bytes": {"before": advice.bytes_before, "after": advice.bytes_after},
    }


def _design(design: Design) -> dict[str, Any]:
    return {
        "pattern": design.pattern,
        "title": design.title,
        "tables": [str(table) for table in design.tables],
        "options": dict(design.options),
        "steps": [_step(step) for step in design.steps],
        "choices": [
            {"question": one.question, "chosen": one.chosen, "because": one.because, "others": dict(one.others)}
            for one in design.choices
        ],
        "notes": list(design.notes),
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "makes": step.makes,
        "why": step.why,
        "already": step.stands,
        "statements": [{"sql": one.sql, "transactional": one.transactional} for one in step.statements],
        "undo": [{"sql": one.sql, "transactional": one.transactional} for one in step.undo],
    }


def _ran(one: RehearsedStatement) -> dict[str, Any]:
    return {
        "sql": one.sql, "milliseconds": one.milliseconds, "problem": one.problem, "rewritten": list(one.rewritten),
        "locks": [{"mode": lock.mode, "object": lock.object} for lock in one.locks],
    }  # fmt: skip


def _trials(advice: DesignAdvice) -> Iterator[dict[str, Any]]:
    for trial, tried in zip_longest(advice.design.trials, advice.tried):
        problem = tried.problem if tried else ""
        yield {"claim": trial.claim, "sql": trial.sql, "holds": not problem if tried else None, "problem": problem}
