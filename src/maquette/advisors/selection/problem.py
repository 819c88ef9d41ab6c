"""The choice as a problem: queries with weights, indexes that may stand or not, and what each costs to keep."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from ...model.advice import Limits
from ...model.change import CreateIndex
from ...model.index import Index
from ...model.names import Name


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """An index that may stand or not: a candidate, or one of today's that may go.

    ``bytes`` count against the budget if it is new. ``upkeep`` is what the workload's writes pay for it, in the
    planner's cost units over the whole workload. ``instead``: of an index of today that other queries may use, the
    positions of those that do its work; it may go only beside one of them.
    """

    index: Index
    change: CreateIndex | None  # None: it stands today
    bytes: int
    upkeep: float = 0.0
    certain: bool = True  # whether its size is known
    instead: frozenset[int] = frozenset()

    @property
    def new(self) -> bool:
        return self.change is not None

    def narrower(self, than: Option) -> bool:
        """Whether its keys begin the other's, with fewer keys or INCLUDEd columns and nothing else different."""
        one, other = self.index, than.index
        same = (one.table, one.method, one.predicate) == (other.table, other.method, other.predicate)
        shorter = len(one.keys) < len(other.keys) or len(one.include) < len(other.include)
        return same and shorter and other.keys[: len(one.keys)] == one.keys and set(one.include) <= set(other.include)

    @property
    def table(self) -> Name:
        return self.index.table


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A query of the problem. ``weight`` is calls, or their part that this sample of its parameters stands for.

    ``relevant`` are the positions of the options that can change its plan.
    """

    name: str
    sql: str
    weight: float
    relevant: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Everything that the search needs to know; it asks the rest of an oracle."""

    queries: tuple[Asked, ...]
    options: tuple[Option, ...]
    limits: Limits

    @property
    def standing(self) -> frozenset[int]:
        """The options that stand today."""
        return frozenset(place for place, option in enumerate(self.options) if not option.new)

    @property
    def affordable(self) -> frozenset[int]:
        """The options of which the budget has room for one at least."""
        budget = self.limits.budget
        return frozenset(
            place
            for place, option in enumerate(self.options)
            if not option.new or budget is None or option.bytes <= budget
        )

    def bytes(self, chosen: Iterable[int]) -> int:
        """Bytes of the new indexes among those."""
        return sum(self.options[place].bytes for place in chosen if self.options[place].new)

    def upkeep(self, chosen: Iterable[int]) -> float:
        """What the workload's writes pay for those."""
        return sum(self.options[place].upkeep for place in chosen)


class Question(NamedTuple):
    """What does that query cost if, of all options, exactly those stand?"""

    query: int
    standing: frozenset[int]


class Answer(NamedTuple):
    """The planner's total cost of one call (inf where it cannot be planned), and the options that its plan uses."""

    cost: float
    used: frozenset[int]


class Oracle(Protocol):
    """Answers from planners: one twin, or many side by side."""

    def ask(self, questions: Sequence[Question]) -> Sequence[Answer]:
        """The answers, in the order of the questions."""
        ...
