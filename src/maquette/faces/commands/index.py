"""maquette index."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ..delivery import deliver, form_of
from ..options import Queries, Rows, Source, parse_rows
from ..terminal import interruptible, progress

EXAMPLES = """[bold]Examples[/bold]

maquette index postgresql://app@db.example.com/shop --budget 500MB

maquette index prod.maquette --queries queries.sql --budget 2GB --max-width 2 --time 30s -o advice.html -o advice.sql

maquette index service=prod --measure --keep-existing --max-per-table 3

maquette index schema.sql --queries queries.sql --rows orders=1e8 --format json

Ctrl-C ends the search and gives the best set so far with its gap.

How the choice is made, and what its bound means: docs/choosing-indexes.md
"""


class Format(StrEnum):
    """Formats of index advice."""

    text = "text"
    json = "json"
    markdown = "markdown"
    html = "html"
    sql = "sql"


SUFFIXES = {".html": Format.html, ".json": Format.json, ".md": Format.markdown, ".sql": Format.sql,
            ".txt": Format.text}  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("index", epilog=EXAMPLES)(index)


def index(
    source: Source,
    queries: Queries = None,
    budget: Annotated[
        str | None,
        typer.Option("--budget", metavar="SIZE", help="Bytes of new indexes: 500MB (millions), 1.5GiB; else no limit."),
    ] = None,
    max_indexes: Annotated[int | None, typer.Option("--max-indexes", metavar="N", help="New indexes.")] = None,
    max_per_table: Annotated[
        int | None, typer.Option("--max-per-table", metavar="N", help="New indexes of one table.")
    ] = None,
    max_width: Annotated[
        int | None, typer.Option("--max-width", metavar="N", help="Key columns of a new index (3).")
    ] = None,
    time: Annotated[
        str | None, typer.Option("--time", metavar="TIME", help="End the search after 30s, 2min; else with its proof.")
    ] = None,
    gap: Annotated[
        float | None, typer.Option("--gap", metavar="SHARE", help="End within that of the bound, as 0.02 (0.01).")
    ] = None,
    keep_existing: Annotated[
        bool | None, typer.Option("--keep-existing", help="Propose to drop no index.", show_default=False)
    ] = None,
    measure: Annotated[bool, typer.Option("--measure", help="Build the set on a scratch server and run it.")] = False,
    measure_rows: Annotated[
        int | None, typer.Option("--measure-rows", metavar="N", help="Measure with N rows in the largest table.")
    ] = None,
    workers: Annotated[
        str | None, typer.Option("--workers", metavar="N|dask://…", help="Twins side by side, here or on a cluster.")
    ] = None,
    rows: Rows = None,
    form: Annotated[
        Format | None, typer.Option("--format", help="Format; else by the file's suffix, else text.")
    ] = None,
    output: Annotated[
        list[Path] | None, typer.Option("--output", "-o", metavar="FILE", help="Write to FILE; repeatable.")
    ] = None,
) -> None:
    """Find the best set of indexes for a workload, with a proof of how near the best it is."""
    from ...architect import advise_indexes
    from ...config import load_config
    from ...model.advice import Limits, Wishes
    from ...report.advice.formats import FORMATS
    from ...report.advice.text import show

    config = load_config(
        queries=queries, rows=parse_rows(rows), budget=budget, max_indexes=max_indexes, max_per_table=max_per_table,
        max_width=max_width, search_time=time, gap=gap, keep_existing=keep_existing, measure_rows=measure_rows,
        workers=workers,
    )  # fmt: skip
    for path in output or []:
        form_of(path, form, SUFFIXES)  # a wrong suffix is told before the work
    limits = Limits(
        budget=config.budget, max_indexes=config.max_indexes, max_per_table=config.max_per_table,
        max_width=config.max_width, seconds=config.search_time, gap=config.gap,
    )  # fmt: skip
    wishes = Wishes(
        limits=limits, keep=config.keep_existing, workers=config.workers,
        measure_rows=config.measure_rows if measure or measure_rows else 0,
    )  # fmt: skip
    with interruptible() as stop, progress() as bar:
        advice = advise_indexes(source, config, wishes, bar, stop)
    deliver(lambda name: FORMATS[name](advice), lambda console: show(advice, console), form, output or [], SUFFIXES)
