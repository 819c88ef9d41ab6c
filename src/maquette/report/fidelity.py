"""The twin's fidelity: a row a query."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..model.fidelity import Fidelity
from .phrases import visible

CLOSE = 0.001  # relative cost difference that counts as the same


def show_fidelity(measured: Fidelity, console: Console) -> None:
    """Print the comparison."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    for name, justify in (
        ("query", "left"),
        ("plan", "left"),
        ("source", "right"),
        ("twin", "right"),
        ("off by", "right"),
    ):
        table.add_column(name, justify=justify, overflow="fold")  # type: ignore[arg-type]
    for query in measured.queries:
        title = Text(visible(query.query))
        if query.source is None or query.twin is None or query.difference is None:
            table.add_row(title, Text(visible(query.problem or "no plan"), style="red"), "", "", "")
            continue
        same = Text("same", style="green") if query.same else Text("differs", style="bold red")
        off = Text(f"{query.difference:.5%}", style="" if query.difference <= CLOSE else "red")
        table.add_row(title, same, f"{query.source.cost:,.2f}", f"{query.twin.cost:,.2f}", off)
    console.print(table)
    console.print(Text(summary(measured), style="bold"))
    for left in measured.left_out:
        console.print(Text(f"left out of the twin: {visible(left)}", style="yellow"))


def summary(measured: Fidelity) -> str:
    """One sentence."""
    total = len(measured.queries)
    return (
        f"{measured.same} of {total} plans the same, {measured.within(CLOSE)} of {total} costs within 0.1 %"
        f" · source {measured.source_version}, twin {measured.twin_version}"
    )


def fidelity_json(measured: Fidelity) -> dict[str, Any]:
    """The comparison for machines."""
    return {
        "schema_version": 1,
        "source": {"version": measured.source_version},
        "twin": {"version": measured.twin_version, "left_out": list(measured.left_out)},
        "queries": [
            {
                "query": query.query,
                "same_plan": query.same,
                "source_cost": query.source and query.source.cost,
                "twin_cost": query.twin and query.twin.cost,
                "difference": query.difference,
                "problem": query.problem,
            }
            for query in measured.queries
        ],
        "same": measured.same,
        "within": measured.within(CLOSE),
        "total": len(measured.queries),
    }
