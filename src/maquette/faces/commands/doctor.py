"""maquette doctor."""

from __future__ import annotations

from typing import Annotated

import typer

from ..terminal import progress

EXAMPLES = """[bold]Examples[/bold]

maquette doctor

maquette doctor postgresql://app@db.example.com/shop
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("doctor", epilog=EXAMPLES)(doctor)


def doctor(
    source: Annotated[
        str | None, typer.Argument(metavar="[SOURCE]", help="A server to ask what it permits.", show_default=False)
    ] = None,
) -> None:
    """Say what is installed, permitted and missing, and the command that mends it."""
    from rich.console import Console

    from ...architect import examine
    from ...report.health import show_health

    with progress() as bar:
        found = examine(source, bar)
    show_health(found, Console())
    raise typer.Exit(2 if any(line.state == "bad" for line in found) else 0)
