"""The advice as one HTML file: headline figures, the budget curve, a card an index, the queries, the refusals."""

from __future__ import annotations

import math
from typing import Any

from ...model.advice import IndexAdvice, Refusal
from ..one_file import one_file
from . import words
from .json import document
from .sql import sql

SCRIPTS = ("element", "figures", "sql", "frame", "curve", "advice")


def html(advice: IndexAdvice) -> str:
    """The whole page."""
    return one_file(
        "advice.html.j2",
        ("style", "advice"),
        SCRIPTS,
        _data(advice),
        title=f"Index advice: {words.title(advice)} — maquette",
        source=words.title(advice),
        sums=words.sums(advice),
        proof=words.proof(advice),
        changes=sql(advice),
    )


def _data(advice: IndexAdvice) -> dict[str, Any]:
    workload = advice.workload
    return {
        "advice": document(advice),
        "texts": {query.name: query.sql for query in workload.queries} if workload else {},
        "workload": workload.origin if workload else "",
        "read": advice.origin.read_at if advice.origin else "",
        "gap": words.gap(advice),
        "proof": words.proof(advice),
        "first": words.first(advice),
        "nothing": words.nothing(advice),
        "next": words.next_buy(advice),
        "most": words.most(advice),
        "reach": None if math.isinf(words.reach(advice)) else words.reach(advice),
        "script": sql(advice),
        "considered": _reasons(words.considered(advice)),
        "kept": _reasons(words.kept(advice)),
    }


def _reasons(refused: tuple[Refusal, ...]) -> list[dict[str, Any]]:
    return [
        {
            "title": title,
            "indexes": [{"index": words.line(one.index), "bytes": one.bytes, "reason": one.reason} for one in group],
        }
        for title, group in words.by_reason(refused)
    ]
