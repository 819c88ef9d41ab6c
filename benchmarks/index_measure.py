"""The demo's workload tuned, then really run without and with the chosen indexes: no query more than 5 % slower.

python benchmarks/index_measure.py [--budget BYTES] [--made ROWS]

The sample marketplace is loaded into a scratch PostgreSQL 18, with its own rows; indexes are advised for its workload,
built there, and each query is run in turn without and with them. With ``--made``, the same set is measured again on so
many rows made from the statistics: how near that comes to the real thing.
"""

from __future__ import annotations

import argparse
import time
from contextlib import closing

from maquette import architect
from maquette.advisors.selection.samples import sampled
from maquette.config import Config
from maquette.demo.load import QUERIES, load_into
from maquette.engines.postgres.engine import Postgres
from maquette.engines.postgres.scratch import Scratch, open_scratch
from maquette.engines.postgres.servers.installations import fitting
from maquette.engines.postgres.servers.template import ADMIN
from maquette.engines.postgres.site import PostgresSite
from maquette.engines.postgres.visitor import Visitor
from maquette.model.advice import IndexAdvice, Limits, Wishes
from maquette.model.snapshot import Snapshot
from maquette.model.workload import Query
from maquette.proof.measuring import Measured, measure, measure_on
from maquette.sql.analyse import analyse_workload

NAME = "marketplace"
# The site builds indexes as the guest, who must own the tables for that.
GIVE = """
DO $$
DECLARE one record;
BEGIN
    FOR one IN SELECT oid::regclass AS name FROM pg_class WHERE relkind IN ('r', 'p', 'm')
               AND relnamespace::regnamespace::text !~ '^(pg_|information_schema)' LOOP
        EXECUTE format('ALTER TABLE %s OWNER TO maquette_guest', one.name);
    END LOOP;
    FOR one IN SELECT oid::regnamespace AS name FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema)' LOOP
        EXECUTE format('GRANT ALL ON SCHEMA %s TO maquette_guest', one.name);
    END LOOP;
END $$
"""


def run(budget: int | None, made: int) -> None:
    """Load, advise, measure, and print a line for each query."""
    with open_scratch(fitting(18), {"max_wal_size": "4GB", "shared_buffers": "1GB"}) as scratch:
        scratch.create_database(NAME)
        dsn = scratch.dsn(NAME, ADMIN)
        load_into(dsn)
        config = Config(queries=QUERIES)
        advice = architect.advise_indexes(dsn, config, Wishes(limits=Limits(budget=budget)))
        print(
            f"{len(advice.indexes)} indexes and {len(advice.drops)} drops; {advice.before:,.0f} -> {advice.after:,.0f}"
        )
        began = time.monotonic()
        snapshot = architect.read(dsn, config)
        real = on_its_own_rows(scratch, snapshot, advice)
        print(f"advised in {advice.seconds:.0f} s, measured in {time.monotonic() - began:.0f} s")
        other = None
        if made:
            began = time.monotonic()
            changes, drops = [one.change for one in advice.indexes], [one.index for one in advice.drops]
            other = measure(snapshot, Postgres(), changes, drops, queries(snapshot), made)
            print(f"rows made and measured in {time.monotonic() - began:.0f} s")
        show(real, other, advice)


def queries(snapshot: Snapshot) -> list[Query]:
    """The workload's queries, with values for their parameters."""
    assert snapshot.workload
    assert snapshot.statistics
    analysed = analyse_workload(snapshot.workload, snapshot.database)
    samples = sampled(analysed, snapshot.database, snapshot.statistics)
    return [Query(name=one.query, sql=one.sql, calls=one.weight) for one in samples]


def on_its_own_rows(scratch: Scratch, snapshot: Snapshot, advice: IndexAdvice) -> Measured:
    """Measure the advised set where the demo is loaded."""
    with scratch.admin(NAME) as admin:
        admin.execute(GIVE)
    with closing(Visitor(scratch, NAME)) as visitor, closing(PostgresSite(scratch, visitor, snapshot)) as site:
        changes, drops = [one.change for one in advice.indexes], [one.index for one in advice.drops]
        origin = f"the demo's own rows; PostgreSQL {site.version}"
        return measure_on(site, snapshot.database, changes, drops, queries(snapshot), origin)


def show(real: Measured, other: Measured | None, advice: IndexAdvice) -> None:
    """The table: estimated, measured, and measured on made rows."""
    estimated = {one.query: one.after / one.before for one in advice.queries if one.before}
    made = {one.query: one.ratio for one in other.measurement.queries} if other else {}
    print("| query | ms before | ms after | ratio | estimated | made rows | pairs |\n|---|---|---|---|---|---|---|")
    for one in sorted(real.measurement.queries, key=lambda one: one.ratio):
        figures = [f"{one.before:.3f}", f"{one.after:.3f}", f"{one.ratio:.3f}"]
        figures += [f"{known[one.query]:.3f}" if one.query in known else "" for known in (estimated, made)]
        print(f"| {one.query} | {' | '.join(figures)} | {one.runs} |")
    slower = [one for one in real.measurement.queries if one.ratio > 1.05 and one.after - one.before > 0.1]
    before, after = (sum(getattr(one, side) for one in real.measurement.queries) for side in ("before", "after"))
    print(f"\n{len(real.measurement.queries)} queries, once each: {before:.1f} -> {after:.1f} ms")
    print(f"more than 5 % slower with the accepted set: {[one.query for one in slower] or 'none'}")
    for measured in filter(None, (real, other)):
        print(f"\n{measured.measurement.origin}\nrefused: {[(str(r.index.name), r.reason) for r in measured.refused]}")
        print("\n".join(measured.measurement.notes))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--budget", type=int)
    parser.add_argument("--made", type=int, default=0)
    chosen = parser.parse_args()
    run(chosen.budget, chosen.made)
