"""Plans as EXPLAIN (FORMAT JSON) gives them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any


@dataclass(frozen=True)
class Node:
    """One node of a plan; ``fields`` are EXPLAIN's own keys ("Node Type", "Index Name", "Filter" …)."""

    fields: dict[str, Any]

    @property
    def kind(self) -> str:
        return str(self.fields["Node Type"])

    @property
    def relation(self) -> str | None:
        """Table scanned, schema-qualified when EXPLAIN was VERBOSE."""
        name = self.fields.get("Relation Name")
        schema = self.fields.get("Schema")
        return f"{schema}.{name}" if name and schema else name

    @property
    def index(self) -> str | None:
        return self.fields.get("Index Name")

    @property
    def cost(self) -> float:
        """Total cost in the planner's units."""
        return float(self.fields["Total Cost"])

    @property
    def startup(self) -> float:
        return float(self.fields["Startup Cost"])

    @property
    def rows(self) -> float:
        return float(self.fields["Plan Rows"])

    @property
    def width(self) -> int:
        """Average width of a row in bytes."""
        return int(self.fields["Plan Width"])

    @cached_property
    def children(self) -> tuple[Node, ...]:
        return tuple(Node(child) for child in self.fields.get("Plans", ()))

    def walk(self) -> Iterator[Node]:
        """This node and all below it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()

    def shape(self) -> tuple[Any, ...]:
        """What makes two plans the same plan: node types, join types, strategies, relations and indexes, in order."""
        own = tuple(self.fields.get(key) for key in SHAPE)
        return (*own, *(child.shape() for child in self.children))


SHAPE = (
    "Node Type", "Join Type", "Strategy", "Partial Mode", "Scan Direction", "Parent Relationship", "Subplan Name",
    "Schema", "Relation Name", "Alias", "Index Name", "Operation", "Command", "Workers Planned",
)  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """A plan of one statement; ``document`` is the object that holds "Plan"."""

    document: dict[str, Any]

    @cached_property
    def root(self) -> Node:
        return Node(self.document["Plan"])

    @property
    def cost(self) -> float:
        """Total cost in the planner's units."""
        return self.root.cost

    def nodes(self) -> Iterator[Node]:
        """All nodes, parents first."""
        return self.root.walk()

    @cached_property
    def shape(self) -> tuple[Any, ...]:
        return self.root.shape()

    @cached_property
    def indexes(self) -> frozenset[str]:
        """Names of the indexes that the plan uses."""
        return frozenset(node.index for node in self.nodes() if node.index)
