"""How many distinct values a column really has, from what ANALYZE said of columns whose number is known."""

from __future__ import annotations

import pytest

from maquette.engines.postgres.sizes.distinct import Sample, is_even, real_distinct
from maquette.model.statistics import ColumnStatistics

# As measured: rows, pages, n_distinct and correlation as pg_stats has them, and the real number.
MEASURED = (
    ("random e-mail addresses", 100_000, 14_000, -0.2536, -0.001, 28_850),
    ("random times of day", 100_000, 14_000, -0.4997, -0.001, 59_267),
    ("random addresses", 100_000, 14_000, -0.2166, -0.004, 25_050),
    ("customers of orders", 750_000, 13_464, 44_461, -0.001, 49_998),
    ("orders of lines, twice as many pages as were looked at", 2_999_783, 57_752, -0.1146, 1.0, 750_000),
    ("the same, four times as many", 6_000_724, 112_600, 389_262, 1.0, 1_500_000),
    ("three rows each", 100_000, 14_000, -0.3318, 1.0, 33_334),
)


@pytest.mark.parametrize(("rows", "pages", "said", "correlation", "real"), [one[1:] for one in MEASURED])
def test_number_is_nearer_than_what_analyze_said(
    rows: int, pages: int, said: float, correlation: float, real: int
) -> None:
    column = ColumnStatistics(column="c", width=4, distinct=said, correlation=correlation)
    sample = Sample(rows, pages, 30_000)
    found = real_distinct(column, sample)
    assert found == pytest.approx(real, rel=0.1)
    assert abs(found - real) <= abs(column.distinct_values(rows) - real)


def test_even_groups_are_those_of_a_whole_number_of_rows_that_lie_together() -> None:
    sample = Sample(100_000, 5_000, 30_000)
    assert is_even(ColumnStatistics(column="c", distinct=-0.3333, correlation=1.0), sample)
    assert not is_even(ColumnStatistics(column="c", distinct=-0.3333, correlation=0.1), sample)
    assert not is_even(ColumnStatistics(column="c", distinct=-0.4036, correlation=1.0), sample)


@pytest.mark.parametrize("said", [-1.0, 3.0, 500.0])
def test_what_needs_no_correction_has_none(said: float) -> None:
    column = ColumnStatistics(column="c", distinct=said, correlation=0.0)
    assert real_distinct(column, Sample(100_000, 5_000, 30_000)) == pytest.approx(column.distinct_values(100_000))
    assert real_distinct(column, Sample(20_000, 500, 30_000)) == column.distinct_values(20_000)
