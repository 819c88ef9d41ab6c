"""maquette design."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ..delivery import deliver, form_of
from ..options import Queries, Rows, parse_rows
from ..terminal import progress

EXAMPLES = """[bold]Examples[/bold]

maquette design

maquette design audit

maquette design audit service=prod --table orders --table billing.payments --set retention=24 -o audit.sql -o audit.md

maquette design tenants schema.sql --server-version 15 --table orders --set tenant=shop_id

maquette design service=prod --recommend
"""


class Format(StrEnum):
    """Formats of a design."""

    text = "text"
    json = "json"
    markdown = "markdown"
    sql = "sql"


SUFFIXES = {".json": Format.json, ".md": Format.markdown, ".sql": Format.sql, ".txt": Format.text}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("design", epilog=EXAMPLES)(design)


def design(
    pattern: Annotated[
        str | None, typer.Argument(metavar="[PATTERN]", help="A pattern; without one, the list.", show_default=False)
    ] = None,
    source: Annotated[
        str | None,
        typer.Argument(metavar="[SOURCE]", help="As for review; without one, the pattern's page.", show_default=False),
    ] = None,
    table: Annotated[list[str] | None, typer.Option("--table", metavar="NAME", help="A table; repeatable.")] = None,
    setting: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="An option of the pattern; repeatable.")
    ] = None,
    recommend: Annotated[bool, typer.Option("--recommend", help="Say where which pattern is worth it.")] = False,
    queries: Queries = None,
    rows: Rows = None,
    server_version: Annotated[
        int | None, typer.Option("--server-version", metavar="N", help="Major version that DDL is for.")
    ] = None,
    rehearsal_rows: Annotated[
        int | None, typer.Option("--rehearsal-rows", metavar="N", help="Synthetic rows a table; 0: no rehearsal.")
    ] = None,
    form: Annotated[
        Format | None, typer.Option("--format", help="Format; else by the file's suffix, else text.")
    ] = None,
    output: Annotated[
        list[Path] | None, typer.Option("--output", "-o", metavar="FILE", help="Write to FILE; repeatable.")
    ] = None,
) -> None:
    """Fit a proven design (audit, tenants, partitions, queue …) to a schema, rehearsed before it is shown."""
    from ... import architect
    from ...config import load_config
    from ...model.design import DesignWish
    from ...model.errors import ConfigError
    from ...report.design.formats import FITS, FORMATS
    from ...report.design.text import show, show_fits

    if recommend:
        if pattern is None or source is not None:
            raise ConfigError("--recommend looks at a source", "maquette design SOURCE --recommend")
    elif source is None:
        _read_on(pattern)
        return
    config = load_config(
        queries=queries, rows=parse_rows(rows), server_version=server_version, rehearsal_rows=rehearsal_rows
    )
    for path in output or []:
        form_of(path, form, SUFFIXES)  # a wrong suffix is told before the work
    if recommend:
        with progress() as bar:
            fits = architect.recommend_designs(str(pattern), config, bar)
        deliver(lambda name: FITS[name](fits), lambda console: show_fits(fits, console), form, output or [], SUFFIXES)
        return
    wish = DesignWish(
        pattern=str(pattern), tables=tuple(table or []), options=dict(_pair(text) for text in setting or [])
    )
    with progress() as bar:
        advice = architect.design(str(source), config, wish, bar)
    deliver(lambda name: FORMATS[name](advice), lambda console: show(advice, console), form, output or [], SUFFIXES)
    if advice.evidence and advice.evidence.verdict == "refuted":
        raise typer.Exit(1)


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise typer.BadParameter(f"{text!r} is not like name=value", param_hint="--set")
    return name.strip(), value


def _read_on(pattern: str | None) -> None:
    """The list of patterns, or the page of one."""
    from rich.console import Console

    from ...architect import pattern_pages
    from ...model.errors import ConfigError
    from ...report.design.pages import show_list, show_page

    known = pattern_pages()
    if pattern is None:
        show_list(known, Console())
    elif pattern in known:
        show_page(pattern, known[pattern], Console())
    else:
        raise ConfigError(f"no pattern is called {pattern!r}", "maquette design lists them; a source comes after one")
