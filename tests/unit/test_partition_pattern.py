"""Where partition is recommended: large tables in the order of a time that most of their queries name."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from maquette.model.constraint import Key
from maquette.model.database import Database, Extension
from maquette.model.errors import ConfigError, UnsupportedError
from maquette.model.names import Name
from maquette.model.routine import Function as Routine
from maquette.model.statistics import ColumnStatistics, RelationStatistics, Statistics
from maquette.model.table import Column, Partitioning, PartitionOf, Table
from maquette.model.workload import Query, Workload
from maquette.patterns.ground import Ground
from maquette.patterns.partition.division import List, Range
from maquette.patterns.partition.upkeep import Function, Partman, keeper_of
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


MONTHLY = Range(column=TIME, period="month", ahead=3, keep="", zone="UTC")
PARTED = Partitioning(strategy="range", columns=("made",), definition="RANGE (made)")


def installed(version: str = "5.5.0", **known: Any) -> Ground:
    """Where pg_partman is."""
    partman = Extension(name="pg_partman", version=version, schema="partman", **known)
    return Ground(replace(ground().database, extensions=(partman,)))


def parted(at: Ground, bound: str) -> tuple[Ground, Table]:
    """The same where the table has one partition."""
    table = replace(TABLE, partitioning=PARTED)
    part = replace(TABLE, name=Name("public", "part"), partition_of=PartitionOf(parent=EVENTS, bound=bound))
    return replace(at, database=replace(at.database, tables=(table, part))), table


def test_pg_partman_keeps_what_it_can_where_it_is_installed() -> None:
    assert isinstance(keeper_of(installed(), TABLE, MONTHLY, "auto", attach=False), Partman)
    assert isinstance(keeper_of(installed(), TABLE, MONTHLY, "function", attach=False), Function)
    assert isinstance(keeper_of(ground(), TABLE, MONTHLY, "auto", attach=False), Function)
    at, table = parted(installed(kept=(EVENTS,)), "FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')")
    assert isinstance(keeper_of(at, table, MONTHLY, "auto", attach=False), Partman)


def test_a_table_that_the_function_keeps_stays_its_own() -> None:
    at, table = parted(installed(), "FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')")
    ours = Routine(name=Name("public", "maintain_partitions"), arguments="")
    with_it = replace(at, database=replace(at.database, functions=(ours,)))
    assert isinstance(keeper_of(at, table, MONTHLY, "auto", attach=False), Partman)
    assert isinstance(keeper_of(with_it, table, MONTHLY, "auto", attach=False), Function)


@pytest.mark.parametrize(
    ("at", "table", "times", "attach", "why"),
    [
        (ground(), TABLE, MONTHLY, False, "not installed"),
        (installed("3.2.1"), TABLE, MONTHLY, False, "no partitioned tables"),
        (installed(kept=None), TABLE, MONTHLY, False, "may not be read"),
        (installed(), TABLE, MONTHLY, True, "what is young in it"),
        (installed(), TABLE, replace(MONTHLY, since="2026-01-01"), False, "what is young in it"),
        (*parted(installed(), "FOR VALUES FROM (MINVALUE) TO ('2026-01-01')"), MONTHLY, False, "what is young in it"),
        (*parted(installed(), "FOR VALUES FROM ('-infinity') TO ('2026-01-01')"), MONTHLY, False, "what is young"),
        (
            *parted(installed("4.7.2"), "FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')"),
            MONTHLY,
            False,
            "their names",
        ),
        (installed(), replace(TABLE, row_security=True), MONTHLY, False, "without its policies"),
        (installed("4.7.2"), replace(TABLE, replica_identity="full"), MONTHLY, False, "no replica identity"),
        (installed(), replace(TABLE, name=Name("public", "a.b")), MONTHLY, False, "a dot"),
    ],
    ids=[
        "absent",
        "old",
        "unreadable",
        "attached",
        "since",
        "minvalue",
        "infinity",
        "names",
        "policies",
        "identity",
        "dot",
    ],
)
def test_where_pg_partman_cannot_it_is_said_why(at: Ground, table: Table, times: Range, attach: bool, why: str) -> None:
    keeper = keeper_of(at, table, times, "auto", attach)
    assert isinstance(keeper, Function)
    assert why in keeper.choice().others["pg_partman"]
    with pytest.raises(UnsupportedError, match=why):
        keeper_of(at, table, times, "pg_partman", attach)
