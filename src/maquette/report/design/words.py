"""What all formats of a design say alike."""

from __future__ import annotations

from collections.abc import Sequence

from ...model.design import Cost, DesignAdvice
from ...model.evidence import RehearsedStatement
from ...model.plan import Plan
from .. import phrases
from ..plan_text import title as node_title

FEW = 3  # scans of a plan, relations under a lock
STRONG = ("ShareLock", "ShareRowExclusiveLock", "ExclusiveLock", "AccessExclusiveLock")  # that keep writers out


def title(advice: DesignAdvice) -> str:
    """The pattern and what it is fitted to."""
    tables = ", ".join(map(str, advice.design.tables))
    return f"{advice.design.pattern}{f' for {tables}' if tables else ''}: {advice.design.title.lower()}"


def source(advice: DesignAdvice) -> str:
    """Where it is fitted to."""
    return f"{advice.label}, PostgreSQL {advice.version}"


def verdict(advice: DesignAdvice) -> str:
    """What the rehearsal says, in one sentence."""
    if advice.evidence is None:
        return f"inconclusive: {advice.obstacle}"
    return f"{advice.evidence.verdict}: {advice.evidence.reason}"


def sums(advice: DesignAdvice) -> str:
    """How much is to do."""
    design = advice.design
    standing = len(design.steps) - len(design.open)
    if not design.open:
        return "already so: nothing is left to do"
    done = f", {standing} already so" if standing else ""
    return f"{phrases.some(len(design.open), 'step')} to do{done}"


def took(milliseconds: float | None) -> str:
    """A time, or that there was none."""
    return "–" if milliseconds is None else f"{milliseconds:.2f} ms"


def rate(cost: Cost) -> str:
    """A probe's rows a second before and after."""
    if cost.before is None:
        return f"{phrases.count(round(cost.rows / cost.after * 1000))} rows/s" if cost.after else ""
    if not cost.rows or not cost.before or not cost.after:
        return f"{cost.before:.2f} → {cost.after:.2f} ms"
    before, after = (cost.rows / each * 1000 for each in (cost.before, cost.after))
    return f"{phrases.count(round(before))} → {phrases.count(round(after))} rows/s ({phrases.change(before, after)})"


def same_plan(cost: Cost) -> bool:
    """Whether the probe's plan is after the design what it was before."""
    return (cost.plan_before and cost.plan_before.shape) == (cost.plan_after and cost.plan_after.shape)


def ways(plan: Plan) -> str:
    """How the plan comes to its rows: "Index Scan using orders_pkey on orders"."""
    scans = [node_title(node) for node in plan.nodes() if (node.relation or node.index) and "Scan" in node.kind]
    reading = list(dict.fromkeys(scans)) or [node_title(plan.root)]
    return _first(reading)


def weight(advice: DesignAdvice) -> str:
    """What the design weighs; empty where nothing was measured."""
    if advice.evidence is None or not advice.bytes_before or not advice.design.open:
        return ""
    more = advice.bytes_after - advice.bytes_before
    each = f", {more / advice.rows:.1f} bytes a row" if advice.rows and more > 0 else ""
    sign = "+" if more >= 0 else phrases.MINUS
    return f"{sign}{phrases.size(abs(more))} on the scratch server{each}"


def locks(statement: RehearsedStatement) -> str:
    """What others cannot do while it runs, on which relations; empty where nobody notices."""
    strongest: dict[str, str] = {}
    for lock in sorted((one for one in statement.locks if one.mode in STRONG), key=lambda one: STRONG.index(one.mode)):
        strongest[lock.object] = phrases.blocks(lock.mode)
    relations = {what: [one for one, blocked in strongest.items() if blocked == what] for what in strongest.values()}
    told = ((what, sorted(relations[what])) for what in sorted(relations))
    return "; ".join(f"{_first(names)}: blocks {what}" for what, names in told)


def _first(names: Sequence[str]) -> str:
    """Some of the names, and how many more there are."""
    return ", ".join(names[:FEW]) + f" and {len(names) - FEW} more" * (len(names) > FEW)
