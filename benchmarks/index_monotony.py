"""How monotone the planner is: how often, and by how much, a query costs more beside more indexes.

python benchmarks/index_monotony.py FILE.maquette [--pairs 300] [--width 3] [--seed 1] [--serial]

The bound of ``maquette index`` takes it that a plan gets no dearer when indexes are added. Here the twin is asked about
random sets of each query's candidates and random subsets of them: half of the pairs differ by one index, half by many.
Prints for each query the pairs whose larger set costs more, by any amount and by over 1 %, and the worst of them.
"""

from __future__ import annotations

import argparse
import random
from dataclasses import replace
from pathlib import Path

from maquette.advisors.selection.pose import pose
from maquette.advisors.selection.problem import Asked, Question
from maquette.advisors.selection.samples import sampled
from maquette.advisors.selection.upkeep import Upkeep
from maquette.engines.postgres.engine import Postgres
from maquette.model.advice import Limits
from maquette.model.settings import Setting, Settings
from maquette.sql.analyse import analyse_workload
from maquette.store.snapshot_file import read_snapshot
from maquette.twin.estimate import TwinEstimate
from maquette.twin.oracle import TwinOracle
from maquette.twin.twin import open_twin

Pair = tuple[frozenset[int], frozenset[int]]


def main() -> None:
    """Ask, and print a row a query."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--pairs", type=int, default=300)
    parser.add_argument("--width", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--serial", action="store_true", help="without parallel plans")
    given = parser.parse_args()
    chance = random.Random(given.seed)
    snapshot = read_snapshot(given.file)
    if given.serial:
        off = Setting(name="max_parallel_workers_per_gather", value="0", source="session")
        kept = snapshot.settings.settings if snapshot.settings else ()
        snapshot = replace(snapshot, settings=Settings(settings=(*kept, off)))
    assert snapshot.workload
    assert snapshot.statistics
    database, statistics = snapshot.database, snapshot.statistics
    queries = analyse_workload(snapshot.workload, database)
    with open_twin(Postgres(), snapshot) as twin:
        posed = pose(
            sampled(queries, database, statistics), database, statistics, TwinEstimate(twin),
            Upkeep(database, statistics, None, queries), Limits(max_width=given.width),
        )  # fmt: skip
        oracle = TwinOracle(twin, [asked.sql for asked in posed.problem.queries], posed.options)
        print("| query | candidates | dearer | over 1 % | worst |\n|---|---|---|---|---|")
        every: list[float] = []
        for place, asked in enumerate(posed.problem.queries):
            ratios = [ratio(oracle, place, *pair(asked, chance)) for _ in range(given.pairs)]
            print(f"| {asked.name} | {len(asked.relevant)} | {row(ratios)} |", flush=True)
            every += ratios
        print(f"| all | {len(posed.options)} | {row(every)} |")


def pair(asked: Asked, chance: random.Random) -> Pair:
    """A set of a query's candidates, sparse or dense, and a subset: without one of them, or without many."""
    relevant, share = sorted(asked.relevant), chance.random()
    large = frozenset(one for one in relevant if chance.random() < share) or frozenset(relevant)
    if chance.random() < 0.5:
        return large - {chance.choice(sorted(large))}, large
    share = chance.random()
    return frozenset(one for one in large if chance.random() < share), large


def ratio(oracle: TwinOracle, query: int, small: frozenset[int], large: frozenset[int]) -> float:
    """What the query costs with the larger set, of what it costs with the smaller."""
    one, other = oracle.ask([Question(query, small), Question(query, large)])
    return other.cost / one.cost


def row(ratios: list[float]) -> str:
    """How many are dearer, by over 1 %, and the worst."""
    dearer, clearly = sum(one > 1 + 1e-9 for one in ratios), sum(one > 1.01 for one in ratios)
    return f"{dearer} of {len(ratios)} | {clearly} | {max(ratios) - 1:.2%}"


if __name__ == "__main__":
    main()
