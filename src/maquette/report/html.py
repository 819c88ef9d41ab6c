"""The review as one HTML file: findings, diagram, tables, workload, checks and settings."""

from __future__ import annotations

from typing import Any

from ..model.review import Review
from . import phrases, summary
from .dictionary import dictionary
from .erd.graph import draw
from .erd.layout import lay_out
from .erd.palette import hues
from .erd.route import routes
from .json import document
from .one_file import one_file
from .pages import Pages, page_of
from .plan_tree import Plans

SCRIPTS = ("element", "links", "figures", "sql", "plan", "finding", "overview", "tables", "table", "workload", "checks",
           "diagram", "paint", "frame", "page")  # fmt: skip


def html(review: Review, pages: Pages) -> str:
    """The whole page."""
    return one_file(
        "page.html.j2",
        ("style",),
        SCRIPTS,
        _data(review, pages),
        title=f"{review.snapshot.database.name or review.snapshot.origin.label} — maquette",
        review=review,
        findings=[(one, page_of(pages, one.finding.check).title) for one in review.recommendations],
        source=summary.source_line(review),
    )


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
