"""The review as GitHub-flavoured Markdown, short enough for a pull request's comment."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from ..model.evidence import Recommendation, Statement
from ..model.review import Review
from . import phrases, summary
from .pages import Pages, page_of

LIMIT = 60_000  # characters; a comment on GitHub holds 65,536
MARKS = {"error": "🔴", "warning": "🟠", "info": "🔵"}
# Markup wherever it stands, an underscore outside a word, what GitHub makes a link or an emoji of, a list's beginning.
SPECIAL = re.compile(r"([\\`*\[\]#|~$]|(?<![^\W_])_|_(?![^\W_])|:(?=//|[\w+-]+:)|(?<=www)\.|^[-+=])", re.IGNORECASE)
NUMBERED = re.compile(r"^(\d+)([.)])")


def markdown(review: Review, pages: Pages) -> str:
    """Head, findings that stand, refuted ones folded, and what the checks came to."""
    parts = [*_head(review)]
    length = sum(map(len, parts))
    standing = summary.standing(review)
    for shown, recommendation in enumerate(standing):
        block = "\n".join(_finding(recommendation, pages))
        length += len(block)
        if length > LIMIT:
            parts.append(f"… and {phrases.some(len(standing) - shown, 'more finding')}; the full report has them.\n")
            break
        parts.append(block)
    if length <= LIMIT:
        parts += _refuted(review, pages)
    parts += _foot(review)
    return "\n".join(parts).rstrip() + "\n"


def escape(text: str) -> str:
    """Text that Markdown and HTML show as it is: no markup, no link, no mention, on one line."""
    line = " ".join(phrases.visible(text, keep="\n").split())
    # A comment between the sign and the word keeps GitHub from pinging @people and linking #1.
    plain = NUMBERED.sub(r"\1\\\2", SPECIAL.sub(r"\\\1", html.escape(line, quote=False)))
    return plain.replace("@", "@<!-- -->").replace(r"\#", r"\#<!-- -->")


def code(text: str) -> str:
    """Inline code that ends where the text ends, whatever backticks it holds."""
    line = " ".join(phrases.visible(text, keep="\n").split())
    fence = "`" * (max(map(len, re.findall("`+", line)), default=0) + 1)
    return f"{fence} {line} {fence}" if line.startswith("`") or line.endswith("`") else f"{fence}{line}{fence}"


def block(statements: tuple[Statement, ...]) -> str:
    """A fenced block of SQL."""
    return fenced("\n".join(phrases.visible(s.sql.rstrip().rstrip(";")) + ";" for s in statements))


def fenced(text: str, language: str = "sql") -> str:
    """A fenced block that ends where the text ends."""
    fence = "`" * max(3, max(map(len, re.findall("`+", text)), default=0) + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def _head(review: Review) -> Iterator[str]:
    counted = [f"{MARKS[name]} {phrases.some(n, name) if name != 'info' else f'{n} info'}"
               for name, n in summary.severities(review).items() if n]  # fmt: skip
    yield f"## maquette: {' · '.join(counted) or '✅ nothing found'}\n"
    yield f"{code(review.snapshot.origin.label)} — {escape(summary.source_line(review))}  "
    if review.twin:
        yield f"Twin {escape(review.twin.version)}: {escape(review.twin.fidelity)}  "
    if cost := summary.workload_cost(review):
        change = phrases.change(cost.before, cost.after)
        yield (
            f"Workload cost of {phrases.some(cost.queries, 'query', 'queries')} with what is proved: "
            f"{phrases.count(cost.before)} → {phrases.count(cost.after)} (**{change}**)  "
        )
    yield ""


def _finding(recommendation: Recommendation, pages: Pages) -> Iterator[str]:
    said = recommendation.finding
    mark = MARKS[summary.severity(recommendation)]
    title = html.escape(page_of(pages, said.check).title)
    verdict = f" · <b>{recommendation.verdict}</b>" if recommendation.verdict != "not applicable" else ""
    name = html.escape(phrases.visible(said.object, keep="")).replace("@", "@<!-- -->")
    yield f"<details><summary>{mark} {title} — <code>{name}</code>{verdict}</summary>\n"
    yield escape(said.detail) + ("\n\n" + escape(said.advice) if said.advice else "") + "\n"
    for evidence in recommendation.evidence:
        if costs := summary.costs(evidence):
            yield f"- {escape(costs)} _{evidence.method}_"
    if recommendation.reason:
        yield f"- {escape(recommendation.reason)}"
    if rehearsal := summary.rehearsal(recommendation):
        yield f"- {escape(rehearsal)}"
    yield ""
    if recommendation.statements:
        yield block(recommendation.statements) + "\n"
    if recommendation.undo:
        yield f"Undo:\n\n{block(recommendation.undo)}\n"
    yield f"To ignore it: {code(said.key)}\n\n</details>\n"


def _refuted(review: Review, pages: Pages) -> Iterator[str]:
    refuted = [r for r in review.recommendations if r.verdict == "refuted"]
    if refuted:
        yield f"<details><summary>⚪ {len(refuted)} refuted on the twin</summary>\n"
        for one in refuted:
            title = escape(page_of(pages, one.finding.check).title)
            yield f"- {title} — {code(one.finding.object)}: {escape(one.reason)}"
        yield "\n</details>\n"


def _foot(review: Review) -> Iterator[str]:
    counted = [f"{number} {name}" for name, number in summary.outcomes(review).items() if number]
    yield f"<details><summary>{phrases.some(len(review.outcomes), 'check')}: {', '.join(counted)}</summary>\n"
    for outcome, reason, checks in summary.unrun(review):
        yield f"- {outcome}: {escape(reason)}: {', '.join(map(code, checks))}"
    yield "\n</details>"
    if review.ignored:
        yield f"\n{phrases.some(len(review.ignored), 'finding')} ignored with a reason."
