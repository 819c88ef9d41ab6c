"""Where partition is recommended: large tables in the order of a time that most of their queries name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from maquette.model.constraint import Key
from maquette.model.database import Database, Extension
from maquette.model.errors import ConfigError
from maquette.model.names import Name
from maquette.model.statistics import ColumnStatistics, RelationStatistics, Statistics
from maquette.model.table import Column, Table
from maquette.model.workload import Query, Workload
from maquette.patterns.ground import Ground
from maquette.patterns.partition.counsel import chosen
from maquette.patterns.partition.division import List, Range
from maquette.patterns.partition.worth import fits
from maquette.sql.analyse import analyse_workload

EVENTS = Name("public", "events")
TIME = Column(name="made", type="timestamp with time zone", base="timestamp with time zone", not_null=True)
TABLE = Table(
    name=EVENTS,
    columns=(Column(name="id", type="bigint", base="bigint", not_null=True, identity="always"), TIME),
    primary_key=Key(name="p", definition="", columns=("id",), index=Name("public", "p"), primary=True),
)
BY_TIME = Query(name="by time", sql="SELECT count(*) FROM events WHERE made >= now() - interval '1 day'", calls=60)
BY_KEY = Query(name="by key", sql="SELECT * FROM events WHERE id = 1", calls=40)


def ground(rows: float = 4e7, correlation: float = 1.0, queries: tuple[Query, ...] = (BY_TIME, BY_KEY)) -> Ground:
    made = ColumnStatistics(column="made", correlation=correlation, histogram=("2025-01-01", "2025-12-27"))
    known = RelationStatistics(name=EVENTS, pages=1, rows=rows, columns=(made,))
    database = Database(version=180000, tables=(TABLE,))
    analysed = analyse_workload(Workload(origin="test", queries=queries), database)
    return Ground(database, Statistics(relations=(known,)), queries=analysed)


def test_a_large_log_fits_with_its_figures() -> None:
    (fit,) = fits(ground())
    assert (fit.table, fit.options) == (EVENTS, {"by": "made", "period": "month"})
    assert "40,000,000 rows" in fit.because
    assert "60%" in fit.because


@pytest.mark.parametrize(
    "other",
    [
        ground(rows=1e6),  # small
        ground(correlation=0.1),  # in no order
        ground(queries=(replace(BY_TIME, calls=10), BY_KEY)),  # queries name the key
        ground(queries=()),  # nothing is known of them
        replace(ground(), database=Database(version=180000, tables=(replace(TABLE, primary_key=None),))),
    ],
    ids=["small", "scattered", "by key", "no workload", "no key"],
)
def test_others_do_not(other: Ground) -> None:
    assert list(fits(other)) == []


@pytest.mark.parametrize(("rows", "period"), [(5e6, "year"), (4e7, "month"), (4e8, "week"), (4e9, "day")])
def test_a_partition_has_ten_million_rows_or_fewer_where_that_can_be(rows: float, period: str) -> None:
    (fit,) = fits(ground(rows=rows))
    assert fit.options["period"] == period


def test_options_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ConfigError, match="too late"):
        Range(column=TIME, period="day", ahead=0, keep="", zone="UTC")
    with pytest.raises(ConfigError, match="not a date"):
        Range(column=TIME, period="day", ahead=1, keep="", zone="UTC", since="soon")
    with pytest.raises(ConfigError, match="one name"):
        List(column=TIME, values=("a b", "a-b"))


@pytest.mark.parametrize("installed", [True, False])
def test_where_pg_partman_is_installed_it_is_told_why_it_is_not_used(installed: bool) -> None:
    extensions = (Extension(name="pg_partman", version="4.7.2", schema="partman"),) if installed else ()
    asked = Ground(replace(ground().database, extensions=extensions))
    division = Range(column=TIME, period="month", ahead=3, keep="", zone="UTC")
    choice = next(one for one in chosen(asked, division, attaches=True) if one.chosen == "maintain_partitions")
    assert ("pg_partman" in choice.because) is installed
    assert "pg_partman" in choice.others
