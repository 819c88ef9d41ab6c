"""maquette rule."""

from __future__ import annotations

from typing import Annotated

import typer

EXAMPLES = """[bold]Examples[/bold]

maquette rule

maquette rule unindexed-foreign-key
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("rule", epilog=EXAMPLES)(rule)


def rule(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="A check.", show_default=False)] = None,
) -> None:
    """Show a check's page; without a name, the list of checks."""
    from rich.console import Console

    from ...architect import pages
    from ...model.errors import ConfigError
    from ...report.rules import show_list, show_page

    known = pages()
    if name is None:
        show_list(known, Console())
    elif name in known:
        show_page(name, known[name], Console())
    else:
        raise ConfigError(f"no check is called {name!r}", "maquette rule lists them")
