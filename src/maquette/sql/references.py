"""References that no key declares: several columns that queries join, pair by pair, with those of another table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..model.names import Name
from .analysis import AnalysedQuery, Block, Relation

Pairs = Mapping[Name, tuple[tuple[frozenset[str], Name], ...]]


def joined_together(queries: Iterable[AnalysedQuery]) -> Pairs:
    """By table: sets of two or more columns that some query compares with as many of another table, and which."""
    found: dict[Name, dict[tuple[frozenset[str], Name], None]] = {}
    for query in queries:
        for block in query.analysis.blocks:
            for (relation, other), columns in _joined(block).items():
                if len(columns) > 1 and relation.name != other.name:
                    found.setdefault(relation.name, {})[frozenset(columns), other.name] = None
    return {name: tuple(pairs) for name, pairs in found.items()}


def _joined(block: Block) -> dict[tuple[Relation, Relation], set[str]]:
    """By pair of relations, in both directions: the columns of the first that must equal one of the second."""
    columns: dict[tuple[Relation, Relation], set[str]] = {}
    for join in block.joins:
        if join.operator == "=" and join.left.column and join.right.column:
            columns.setdefault((join.left.relation, join.right.relation), set()).add(join.left.column)
            columns.setdefault((join.right.relation, join.left.relation), set()).add(join.right.column)
    return columns
