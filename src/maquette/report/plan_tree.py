"""Plans as the HTML page shows them: what a reader looks at, in short keys, each plan once."""

from __future__ import annotations

import json
from typing import Any

from ..model.plan import Node, Plan
from .plan_text import kind

# Shown elsewhere in a node's line, or of no use to a reader.
LEFT_OUT = frozenset(
    {
        "Node Type", "Plans", "Startup Cost", "Total Cost", "Plan Rows", "Plan Width", "Output", "Parallel Aware",
        "Async Capable", "Disabled", "Inner Unique", "Relation Name", "Schema", "Alias", "Index Name", "Join Type",
        "Parent Relationship", "Subplan Name", "Query Identifier", "Scan Direction", "Operation", "Partial Mode",
        "Strategy",
    }
)  # fmt: skip


class Plans:
    """Plans by number: one that many findings compare with is written once."""

    def __init__(self) -> None:
        self.trees: list[dict[str, Any]] = []
        self._numbers: dict[str, int] = {}

    def number(self, plan: Plan) -> int:
        """The number of that plan, which ``trees`` holds from now on."""
        tree = _tree(plan.root)
        written = json.dumps(tree, sort_keys=True)
        if written not in self._numbers:
            self._numbers[written] = len(self.trees)
            self.trees.append(tree)
        return self._numbers[written]


def _tree(node: Node) -> dict[str, Any]:
    fields = node.fields
    tree: dict[str, Any] = {"kind": kind(node), "cost": node.cost, "start": node.startup, "rows": node.rows}
    if node.relation:
        tree["on"] = node.relation
        if fields.get("Alias") not in (None, fields.get("Relation Name")):
            tree["as"] = fields["Alias"]
    if node.index:
        tree["index"] = node.index
    if fields.get("Parent Relationship") in ("InitPlan", "SubPlan"):
        tree["sub"] = fields.get("Subplan Name", fields["Parent Relationship"])
    details = [
        [name, _words(value)] for name, value in fields.items() if name not in LEFT_OUT and value not in ("", [])
    ]
    if details:
        tree["more"] = details
    if node.children:
        tree["nodes"] = [_tree(child) for child in node.children]
    return tree


def _words(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_words, value))
    return value if isinstance(value, str) else json.dumps(value)
