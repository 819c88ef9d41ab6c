"""The advice as GitHub-flavoured Markdown: a table of indexes, each with its folded proof, and the script."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.advice import HelpedQuery, IndexAdvice, IndexChoice, Refusal
from .. import phrases
from ..markdown import block, code, escape
from . import words

LIMIT = 45_000  # characters; a comment on GitHub holds 65,536
HELPS = 8  # queries under an index
QUERIES = 30  # of a large workload, those on which most is saved and those that grow dearer
POINTS = 25  # of the curve
REFUSED = 8  # of each reason


def markdown(advice: IndexAdvice) -> str:
    """The whole page."""
    parts = (_head, _indexes, _statistics, _drops, _measured, _queries, _curve, _refused, _foot)
    return "\n".join(line for part in parts for line in part(advice)).rstrip() + "\n"


def _head(advice: IndexAdvice) -> Iterator[str]:
    yield f"## maquette index: {escape(words.sums(advice))}\n"
    yield f"{code(words.title(advice))} — twin {escape(advice.twin.version)}: {escape(advice.twin.fidelity)}  "
    yield (
        f"Workload cost {phrases.count(advice.before)} → {phrases.count(advice.after)} "
        f"(**{phrases.change(advice.before, advice.after)}**), gap **{escape(words.gap(advice))}**  "
    )
    yield escape(words.proof(advice)) + "  "
    if few := words.first(advice):
        yield escape(few[0].upper() + few[1:]) + ".  "
    yield escape(words.effort(advice))
    if advice.interrupted:
        yield "\n⚠️ The search was stopped: this is the best so far."
    yield ""


def _indexes(advice: IndexAdvice) -> Iterator[str]:
    if not advice.indexes:
        yield words.nothing(advice) + ".\n"
        return
    yield "| # | new index | size | saves | writes pay | queries |"
    yield "|--:|---|--:|--:|--:|--:|"
    for number, choice in enumerate(advice.indexes, 1):
        yield (
            f"| {number} | {_cell(words.definition(choice.change.index))} | {phrases.decimal_size(choice.bytes)} "
            f"| {phrases.count(choice.gain)} | {phrases.count(choice.write_cost)} | {len(choice.helps)} |"
        )
    yield ""
    length = 0
    for number, choice in enumerate(advice.indexes, 1):
        lines = list(_index(number, choice))
        length += sum(map(len, lines))
        if length > LIMIT / 2:
            rest = phrases.some(len(advice.indexes) - number + 1, "more index", "more indexes")
            yield f"… and {rest} in full in the other formats.\n"
            break
        yield from lines


def _index(number: int, choice: IndexChoice) -> Iterator[str]:
    yield f"<details><summary>Index {number}: statement, queries, undo</summary>\n"
    yield block(choice.statements) + "\n"
    yield from _table(choice.helps[:HELPS])
    if choice.narrower:
        yield f"Not narrower: {escape(choice.narrower)}\n"
    yield from (f"- {escape(note)}" for note in choice.notes)
    yield f"\nUndo:\n\n{block(choice.undo)}\n"
    yield "</details>\n"


def _table(queries: tuple[HelpedQuery, ...]) -> Iterator[str]:
    if not queries:
        return
    yield "| query | calls | before | after | |"
    yield "|---|--:|--:|--:|--:|"
    for query in queries:
        mark = " 🔴" if query.after > query.before * 1.0001 else ""
        yield (
            f"| {_cell(query.query)} | {phrases.count(query.calls)} | {phrases.count(query.before)} "
            f"| {phrases.count(query.after)} | {phrases.change(query.before, query.after)}{mark} |"
        )
    yield ""


def _cell(text: str) -> str:
    """Code in a table, where a bar would end the cell."""
    return code(text.replace("|", "\\|"))


def _statistics(advice: IndexAdvice) -> Iterator[str]:
    if advice.statistics:
        yield "### Statistics that mend estimates\n"
        for made in advice.statistics:
            yield f"{escape(made.reason)}\n\n{block(made.statements)}\n\nUndo:\n\n{block(made.undo)}\n"


def _drops(advice: IndexAdvice) -> Iterator[str]:
    if advice.drops:
        yield "### Indexes to drop\n"
        for drop in advice.drops:
            size = phrases.decimal_size(drop.bytes)
            yield f"{code(words.line(drop.index))}, {size}: {escape(drop.reason)}\n"
            yield f"{block(drop.statements)}\n\nUndo:\n\n{block(drop.undo)}\n"


def _measured(advice: IndexAdvice) -> Iterator[str]:
    measured = advice.measured
    if measured is None:
        return
    yield f"### Measured: {escape(measured.origin)}\n"
    yield "| query | before | after | ratio | runs |"
    yield "|---|--:|--:|--:|--:|"
    for query in sorted(measured.queries, key=lambda one: one.ratio):
        figures = f"{query.before:,.3f} ms | {query.after:,.3f} ms | {query.ratio:.3f} | {query.runs}"
        yield f"| {_cell(query.query)} | {figures} |"
    yield ""
    yield from (f"- Slower than allowed: {escape(slowed)}" for slowed in measured.refused)
    yield from (f"- {escape(note)}" for note in measured.notes)
    yield ""


def _queries(advice: IndexAdvice) -> Iterator[str]:
    ranked = words.ranked(advice)
    shown = ranked if len(ranked) <= QUERIES else (*ranked[: QUERIES - 10], *ranked[-10:])
    yield f"<details><summary>{phrases.some(len(ranked), 'query', 'queries')}, by what is saved</summary>\n"
    yield from _table(shown)
    yield "</details>\n"


def _curve(advice: IndexAdvice) -> Iterator[str]:
    if len(advice.curve) < 2:
        return
    yield "<details><summary>What a budget buys</summary>\n"
    yield "| new indexes | size | cost | |"
    yield "|--:|--:|--:|--:|"
    points = sorted(advice.curve, key=lambda one: one.bytes)
    for point in points[:: 1 + len(points) // POINTS]:
        size, cost = phrases.decimal_size(point.bytes), phrases.count(point.cost)
        yield f"| {point.indexes} | {size} | {cost} | {phrases.change(advice.before, point.cost)} |"
    yield ""
    if bought := words.next_buy(advice):
        yield f"{escape(bought)}\n"
    yield "</details>\n"


def _refused(advice: IndexAdvice) -> Iterator[str]:
    yield from _reasons("considered and refused", words.considered(advice))
    yield from _reasons("standing that must stay", words.kept(advice))


def _reasons(title: str, refused: tuple[Refusal, ...]) -> Iterator[str]:
    if not refused:
        return
    yield f"<details><summary>{phrases.some(len(refused), 'index', 'indexes')} {title}</summary>\n"
    for reason, group in words.by_reason(refused):
        yield f"**{escape(reason)}** ({len(group)})\n"
        for refusal in group[:REFUSED]:
            yield f"- {code(words.line(refusal.index))}: {escape(refusal.reason)}"
        if len(group) > REFUSED:
            yield f"- … and {len(group) - REFUSED} more"
        yield ""
    yield "</details>\n"


def _foot(advice: IndexAdvice) -> Iterator[str]:
    yield from (f"- No plan for {code(name)}: {escape(problem)}" for name, problem in advice.unplanned)
    yield from (f"- Left out of the twin: {escape(left)}" for left in advice.twin.left_out)
    yield from (f"- {escape(note)}" for note in advice.notes)
