"""A plan as text, as EXPLAIN prints it: a line a node, its conditions below."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.plan import Node, Plan
from .phrases import visible

CONDITIONS = (
    "Index Cond", "Recheck Cond", "Hash Cond", "Merge Cond", "Join Filter", "Filter", "Sort Key", "Group Key",
    "Presorted Key", "Cache Key",
)  # fmt: skip


def plan_text(plan: Plan) -> str:
    """The whole tree, indented."""
    return "\n".join(visible(line) for line in _lines(plan.root, ""))


def _lines(node: Node, indent: str) -> Iterator[str]:
    arrow = "->  " if indent else ""
    figures = f"(cost={node.startup:.2f}..{node.cost:.2f} rows={node.rows:.0f} width={node.width})"
    if name := node.fields.get("Subplan Name"):
        yield f"{indent}{name}"
    yield f"{indent}{arrow}{title(node)}  {figures}"
    inner = indent + " " * (len(arrow) + 2)
    for condition in CONDITIONS:
        if value := node.fields.get(condition):
            yield f"{inner}{condition}: {', '.join(value) if isinstance(value, list) else value}"
    if workers := node.fields.get("Workers Planned"):
        yield f"{inner}Workers Planned: {workers}"
    for child in node.children:
        yield from _lines(child, inner)


def title(node: Node) -> str:
    """The node in words: Index Scan using orders_pkey on orders o."""
    fields = node.fields
    words = str(fields.get("Operation") or node.kind)
    if node.kind == "Aggregate":
        words = {"Hashed": "HashAggregate", "Sorted": "GroupAggregate", "Mixed": "MixedAggregate"}.get(
            fields.get("Strategy", ""), words
        )
    if fields.get("Partial Mode") in ("Partial", "Finalize"):
        words = f"{fields['Partial Mode']} {words}"
    if fields.get("Parallel Aware"):
        words = f"Parallel {words}"
    if (join := fields.get("Join Type")) and join != "Inner":
        words = f"{words.removesuffix(' Join')} {join} Join"
    if fields.get("Scan Direction") == "Backward":
        words += " Backward"
    if node.index:
        words += f" {'on' if 'Bitmap' in node.kind else 'using'} {node.index}"
    if node.relation:
        words += f" on {node.relation}"
    if (alias := fields.get("Alias")) and alias != fields.get("Relation Name"):
        words += f" {alias}"
    return words
