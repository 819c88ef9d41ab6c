"""The design as a decision record: context, decision, alternatives, consequences, plan, test, undo."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.design import DesignAdvice, Fit
from .. import phrases
from ..markdown import code, escape, fenced
from ..plan_text import plan_text
from ..script import ended, tested
from . import words

MOST = 40  # statements of the rehearsal
LINES = 16  # of a plan


def markdown(advice: DesignAdvice) -> str:
    """The whole record."""
    parts = (_head, _context, _decision, _consequences, _plans, _plan, _rehearsal, _test, _undo)
    return "\n".join(line for part in parts for line in part(advice)).rstrip() + "\n"


def _head(advice: DesignAdvice) -> Iterator[str]:
    yield f"# {escape(words.title(advice))}\n"
    yield f"**Status**: proposed; {escape(words.verdict(advice))}\n"


def _context(advice: DesignAdvice) -> Iterator[str]:
    design = advice.design
    yield "## Context\n"
    yield f"{escape(words.source(advice))}. {escape(words.sums(advice))}."
    if design.options:
        given = ", ".join(code(f"{name}={value}") for name, value in design.options.items())
        yield f"Asked for with {given}."
    yield ""
    for note in design.notes:
        yield f"- {escape(note)}"
    if design.notes:
        yield ""


def _decision(advice: DesignAdvice) -> Iterator[str]:
    if not advice.design.choices:
        return
    yield "## Decision\n"
    for choice in advice.design.choices:
        yield f"**{escape(choice.question)}** {escape(choice.chosen)}, because {escape(choice.because)}.\n"
        for other, wins in choice.others.items():
            yield f"- not {escape(other)}: it wins where {escape(wins)}"
        yield ""


def _consequences(advice: DesignAdvice) -> Iterator[str]:
    if advice.evidence is None:
        return
    yield "## Consequences, as measured\n"
    conditions = advice.evidence.conditions
    rows = ", ".join(f"{table} {count:,} rows" for table, count in conditions.get("rows", {}).items())
    place = ", ".join(filter(None, (str(conditions.get("version")), rows)))
    yield f"On a scratch server, PostgreSQL {escape(place)}.\n"
    if advice.costs:
        yield "| statement | before | after | |"
        yield "|---|--:|--:|--:|"
    for cost in advice.costs:
        rate = escape(words.rate(cost))
        figures = f"{words.took(cost.before)} | {words.took(cost.after)} | {rate}"
        yield f"| {escape(cost.name)} ({phrases.some(cost.rows, 'row')}) | {figures} |"
    if advice.costs:
        yield ""
    if weight := words.weight(advice):
        yield f"Weight: {escape(weight)}.\n"


def _plans(advice: DesignAdvice) -> Iterator[str]:
    planned = [cost for cost in advice.costs if cost.plan_before or cost.plan_after]
    if not planned:
        return
    yield "## Plans of these statements, on those rows\n"
    for cost in planned:
        same = words.same_plan(cost)
        yield f"**{escape(cost.name)}**{', the same before and after' if same else ''}\n"
        for when, plan in (("before", cost.plan_before), ("after", cost.plan_after)):
            if plan and not (same and when == "before"):
                lines = plan_text(plan).splitlines()
                more = [f"… and {len(lines) - LINES} lines more"] * (len(lines) > LINES)
                head = [] if same else [f"-- {when}"]
                yield fenced("\n".join([*head, *lines[:LINES], *more]), "text")
                yield ""


def _plan(advice: DesignAdvice) -> Iterator[str]:
    yield "## Plan\n"
    for number, step in enumerate(advice.design.steps, 1):
        why = f": {escape(step.why)}" if step.why else ""
        yield f"{number}. {escape(step.makes)}{why}{' (**already so**)' if step.stands else ''}"
        if not step.stands and step.statements:
            yield ""
            yield fenced("\n".join(ended(one) for one in step.statements))
    yield ""


def _rehearsal(advice: DesignAdvice) -> Iterator[str]:
    ran = [
        one
        for one in (advice.evidence.statements if advice.evidence else ())
        if not one.sql.startswith(("SET ", "RESET "))
    ]
    if not ran:
        return
    yield "## Rehearsal\n"
    yield "| statement | ms | others wait |"
    yield "|---|--:|---|"
    for one in ran[:MOST]:
        head = " ".join(one.sql.split())
        told = one.problem or words.locks(one) or "nobody"
        yield f"| {code(head[:79] + '…' if len(head) > 80 else head)} | {one.milliseconds:.1f} | {escape(told)} |"
    if len(ran) > MOST:
        yield f"| … and {len(ran) - MOST} more | | |"
    yield ""


def _test(advice: DesignAdvice) -> Iterator[str]:
    if not advice.design.trials:
        return
    yield "## Test\n"
    problems = {one.claim: one.problem for one in advice.tried}
    for trial in advice.design.trials:
        held = {"": "✓ "}.get(problems.get(trial.claim, "-"), "✗ " if problems.get(trial.claim) else "")
        yield f"- {held}{escape(trial.claim)}"
    body = "\n".join(line for trial in advice.design.trials for line in tested(trial))
    yield ""
    yield fenced(body)
    yield ""


def _undo(advice: DesignAdvice) -> Iterator[str]:
    if not advice.design.undo:
        return
    yield "## Undo\n"
    yield fenced("\n".join(ended(one) for one in advice.design.undo))
    yield ""


def fits_markdown(fits: tuple[Fit, ...]) -> str:
    """What is recommended, as a table."""
    lines = ["| pattern | table | because |", "|---|---|---|"]
    lines += [f"| {code(fit.pattern)} | {code(str(fit.table))} | {escape(fit.because)} |" for fit in fits]
    return "\n".join(lines) + "\n"
