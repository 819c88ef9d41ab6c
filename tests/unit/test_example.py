"""How the sections of an example and their directives are read, and what they make of a snapshot."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from record import read_recorded

from maquette.advisors.check import all_checks
from maquette.advisors.example import Example, dress, examples
from maquette.model.errors import ConfigError
from maquette.model.names import Name


@dataclass(frozen=True)
class Sheet:
    """What the parser needs of a check."""

    example: str
    name: str = "sheet"


def parsed(text: str) -> tuple[Example, ...]:
    return examples(Sheet(text))  # type: ignore[arg-type]  # a check, as far as it goes


def test_sections_have_titles_and_sql_without_directives() -> None:
    bad, good = parsed("-- bad: with: colons\n-- rows: a=1e3\nCREATE TABLE a ();\n\n-- good\n-- a remark\nSELECT 1;\n")
    assert (bad.title, bad.bad, bad.sql, bad.rows) == ("bad: with: colons", True, "CREATE TABLE a ();", {"a": 1000.0})
    assert (good.title, good.bad, good.sql) == ("good", False, "-- a remark\nSELECT 1;")


def test_directives() -> None:
    (example,) = parsed(
        "-- bad\n-- query 5000: SELECT a::int FROM b;\n-- query: SELECT 2\n-- setting: fsync = off\n"
        "-- activity purchase: inserts=3 last_vacuum=2026-01-01\n-- since: 90 days\n-- version: >= 15\n"
        "-- version: < 18\n-- extension: btree_gist\n"
    )
    assert [(query.name, query.sql, query.calls) for query in example.queries] == [
        ("query-1", "SELECT a::int FROM b", 5000),
        ("query-2", "SELECT 2", 1),
    ]
    assert example.settings == {"fsync": "off"}
    assert example.activity == {"purchase": {"inserts": 3, "last_vacuum": "2026-01-01"}}
    assert example.since == 90
    assert [example.fits(major) for major in (14, 15, 17, 18)] == [False, True, True, False]
    assert example.extensions == ("btree_gist",)


@pytest.mark.parametrize("text", ["-- bad\n\n-- bad\n", "-- bad\n-- version: 15\n"])
def test_a_title_said_twice_and_a_version_without_sign_are_refused(text: str) -> None:
    with pytest.raises(ConfigError):
        parsed(text)


def test_a_dressed_snapshot_has_the_assumed_rows_and_counters_and_no_others() -> None:
    check = next(check for check in all_checks() if check.name == "unused-index")
    read = read_recorded(check)["bad"].snapshot
    (example,) = parsed("-- bad\n-- rows: purchase=8e4\n-- activity purchase_day: scans=7\n-- since: 2 days\n")
    dressed = dress(example, read)
    assert dressed.statistics
    assert dressed.activity
    table = dressed.statistics.of(Name("public", "purchase"))
    assert table
    assert (table.rows, table.pages) == (80_000, 1001)
    assert {index.name.name: index.scans for index in dressed.activity.indexes} == {
        "purchase_day": 7,
        "purchase_pkey": 0,
    }
    assert dressed.activity.since == "2025-12-30T00:00:00+00:00"
    with pytest.raises(ConfigError, match="no counter"):
        dress(parsed("-- bad\n-- activity purchase: sheep=7\n")[0], read)
