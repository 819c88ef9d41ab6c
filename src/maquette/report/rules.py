"""The checks' list and pages, for the terminal."""

from __future__ import annotations

from itertools import groupby

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from .pages import Page, Pages

STYLES = {"error": "bold red", "warning": "yellow", "info": "blue"}


def show_list(pages: Pages, console: Console) -> None:
    """Every check by advisor, a line each."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="cyan", no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    ordered = sorted(pages.items(), key=lambda entry: (entry[1].advisor, entry[0]))
    for advisor, entries in groupby(ordered, key=lambda entry: entry[1].advisor):
        table.add_row(Text(advisor, style="bold"), "", "")
        for name, page in entries:
            table.add_row(f"  {name}", Text(page.severity, style=STYLES[page.severity]), page.title)
    console.print(table)
    console.print(f"\n{len(pages)} checks; maquette rule NAME shows a page", style="dim")


def show_page(name: str, page: Page, console: Console) -> None:
    """One page."""
    console.print(Text.assemble((name, "bold cyan"), "  ", (page.severity, STYLES[page.severity]), f"  {page.advisor}"))
    console.print(Text(page.title, style="bold"))
    for heading, text in page.sections:
        console.print()
        console.print(Text(heading, style="bold"))
        console.print(Padding(Text(text), (0, 0, 0, 2)))
