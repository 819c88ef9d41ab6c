"""The few figures that stand at the head of every report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ..model.evidence import Evidence, Recommendation
from ..model.finding import SEVERITIES
from ..model.review import Review
from . import phrases


@dataclass(frozen=True, slots=True)
class WorkloadCost:
    """Σ calls × total cost of the planned queries: as it is, and with each query at its best under a proved change.

    The changes were tried one by one, so ``after`` counts each query once, under the change that helps it most.
    """

    before: float
    after: float
    queries: int


def severity(recommendation: Recommendation) -> str:
    """The finding's severity, which the machinery has set; warning where it has not."""
    return recommendation.finding.severity or "warning"


def standing(review: Review) -> tuple[Recommendation, ...]:
    """The findings that stand: all but the refuted."""
    return tuple(r for r in review.recommendations if r.verdict != "refuted")


def severities(review: Review) -> dict[str, int]:
    """How many findings stand, by severity, worst first."""
    counted = Counter(severity(recommendation) for recommendation in standing(review))
    return {name: counted[name] for name in reversed(SEVERITIES)}


def verdicts(review: Review) -> dict[str, int]:
    """How many findings have each verdict."""
    counted = Counter(recommendation.verdict for recommendation in review.recommendations)
    return {name: counted[name] for name in ("proved", "inconclusive", "not applicable", "refuted")}


def outcomes(review: Review) -> dict[str, int]:
    """How many checks came to each outcome."""
    counted = Counter(outcome.outcome for outcome in review.outcomes)
    return {name: counted[name] for name in ("found", "passed", "not applicable", "not permitted", "error")}


def unrun(review: Review) -> list[tuple[str, str, list[str]]]:
    """Outcome, reason and the checks that share them, for all checks that did not come to an answer."""
    grouped: dict[tuple[str, str], list[str]] = {}
    for outcome in review.outcomes:
        if outcome.outcome not in ("found", "passed"):
            grouped.setdefault((outcome.outcome, outcome.reason), []).append(outcome.check)
    return [(outcome, reason, checks) for (outcome, reason), checks in grouped.items()]


def workload_cost(review: Review) -> WorkloadCost | None:
    """The workload's cost; None without a workload that was planned."""
    if review.snapshot.workload is None:
        return None
    calls = {query.name: query.calls for query in review.snapshot.workload.queries}
    before = {p.query: p.plan.cost * calls.get(p.query, 1.0) for p in review.plans if p.plan}
    if not before:
        return None
    best = dict(before)
    for recommendation in review.recommendations:
        if recommendation.verdict != "proved":
            continue
        for evidence in recommendation.evidence:
            for query in evidence.queries:
                cost = query.calls * query.after.cost
                if evidence.verdict == "proved" and cost < best.get(query.query, 0.0):
                    best[query.query] = cost
    return WorkloadCost(sum(before.values()), sum(best.values()), len(before))


def compared(evidence: Evidence) -> tuple[int, int]:
    """How many of its queries cost less after the change, and how many more."""
    better = sum(query.after.cost < query.before.cost for query in evidence.queries)
    worse = sum(query.after.cost > query.before.cost for query in evidence.queries)
    return better, worse


def costs(evidence: Evidence) -> str:
    """The workload's cost before and after in one line; empty where the evidence weighs none."""
    if evidence.before is None or evidence.after is None:
        return ""
    better, worse = compared(evidence)
    figures = f"{phrases.count(evidence.before)} → {phrases.count(evidence.after)}"
    tally = f", {phrases.some(better, 'query', 'queries')} better, {worse} worse" if evidence.queries else ""
    return f"workload cost {figures} ({phrases.change(evidence.before, evidence.after)}){tally}"


def source_line(review: Review) -> str:
    """The source in one line: name, engine, version, size."""
    snapshot = review.snapshot
    database = snapshot.database
    parts = [f"{ENGINES.get(database.engine, database.engine)} {version(database.version)}".strip()]
    parts.append(phrases.some(len(database.roots), "table"))
    parts.append(phrases.some(sum(len(table.indexes) for table in database.roots), "index", "indexes"))
    if snapshot.statistics and not snapshot.statistics.assumed and (total := total_bytes(review)):
        parts.append(phrases.size(total))
    return " · ".join(parts)


ENGINES = {"postgres": "PostgreSQL", "mysql": "MySQL"}


def version(number: int) -> str:
    """PostgreSQL's server_version_num as people write it: 18.4 for 180004; empty where it is not known."""
    return f"{number // 10000}.{number % 10000}" if number else ""


def total_bytes(review: Review) -> int:
    """Bytes of all tables and indexes, main forks."""
    statistics = review.snapshot.statistics
    return sum(relation.bytes for relation in statistics.relations) if statistics else 0


def worst_lock(modes: Iterable[str]) -> str:
    """What the strongest of the lock modes blocks."""
    order = ("nothing", "schema changes and vacuum", "writes", phrases.WORST)
    return max((phrases.blocks(mode) for mode in modes), key=order.index, default="nothing")


def rehearsal(recommendation: Recommendation) -> str:
    """What the rehearsal of the change showed, in one line; empty without one."""
    rehearsed = [evidence for evidence in recommendation.evidence if evidence.statements]
    statements = [statement for evidence in rehearsed for statement in evidence.statements]
    if not statements:
        return ""
    if problem := next((statement.problem for statement in statements if statement.problem), None):
        return f"rehearsal failed: {problem.splitlines()[0]}"
    said = [f"rehearsed: blocks {worst_lock(lock.mode for statement in statements for lock in statement.locks)}"]
    if rewritten := list(dict.fromkeys(one for statement in statements for one in statement.rewritten)):
        said.append(f"rewrites {', '.join(rewritten)}")
    restores = [evidence.undo_restores for evidence in rehearsed if evidence.undo_restores is not None]
    if not all(restores) or (restores and recommendation.verdict != "proved"):  # what is proved says so itself
        said.append("undo restores the schema" if all(restores) else "undo does not restore the schema")
    return "; ".join(said)
