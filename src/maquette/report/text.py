"""The review for a terminal: ranked findings, each with its proof and its change; then what the checks came to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from io import StringIO

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

from ..model.evidence import Recommendation
from ..model.review import Review
from . import phrases, summary
from .pages import Pages, page_of

IN_FULL = 25  # findings; those after them, which matter less, have a line each …
IN_SHORT = 175  # … and those after these are counted
IN_SUMMARY = 10
STYLES = {
    "error": "bold red", "warning": "yellow", "info": "blue",
    "proved": "green", "refuted": "dim", "inconclusive": "magenta", "not applicable": "dim",
    "passed": "green", "found": "yellow", "not permitted": "magenta",
}  # fmt: skip
VERDICTS = {
    "proved": "✓ proved", "refuted": "✗ refuted", "inconclusive": "? inconclusive", "not applicable": "– not tested",
}  # fmt: skip


def text(review: Review, pages: Pages) -> str:
    """The same as ``show``, 80 columns wide and without colour: for a file or a pipe."""
    out = StringIO()
    show(review, pages, Console(file=out, width=80, color_system=None, force_terminal=False, legacy_windows=False))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def show(review: Review, pages: Pages, console: Console) -> None:
    """Print the review; colour and width are the console's."""
    console.print(_head(review))
    for number, recommendation in enumerate(review.recommendations[:IN_FULL], 1):
        console.print()
        console.print(_finding(number, recommendation, pages))
    if rest := review.recommendations[IN_FULL:]:
        console.print()
        console.print(Text("In short; the other formats show all:", style="dim"))
        console.print(_in_short(rest[:IN_SHORT], IN_FULL + 1))
        if more := Counter(one.finding.check for one in rest[IN_SHORT:]):
            counted = ", ".join(f"{number:,} {check}" for check, number in more.most_common())
            console.print(Text(f"    … and {phrases.some(more.total(), 'more finding')}: {counted}", style="dim"))
    console.print()
    console.print(_outcomes(review))
    console.print(_foot(review))


def show_summary(review: Review, console: Console) -> None:
    """Print the head, the first findings in a line each, and the sums: for one who has the report in a file."""
    console.print(_head(review))
    console.print()
    console.print(_in_short(review.recommendations[:IN_SUMMARY], 1))
    if (more := len(review.recommendations) - IN_SUMMARY) > 0:
        console.print(Text(f"    … and {phrases.some(more, 'more finding')}", style="dim"))
    console.print()
    console.print(_foot(review))


def _plain(value: str, style: str = "") -> Text:
    """Text from outside, never read as markup; a name cannot move the cursor."""
    return Text(phrases.visible(value, keep="\n"), style=style, overflow="fold")


def _head(review: Review) -> RenderableType:
    snapshot, twin = review.snapshot, review.twin
    lines: list[RenderableType] = [
        Text.assemble(("maquette", "bold"), " · ", _plain(snapshot.origin.label, "bold")),
        _plain(summary.source_line(review)),
    ]
    if twin:
        kind = "exact" if twin.exact else "not exact"
        lines.append(_plain(f"twin {twin.version}, {kind}: {twin.fidelity}", "" if twin.exact else "yellow"))
        lines += [_plain(f"left out of the twin: {one}", "yellow") for one in twin.left_out]
    else:
        lines.append(_plain("no twin: nothing could be planned", "yellow"))
    lines += [_plain(f"note: {note}", "dim") for note in snapshot.notes]
    for refusal in snapshot.refusals:
        remedy = f"; to permit it: {refusal.remedy}" if refusal.remedy else ""
        lines.append(_plain(f"not permitted: {refusal.detail}{remedy}", "magenta"))
    if cost := summary.workload_cost(review):
        change = phrases.change(cost.before, cost.after)
        figures = f"{phrases.count(cost.before)} → {phrases.count(cost.after)} ({change})"
        queries = phrases.some(cost.queries, "query", "queries")
        lines.append(_plain(f"workload: {queries}, cost with what is proved {figures}"))
    return Group(*lines)


def _finding(number: int, recommendation: Recommendation, pages: Pages) -> RenderableType:
    said = recommendation.finding
    severity = summary.severity(recommendation)
    refuted = recommendation.verdict == "refuted"
    title = Table.grid(padding=(0, 1), expand=True)
    title.add_column(justify="right", style="dim", min_width=3)
    title.add_column(ratio=1)
    title.add_column(justify="right", no_wrap=True)
    words = Text.assemble(
        (f"{severity:<7}", "dim" if refuted else STYLES[severity]), " ", (page_of(pages, said.check).title, "bold"),
    )  # fmt: skip
    title.add_row(str(number), words, Text(VERDICTS[recommendation.verdict], style=STYLES[recommendation.verdict]))
    body = Group(*_body(recommendation))
    return Group(title, Padding(body, (0, 0, 0, 4), style="dim" if refuted else ""))


def _in_short(recommendations: tuple[Recommendation, ...], first: int) -> RenderableType:
    table = Table.grid(padding=(0, 1))
    table.add_column(justify="right", style="dim", min_width=3)
    table.add_column()
    table.add_column()
    table.add_column(overflow="fold")
    for number, recommendation in enumerate(recommendations, first):
        severity, verdict = summary.severity(recommendation), recommendation.verdict
        style = "dim" if verdict == "refuted" else STYLES[severity]
        marked = Text(VERDICTS[verdict][0], style=STYLES[verdict])
        table.add_row(str(number), marked, Text(severity, style=style), _plain(recommendation.finding.key))
    return table


def _body(recommendation: Recommendation) -> Iterator[RenderableType]:
    said = recommendation.finding
    yield _plain(said.key, "cyan")
    yield _plain(said.detail)
    if said.advice:
        yield _plain(said.advice)
    if recommendation.reason:
        yield _plain(recommendation.reason, STYLES[recommendation.verdict])
    for evidence in recommendation.evidence:
        if costs := summary.costs(evidence):
            yield _plain(f"{costs} [{evidence.method}]", "bold")
    if rehearsal := summary.rehearsal(recommendation):
        yield _plain(rehearsal, "yellow" if "writes" in rehearsal or "fail" in rehearsal else "")
    for statement in recommendation.statements:
        sql = phrases.visible(statement.sql.rstrip(";"), keep="\n") + ";"
        yield Padding(Syntax(sql, "sql", theme="ansi_dark", background_color="default", word_wrap=True), (0, 0, 0, 2))


def _outcomes(review: Review) -> RenderableType:
    counted = summary.outcomes(review)
    parts = [(f"{number} {name}", STYLES.get(name, "")) for name, number in counted.items() if number]
    rows: list[RenderableType] = [
        Rule(style="dim"),
        Text("checks: ").append_text(Text(", ").join(Text(*part) for part in parts)),
    ]
    for outcome, reason, checks in summary.unrun(review):
        line = Text.assemble(f"{outcome}: ", _plain(reason), ": ", (", ".join(checks), "cyan"), overflow="fold")
        line.stylize(STYLES[outcome], 0, len(outcome))
        rows.append(Padding(line, (0, 0, 0, 2)))
    return Group(*rows)


def _foot(review: Review) -> RenderableType:
    lines = [
        _plain(f"query {planned.query} has no plan: {planned.problem or 'unknown'}", "yellow")
        for planned in review.plans
        if planned.plan is None
    ]
    if review.ignored:
        lines.append(_plain(f"ignored: {', '.join(one.finding.key for one in review.ignored)}", "dim"))
    if review.known:
        lines.append(_plain(f"{phrases.some(review.known, 'finding')} of the baseline not shown", "dim"))
    counted = [(f"{number} {name}", STYLES[name]) for name, number in summary.severities(review).items() if number]
    total = Text("found: ").append_text(
        Text(", ").join(Text(*part) for part in counted) if counted else Text("nothing")
    )
    if refuted := summary.verdicts(review)["refuted"]:
        total.append(f"; {refuted} refuted on the twin", style="dim")
    lines.append(total.append(f" · {review.seconds:.1f} s", style="dim"))
    return Group(*lines)
