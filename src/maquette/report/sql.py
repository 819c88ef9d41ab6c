"""The proved changes as a script to run: what matters most first, what takes them back at the end, as comments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..model.change import RewriteQuery
from ..model.evidence import Recommendation, Statement
from ..model.finding import Finding
from ..model.review import Review
from . import phrases, summary
from .pages import Page, Pages, page_of
from .script import HOW, comment, script, undone


def sql(review: Review, pages: Pages) -> str:
    """The script, for psql; each finding is a comment, and what is not proved is left out with its reason."""
    return "\n".join(_lines(review, pages)) + "\n"


def _lines(review: Review, pages: Pages) -> Iterator[str]:
    proved = [one for one in review.recommendations if one.verdict == "proved"]
    others = len(review.recommendations) - len(proved)
    yield from comment(f"{review.snapshot.origin.label}: {summary.source_line(review)}")
    yield from comment(f"{phrases.some(len(proved), 'finding')} with a proved change, {others} left out")
    yield HOW
    yield "-- Each change was tried alone: read them all, run them one by one, and review again."
    done: dict[tuple[Statement, ...], int] = {}
    undo: list[tuple[Statement, ...]] = []
    for number, one in enumerate(proved, 1):
        yield ""
        yield from _finding(number, one, page_of(pages, one.finding.check))
        if isinstance(one.finding.change, RewriteQuery):
            yield from comment(f"In the application:\n{one.finding.change.sql}")
        elif one.statements in done:
            yield from comment(f"Done by change {done[one.statements]}.")
        else:
            done[one.statements] = number
            undo.append(one.undo)
            yield from script(one.statements)
            if not one.undo:
                yield "-- It has no undo."
    yield from _left_out(review)
    if undo:
        yield ""
        yield from undone(undo)


def _finding(number: int, one: Recommendation, page: Page) -> Iterator[str]:
    said = one.finding
    yield from comment(f"{number}. {page.title} ({summary.severity(one)}): {said.object}")
    yield from comment(said.detail)
    for evidence in one.evidence:
        if costs := summary.costs(evidence):
            yield from comment(f"{costs}, {evidence.method}")
    if rehearsal := summary.rehearsal(one):
        yield from comment(rehearsal)
    yield from comment(f"to ignore it: {said.key}")


def _left_out(review: Review) -> Iterator[str]:
    for verdict in ("inconclusive", "refuted"):
        left = [(one.finding, one.reason) for one in review.recommendations if one.verdict == verdict]
        yield from _listed(f"Left out, {verdict}:", left)
    told = [one.finding for one in review.recommendations if one.verdict == "not applicable"]
    yield from _listed("Left out, there is no change to try:", [(said, said.advice or said.detail) for said in told])


def _listed(title: str, left: Sequence[tuple[Finding, str]]) -> Iterator[str]:
    if left:
        yield ""
        yield from comment(title)
    for said, words in left:
        yield from comment(f"{said.key}: {words}")
