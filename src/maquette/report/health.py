"""What the doctor found, for the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..model.health import Health
from .phrases import visible

MARKS = {"ok": ("✓", "green"), "warning": ("!", "yellow"), "bad": ("✗", "bold red")}


def show_health(found: Sequence[Health], console: Console) -> None:
    """A line a thing, and the command that mends it."""
    table = Table.grid(padding=(0, 2))
    table.add_column()
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for line in found:
        detail = Text(visible(line.detail))
        if line.remedy:
            detail.append(f"\n→ {visible(line.remedy)}", style="cyan")
        table.add_row(Text(*MARKS[line.state]), line.thing, detail)
    console.print(table)
