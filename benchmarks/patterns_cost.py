"""What each pattern costs the statements of an application: before and after, on synthetic rows.

python benchmarks/patterns_cost.py [PATTERN …] [--rows 20000] [--version 18]

Each first example is designed and rehearsed as `maquette design` does it; its probes run five times before and after,
and the middle counts. Prints Markdown: rows a second, and what all relations weigh more. No target: it is what it is.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import replace

import psycopg

from maquette.architect import ground_of
from maquette.engines.postgres.engine import Postgres
from maquette.engines.postgres.scratch import Scratch, open_scratch
from maquette.engines.postgres.servers.installations import fitting
from maquette.engines.postgres.servers.template import ADMIN
from maquette.model.database import Database
from maquette.model.design import Cost, Design, DesignAdvice
from maquette.model.workload import Query, Workload
from maquette.patterns.example import Example, examples
from maquette.patterns.pattern import all_patterns, find, fit
from maquette.proof import designing
from maquette.report.design import words
from maquette.sql.split import split
from maquette.sql.workload import prepare

FEW = "1000"  # rows that the example is read with


def rehearsed(scratch: Scratch, example: Example, rows: int) -> DesignAdvice:
    """The example designed and rehearsed."""
    scratch.create_database("cost")
    dsn = scratch.dsn("cost", ADMIN)
    with psycopg.connect(dsn, autocommit=True) as connection:
        for piece in split(example.sql):
            connection.execute(piece.sql.encode())
        for statement in example.fill:
            connection.execute(statement.replace("{rows}", FEW).encode())
        connection.execute("ANALYZE")
    snapshot = Postgres().read(dsn)
    scratch.drop_database("cost")
    said = tuple(Query(name=f"query-{n}", sql=sql, calls=1000) for n, sql in enumerate(example.queries, 1))
    snapshot = replace(snapshot, workload=prepare(Workload(origin="example", queries=said)) if said else None)

    def fitted(database: Database) -> Design:
        ground = ground_of(replace(snapshot, database=database))
        return fit(find(example.wish.pattern), ground, example.wish)

    return designing.rehearse(fitted(snapshot.database), fitted, snapshot, Postgres(), rows)


def told(name: str, advice: DesignAdvice) -> Iterator[str]:
    """Rows of the table."""
    for cost in advice.costs or ():
        times = f"{words.took(cost.before)} | {words.took(cost.after)} | {words.rate(cost)} | {planned(cost)}"
        yield f"| {name} | {cost.name} | {cost.rows:,} | {times} |"
    verdict = advice.evidence.verdict if advice.evidence else advice.obstacle
    yield f"| {name} | *weight* | {advice.rows:,} | | | {words.weight(advice) or '–'}; {verdict} | |"


def planned(cost: Cost) -> str:
    """By which plans."""
    before, after = (words.ways(plan) if plan else "none" for plan in (cost.plan_before, cost.plan_after))
    return after if words.same_plan(cost) else f"{before} → {after}"


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("patterns", nargs="*")
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--version", type=int, default=18)
    chosen = parser.parse_args()
    print("| pattern | statement | rows | before | after | | plan |\n|---|---|--:|--:|--:|---|---|")
    with open_scratch(fitting(chosen.version)) as scratch:
        for name in chosen.patterns or all_patterns():
            example = next(e for e in examples(find(name)) if e.kind == "example" and e.fits(chosen.version))
            for line in told(name, rehearsed(scratch, example, chosen.rows)):
                print(line, flush=True)


if __name__ == "__main__":
    main()
