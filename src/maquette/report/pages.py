"""The checks' pages as a report needs them; who calls hands them in, for a report knows no check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..model.finding import Severity


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


Pages = Mapping[str, Page]  # by the check's name


def page_of(pages: Pages, check: str) -> Page:
    """That check's page; where none was handed in, one that says no more than its name."""
    return pages.get(check) or Page("other", "warning", check.replace("-", " ").capitalize(), "")


def _paragraphs(lines: list[str]) -> str:
    text = "\n".join(lines).strip()
    return "\n\n".join(" ".join(paragraph.split("\n")) for paragraph in text.split("\n\n") if paragraph)
