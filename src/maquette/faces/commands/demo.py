"""maquette demo."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from ..terminal import progress

EXAMPLES = """[bold]Examples[/bold]

maquette demo

maquette demo -o marketplace.html

maquette demo --into postgresql://localhost/empty
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo", epilog=EXAMPLES)(demo)


def demo(
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The HTML report.")] = Path(
        "demo-review.html"
    ),
    into: Annotated[
        str | None,
        typer.Option("--into", metavar="DSN", help="Only load the sample into this empty database (superuser)."),
    ] = None,
) -> None:
    """Run the whole flow on a sample marketplace in an embedded PostgreSQL server."""
    from ...demo.load import QUERIES, load_into, open_demo

    started = time.monotonic()
    if into:
        with progress() as bar:
            load_into(into, bar)
        print(f"loaded in {time.monotonic() - started:.0f} s; the workload is {QUERIES}", file=sys.stderr)
        return
    from rich.console import Console

    from ...architect import review
    from ...config import Config
    from ...report.text import show_summary
    from .review import Format, deliver

    with progress() as bar, open_demo(bar) as dsn:
        made = review(dsn, Config(queries=QUERIES), progress=bar)
    deliver(made, Format.html, [output])
    show_summary(made, Console())
    print(f"\n{time.monotonic() - started:.0f} s in all. The report: {output.resolve()}")
