"""docs/playbook.md: the usual snippets by section, what is wrong with each, and the form that maquette gives for it.

Each snippet is a file of docs/samples/playbook/: what is passed on and what is wrong with it in comments, then the pattern
that takes its place, or the form itself. tests/servers/test_playbook.py runs every form on every version.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from maquette.engines.postgres.scratch import open_scratch
from maquette.engines.postgres.servers.installations import installations
from maquette.patterns.example import examples
from maquette.patterns.pattern import find

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "samples" / "playbook"
HEAD = re.compile(r"^-- (section|title|passed on|wrong|pattern|example): (.+)$", re.MULTILINE)
PART = re.compile(r"^-- (form|conf|text|shell)(?: since (\d+))?:(.*)$", re.MULTILINE)
SINCE = re.compile(r"^-- since (\d+): (.+)$", re.MULTILINE)
FENCE = {"form": "sql", "conf": "ini", "text": "ini", "shell": "sh"}


@dataclass(frozen=True, slots=True)
class Part:
    """A form: SQL, lines of a configuration file, or commands; ``since`` is the first version that takes it."""

    kind: str
    since: int
    about: str
    body: str


@dataclass(frozen=True, slots=True)
class Snippet:
    """One snippet of the playbook."""

    section: str
    title: str
    passed_on: str
    wrong: str
    pattern: str
    example: str  # how the title of its example begins; empty: the first
    parts: tuple[Part, ...]


def snippets() -> tuple[Snippet, ...]:
    """All of them, in order."""
    return tuple(_parse(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.sql")))


def _parse(text: str) -> Snippet:
    said = dict(HEAD.findall(text))
    return Snippet(
        said["section"], said["title"], said["passed on"], said["wrong"], said.get("pattern", ""), said.get("example", ""),
        tuple(_parts(text)),
    )  # fmt: skip


def _parts(text: str) -> Iterator[Part]:
    heads = list(PART.finditer(text))
    ends = [*(head.start() for head in heads), len(text)][1:]
    for head, end in zip(heads, ends, strict=True):
        yield from _split(head[1], int(head[2] or 0), head[3].strip(), text[head.end() : end])


def _split(kind: str, since: int, about: str, body: str) -> Iterator[Part]:
    """A part, and what in it only later versions take."""
    cuts = list(SINCE.finditer(body))
    yield Part(kind, since, about, body[: cuts[0].start() if cuts else None].strip())
    ends = [*(cut.start() for cut in cuts), len(body)][1:]
    for cut, end in zip(cuts, ends, strict=True):
        yield Part(kind, int(cut[1]), cut[2], body[cut.end() : end].strip())


def generate() -> Iterator[tuple[str, str]]:
    """The page."""
    from patterns import forms

    lines = [
        "# The playbook, corrected", "",
        "What is usually passed on as good practice, snippet by snippet: what is wrong with it today, and the form that maquette",
        "gives. The SQL below is run on every version by the tests; where a pattern takes the snippet's place, its plan for",
        "the pattern's own example stands here for 18 and 15, and `maquette design` fits it to your schema.", "",
    ]  # fmt: skip
    with open_scratch(installations()[0]) as scratch:
        for section, group in groupby(snippets(), key=lambda one: one.section):
            lines += [f"## {section}", ""]
            for one in group:
                lines += [
                    f"### {one.title}",
                    "",
                    f"*Passed on*: {one.passed_on}",
                    "",
                    f"*Wrong with it*: {one.wrong}",
                    "",
                ]
                if one.pattern:
                    example = next(
                        e
                        for e in examples(find(one.pattern))
                        if e.kind == "example" and e.title.startswith(one.example)
                    )
                    link = f"[{one.pattern}](patterns/{one.pattern}.md)"
                    lines += [f"*Instead*: the pattern {link}, here for {example.title}.", ""]
                    lines += ["<details><summary>The plan</summary>", "", *forms(example, scratch), "</details>", ""]
                for part in one.parts:
                    lines += [*_told(part), f"```{FENCE[part.kind]}", part.body, "```", ""]
    yield "docs/playbook.md", "\n".join(lines).rstrip() + "\n"


def _told(part: Part) -> Iterator[str]:
    since = f"since {part.since}" if part.since else ""
    if told := ": ".join(filter(None, (since, part.about))):
        yield f"{told[0].upper()}{told[1:]}"
        yield ""
