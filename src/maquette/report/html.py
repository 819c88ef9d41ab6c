"""The review as one HTML file that asks the network for nothing.

The page is data and a program: the review goes in once as JSON, the program builds every element from text, so no name
or query can become markup. The browser is told to hold it to that (Content-Security-Policy and Trusted Types).
"""

from __future__ import annotations

import json
from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template, select_autoescape

from ..model.review import Review
from . import phrases, summary
from .dictionary import dictionary
from .erd.graph import draw
from .erd.layout import lay_out
from .erd.palette import hues
from .erd.route import routes
from .json import document
from .pages import Pages, page_of
from .plan_tree import Plans

SCRIPTS = ("element", "figures", "sql", "plan", "finding", "overview", "tables", "table", "workload", "checks",
           "diagram", "paint", "page")  # fmt: skip


def html(review: Review, pages: Pages) -> str:
    """The whole page."""
    style, script = _asset("style.css"), _program()
    return _template().render(
        title=f"{review.snapshot.database.name or review.snapshot.origin.label} — maquette",
        review=review,
        findings=[(one, page_of(pages, one.finding.check).title) for one in review.recommendations],
        source=summary.source_line(review),
        visible=phrases.visible,
        style=style,
        style_hash=_digest(style),
        script=script,
        script_hash=_digest(script),
        data=embed(_data(review, pages)),
    )


def embed(value: Any) -> str:
    """JSON that cannot end the script element it stands in, nor break the line of a reader of JavaScript."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _data(review: Review, pages: Pages) -> dict[str, Any]:
    plans = Plans()
    said = document(review, pages)
    for finding, recommendation in zip(said["findings"], review.recommendations, strict=True):
        for written, evidence in zip(finding["evidence"], recommendation.evidence, strict=True):
            for query, compared in zip(written["queries"], evidence.queries, strict=True):
                query["before"], query["after"] = plans.number(compared.before), plans.number(compared.after)
    checks = {outcome.check for outcome in review.outcomes} | {r.finding.check for r in review.recommendations}
    return {
        "review": said,
        "pages": {check: _page(check, pages) for check in sorted(checks)},
        "locks": {mode: [phrases.lock_name(mode), blocked] for mode, blocked in phrases.BLOCKS.items()},
        "tables": dictionary(review.snapshot),
        "queries": _queries(review, plans),
        "workload": _workload(review),
        "settings": _settings(review),
        "diagram": _diagram(review),
        "plans": plans.trees,
    }


def _page(check: str, pages: Pages) -> dict[str, Any]:
    page = page_of(pages, check)
    return {"title": page.title, "advisor": page.advisor, "severity": page.severity, "sections": page.sections}


def _queries(review: Review, plans: Plans) -> list[dict[str, Any]]:
    workload = review.snapshot.workload
    planned = {one.query: one for one in review.plans}
    listed = []
    for query in workload.queries if workload else ():
        one = planned.get(query.name)
        listed.append(
            {
                "name": query.name, "sql": query.sql, "calls": query.calls, "ms": query.total_ms, "rows": query.rows,
                "plan": plans.number(one.plan) if one and one.plan else None,
                "problem": query.problem or (one.problem if one else None),
            }
        )  # fmt: skip
    return listed


def _workload(review: Review) -> dict[str, Any] | None:
    workload = review.snapshot.workload
    return {"origin": workload.origin, "since": workload.since, "evicted": workload.evicted} if workload else None


def _settings(review: Review) -> dict[str, Any] | None:
    """Settings that are not the default, and what databases and roles override."""
    settings = review.snapshot.settings
    if settings is None:
        return None
    changed = [s for s in settings.settings if s.default is not None and s.value != s.default]
    return {
        "changed": [
            {"name": s.name, "value": s.value, "unit": s.unit, "default": s.default, "source": s.source,
             "restart": s.pending_restart}
            for s in changed
        ],
        "overrides": [
            {"name": o.name, "value": o.value, "role": o.role, "database": o.database} for o in settings.overrides
        ],
        "known": len(settings.settings),
    }  # fmt: skip


def _diagram(review: Review) -> dict[str, Any]:
    graph = draw(review.snapshot.database)
    layout = lay_out(graph)
    return {
        "width": round(layout.width),
        "height": round(layout.height),
        "hues": hues(graph),
        "boxes": [
            {
                "id": str(box.name), "name": box.name.name, "schema": box.name.schema, "more": box.more,
                "at": [round(x), round(y), box.width, box.height],
                "rows": [[row.name, row.type, row.primary + 2 * row.foreign + 4 * row.not_null] for row in box.rows],
            }
            for box, (x, y) in zip(graph.boxes, layout.places, strict=True)
        ],
        "lines": [
            [line.source, line.target, line.optional + 2 * line.single,
             *map(round, (r.x1, r.y1, r.k1, r.k2, r.x2, r.y2)), f"{line.key.name} ({', '.join(line.key.columns)})"]
            for line, r in zip(graph.lines, routes(graph, layout), strict=True)
        ],
        "areas": [
            [round(a.x), round(a.y), round(a.width), round(a.height), a.label, len(a.members)] for a in layout.areas
        ],
    }  # fmt: skip


@cache
def _asset(name: str) -> str:
    return files(__package__).joinpath(f"templates/{name}").read_text("utf-8")


@cache
def _program() -> str:
    parts = "\n".join(_asset(f"{name}.js") for name in SCRIPTS)
    return f'(() => {{\n"use strict";\n{parts}\n}})();\n'


@cache
def _digest(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode()).digest()).decode()


@cache
def _template() -> Template:
    environment = Environment(
        loader=FunctionLoader(_asset), autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        keep_trailing_newline=True,
    )  # fmt: skip
    return environment.get_template("page.html.j2")
