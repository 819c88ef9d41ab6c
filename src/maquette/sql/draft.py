"""A block of a statement under way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .analysis import Block, Operand, Order, Output, Relation, Role
from .conditions import Conditions, value_of
from .scope import Scope, Source
from .tree import Node, get, kind


@dataclass(slots=True, eq=False)
class Draft:
    """A block under way."""

    role: Role
    scope: Scope
    node: Node
    relations: list[Relation] = field(default_factory=list)
    conditions: Conditions = field(default_factory=Conditions)
    group_by: list[Operand | None] = field(default_factory=list)
    order_by: list[Order] = field(default_factory=list)
    outputs: list[Output] = field(default_factory=list)
    stars: list[Relation] = field(default_factory=list)
    compared: tuple[Operand | None, ...] = ()
    parts: list[set[Source]] = field(default_factory=list)
    distinct: bool = False
    distinct_on: list[Operand | None] = field(default_factory=list)
    windows: list[tuple[Order, ...]] = field(default_factory=list)
    extremes: list[Operand] = field(default_factory=list)
    aggregates: bool = False

    @property
    def plain(self) -> bool:
        """Whether conditions on its outputs are conditions on what they stand for: the planner pulls it up."""
        limited = self.has("limit_count") or self.has("limit_offset")
        return not (self.group_by or self.distinct or self.aggregates or limited)

    def tie(self, sources: Iterable[Source]) -> None:
        """These sources hang together."""
        tied = {source for source in sources if source in self.scope.sources}
        if len(tied) > 1:
            apart = [part for part in self.parts if part.isdisjoint(tied)]
            joined = set().union(*(part for part in self.parts if not part.isdisjoint(tied)))
            self.parts = [*apart, joined | tied]

    def freeze(self, reads: Mapping[Relation, Iterable[str]], whole: Iterable[Relation]) -> Block:
        """The block as it came out; ``whole`` are relations used as whole rows."""
        found, select = self.conditions, kind(self.node) == "SelectStmt"
        return Block(
            role=self.role,
            relations=tuple(self.relations),
            predicates=tuple(found.predicates),
            alternatives=tuple(found.alternatives),
            joins=tuple(found.joins),
            group_by=tuple(self.group_by),
            order_by=tuple(self.order_by),
            distinct=self.distinct,
            distinct_on=tuple(self.distinct_on),
            windows=tuple(dict.fromkeys(self.windows)),
            extremes=tuple(dict.fromkeys(self.extremes)),
            aggregates=self.aggregates,
            limit=value_of(get(self.node, "limit_count")) if select else None,
            offset=value_of(get(self.node, "limit_offset")) if select else None,
            stars=tuple(relation for relation in self.relations if relation in whole or relation in self.stars),
            outputs=tuple(self.outputs),
            reads=tuple((relation, tuple(reads.get(relation, ()))) for relation in self.relations),
            compared=self.compared,
            parts=tuple(
                tuple(sorted(source.alias for source in part))
                for part in self.parts
                if not any(source.single for source in part)
            ),
            filtered=self.has("where_clause"),
            having=self.has("having_clause"),
        )

    def has(self, clause: str) -> bool:
        """Whether the statement has that clause."""
        return clause in self.node.DESCRIPTOR.fields_by_name and self.node.HasField(clause)
