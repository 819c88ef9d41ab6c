"""The advice for a terminal: what is won, each index with what it buys and costs, and why no other."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from ...model.advice import HelpedQuery, IndexAdvice, IndexChoice, IndexDrop, Measurement, Refusal, StatisticsChoice
from ...model.evidence import Statement
from .. import phrases
from . import words
from .curve import plot

HELPS = 4  # queries shown under an index
STATEMENTS = 4  # of a change: an index of a partitioned table has some for each partition
EXAMPLES = 2  # refusals shown of each reason
DEARER = 8
ALLOWED = 1.05  # beyond that a measured query looks slower; what is slower indeed is told below the table


def text(advice: IndexAdvice) -> str:
    """The same as ``show``, 80 columns wide and without colour: for a file or a pipe."""
    out = StringIO()
    show(advice, Console(file=out, width=80, color_system=None, force_terminal=False, legacy_windows=False))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def show(advice: IndexAdvice, console: Console) -> None:
    """Print the advice; colour and width are the console's."""
    for part in (_head, _indexes, _statistics, _drops, _measured, _dearer, _refused, _curve, _foot):
        for shown in part(advice):
            console.print(shown)


def _plain(line: str, style: str = "") -> Text:
    return Text(phrases.visible(line), style=style, overflow="fold")


def _title(line: str) -> Iterator[RenderableType]:
    yield Text()
    yield Text(line, style="bold")


def _head(advice: IndexAdvice) -> Iterator[RenderableType]:
    yield _plain(words.title(advice), "bold")
    yield _plain(f"twin: PostgreSQL {advice.twin.version}; {advice.twin.fidelity}", "dim")
    yield Text()
    better = "green" if advice.after < advice.before else ""
    figures = f"{phrases.count(advice.before)} → {phrases.count(advice.after)}"
    yield Text.assemble(
        ("workload cost ", "bold"), (figures, "bold"), " ",
        (f"({phrases.change(advice.before, advice.after)})", f"bold {better}"), f", gap {words.gap(advice)}",
    )  # fmt: skip
    yield _plain(words.proof(advice))
    yield _plain("; ".join(filter(None, (words.sums(advice), words.first(advice)))))
    if upkeep := words.upkeep(advice):
        yield _plain(f"of that, writes pay {phrases.count(upkeep)} for the new indexes")
    yield _plain(words.effort(advice), "dim")
    if advice.interrupted:
        yield _plain("The search was stopped: this is the best so far, with its gap.", "yellow")


def _indexes(advice: IndexAdvice) -> Iterator[RenderableType]:
    if not advice.indexes:
        yield from _title(words.nothing(advice) + ".")
        return
    yield from _title("New indexes, in the order that pays earliest")
    for number, choice in enumerate(advice.indexes, 1):
        yield _index(number, choice)


def _index(number: int, choice: IndexChoice) -> RenderableType:
    head = Table.grid(padding=(0, 1), expand=True)
    head.add_column(justify="right", style="dim", min_width=3)
    head.add_column(ratio=1, overflow="fold")
    head.add_column(justify="right", no_wrap=True)
    head.add_row(
        str(number), _plain(words.definition(choice.change.index), "bold cyan"), phrases.decimal_size(choice.bytes)
    )
    gains = f"saves {phrases.count(choice.gain)}"
    gains += f", writes pay {phrases.count(choice.write_cost)}" if choice.write_cost else ""
    body: list[RenderableType] = [_plain(gains, "green")]
    body += [_query(query) for query in choice.helps[:HELPS]]
    if rest := len(choice.helps) - HELPS:
        body += [_plain(f"… and {phrases.some(rest, 'more query', 'more queries')}", "dim")] if rest > 0 else []
    if choice.narrower:
        body.append(_plain(f"not narrower: {choice.narrower}"))
    body += [_plain(f"note: {note}", "yellow") for note in choice.notes]
    return Group(head, Padding(Group(*body, _sql(choice.statements)), (0, 0, 0, 4)))


def _query(query: HelpedQuery) -> RenderableType:
    style = "green" if query.after <= query.before else "red"
    return Text.assemble(
        (phrases.visible(query.query, keep="")), " ",
        (f"{phrases.count(query.before)} → {phrases.count(query.after)} "),
        (phrases.change(query.before, query.after), style), (f" · {words.calls(query)}", "dim"),
        overflow="fold",
    )  # fmt: skip


def _sql(statements: tuple[Statement, ...]) -> RenderableType:
    script = phrases.visible(words.script(statements[:STATEMENTS])) + ";"
    if (more := len(statements) - STATEMENTS) > 0:
        script += f"\n-- … and {phrases.some(more, 'more statement')}; --format sql has them"
    return Padding(Syntax(script, "sql", theme="ansi_dark", background_color="default", word_wrap=True), (0, 0, 0, 2))


def _statistics(advice: IndexAdvice) -> Iterator[RenderableType]:
    if advice.statistics:
        yield from _title("Statistics that mend estimates")
        yield from (_change(made.reason, made) for made in advice.statistics)


def _drops(advice: IndexAdvice) -> Iterator[RenderableType]:
    if advice.drops:
        yield from _title("Indexes to drop")
        for drop in advice.drops:
            said = f"{words.line(drop.index)} · {phrases.decimal_size(drop.bytes)}: {drop.reason}"
            yield _change(said + (f"; saves {phrases.count(drop.gain)}" if drop.gain > 0 else ""), drop)


def _change(said: str, made: IndexDrop | StatisticsChoice) -> RenderableType:
    return Padding(Group(_plain(said), _sql(made.statements)), (0, 0, 0, 4))


def _measured(advice: IndexAdvice) -> Iterator[RenderableType]:
    measured = advice.measured
    if measured is None:
        return
    yield from _title(f"Measured: {phrases.visible(measured.origin, keep='')}")
    yield _measurements(measured)
    yield from (_plain(f"slower than allowed: {slowed}", "red") for slowed in measured.refused)
    yield from (_plain(note, "dim") for note in measured.notes)


def _measurements(measured: Measurement) -> RenderableType:
    table = Table(box=None, header_style="dim", pad_edge=False)
    table.add_column("query", overflow="fold")
    for name in ("before", "after", "ratio"):
        table.add_column(name, justify="right", no_wrap=True)
    for query in sorted(measured.queries, key=lambda one: one.ratio):
        style = "green" if query.ratio < 1 / ALLOWED else "yellow" if query.ratio > ALLOWED else ""
        table.add_row(
            _plain(query.query), f"{query.before:,.3f} ms", f"{query.after:,.3f} ms",
            Text(f"{query.ratio:.3f}" if query.ratio < 0.1 else f"{query.ratio:.2f}", style=style),
        )  # fmt: skip
    return Padding(table, (0, 0, 0, 4))


def _dearer(advice: IndexAdvice) -> Iterator[RenderableType]:
    if grown := words.dearer(advice):
        yield from _title(f"{phrases.some(len(grown), 'query', 'queries')} dearer than before")
        yield from (Padding(_query(query), (0, 0, 0, 4)) for query in grown[:DEARER])


def _refused(advice: IndexAdvice) -> Iterator[RenderableType]:
    yield from _reasons("Considered and refused", words.considered(advice))
    yield from _reasons("Standing indexes that must stay", words.kept(advice))


def _reasons(title: str, refused: tuple[Refusal, ...]) -> Iterator[RenderableType]:
    if refused:
        yield from _title(title)
    for reason, group in words.by_reason(refused):
        yield Text.assemble("    ", (phrases.visible(reason), "bold"), (f" ({len(group)})", "dim"))
        for refusal in group[:EXAMPLES]:
            yield Padding(_plain(f"{words.line(refusal.index)}: {refusal.reason}"), (0, 0, 0, 6))
        if len(group) > EXAMPLES:
            yield Padding(_plain(f"… and {len(group) - EXAMPLES} more", "dim"), (0, 0, 0, 6))


def _curve(advice: IndexAdvice) -> Iterator[RenderableType]:
    drawn = plot(advice)
    if drawn is None:
        return
    scale = " (log scale)" if drawn.ground else ""
    yield from _title(f"What a budget buys: cost of the workload{scale} by megabytes of new indexes")
    for place, row in enumerate(drawn.rows):
        label = {0: phrases.count(drawn.top), len(drawn.rows) - 1: phrases.count(drawn.ground)}.get(place, "")
        left, marked, right = row[: drawn.mark], row[drawn.mark], row[drawn.mark + 1 :]
        yield Text.assemble((f"{label:>9} │", "dim"), (left, "blue"), (marked, "green"), (right, "blue"))
    yield Text.assemble(("          └" + "─" * len(drawn.rows[0]), "dim"))
    yield Text("           " + " " * drawn.mark + "▲", style="green")
    yield Text("           " + drawn.axis, style="dim")
    yield Text("           " + drawn.caption, style="green")
    if bought := " ".join(filter(None, (words.next_buy(advice), words.most(advice)))):
        yield _plain(bought)


def _foot(advice: IndexAdvice) -> Iterator[RenderableType]:
    lines = [_plain(f"query {name} has no plan: {problem}", "yellow") for name, problem in advice.unplanned]
    lines += [_plain(f"left out of the twin: {left}", "yellow") for left in advice.twin.left_out]
    lines += [_plain(f"note: {note}", "dim") for note in advice.notes]
    if lines:
        yield Text()
        yield Rule(style="dim")
        yield from lines
