"""The patterns' list and pages, for the terminal."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Console
from rich.markdown import Markdown
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ..pages import PatternPage


def show_list(pages: Mapping[str, PatternPage], console: Console) -> None:
    """Every pattern, a line each."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="cyan", no_wrap=True)
    table.add_column(overflow="fold")
    for name, page in pages.items():
        table.add_row(name, page.title)
    console.print(table)
    console.print(f"\n{len(pages)} patterns; maquette design NAME shows a page", style="dim")


def show_page(name: str, page: PatternPage, console: Console) -> None:
    """One page, with its options."""
    console.print(Text.assemble((name, "bold cyan"), f"  {page.title}"))
    if page.options:
        table = Table.grid(padding=(0, 2))
        for option, default, words in page.options:
            table.add_row(Text(f"--set {option}={default}", style="cyan"), Text(words))
        console.print()
        console.print(Padding(table, (0, 0, 0, 2)))
    for heading, body in page.sections:
        console.print()
        console.print(Text(heading, style="bold"))
        console.print(Padding(Markdown(body), (0, 0, 0, 2)))
