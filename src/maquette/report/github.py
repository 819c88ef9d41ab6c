"""Findings as GitHub workflow commands, which the runner shows as annotations.

Source: GitHub documentation, "Workflow commands for GitHub Actions"; escapes as in actions/toolkit's command.ts.
"""

from __future__ import annotations

from ..model.review import Review
from . import phrases, summary
from .pages import Pages, page_of

LEVELS = {"error": "error", "warning": "warning", "info": "notice"}


def github(review: Review, pages: Pages) -> str:
    """One line a finding that stands, then one with the sums."""
    origin = review.snapshot.origin
    lines = []
    for recommendation in summary.standing(review):
        said = recommendation.finding
        properties = {"title": f"{page_of(pages, said.check).title} ({said.object})"}
        if origin.kind == "ddl":
            properties["file"] = origin.label
        parts = [said.detail, said.advice, recommendation.reason, *(s.sql for s in recommendation.statements), said.key]
        level = LEVELS[summary.severity(recommendation)]
        lines.append(command(level, properties, "\n".join(part for part in parts if part)))
    counted = [f"{number} {name}" for name, number in summary.severities(review).items() if number]
    total = f"{', '.join(counted) or 'nothing found'}; {summary.source_line(review)}"
    lines.append(command("notice", {"title": "maquette"}, total))
    return "\n".join(lines) + "\n"


def command(name: str, properties: dict[str, str], message: str) -> str:
    """A workflow command; nothing in its texts can end the line or begin a command of its own."""
    written = ",".join(f"{key}={_escape_property(value)}" for key, value in properties.items())
    return f"::{name} {written}::{_escape(message)}"


def _escape(text: str) -> str:
    shown = phrases.visible(text, keep="\n\r")
    return shown.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
