"""One query run under two sets of indexes in turn, and whether it is slower under the second: noise is no verdict."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from ..engines.base import Candidate, Run, Site
from ..model.names import Name
from ..model.plan import Plan

MOST_SLOWER = 1.05  # after over before that is still accepted
CLEARLY = 1.25  # what three pairs of three must show where a query is too slow for seven
FLOOR = 0.1  # milliseconds: a smaller difference is none
CHANCE = 0.01  # of calling a query slower that is not
LOOKS = (3, 7, 15, 31, 63, 127)  # pairs after which it is decided whether to go on
ENOUGH = 15  # pairs where the plans are the same: no verdict hangs on them
RUN_SECONDS = 10.0  # a run is cut off after
QUERY_SECONDS = 60.0  # after which no further pair begins
SHORT = 20.0  # milliseconds: a shorter run is repeated, and the shortest of the repetitions counts
REPEATED = 9


@dataclass(frozen=True)
class Setup:
    """Which indexes stand: these candidates, and all of today's but those in ``gone``."""

    candidates: tuple[Candidate, ...] = ()
    gone: tuple[Name, ...] = ()

    def on(self, site: Site) -> None:
        site.stand(self.candidates, self.gone)


@dataclass(frozen=True)
class Pairs:
    """Milliseconds without and with, a pair each; a run that was cut off counts as long as it was let."""

    times: tuple[tuple[float, float], ...]
    plans: tuple[Plan, Plan]
    cut_off: bool = False  # one of the two, at least

    @property
    def before(self) -> float:
        return median(before for before, _ in self.times)

    @property
    def after(self) -> float:
        return median(after for _, after in self.times)

    @property
    def ratio(self) -> float:
        """The median of the pairs' ratios: what both runs of a pair have in common does not count."""
        return median(after / before for before, after in self.times)

    @property
    def same_plan(self) -> bool:
        return self.plans[0].shape == self.plans[1].shape

    @property
    def apparent(self) -> bool:
        """Whether it looks slower, by chance or not, and be it by next to nothing."""
        return max(self.ratio, self.after / self.before) > MOST_SLOWER

    @property
    def excuse(self) -> str:
        """Why it is not called slower though it looks so; empty where it does not, or is."""
        if not self.apparent or self.slower:
            return ""
        if self.same_plan:
            return "its plan is the same"
        return f"by less than {FLOOR:g} ms" if self.after - self.before <= FLOOR else "not beyond chance"

    @property
    def slower(self) -> bool:
        """Whether it is slower by more than 5 %.

        The plans differ, the median of the pairs' ratios is over 1.05, the medians lie more than 0.1 ms apart, and the
        sign test on the pairs leaves less than 1 % to chance: seven pairs of seven, 13 of 15, 78 of 127. Of a query too
        slow for seven pairs, every pair must be over 1.05, and their median over 1.25.
        """
        if self.same_plan or self.ratio <= MOST_SLOWER or self.after - self.before <= FLOOR:
            return False
        worse = sum(after > MOST_SLOWER * before for before, after in self.times)
        if len(self.times) < LOOKS[1]:
            return worse == len(self.times) and self.ratio > CLEARLY
        return _chance(worse, len(self.times)) <= CHANCE


def _chance(worse: int, pairs: int) -> float:
    """How likely it is that at least so many of the pairs are worse, were both as likely (binomial, one-sided)."""
    return float(sum(math.comb(pairs, k) for k in range(worse, pairs + 1)) / 2**pairs)


def run_pairs(site: Site, sql: str, before: Setup, after: Setup, clock: Callable[[], float]) -> Pairs:
    """Run the query without and with, in turn, each first in half of the pairs, until the answer is clear.

    The times are the server's own, of execution alone, all rows of it. Raises ExperimentError where it cannot run.
    """
    began = clock()
    plans: list[Plan] = []
    for setup in (before, after):
        setup.on(site)
        plans.append(site.plan(sql))
    times: list[tuple[float, float]] = []
    while True:
        first, second = (before, after) if len(times) % 2 == 0 else (after, before)
        one = _sample(site, sql, first, RUN_SECONDS)
        # Where the indexes only slow it down, it is not waited for to the end.
        patience = RUN_SECONDS if second is before else min(RUN_SECONDS, 1 + 4 * one.milliseconds / 1000)
        two = _sample(site, sql, second, patience)
        without, with_ = (one, two) if first is before else (two, one)
        times.append((max(without.milliseconds, 1e-3), max(with_.milliseconds, 1e-3)))
        found = Pairs(tuple(times), (plans[0], plans[1]), cut_off=without.plan is None or with_.plan is None)
        if found.cut_off and not found.apparent:
            return found
        if _clear(found, clock() - began):
            return found


def _sample(site: Site, sql: str, setup: Setup, seconds: float) -> Run:
    """One run, or the shortest of several short ones."""
    setup.on(site)
    first = site.run(sql, seconds)
    again = min(int(SHORT / max(first.milliseconds, 1e-3)), REPEATED - 1)
    return min([first, *_runs(site, sql, seconds, again)], key=lambda run: run.milliseconds)


def _runs(site: Site, sql: str, seconds: float, count: int) -> Sequence[Run]:
    return [site.run(sql, seconds) for _ in range(count)]


def _clear(found: Pairs, seconds: float) -> bool:
    """Whether more pairs would tell nothing more, or the time for them is over."""
    count = len(found.times)
    if count < LOOKS[0]:
        return False
    if count >= (ENOUGH if found.same_plan else LOOKS[-1]) or seconds > QUERY_SECONDS:
        return True
    if count not in LOOKS:
        return False
    return not found.apparent or found.slower
