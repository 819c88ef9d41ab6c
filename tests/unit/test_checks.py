"""Every check on the recorded model of each section of its example: no server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from record import Recorded, judge, read_recorded

from maquette.advisors.check import Check, all_checks
from maquette.advisors.example import Example, examples
from maquette.model.change import AlterSystem, RewriteQuery

RECORDED = [check for check in all_checks() if "estimate" not in check.needs]  # what-if plans need a server


def _sections(bad: bool) -> Iterator[object]:
    for check in RECORDED:
        for example in examples(check):
            if example.bad == bad:
                yield pytest.param(check, example, id=f"{check.name}, {example.title}")


def recorded(check: Check, example: Example) -> Recorded:
    return read_recorded(check)[example.title]


@pytest.mark.parametrize(("check", "example"), list(_sections(bad=True)))
def test_bad_is_found_and_its_change_silences_it(check: Check, example: Example) -> None:
    section = recorded(check, example)
    findings, outcome = judge(check, section)
    assert findings, outcome
    assert outcome.outcome == "found"
    assert outcome.examined >= 1
    for finding in findings:
        assert finding.object
        assert finding.detail
        assert finding.change or finding.advice
        if finding.change and not isinstance(finding.change, AlterSystem | RewriteQuery):
            after = replace(section.snapshot, database=finding.change.apply(section.snapshot.database))
            left, outcome = judge(check, replace(section, snapshot=after))
            assert finding.key not in {other.key for other in left}, outcome
            assert outcome.outcome in ("found", "passed"), outcome


@pytest.mark.parametrize(("check", "example"), list(_sections(bad=False)))
def test_good_is_silent(check: Check, example: Example) -> None:
    findings, outcome = judge(check, recorded(check, example))
    assert not findings
    assert outcome.outcome == "passed", outcome


@pytest.mark.parametrize("check", RECORDED, ids=lambda check: check.name)
def test_no_finding_is_made_twice(check: Check) -> None:
    for section in read_recorded(check).values():
        keys = [finding.key for finding in judge(check, section)[0]]
        assert len(keys) == len(set(keys))


@pytest.mark.parametrize("check", RECORDED, ids=lambda check: check.name)
def test_recorded_sections_are_those_of_the_example(check: Check) -> None:
    assert list(read_recorded(check)) == [example.title for example in examples(check)]
