"""One scale for all findings: bounded, monotone, and what is refuted last."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from maquette.model.database import Database
from maquette.model.evidence import Evidence, Verdict
from maquette.model.finding import SEVERITIES, Finding, Severity
from maquette.model.names import Name
from maquette.model.snapshot import Origin, Snapshot
from maquette.model.statistics import RelationStatistics, Statistics
from maquette.model.table import Partitioning, PartitionOf, Table
from maquette.model.workload import Query, Workload
from maquette.proof.ranking import VERDICT, Ranking, effect, saved_share

SHARES = st.floats(0, 1)
SEVERITY = st.sampled_from(SEVERITIES)
VERDICTS: tuple[Verdict, ...] = ("proved", "refuted", "inconclusive", "not applicable")


@given(SEVERITY, SHARES, SHARES, SHARES, st.sampled_from(VERDICTS))
def test_it_lies_between_0_and_1(severity: Severity, saved: float, size: float, calls: float, verdict: Verdict) -> None:
    assert 0 <= effect(severity, saved, size, calls, verdict) <= 1


@given(SEVERITY, st.tuples(SHARES, SHARES, SHARES), st.tuples(SHARES, SHARES, SHARES), st.sampled_from(VERDICTS))
def test_more_of_any_ground_never_ranks_lower(
    severity: Severity, one: tuple[float, float, float], other: tuple[float, float, float], verdict: Verdict
) -> None:
    (saved, size, calls), (saved_too, size_too, calls_too) = one, other
    least = effect(severity, min(saved, saved_too), min(size, size_too), min(calls, calls_too), verdict)
    most = effect(severity, max(saved, saved_too), max(size, size_too), max(calls, calls_too), verdict)
    assert least <= most


@given(SHARES, SHARES, SHARES, st.sampled_from(VERDICTS))
def test_severity_and_verdict_count(saved: float, size: float, calls: float, verdict: Verdict) -> None:
    by_severity = [effect(severity, saved, size, calls, verdict) for severity in SEVERITIES]
    assert by_severity == sorted(by_severity)
    by_verdict = [effect("warning", saved, size, calls, one) for one in sorted(VERDICTS, key=lambda v: VERDICT[v])]
    assert by_verdict == sorted(by_verdict)


@given(st.tuples(SHARES, SHARES, SHARES), st.tuples(SHARES, SHARES, SHARES))
def test_what_is_refuted_comes_last(refuted: tuple[float, float, float], other: tuple[float, float, float]) -> None:
    for severity, verdict in product(SEVERITIES, VERDICTS):
        if verdict != "refuted":
            assert effect("error", *refuted, "refuted") < effect(severity, *other, verdict)


def snapshot() -> Snapshot:
    names = {name: Name("public", name) for name in ("big", "small", "parted", "part")}
    tables = (
        Table(name=names["big"]), Table(name=names["small"]),
        Table(
            name=names["parted"], kind="partitioned",
            partitioning=Partitioning(strategy="range", columns=("d",), definition="RANGE (d)"),
        ),
        Table(name=names["part"], partition_of=PartitionOf(parent=names["parted"], bound="DEFAULT")),
    )  # fmt: skip
    pages = {"big": 70, "small": 10, "parted": 0, "part": 20}
    return Snapshot(
        origin=Origin(kind="server", label="", read_at=""),
        database=Database(tables=tables),
        statistics=Statistics(
            relations=tuple(RelationStatistics(name=names[name], pages=count) for name, count in pages.items())
        ),
        workload=Workload(
            queries=(Query(name="often", sql="SELECT 1", calls=90), Query(name="rare", sql="SELECT 2", calls=10)),
            origin="file",
        ),
    )


def test_shares_are_of_the_whole_database_and_workload() -> None:
    ranking = Ranking(snapshot())
    assert ranking.size_share(["public.big"]) == 0.7
    assert ranking.size_share(["public.parted"]) == 0.2  # a partitioned table is its partitions
    assert ranking.size_share(["public.big", "public.big", "public.unknown"]) == 0.7
    assert ranking.call_share(["often"]) == 0.9
    assert ranking.call_share([]) == 0
    nothing = Ranking(Snapshot(origin=Origin(kind="ddl", label="", read_at=""), database=Database()))
    assert nothing.size_share(["public.big"]) == nothing.call_share(["often"]) == 0


def test_only_a_proved_saving_counts() -> None:
    def evidence(verdict: Verdict, after: float) -> Evidence:
        return Evidence(claim="", method="estimated", verdict=verdict, reason="", before=100.0, after=after)

    assert saved_share([evidence("proved", 60.0)]) == 0.4
    assert saved_share([evidence("refuted", 10.0), evidence("inconclusive", 20.0)]) == 0.0
    finding = Finding(object="x", detail="", severity="info", tables=("public.small",))
    ranking = Ranking(snapshot())
    assert ranking.effect(finding, "proved", [evidence("proved", 60.0)]) > ranking.effect(finding, "proved", [])
