"""Small problems of choosing indexes whose cost function is known, so that the best set can be found by trying all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, combinations
from random import Random

from maquette.advisors.selection.problem import Answer, Asked, Option, Problem, Question
from maquette.model.advice import Limits
from maquette.model.change import CreateIndex
from maquette.model.names import Name

Plan = tuple[float, frozenset[int]]  # its cost, and the options that it needs


@dataclass
class PlansOracle:
    """Every query takes the cheapest of its plans that can be had. Remembers what it was asked."""

    plans: Sequence[Sequence[Plan]]
    asked: list[Question] = field(default_factory=list)

    def ask(self, questions: Sequence[Question]) -> list[Answer]:
        self.asked += questions
        return [Answer(*self.best(question.query, question.standing)) for question in questions]

    def best(self, query: int, standing: Iterable[int]) -> Plan:
        """The cheapest plan of a query under that set."""
        return min((plan for plan in self.plans[query] if plan[1] <= set(standing)), key=lambda plan: plan[0])


@dataclass
class FuzzyOracle(PlansOracle):
    """As the planner, which takes plans within ``fuzz`` of each other as equal: more indexes may cost a little more."""

    fuzz: float = 0.0
    seed: int = 0

    def best(self, query: int, standing: Iterable[int]) -> Plan:
        """The cheapest plan, dearer by chance; the same whenever it is asked."""
        cost, used = super().best(query, standing)
        chance = Random(f"{self.seed} {query} {sorted(standing)}").random()
        return cost * (1 + self.fuzz * chance), used


def problem(  # noqa: PLR0917 - everything that makes a problem
    plans: Sequence[Sequence[Plan]],
    sizes: Sequence[int],
    limits: Limits,
    upkeep: Sequence[float] = (),
    today: frozenset[int] = frozenset(),
    weights: Sequence[float] = (),
    columns: Sequence[str] = (),
    instead: Mapping[int, frozenset[int]] | None = None,
) -> Problem:
    """Options by their sizes, those of ``today`` standing already; every query may use all of them.

    One of ``today`` that is in ``instead`` may go only beside one of those named there.

    Each is on a column of its own, on two tables in turn; or, with ``columns`` as "a b", all on one table.
    """
    options = []
    for place, size in enumerate(sizes):
        table, keys = ("t", columns[place].split()) if columns else (f"t{place % 2}", [f"c{place}"])
        change = CreateIndex.on(Name("public", table), *keys)
        paid = upkeep[place] if upkeep else 0.0
        new = None if place in today else change
        others = (instead or {}).get(place, frozenset())
        options.append(Option(index=change.index, change=new, bytes=size, upkeep=paid, instead=others))
    relevant = frozenset(range(len(sizes)))
    asked = [
        Asked(name=f"q{number}", sql=f"SELECT {number}", weight=weights[number] if weights else 1.0, relevant=relevant)
        for number in range(len(plans))
    ]
    return Problem(queries=tuple(asked), options=tuple(options), limits=limits)


def cheapest(posed: Problem, oracle: PlansOracle) -> float:
    """The best cost of all sets within the limits, by trying every one."""
    return min(cost_of(posed, oracle, chosen) for chosen in _sets(len(posed.options)) if allowed(posed, chosen))


def cost_of(posed: Problem, oracle: PlansOracle, chosen: Iterable[int]) -> float:
    """The workload's cost under that set, with the upkeep."""
    chosen = list(chosen)
    reads = sum(query.weight * oracle.best(place, chosen)[0] for place, query in enumerate(posed.queries))
    return reads + posed.upkeep(chosen)


def allowed(posed: Problem, chosen: Iterable[int]) -> bool:
    """Whether that set keeps to the limits, and does without nothing whose work it does not do."""
    chosen = set(chosen)
    gone = [option for place, option in enumerate(posed.options) if not option.new and place not in chosen]
    if any(option.instead and chosen.isdisjoint(option.instead) for option in gone):
        return False
    limits, new = posed.limits, [posed.options[place] for place in chosen if posed.options[place].new]
    tables = [sum(option.table == one.table for option in new) for one in new]
    return (
        (limits.budget is None or sum(option.bytes for option in new) <= limits.budget)
        and (limits.max_indexes is None or len(new) <= limits.max_indexes)
        and (limits.max_per_table is None or max(tables, default=0) <= limits.max_per_table)
    )


def _sets(size: int) -> Iterator[tuple[int, ...]]:
    return chain.from_iterable(combinations(range(size), count) for count in range(size + 1))
