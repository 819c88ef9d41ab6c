"""The design for a terminal: what is done and why, what it costs, and what its rehearsal showed."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from ...model.design import DesignAdvice, Fit
from .. import phrases
from ..script import ended
from . import words

STYLES = {"proved": "green", "refuted": "bold red", "inconclusive": "yellow"}


def text(advice: DesignAdvice) -> str:
    """The same as ``show``, 80 columns wide and without colour: for a file or a pipe."""
    out = StringIO()
    show(advice, Console(file=out, width=80, color_system=None, force_terminal=False, legacy_windows=False))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def show(advice: DesignAdvice, console: Console) -> None:
    """Print the design; colour and width are the console's."""
    for part in (_head, _choices, _steps, _costs, _trials, _notes, _foot):
        for shown in part(advice):
            console.print(shown)


def show_fits(fits: tuple[Fit, ...], console: Console) -> None:
    """Where which pattern is worth it."""
    if not fits:
        console.print("No pattern offers itself: nothing in the schema, its statistics or its workload asks for one.")
        return
    table = Table.grid(padding=(0, 2))
    table.add_column(style="cyan", no_wrap=True)
    table.add_column(style="bold", overflow="fold")
    table.add_column(overflow="fold")
    for fit in fits:
        table.add_row(fit.pattern, phrases.visible(str(fit.table)), _plain(fit.because))
    console.print(table)
    first = fits[0]
    options = "".join(f" --set {name}={value}" for name, value in first.options.items())
    console.print(_plain(f"\nmaquette design {first.pattern} SOURCE --table {first.table}{options}", "dim"))


def fits_text(fits: tuple[Fit, ...]) -> str:
    """The same for a file or a pipe."""
    out = StringIO()
    show_fits(fits, Console(file=out, width=100, color_system=None, force_terminal=False, legacy_windows=False))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def _plain(line: str, style: str = "") -> Text:
    return Text(phrases.visible(line), style=style, overflow="fold")


def _title(line: str) -> Iterator[RenderableType]:
    yield Text()
    yield _plain(line, "bold")


def _head(advice: DesignAdvice) -> Iterator[RenderableType]:
    yield _plain(words.title(advice), "bold")
    yield _plain(f"{words.source(advice)}; {words.sums(advice)}", "dim")
    verdict = advice.evidence.verdict if advice.evidence else "inconclusive"
    yield _plain(words.verdict(advice), STYLES[verdict])


def _choices(advice: DesignAdvice) -> Iterator[RenderableType]:
    for choice in advice.design.choices:
        yield from _title(choice.question)
        yield Padding(_plain(f"{choice.chosen}, because {choice.because}"), (0, 0, 0, 2))
        for other, wins in choice.others.items():
            yield Padding(_plain(f"not {other}: it wins where {wins}", "dim"), (0, 0, 0, 2))


def _steps(advice: DesignAdvice) -> Iterator[RenderableType]:
    if not advice.design.steps:
        return
    yield from _title("Steps")
    for number, step in enumerate(advice.design.steps, 1):
        head = Text(f"{number:>2}. ", style="dim")
        head.append(phrases.visible(step.makes), "cyan")
        head.append(f"  {phrases.visible(step.why)}" if step.why else "")
        head.append("  already so" if step.stands else "", "green")
        yield head
        if not step.stands and step.statements:
            body = "\n".join(ended(one) for one in step.statements)
            yield Padding(
                Syntax(body, "sql", theme="ansi_dark", background_color="default", word_wrap=True), (0, 0, 0, 4)
            )


def _costs(advice: DesignAdvice) -> Iterator[RenderableType]:
    weight = words.weight(advice)
    if not advice.costs and not weight:
        return
    yield from _title("What it costs, on the scratch server")
    table = Table.grid(padding=(0, 2))
    for cost in advice.costs:
        table.add_row(_plain(cost.name), _plain(words.rate(cost)))
        if cost.plan_before and cost.plan_after and not words.same_plan(cost):
            table.add_row("", _plain(f"{words.ways(cost.plan_before)} → {words.ways(cost.plan_after)}", "dim"))
    if weight:
        table.add_row("weight", weight)
    yield Padding(table, (0, 0, 0, 2))


def _trials(advice: DesignAdvice) -> Iterator[RenderableType]:
    if not advice.tried:
        return
    yield from _title("Trials")
    for one in advice.tried:
        mark, style = ("✗", "red") if one.problem else ("✓", "green")
        line = Text.assemble((f"  {mark} ", style), phrases.visible(one.claim))
        if one.problem:
            line.append(f": {phrases.visible(one.problem)}", "red")
        yield line


def _notes(advice: DesignAdvice) -> Iterator[RenderableType]:
    for note in advice.design.notes:
        yield Text()
        yield Text.assemble(("Note  ", "yellow"), phrases.visible(note))


def _foot(advice: DesignAdvice) -> Iterator[RenderableType]:
    waits = [told for one in (advice.evidence.statements if advice.evidence else ()) if (told := words.locks(one))]
    if waits:
        yield from _title("Locks that others notice, each for as long as its statement runs")
        for told in dict.fromkeys(waits):
            yield Padding(_plain(told), (0, 0, 0, 2))
    yield Text()
    yield _plain("-o plan.sql writes the script with test and undo, -o record.md the decision record", "dim")
