"""The pages of the checks, from their docstrings, their examples and what they said of the recorded models."""

from __future__ import annotations

import re
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from record import Recorded, judge, read_recorded

from maquette.advisors.check import HEADINGS, NEEDS, Check, all_checks
from maquette.advisors.example import Example, examples
from maquette.engines.postgres.render import render
from maquette.model.finding import Finding

WHAT = {
    "schema": "The shape of tables",
    "keys": "Keys and constraints",
    "types": "Types of columns",
    "indexes": "Indexes",
    "queries": "Queries of the workload",
    "security": "Privileges and row-level security",
    "settings": "Settings of the server",
    "partitioning": "Partitioned tables",
}
HEADING = re.compile(rf"^({'|'.join(HEADINGS)})$", re.MULTILINE)


def generate() -> Iterator[tuple[str, str]]:
    """docs/checks/: the list, and a page a check."""
    checks = all_checks()
    yield "docs/checks/README.md", _index(checks)
    for check in checks:
        yield from generate_one(check)


def generate_one(check: Check) -> Iterator[tuple[str, str]]:
    """The page of one check."""
    yield f"docs/checks/{check.name}.md", _page(check)


def _index(checks: tuple[Check, ...]) -> str:
    lines = [
        "# Checks", "",
        f"{len(checks)} checks. `maquette rule NAME` shows a page; `--select` and `--ignore` take names of checks and of "
        "advisors. What a check needs and the source cannot give is said aloud: *not applicable*.", "",
    ]  # fmt: skip
    for advisor, title in WHAT.items():
        lines += [f"## {title} (`{advisor}`)", "", "| check | finds | severity | needs |", "|---|---|---|---|"]
        lines += [
            f"| [{check.name}]({check.name}.md) | {check.title} | {check.severity} | {', '.join(check.needs)} |"
            for check in checks
            if check.advisor == advisor
        ]
        lines.append("")
    return "\n".join(lines)


def _page(check: Check) -> str:
    needs = [f"`{need}` ({NEEDS[need].rpartition(': ')[2]})" for need in check.needs]
    wishes = [f"`{use}`" for use in check.uses if use not in check.needs]
    lines = [
        f"# {check.name}", "",
        f"**{check.title}.** Severity: {check.severity}. Advisor: `{check.advisor}`.", "",
        f"Needs {', '.join(needs)}" + (f"; says more with {', '.join(wishes)}" if wishes else "") + ".", "",
    ]  # fmt: skip
    for heading, text in sections(check.page):
        lines += [f"## {heading}", "", text, ""]
    lines += ["## Example", ""]
    recorded = {} if "estimate" in check.needs else read_recorded(check)
    for example in examples(check):
        lines += _section(check, example, recorded.get(example.title))
    return "\n".join(lines)


def sections(page: str) -> Iterator[tuple[str, str]]:
    """The docstring's headings and their texts."""
    _, *parts = HEADING.split(page)
    for heading, text in zip(parts[::2], parts[1::2], strict=True):
        yield heading, textwrap.dedent(text).strip()


def _section(check: Check, example: Example, recorded: Recorded | None) -> Iterator[str]:
    yield from (f"### {example.title[0].upper()}{example.title[1:]}", "", "```sql", _source(check, example), "```", "")
    if recorded is None:
        return
    for finding in judge(check, recorded)[0]:
        yield from _finding(finding, recorded)


def _source(check: Check, example: Example) -> str:
    """The section as the file has it, directives included."""
    after = check.example.partition(f"-- {example.title}\n")[2]
    return re.split(r"^-- (?:bad|good)\b", after, maxsplit=1, flags=re.MULTILINE)[0].strip()


def _finding(finding: Finding, recorded: Recorded) -> Iterator[str]:
    yield from (f"> {finding.severity}: `{finding.key}`: {finding.detail}", "")
    if finding.advice:
        yield from (f"Advice: {finding.advice.removesuffix('.')}.", "")
    if finding.change:
        made = render(finding.change, recorded.snapshot.database)
        yield from ("The change, and what takes it back:", "", "```sql")
        yield from (f"{statement.sql};" for statement in made.statements)
        yield "-- undo"
        yield from (f"{statement.sql};" for statement in made.undo)
        yield from ("```", "")
