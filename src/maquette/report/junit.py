"""The review as JUnit XML: a test suite an advisor, a test case a check.

Shape: the JUnit schema that Jenkins and GitLab read (testsuites, testsuite, testcase, failure, error, skipped).
"""

from __future__ import annotations

from collections import defaultdict
from xml.etree import ElementTree

from ..model.evidence import Recommendation
from ..model.finding import Outcome
from ..model.review import Review
from . import phrases, summary
from .pages import Pages, page_of


def junit(review: Review, pages: Pages) -> str:
    """A check fails when a finding of severity warning or error stands; what could not run is skipped, and says why."""
    found: dict[str, list[Recommendation]] = defaultdict(list)
    for recommendation in review.recommendations:
        found[recommendation.finding.check].append(recommendation)
    suites: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in review.outcomes:
        suites[page_of(pages, outcome.check).advisor].append(outcome)
    root = ElementTree.Element("testsuites", name="maquette")
    for advisor, outcomes in sorted(suites.items()):
        suite = ElementTree.SubElement(root, "testsuite", name=f"maquette.{advisor}", tests=str(len(outcomes)))
        for outcome in outcomes:
            _case(suite, advisor, outcome, found[outcome.check], pages)
        for tag in ("failure", "error", "skipped"):
            suite.set(f"{tag}s" if tag != "skipped" else tag, str(len(suite.findall(f"testcase/{tag}"))))
    for name in ("tests", "failures", "errors", "skipped"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _case(
    suite: ElementTree.Element, advisor: str, outcome: Outcome, findings: list[Recommendation], pages: Pages
) -> None:  # fmt: skip
    case = ElementTree.SubElement(suite, "testcase", classname=f"maquette.{advisor}", name=outcome.check)
    failing = [r for r in findings if r.verdict != "refuted" and summary.severity(r) != "info"]
    remaining = [r for r in findings if r not in failing]
    if outcome.outcome == "error":
        ElementTree.SubElement(case, "error", message=_legal(outcome.reason), type="error")
    elif outcome.outcome in ("not applicable", "not permitted"):
        ElementTree.SubElement(case, "skipped", message=_legal(f"{outcome.outcome}: {outcome.reason}"))
    elif failing:
        title = page_of(pages, outcome.check).title
        message = f"{title}: {phrases.some(len(failing), 'finding')}"
        worst = "error" if any(summary.severity(r) == "error" for r in failing) else "warning"
        failure = ElementTree.SubElement(case, "failure", message=_legal(message), type=worst)
        failure.text = _legal("\n\n".join(map(_words, failing)))
    if remaining:
        ElementTree.SubElement(case, "system-out").text = _legal("\n\n".join(map(_words, remaining)))


def _words(recommendation: Recommendation) -> str:
    said = recommendation.finding
    head = f"[{summary.severity(recommendation)}] {said.key} ({recommendation.verdict})"
    statements = (statement.sql for statement in recommendation.statements)
    return "\n".join(part for part in (head, said.detail, said.advice, recommendation.reason, *statements) if part)


def _legal(text: str) -> str:
    """XML 1.0 forbids most control characters, whatever the escape."""
    return phrases.visible(text)
