"""maquette twin check."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from ..options import Queries, Source
from ..terminal import progress
from .explain import Format

EXAMPLES = """[bold]Examples[/bold]

maquette twin check postgresql://localhost/shop --queries queries.sql
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    group = typer.Typer(help="The twin itself.", no_args_is_help=True)
    group.callback()(lambda: None)
    group.command("check", epilog=EXAMPLES)(check)
    app.add_typer(group, name="twin")


def check(
    source: Source,
    queries: Queries = None,
    form: Annotated[Format, typer.Option("--format", help="Format.")] = Format.text,
) -> None:
    """Measure the twin's fidelity: each query's plan on the source (EXPLAIN alone) and on the twin.

    This is the one command that sends your queries to the source, to plan them and never to run them. Exit: 0 when
    every plan is the same, 1 when one differs.
    """
    from ...architect import twin_check
    from ...config import load_config
    from ...report.fidelity import fidelity_json, show_fidelity

    with progress() as bar:
        measured = twin_check(source, load_config(queries=queries), bar)
    if form is Format.json:
        json.dump(fidelity_json(measured), sys.stdout, indent=2)
        print()
    else:
        from rich.console import Console

        show_fidelity(measured, Console())
    raise typer.Exit(0 if measured.all_same else 1)
