"""Each check keeps the form: its page, its example, its size, its name."""

from __future__ import annotations

import re
from pathlib import Path

import pages
import pytest

from maquette.advisors.check import HEADINGS, HERE, Check, all_checks
from maquette.advisors.example import examples

ROOT = Path(__file__).parents[2]
CHECKS = all_checks()
each = pytest.mark.parametrize("check", CHECKS, ids=[check.name for check in CHECKS])


@each
def test_page_has_its_headings_in_order_and_nothing_empty(check: Check) -> None:
    written = dict(pages.sections(check.page))
    assert tuple(written) == HEADINGS
    assert all(len(text) >= 20 for text in written.values())
    assert re.match(r"[A-Z].{8,70}\.\Z", check.page.splitlines()[0])


@each
def test_example_has_bad_good_and_what_must_not_be_found(check: Check) -> None:
    titles = [example.title for example in examples(check)]
    assert titles[0] == "bad"
    assert "good" in titles
    assert len(titles) >= 4
    assert sum(title.startswith("good") for title in titles) >= 2


@each
def test_file_is_short_and_its_first_line_is_its_name(check: Check) -> None:
    text = (HERE / check.advisor / f"{check.name.replace('-', '_')}.py").read_text("utf-8")
    assert len(text.splitlines()) <= 120
    assert text.startswith(f'"""{check.name}."""\n')


@each
def test_page_in_the_docs_is_up_to_date(check: Check) -> None:
    written = dict(pages.generate_one(check))
    for path, text in written.items():
        assert (ROOT / path).read_text("utf-8") == text, "run: make docs"


def test_docs_have_no_page_of_a_check_that_is_gone() -> None:
    found = {path.stem for path in (ROOT / "docs" / "checks").glob("*.md")} - {"README"}
    assert found == {check.name for check in CHECKS}


def test_names_are_unique_and_half_of_the_checks_are_short() -> None:
    assert len({check.name for check in CHECKS}) == len(CHECKS)
    files = [HERE / check.advisor / f"{check.name.replace('-', '_')}.py" for check in CHECKS]
    lines = sorted(len(path.read_text("utf-8").splitlines()) for path in files)
    assert lines[len(lines) // 2] <= 75  # the page included
