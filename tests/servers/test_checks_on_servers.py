"""Every check on real servers: its example is run, found, changed for real, and silent; recorded models are true."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import psycopg
import pytest
from record import Bench, Recorded, judge, observe, read_recorded, same

from maquette.advisors.check import Check, all_checks
from maquette.advisors.example import Example, dress, examples
from maquette.architect import twin_of
from maquette.engines.base import Rendered
from maquette.engines.postgres.read import read
from maquette.engines.postgres.render import render
from maquette.engines.postgres.scratch import Scratch
from maquette.model.change import AlterSystem, RewriteQuery
from maquette.model.finding import Finding, Outcome
from maquette.twin.estimate import TwinEstimate

SECTIONS = [(check, example) for check in all_checks() for example in examples(check)]


@pytest.fixture(scope="session")
def bench(server: Scratch) -> Iterator[Bench]:
    with closing(Bench(server)) as opened:
        yield opened


@pytest.mark.parametrize(
    ("check", "example"), SECTIONS, ids=[f"{check.name}, {example.title}" for check, example in SECTIONS]
)
def test_example(bench: Bench, check: Check, example: Example) -> None:
    if not bench.can_run(example):
        pytest.skip("the section itself asks for another version, or for an extension that is not installed")
    with bench.performed(example) as dsn:
        section = observe(check, example, dsn)
        _is_recorded(check, section)
        findings, _ = _judge(check, section)
        assert bool(findings) == example.bad
        for finding in findings[:1]:
            if finding.change is not None:
                _change(check, section, finding, dsn, example)


def _is_recorded(check: Check, section: Recorded) -> None:
    """What a server of the same version gives today is what was recorded."""
    if "estimate" in check.needs:
        return
    kept = read_recorded(check)[section.title]
    if kept.snapshot.database.version == section.snapshot.database.version:
        given = same(section).snapshot
        assert given.database == kept.snapshot.database
        assert given.statistics == kept.snapshot.statistics
        assert given.activity == kept.snapshot.activity
        assert given.workload == kept.snapshot.workload


def _change(check: Check, section: Recorded, finding: Finding, dsn: str, example: Example) -> None:
    """The change's statements run on the server, after which the check is silent about it; then its undo."""
    assert finding.change is not None
    before = section.snapshot.database
    made = render(finding.change, before)
    assert made.statements
    if isinstance(finding.change, RewriteQuery | AlterSystem):
        return
    _run(dsn, made)
    after = replace(section, snapshot=dress(example, read(dsn)))
    left, outcome = _judge(check, after)
    assert finding.key not in {other.key for other in left}, outcome
    assert outcome.outcome in ("found", "passed"), outcome


def _run(dsn: str, made: Rendered) -> None:
    with psycopg.connect(dsn, autocommit=True) as connection:
        for statement in made.statements:
            connection.execute(statement.sql.encode())


def _judge(check: Check, section: Recorded) -> tuple[list[Finding], Outcome]:
    """The check's findings; a check that asks what-if questions has them answered by a twin."""
    if "estimate" not in check.uses:
        return judge(check, section)
    with twin_of(section.snapshot) as twin:
        return judge(check, section, estimate=TwinEstimate(twin))
