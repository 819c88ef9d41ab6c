"""What a check makes of values that were redacted."""

from __future__ import annotations

from dataclasses import replace

from record import judge, read_recorded

from maquette.advisors.check import select
from maquette.sql.redact import redact


def test_redacted_values_tell_nothing_of_a_secret() -> None:
    (check,) = select(["plain-secret"])
    sections = read_recorded(check)
    for title, silent in (("good: slow hashes", True), ("bad: what the values look like", False)):
        section = sections[title]
        found, _ = judge(check, section)
        assert [finding.severity for finding in found] == ([] if silent else ["warning"])
        for how in ("hash", "drop"):
            found, _ = judge(check, replace(section, snapshot=redact(section.snapshot, how)))
            assert [finding.severity for finding in found] == ["info"]
