"""Does a twin plan as its source does? Every query of a workload planned on both and compared.

python benchmarks/twin_fidelity.py [--scale 0.5] [--majors 16,18] [--apart] [--show]

Loads TPC-H and the demo database into scratch servers of those versions, builds their twins and prints a row for each.
With --dsn and --queries, measures that database instead; with --apart each query has a twin of its own, of what that
query alone can come across, and "build s" is the time of all of them. Target: all plans the same, the costs of at least
99 % of the queries within 0.1 %, no query without a plan.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import tpch

from maquette.demo.load import load_into
from maquette.engines.postgres.engine import Postgres
from maquette.engines.postgres.scratch import open_scratch
from maquette.engines.postgres.servers.installations import fitting
from maquette.engines.postgres.servers.template import ADMIN
from maquette.model.fidelity import Fidelity
from maquette.sql.workload import prepare, read_queries
from maquette.twin.fidelity import measure
from maquette.twin.reach import reached
from maquette.twin.twin import open_twin

HERE = Path(__file__).parent
SHARE = 0.001


@contextmanager
def sources(major: int, scale: float) -> Iterator[list[tuple[str, str, Path]]]:
    """Two loaded databases on a scratch server: name, connection string, queries."""
    demo = HERE.parent / "src" / "maquette" / "demo"
    with open_scratch(fitting(major), {"shared_buffers": "256MB"}) as scratch:
        found = []
        for name, queries in (("tpch", HERE / "tpch-queries.sql"), ("demo", demo / "queries.sql")):
            scratch.create_database(name)
            dsn = scratch.dsn(name, ADMIN)
            if name == "tpch":
                tpch.load(dsn, scale)
            else:
                load_into(dsn)
            found.append((name, dsn, queries))
        yield found


def compare(dsn: str, queries: Path, apart: bool) -> tuple[Fidelity, float]:
    """The fidelity of that database's twins, and the seconds that they took to build."""
    engine = Postgres()
    snapshot = engine.read(dsn)
    workload = prepare(read_queries(queries.read_text("utf-8"), queries.name))
    parts = [replace(workload, queries=(query,)) for query in workload.queries] if apart else [workload]
    found, seconds = [], 0.0
    with engine.explain_on(dsn) as explain:
        for part in parts:
            with open_twin(engine, reached(snapshot, [query.sql for query in part.queries])) as twin:
                found.append(measure(twin, part, explain))
                seconds += twin.facts().seconds
    return replace(found[0], queries=tuple(query for one in found for query in one.queries)), seconds


def report(name: str, fidelity: Fidelity, seconds: float, show: bool) -> None:
    """A row of the table, and a line for each query that is off."""
    total = len(fidelity.queries)
    problems = sum(query.problem is not None for query in fidelity.queries)
    worst = max((query.difference or 0.0 for query in fidelity.queries), default=0.0)
    print(
        f"{fidelity.source_version:8} {name:6} {total:8} {fidelity.same:10} {fidelity.within(SHARE):13} {problems:9}"
        f" {worst:10.2e} {seconds:9.2f}"
    )
    for query in fidelity.queries:
        if show and (not query.same or (query.difference or 0.0) > SHARE):
            costs = f"{query.source.cost:,.2f} -> {query.twin.cost:,.2f}" if query.source and query.twin else ""
            print(f"    {query.query}: {query.problem or ('same plan' if query.same else 'OTHER PLAN')} {costs}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", type=float, default=0.5)
    parser.add_argument("--majors", default="16,18")
    parser.add_argument("--dsn")
    parser.add_argument("--queries", type=Path)
    parser.add_argument("--apart", action="store_true", help="a twin for each query")
    parser.add_argument("--show", action="store_true", help="name the queries that are off")
    chosen = parser.parse_args()
    print("version  source  queries  same plan  within 0.1 %  no plan   worst cost  build s")
    if chosen.dsn:
        report("given", *compare(chosen.dsn, chosen.queries, chosen.apart), chosen.show)
    else:
        for major in map(int, chosen.majors.split(",")):
            with sources(major, chosen.scale) as loaded:
                for name, dsn, queries in loaded:
                    report(name, *compare(dsn, queries, chosen.apart), chosen.show)
