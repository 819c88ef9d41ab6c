"""The pages of checks and patterns as a report needs them; who calls hands them in, for a report knows neither."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..model.finding import Severity

HEADING = re.compile(r"^\*\*(.+)\*\*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Page:
    """A check's page: title is its first line, text the whole of it."""

    advisor: str
    severity: Severity
    title: str
    text: str

    @property
    def sections(self) -> tuple[tuple[str, str], ...]:
        """Heading and text of each part (Condition, Effect, Remedy …), indentation taken off, lines joined."""
        parts: list[tuple[str, list[str]]] = []
        for line in self.text.splitlines()[1:]:
            if line.strip() and not line[0].isspace():
                parts.append((line.strip(), []))
            elif parts:
                parts[-1][1].append(line.strip())
        return tuple((heading, _paragraphs(lines)) for heading, lines in parts)


@dataclass(frozen=True, slots=True)
class PatternPage:
    """A pattern's page: its title is the first line. ``options``: name, default and sentence of each."""

    text: str
    options: Sequence[tuple[str, str, str]]

    @property
    def title(self) -> str:
        return self.text.splitlines()[0].rstrip(".")

    @property
    def sections(self) -> tuple[tuple[str, str], ...]:
        """Heading and Markdown of each part: Problem, Design …"""
        pieces = HEADING.split(self.text)
        return tuple((heading, body.strip()) for heading, body in zip(pieces[1::2], pieces[2::2], strict=True))


Pages = Mapping[str, Page]  # by the check's name


def page_of(pages: Pages, check: str) -> Page:
    """That check's page; where none was handed in, one that says no more than its name."""
    return pages.get(check) or Page("other", "warning", check.replace("-", " ").capitalize(), "")


def _paragraphs(lines: list[str]) -> str:
    text = "\n".join(lines).strip()
    return "\n\n".join(" ".join(paragraph.split("\n")) for paragraph in text.split("\n\n") if paragraph)
