"""From one set's cost to a bound over many: as many options added as leave a query about as dear."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping

from .knowledge import Fact, Knowledge, Mask

SHARE = 0.3  # of the way from what was thought possible to what is true: how high a bound must come

Questions = Generator[Mask, Fact, None]


def lift(relevant: Mask, chosen: Mask, start: Mask, target: float, families: Iterable[Mask]) -> Questions:
    """Ask about sets that hold ``chosen``, until the plan costs ``target``, and then about as large ones as do so.

    Each question yields a set and is sent its fact. ``start`` is a set to begin with, which holds ``chosen``. Options
    of one family do each other's work, so they are tried together.
    """
    shown = start
    fact = yield shown
    while fact.cost < target:
        others = fact.used & ~chosen
        if not others:
            return
        shown &= ~others
        fact = yield shown
    for family in families:
        back = family & relevant & ~shown
        if back:
            fact = yield shown | back
            shown |= back if fact.cost >= target else 0


def descend(relevant: Mask, standing: Mask, ceiling: float, steps: int) -> Questions:
    """The best plan, the best without what that one used, and so on, while there is something to gain."""
    shown = relevant
    for _ in range(steps):
        fact = yield shown
        if not fact.used & ~standing or fact.cost >= ceiling:
            return
        shown &= ~(fact.used & ~standing)


def pursue(knowledge: Knowledge, asking: Mapping[int, Questions]) -> Generator[None]:
    """Let all queries ask side by side, a question of each at a time, so that many planners may answer."""
    waiting = dict(asking)
    facts: dict[int, Fact] = {}
    while waiting:
        questions: dict[int, Mask] = {}
        for query, asked in list(waiting.items()):
            try:
                questions[query] = asked.send(facts[query]) if query in facts else next(asked)
            except StopIteration:
                del waiting[query]
        facts = dict(zip(questions, knowledge.ask(questions.items()), strict=True))
        yield
