"""The workload's cost before and after a change, and what is made of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ..model.evidence import Evidence, QueryComparison, Verdict
from ..model.plan import Plan

SAME = 1e-6  # relative; below it two costs are the same
GAIN = 0.0005  # of the workload's cost: less is no gain
HALVED = 0.5  # a query that costs no more than this share of what it did is a gain, however small in the whole
LOSS = 0.01  # of the workload's cost: more is a loss
DEARER = 1.2  # a query whose cost grows by more than this factor …
UNITS = 10.0  # … and by more than this many of the planner's units has a loss of its own
MOST_NAMED = 3  # queries that a reason names


class Comparison:
    """Plans of some queries before and after, in the frame of the whole workload."""

    def __init__(
        self, total: float, calls: Mapping[str, float], before: Mapping[str, Plan], after: Mapping[str, Plan]
    ) -> None:
        self.before = {name: plan for name, plan in before.items() if name in after}
        self.after = after
        self.cost_before = total
        self.cost_after = total + sum(
            calls[name] * (after[name].cost - plan.cost) for name, plan in self.before.items()
        )
        self.changed = tuple(
            QueryComparison(query=name, calls=calls[name], before=plan, after=after[name])
            for name, plan in self.before.items()
            if plan.shape != after[name].shape or abs(after[name].cost - plan.cost) > SAME * plan.cost
        )

    @property
    def share(self) -> float:
        """The share of the workload's cost that is saved; negative where it grows."""
        return 1 - self.cost_after / self.cost_before if self.cost_before else 0.0

    def gains(self, named: Collection[str]) -> tuple[Verdict, str]:
        """Whether it pays: for the workload, or for one of the queries named."""
        best = min((self._ratio(one) for one in self.changed if one.query in named), default=1.0)
        if self.share >= GAIN or (self.share > 0 and best <= HALVED):
            return "proved", f"the workload's cost falls by {self.share:.1%}{self._worse_words()}"
        if self.share < -SAME:
            return "refuted", f"the workload's cost grows by {-self.share:.1%}{self._worse_words()}"
        return "refuted", "no plan gets cheaper by it"

    def loses_nothing(self) -> tuple[Verdict, str]:
        """Whether the workload can do with it."""
        lossy = [
            one
            for one in self.changed
            if one.after.cost > DEARER * one.before.cost and one.after.cost > one.before.cost + UNITS
        ]
        if self.share < -LOSS or lossy:
            return "refuted", f"the workload's cost grows by {max(-self.share, 0.0):.1%}{self._worse_words()}"
        if self.share >= GAIN:
            return "proved", f"the workload's cost falls by {self.share:.1%}{self._worse_words()}"
        if not self.before:
            return "proved", "no query of the workload reads its tables"
        count = f"{len(self.before)} quer{'y' if len(self.before) == 1 else 'ies'} of its tables"
        return "proved", f"of {count} none gets materially dearer{self._worse_words()}"

    def _worse_words(self) -> str:
        worse = sorted((one for one in self.changed if self._ratio(one) > 1 + SAME), key=self._ratio, reverse=True)
        if not worse:
            return ""
        words = [f"{one.query} ({_figure(one.before.cost)} → {_figure(one.after.cost)})" for one in worse[:MOST_NAMED]]
        more = f" and {len(worse) - MOST_NAMED} more" if len(worse) > MOST_NAMED else ""
        return f"; dearer: {', '.join(words)}{more}"

    @staticmethod
    def _ratio(one: QueryComparison) -> float:
        return one.after.cost / max(one.before.cost, 1e-9)

    def as_evidence(self, claim: str, verdict: Verdict, reason: str, conditions: dict[str, object]) -> Evidence:
        """The comparison as evidence: the workload's cost, and the queries that change."""
        return Evidence(
            claim=claim, method="estimated", verdict=verdict, reason=reason, before=self.cost_before,
            after=self.cost_after, conditions=conditions, queries=self.changed,
        )  # fmt: skip


def _figure(cost: float) -> str:
    return f"{cost:,.0f}" if cost >= 100 else f"{cost:.2f}"
