"""A plan as text, as EXPLAIN prints it: a line a node, its conditions below."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.plan import Node, Plan
from .phrases import visible

CONDITIONS = (
    "Index Cond", "Recheck Cond", "Hash Cond", "Merge Cond", "Join Filter", "Filter", "Sort Key", "Group Key",
    "Presorted Key", "Cache Key",
)  # fmt: skip
AGGREGATES = {"Hashed": "HashAggregate", "Sorted": "GroupAggregate", "Mixed": "MixedAggregate"}


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
    words = kind(node)
    if node.index:
        words += f" {'on' if 'Bitmap' in node.kind else 'using'} {node.index}"
    if node.relation:
        words += f" on {node.relation}"
    if (alias := node.fields.get("Alias")) and alias != node.fields.get("Relation Name"):
        words += f" {alias}"
    return words


def kind(node: Node) -> str:
    """The node's kind as EXPLAIN's text form has it: Hash Left Join, Partial HashAggregate, Index Scan Backward."""
    fields = node.fields
    words = node.kind
    if node.kind == "ModifyTable":
        words = str(fields.get("Operation", words))
    if node.kind == "Aggregate":
        words = AGGREGATES.get(str(fields.get("Strategy")), words)
    if fields.get("Partial Mode") in ("Partial", "Finalize"):
        words = f"{fields['Partial Mode']} {words}"
    if (join := fields.get("Join Type", "Inner")) != "Inner":
        words = f"{words.removesuffix(' Join')} {join} Join"
    if fields.get("Scan Direction") == "Backward":
        words += " Backward"
    return f"Parallel {words}" if fields.get("Parallel Aware") else words
