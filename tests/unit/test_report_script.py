"""The review as a script: what is proved runs, and all else is a comment."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from sample_findings import PAGES
from sample_review import empty, review
from test_report_text import HOSTILE, saying

from maquette.model.change import RewriteQuery
from maquette.model.evidence import Statement
from maquette.report.sql import sql


def run_of(script: str) -> list[str]:
    """The lines that psql runs."""
    return [line for line in script.splitlines() if line and not line.startswith("--")]


def test_what_is_proved_runs_in_order_and_its_undo_is_a_comment_backwards() -> None:
    proved = [one for one in review().recommendations if one.verdict == "proved"]
    script = sql(review(), PAGES)
    assert run_of(script) == [f"{one.statements[0].sql.rstrip(';')};" for one in proved]
    undo = script[script.index("-- Undo\n") :].splitlines()[1:]
    assert undo == [f"-- {one.undo[0].sql.rstrip(';')};" for one in reversed(proved)]


def test_what_is_not_proved_is_left_out_with_its_reason() -> None:
    script = sql(review(), PAGES)
    refuted = next(one for one in review().recommendations if one.verdict == "refuted")
    assert f"-- {refuted.finding.key}: {refuted.reason}" in script.splitlines()
    assert "-- missing-primary-key:audit.events: Add an identity column and make (at, id) the primary key." in script
    assert "11 left out" in script


def test_a_query_of_the_application_is_never_run() -> None:
    first = review().recommendations[0]
    change = RewriteQuery(query="purge", sql="DELETE FROM orders\nWHERE id = 7")
    finding = replace(first.finding, change=change)
    script = sql(replace(review(), recommendations=(replace(first, finding=finding, statements=(), undo=()),)), PAGES)
    assert run_of(script) == []
    assert "-- In the application:\n-- DELETE FROM orders\n-- WHERE id = 7\n" in script


def test_two_findings_with_one_change_run_it_once() -> None:
    first = review().recommendations[0]
    twice = (first, replace(first, finding=replace(first.finding, object="another")))
    script = sql(replace(review(), recommendations=twice), PAGES)
    assert len(run_of(script)) == 1
    assert "-- Done by change 1." in script
    assert script.count("DROP INDEX") == 1


def test_a_lock_timeout_does_not_outlast_its_change() -> None:
    first = review().recommendations[0]
    guarded = (Statement(sql="SET lock_timeout = '2s'"), *first.statements)
    script = sql(replace(review(), recommendations=(replace(first, statements=guarded, undo=()),)), PAGES)
    assert run_of(script)[0::2] == ["SET lock_timeout = '2s';", "RESET lock_timeout;"]
    assert "-- It has no undo." in script


def test_nothing_found_is_a_script_of_comments() -> None:
    assert run_of(sql(empty(), PAGES)) == []


@given(HOSTILE)
@settings(max_examples=60, deadline=None)
def test_no_text_gets_out_of_its_comment(words: str) -> None:
    assert run_of(sql(saying(words), PAGES)) == []
