"""What the reports of index advice say alike: an index in one line, the proof in a sentence, groups and sums."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from ...model.advice import HelpedQuery, IndexAdvice, Refusal
from ...model.evidence import Statement
from ...model.index import Index, IndexKey
from ...model.names import quote
from .. import phrases

NEARLY, MOST_OF = 0.99, 0.8  # of what all save; of their number: from there it is no news
REACH = 4  # times the budget
NEXT = 100_000_000  # bytes: what the next 100 MB would buy
TITLES = {
    "unused": "no query's plan takes them", "too-little": "they save too little",
    "writes": "writes would pay more than reads gain", "another-serves": "another index serves as well",
    "no-room": "they do not fit the budget", "too-many": "more than the number allowed",
    "within-gap": "what they would save is within the gap", "not-possible": "the server refuses to create them",
    "measured-slower": "a query was measured slower",
}  # fmt: skip
CALL = re.compile(r"[\w.]+\([^()]*\)")  # an expression that needs no parentheses of its own
BOUNDS = {
    "planner": "EXPLAIN itself: no set of these candidates is cheaper, if more indexes never make a plan dearer",
    "model": "the cost function learned from EXPLAIN",
}


def definition(index: Index) -> str:
    """The index in one line: public.orders (customer_id, placed_at DESC) INCLUDE (total) WHERE (paid)."""
    return ("unique " if index.unique else "") + _shape(index)


def line(index: Index) -> str:
    """The definition, and the name of one that stands: unique users_pkey on public.users (id)."""
    named = f"{quote(index.name.name)} on " if index.definition else ""
    return ("unique " if index.unique else "") + named + _shape(index)


def _shape(index: Index) -> str:
    method = f" USING {index.method}" if index.method != "btree" else ""
    text = f"{index.table}{method} ({', '.join(map(_key, index.keys))})"
    if index.include:
        text += f" INCLUDE ({', '.join(map(quote, index.include))})"
    if index.predicate:
        text += f" WHERE {index.predicate}"
    return text


def _key(key: IndexKey) -> str:
    text = quote(key.column) if key.column is not None else key.expression or ""
    if key.column is None and not CALL.fullmatch(text):
        text = f"({text})"
    if key.opclass and not key.default_opclass:
        text += f" {key.opclass}"
    if key.descending:
        return text + (" DESC" if key.nulls_first else " DESC NULLS LAST")
    return text + (" NULLS FIRST" if key.nulls_first else "")


def script(statements: Sequence[Statement]) -> str:
    """The statements one after the other, each but the last with its semicolon and a new line."""
    return ";\n".join(statement.sql.rstrip().rstrip(";") for statement in statements)


def proof(advice: IndexAdvice) -> str:
    """How far from the best the answer may be, and who says so."""
    if not advice.queries:
        return "no query could be planned, so nothing is proved"
    bound = f"bound {phrases.count(advice.bound)} by {BOUNDS[advice.bound_of]}"
    if advice.bound_of == "planner" or not advice.planner_bound:
        return bound
    return f"{bound}; by EXPLAIN alone, for any set of these candidates, {phrases.count(advice.planner_bound)}"


def gap(advice: IndexAdvice) -> str:
    """The gap as a share: 0.7 %, <0.01 %, 0 %."""
    percent = advice.gap * 100
    if 0 < percent < 0.01:
        return "<0.01 %"
    return f"{percent:.2g} %" if percent < 10 else f"{percent:.0f} %"


def calls(query: HelpedQuery) -> str:
    """1 call, 20.0k calls."""
    return f"{phrases.count(query.calls)} {'call' if query.calls == 1 else 'calls'}"


def nothing(advice: IndexAdvice) -> str:
    """Why there is no new index: none pays, or none was found in time."""
    if advice.interrupted:
        return "No new index was found before the search was stopped"
    return "No new index pays within the limits"


def effort(advice: IndexAdvice) -> str:
    """What the answer took."""
    counted = [
        phrases.some(advice.candidates, "candidate"), phrases.some(len(advice.queries), "query", "queries"),
        phrases.some(advice.explains, "EXPLAIN"), f"{advice.seconds:.1f} s",
    ]  # fmt: skip
    return " · ".join(counted)


def sums(advice: IndexAdvice) -> str:
    """How many indexes come and go, and their bytes."""
    said = phrases.some(len(advice.indexes), "new index", "new indexes")
    if advice.indexes:
        said += f", {phrases.decimal_size(advice.bytes)}"
    if advice.limits.budget is not None:
        said += f" of {phrases.decimal_size(advice.limits.budget)}"
    if advice.drops:
        freed = phrases.decimal_size(sum(drop.bytes for drop in advice.drops))
        said += f"; {phrases.some(len(advice.drops), 'index', 'indexes')} to drop, {freed} freed"
    return said


def first(advice: IndexAdvice) -> str:
    """How few of the indexes save nearly everything; empty where it takes most of them."""
    saved, size, total = 0.0, 0, sum(choice.gain for choice in advice.indexes)
    for number, choice in enumerate(advice.indexes, 1):
        saved, size = saved + choice.gain, size + choice.bytes
        if saved >= NEARLY * total:
            few = number <= MOST_OF * len(advice.indexes)
            what, verb = (f"{number} indexes", "save") if number > 1 else ("index alone", "saves")
            return f"the first {what}, {phrases.decimal_size(size)}, {verb} {NEARLY:.0%} of that" if few else ""
    return ""


def upkeep(advice: IndexAdvice) -> float:
    """What the workload's writes pay for the new indexes."""
    return sum(choice.write_cost for choice in advice.indexes)


def saved(query: HelpedQuery) -> float:
    """What the workload saves on that query; below zero where it grows dearer."""
    return query.calls * (query.before - query.after)


def dearer(advice: IndexAdvice) -> tuple[HelpedQuery, ...]:
    """The queries that cost more than before, worst first; the planner's rounding apart."""
    grown = (query for query in advice.queries if query.after > query.before * 1.0001)
    return tuple(sorted(grown, key=saved))


def ranked(advice: IndexAdvice) -> tuple[HelpedQuery, ...]:
    """All queries, those first on which most is saved."""
    return tuple(sorted(advice.queries, key=saved, reverse=True))


def reach(advice: IndexAdvice) -> float:
    """Bytes up to which the curve is drawn: where a budget is far from all that helps, the part around it."""
    wanted = max(advice.bytes, advice.limits.budget or 0)
    return REACH * wanted + NEXT if advice.limits.budget else math.inf


def most(advice: IndexAdvice) -> str:
    """What all that helps would buy, where the curve is not drawn so far."""
    last = max(advice.curve, key=lambda point: point.bytes, default=None)
    if last is None or last.bytes <= reach(advice):
        return ""
    return f"All that helps weighs {phrases.decimal_size(last.bytes)}, at a cost of {phrases.count(last.cost)}."


def next_buy(advice: IndexAdvice) -> str:
    """What the next 100 MB would buy, by the curve; empty where the curve does not reach beyond the answer."""
    far = max(advice.bytes, advice.limits.budget or 0) + NEXT
    beyond = [
        point for point in advice.curve if advice.bytes < point.bytes <= far and point.cost < advice.after * 0.9995
    ]
    if not beyond:
        last = max((point.bytes for point in advice.curve), default=0)
        return "100 MB more buy nothing: the curve is flat from here." if last > advice.bytes else ""
    best = min(beyond, key=lambda point: point.cost)
    return (
        f"100 MB more buy {phrases.change(advice.after, best.cost)} of the workload's cost: "
        f"{phrases.count(advice.after)} → {phrases.count(best.cost)} with {phrases.decimal_size(best.bytes)} in all."
    )


def considered(advice: IndexAdvice) -> tuple[Refusal, ...]:
    """The candidates that are not proposed."""
    return tuple(refusal for refusal in advice.refused if not refusal.index.definition)


def kept(advice: IndexAdvice) -> tuple[Refusal, ...]:
    """Today's indexes that must not go, whatever they cost; the server's own text of them is known."""
    return tuple(refusal for refusal in advice.refused if refusal.index.definition)


def by_reason(refused: Sequence[Refusal]) -> list[tuple[str, list[Refusal]]]:
    """The refusals by the kind of their reason, told in words; the largest group first."""
    groups: dict[str, list[Refusal]] = {}
    for refusal in refused:
        groups.setdefault(TITLES.get(refusal.code, refusal.code.replace("-", " ")), []).append(refusal)
    return sorted(groups.items(), key=lambda group: -len(group[1]))


def title(advice: IndexAdvice) -> str:
    """The source's name."""
    return advice.origin.label if advice.origin else "workload"
