"""maquette review."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .. import delivery
from ..options import Queries, Rows, Source, parse_rows, split_names
from ..terminal import progress

if TYPE_CHECKING:
    from ...model.review import Review

EXAMPLES = """[bold]Examples[/bold]

maquette review postgresql://app@db.example.com/shop

maquette review schema.sql --queries queries.sql --rows orders=1e8

maquette review prod.maquette -o review.html -o review.sql --fail-on warning

maquette review service=prod --baseline known.json --new-only --format github
"""


class Format(StrEnum):
    """Formats of a review."""

    text = "text"
    json = "json"
    sarif = "sarif"
    github = "github"
    junit = "junit"
    markdown = "markdown"
    html = "html"
    sql = "sql"


class FailOn(StrEnum):
    """Severities that make the exit code 1."""

    info = "info"
    warning = "warning"
    error = "error"
    never = "never"


SUFFIXES = {".html": Format.html, ".json": Format.json, ".sarif": Format.sarif, ".md": Format.markdown,
            ".xml": Format.junit, ".txt": Format.text, ".sql": Format.sql}  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("review", epilog=EXAMPLES)(review)


def review(
    source: Source,
    form: Annotated[
        Format | None, typer.Option("--format", help="Format; else by the file's suffix, else text.")
    ] = None,
    output: Annotated[
        list[Path] | None, typer.Option("--output", "-o", metavar="FILE", help="Write to FILE; repeatable.")
    ] = None,
    select: Annotated[list[str] | None, typer.Option("--select", help="Only these checks or advisors.")] = None,
    ignore: Annotated[list[str] | None, typer.Option("--ignore", help="Leave out these checks or advisors.")] = None,
    fail_on: Annotated[FailOn | None, typer.Option("--fail-on", help="Exit 1 at this severity (error).")] = None,
    baseline: Annotated[
        Path | None, typer.Option("--baseline", metavar="FILE", help="Keep the keys of all findings in FILE.")
    ] = None,
    new_only: Annotated[bool, typer.Option("--new-only", help="Only findings that --baseline does not know.")] = False,
    queries: Queries = None,
    rows: Rows = None,
    rehearse: Annotated[bool | None, typer.Option("--rehearse/--no-rehearse", help="Rehearse changes.")] = None,
) -> None:
    """Find what is wrong, ranked by effect, each finding with its evidence, its change and the undo."""
    if new_only and not baseline:
        raise typer.BadParameter("--new-only needs --baseline FILE", param_hint="--new-only")
    from ...architect import review as make_review
    from ...config import load_config
    from ...store.baseline import write_baseline

    config = load_config(
        select=split_names(select), ignore=split_names(ignore), fail_on=fail_on and fail_on.value, queries=queries,
        rows=parse_rows(rows), rehearse=rehearse,
    )  # fmt: skip
    for path in output or []:
        delivery.form_of(path, form, SUFFIXES)  # a wrong suffix is told before the work
    with progress() as bar:
        made = make_review(source, config, baseline if new_only else None, bar)
    deliver(made, form, output or [])
    if baseline and not new_only:
        write_baseline((r.finding.key for r in made.recommendations), baseline)
    raise typer.Exit(1 if fails(made, config.fail_on) else 0)


def deliver(made: Review, form: Format | None, output: list[Path]) -> None:
    """Write the review to its files, or to stdout."""
    from ...architect import pages
    from ...report.formats import FORMATS
    from ...report.text import show

    known = pages()
    delivery.deliver(
        lambda name: FORMATS[name](made, known), lambda console: show(made, known, console), form, output, SUFFIXES
    )


def fails(made: Review, fail_on: str) -> bool:
    """Whether a finding that was not refuted has that severity or a higher one."""
    from ...model.finding import SEVERITIES

    if fail_on == "never":
        return False
    bad = SEVERITIES[SEVERITIES.index(fail_on) :]
    return any(r.finding.severity in bad for r in made.recommendations if r.verdict != "refuted")
