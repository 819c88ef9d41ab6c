"""The best set of indexes for TPC-H, beside what others choose: every set really built, weighed and planned.

python benchmarks/tpch.py DSN --scale 1 --bare
python benchmarks/index_tpch.py DSN peers ours matched table [--results FILE] [--queries 19,22] [--widths 2,3] [--keep]

``peers`` runs published ways of choosing on the twin, at each budget, once with sizes as HypoPG books them and once
with real ones; ``ours`` gives maquette each budget, ``matched`` the real megabytes of each peer's set that nothing else
beats; ``table`` prints Markdown. What is done is kept in the results, so each step can be run again by itself.
Megabytes are 10^6 bytes. Target: at every budget, on both query sets and widths, no peer's set of as many real
megabytes costs less.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from built import Built, open_built
from peers import PEERS, Answers, BTree, Ground, Set
from published import PUBLISHED

from maquette import architect
from maquette.config import Config
from maquette.engines.base import Candidate
from maquette.engines.postgres.engine import Postgres
from maquette.model.change import CreateIndex
from maquette.model.names import Name
from maquette.model.snapshot import Snapshot
from maquette.model.workload import Workload
from maquette.store.snapshot_file import write_snapshot
from maquette.twin.twin import Twin, open_twin

HERE = Path(__file__).parent
BUDGETS = (100, 200, 500, 1000, 2000, None)
SWAMPING = ("q2", "q17", "q20")  # dearer than all others together; the literature leaves them out
MB = 1e6
NAME = re.compile(r'INDEX CONCURRENTLY (?:"[^"]+"|\w+) ON')
TURNS, SPARE = 4, 0.02  # times that a set is chosen for a budget, until it fits and leaves no more of it unused


@dataclass
class Run:
    """What the steps share."""

    dsn: str
    snapshot: Snapshot
    results: dict[str, Any]
    file: Path

    def workload(self, count: str) -> Workload:
        """The workload of 19 or 22 queries."""
        assert self.snapshot.workload
        kept = [q for q in self.snapshot.workload.queries if count == "22" or q.name not in SWAMPING]
        return replace(self.snapshot.workload, queries=tuple(kept))

    def queries(self, count: str) -> dict[str, str]:
        """Its texts, by name."""
        return {query.name: query.sql for query in self.workload(count).queries}

    def once(self, step: str, key: str, work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """What is in the results, else the work's outcome, which is then there."""
        done = self.results.setdefault(step, {})
        if key not in done:
            began = time.perf_counter()
            done[key] = work()
            done[key].setdefault("seconds", round(time.perf_counter() - began, 1))
            self.file.write_text(json.dumps(self.results, indent=1))
            print(key, {name: value for name, value in done[key].items() if name != "set"}, flush=True)
        found: dict[str, Any] = done[key]
        return found


def statement(index: BTree) -> str:
    """A peer's index as CREATE INDEX."""
    return f"CREATE INDEX ON {index[0]} ({', '.join(index[1:])})"


def columns_in(snapshot: Snapshot, text: str) -> set[tuple[str, str]]:
    """Tables and columns that stand in a query's text: in TPC-H each column's name is one table's alone."""
    words = set(re.findall(r"\w+", text))
    return {(t.name.name, c.name) for t in snapshot.database.tables for c in t.columns if c.name in words}


def booked(snapshot: Snapshot, index: BTree) -> float:
    """The bytes that HypoPG books for a b-tree: no deduplication, 30 % of bloat, a header for each column."""
    table = snapshot.statistics.of(Name("public", index[0])) if snapshot.statistics else None
    assert table
    widths = sum(column.width for column in table.columns if column.column in index[1:])
    count = len(index) - 1
    line = widths + 8 * count + -(-4 * count // 8) * 8
    return max(1, int(table.rows * line * 1.3 / (8192 - 24 - 16))) * 8192.0


class OnTwin:
    """A peer's questions to the twin."""

    def __init__(self, twin: Twin, queries: dict[str, str]) -> None:
        self._twin, self._queries = twin, queries
        self._made: dict[BTree, Candidate] = {}

    def make(self, indexes: Collection[BTree]) -> list[Candidate]:
        """The what-if indexes."""
        new = [one for one in indexes if one not in self._made]
        if new:
            changes = [CreateIndex.on(Name("public", one[0]), *one[1:]) for one in new]
            self._made.update(zip(new, self._twin.candidates(changes), strict=True))
        return [self._made[one] for one in indexes]

    def ask(self, query: str, indexes: Set) -> tuple[float, Set]:
        """Cost, and the indexes that the plan uses."""
        self._twin.stand(self.make(sorted(indexes)))
        plan = self._twin.ask(self._queries[query])
        return plan.cost, frozenset(one for one in indexes if not plan.indexes.isdisjoint(self._made[one].names))

    def size(self, index: BTree) -> float:
        """Bytes as they would really be."""
        return float(self.make([index])[0].bytes)


def run_peers(
    run: Run, counts: Collection[str], widths: Collection[int], kinds: Collection[str], peers: Collection[str]
) -> None:
    """Those peers at every budget, on the twin."""
    texts = run.queries("22")
    with open_twin(Postgres(), run.snapshot) as twin:
        on_twin = OnTwin(twin, texts)
        columns = {name: columns_in(run.snapshot, text) for name, text in texts.items()}
        sizes = {"hypopg": lambda index: booked(run.snapshot, index), "real": on_twin.size}
        for width in widths:
            answers = Answers(on_twin.ask, columns)
            for count in counts:
                for kind in kinds:
                    for budget in BUDGETS:
                        if budget is None and kind != "real":
                            continue  # sizes matter to budgets alone
                        limit = budget * MB if budget else math.inf
                        ground = Ground(answers, tuple(run.queries(count)), sizes[kind], width, limit)
                        for peer in peers:
                            key = f"{count} w{width} {budget or 'inf'} {kind} {peer}"
                            run.once("peers", key, partial(chosen_by, PEERS[peer], ground))


def chosen_by(choose: Callable[[Ground], Set], ground: Ground) -> dict[str, Any]:
    """A peer's set."""
    return {"set": sorted(map(statement, choose(ground)))}


def published() -> dict[str, dict[str, Any]]:
    """The sets that the reference implementations chose."""
    return {name: {"set": sorted(map(statement, chosen))} for name, chosen in PUBLISHED.items()}


def weigh(run: Run, built: Built, step: str, key: str, chosen: Collection[str]) -> dict[str, Any]:
    """A set's real megabytes, and what the queries cost with it."""

    def work() -> dict[str, Any]:
        texts = run.queries("22")
        costs = dict(zip(texts, built.costs(sorted(chosen), list(texts.values())), strict=True))
        return {
            "mb": sum(built.bytes(one) for one in chosen) / MB, "indexes": len(chosen),
            "19": sum(cost for name, cost in costs.items() if name not in SWAMPING), "22": sum(costs.values()),
        }  # fmt: skip

    return run.once(step, key, work)


def weigh_peers(run: Run, built: Built) -> None:
    """All sets of the peers, and none."""
    weigh(run, built, "weighed", "nothing", ())
    for key, found in (published() | run.results.get("peers", {})).items():
        weigh(run, built, "weighed", key, found["set"])


def rivals(run: Run, count: str, width: int) -> list[tuple[float, float, str]]:
    """Real megabytes, cost and name of the peers' sets for those queries and that width."""
    found = []
    for key, weighed in run.results["weighed"].items():
        own = key.startswith((f"{count} w{width} ", f"{count} w2 "))
        if own or key in PUBLISHED:
            found.append((weighed["mb"], weighed[count], key))
    return sorted(found)


def frontier(found: Sequence[tuple[float, float, str]]) -> list[tuple[float, float, str]]:
    """Those that no other beats in both."""
    kept: list[tuple[float, float, str]] = []
    for one in found:
        if one[0] >= 1 and (not kept or one[1] < kept[-1][1] * (1 - 1e-4)):
            kept.append(one)
    return kept


def run_ours(run: Run, built: Built, cases: Collection[tuple[str, int]], matched: bool) -> None:
    """maquette at each budget; or ``matched``, with the real bytes of each set on the peers' frontier."""
    with tempfile.TemporaryDirectory() as folder:
        for count, width in cases:
            case = Case(Path(folder, f"{count}.maquette"), count, width)
            write_snapshot(replace(run.snapshot, workload=run.workload(count)), case.source)
            for budget in () if matched else BUDGETS:
                _run_one(run, built, case, budget)
            for mb, cost, _ in frontier(rivals(run, count, width)) if matched else ():
                if best_of_ours(run, count, width, mb)[1] > cost:  # a smaller set than this peer's does not do
                    _run_one(run, built, case, mb)


@dataclass(frozen=True)
class Case:
    """A snapshot with 19 or 22 queries, and how wide indexes may be."""

    source: Path
    count: str
    width: int


def _run_one(run: Run, built: Built, case: Case, budget: float | None) -> None:
    allowed = budget
    for turn in range(TURNS):  # a set that proves too large or too small is chosen again, with so much less or more
        key = f"{case.count} w{case.width} {budget or 'inf'}" + (f", turn {turn + 1}" if turn else "")
        found = run.once("ours", key, partial(advised, case, allowed))
        real = weigh(run, built, "built", key, found["set"])["mb"]
        if budget is None or allowed is None:
            break
        left = min(budget - real, max(found["booked_mb"] - real, 0.0))  # of the budget, by a size booked too large
        if 0 <= left <= SPARE * budget:
            break
        allowed = left + (found["booked_mb"] if left < 0 else allowed)


def best_of_ours(run: Run, count: str, width: int, mb: float) -> tuple[float, float, str]:
    """Real megabytes, cost and name of our best set of no more megabytes."""
    found = [(0.0, run.results["weighed"]["nothing"][count], "nothing")]
    for key, built in run.results["built"].items():
        if key.startswith(f"{count} w{width} ") and built["mb"] <= mb:
            found.append((built["mb"], built[count], key))
    return min(found, key=lambda one: one[1])


def advised(case: Case, budget: float | None) -> dict[str, Any]:
    """What the command says."""
    command = [sys.executable, "-m", "maquette", "index", str(case.source), "--max-width", str(case.width)]
    command += ["--format", "json"]
    command += ["--budget", str(int(budget * MB))] if budget else []
    advice = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    kept = ("before", "after", "bound", "bound_of", "gap", "planner_bound", "explains", "seconds", "unplanned")
    return {
        "set": [NAME.sub("INDEX ON", one["statements"][-1]) for one in advice["indexes"]],
        "booked_mb": advice["bytes"] / MB,
        **{name: advice[name] for name in kept},
    }  # fmt: skip


def open_run(dsn: str, file: Path) -> Run:
    """The source as it is, and the results so far."""
    snapshot = architect.read(dsn, Config(queries=HERE / "tpch-queries.sql"))
    return Run(dsn, snapshot, json.loads(file.read_text()) if file.exists() else {}, file)


def table(run: Run, count: str, width: int) -> str:
    """Markdown: at each budget the best peer and maquette; then every set on the peers' frontier."""
    base = run.results["weighed"]["nothing"][count]
    found = rivals(run, count, width)

    def told(cost: float) -> str:
        return f"{cost / base:.4f}" if count == "19" else f"{cost / 1000:,.0f} k"

    lines = [
        f"### {count} queries, width {width}", "",
        "| real MB | best peer | its MB | its cost | maquette | its MB | booked | gap | planner's gap | s | EXPLAINs |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    for budget in BUDGETS:
        mb, cost, name = min((one for one in found if one[0] <= (budget or math.inf)), key=lambda one: one[1])
        if f"{count} w{width} {budget or 'inf'}" not in run.results["built"]:
            lines.append(f"| {budget or 'any'} | {name} | {mb:.0f} | {told(cost)} | not run | | | | | | |")
            continue
        weight, own, key = best_of_ours(run, count, width, budget or math.inf)
        mark = "**" if own > cost * (1 + 1e-6) else ""
        line = f"| {budget or 'any'} | {name} | {mb:.0f} | {told(cost)} | {mark}{told(own)}{mark} | {weight:.1f} |"
        if ours := run.results["ours"].get(key):
            planner = max(0.0, 1 - ours["planner_bound"] / ours["after"])
            line += f" {ours['booked_mb']:.1f} | {ours['gap']:.1%} | {planner:.1%} | {ours['seconds']:.0f} |"
            line += f" {ours['explains']:,} |"
        lines.append(line)
    if not any(key.startswith(f"{count} w{width} ") and "." in key for key in run.results["built"]):
        return "\n".join(lines)  # not matched
    lines += ["", "Each set of the peers that no other of theirs beats, and our best of no more megabytes:", ""]
    lines += ["| peer | MB | cost | maquette | MB |", "|---|---|---|---|---|"]
    for mb, cost, name in frontier(found):
        ours = best_of_ours(run, count, width, mb)
        mark = "**" if ours[1] > cost * (1 + 1e-6) else ""
        lines.append(f"| {name} | {mb:.1f} | {told(cost)} | {mark}{told(ours[1])}{mark} | {ours[0]:.1f} |")
    return "\n".join(lines)


def main() -> None:
    """The steps that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dsn")
    parser.add_argument("steps", nargs="+", choices=("peers", "weigh", "ours", "matched", "table"))
    parser.add_argument("--results", type=Path, default=Path("index_tpch.json"))
    parser.add_argument("--keep", action="store_true", help="leave the copy with the built indexes, to be used again")
    parser.add_argument("--queries", default="19,22")
    parser.add_argument("--widths", default="2,3")
    parser.add_argument("--sizes", default="hypopg,real", help="as peers see them")
    parser.add_argument("--peers", default=",".join(PEERS))
    chosen = parser.parse_args()
    counts, widths = chosen.queries.split(","), [int(width) for width in chosen.widths.split(",")]
    run = open_run(chosen.dsn, chosen.results)
    if "peers" in chosen.steps:
        run_peers(run, counts, widths, chosen.sizes.split(","), chosen.peers.split(","))
    cases = [(count, width) for count in counts for width in widths]
    if {"weigh", "ours", "matched"} & set(chosen.steps):
        with open_built(chosen.dsn, chosen.keep) as built:
            weigh_peers(run, built)
            for step in ("ours", "matched"):
                if step in chosen.steps:
                    run_ours(run, built, cases, step == "matched")
    if "table" in chosen.steps:
        print("\n\n".join(table(run, count, width) for count, width in cases))


if __name__ == "__main__":
    main()
