"""Views in a statement as the queries that they stand for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from ..model.database import Database, View
from .analyse import analyse
from .analysis import Analysis, Block, Operand, Order, Relation

DEEPEST = 8  # views on views
APART = 1000  # places of one statement: those of a view's own follow after
Swap = Callable[[Operand | None], Operand | None]


def unfold(analysis: Analysis, database: Database, depth: int = 0) -> Analysis:
    """The analysis with the blocks of its views beside its own, whose operands are those of the views' relations.

    A condition on what a view makes up (a sum, a column of a UNION) is left out: it reaches no relation.
    """
    blocks = analysis.blocks
    for relation in analysis.relations:
        view = database.view(relation.name)
        if view is None or view.materialized or depth == DEEPEST:
            continue
        inner = unfold(analyse(view.definition, database), database, depth + 1)
        if not inner.problem and inner.blocks:
            below = _moved(inner.blocks, APART * (1 + max(one.place for block in blocks for one in block.relations)))
            blocks = (*_through(blocks, relation, _meaning(view, below[0])), *below)
    return replace(analysis, blocks=blocks)


def _meaning(view: View, block: Block) -> Mapping[str, Operand | None]:
    """By column of the view: what it stands for, where conditions on it are conditions on that."""
    plain = not (block.group_by or block.distinct or block.aggregates or block.limit or block.offset or block.windows)
    named = zip(view.columns, block.outputs, strict=False)
    return {column.name: output.operand if plain else None for column, output in named}


def _through(blocks: Iterable[Block], relation: Relation, meaning: Mapping[str, Operand | None]) -> tuple[Block, ...]:
    def swap(operand: Operand | None) -> Operand | None:
        if operand is None or operand.relation != relation:
            return operand
        if operand.column is not None:
            return meaning.get(operand.column)
        found = [meaning.get(name) for name in operand.columns]
        under = {one.relation for one in found if one}
        if len(under) == 1 and [one.column if one else None for one in found] == list(operand.columns):
            return replace(operand, relation=under.pop())
        return None  # an expression over what is called otherwise below

    return tuple(_swapped(block, swap) for block in blocks)


def _moved(blocks: Iterable[Block], offset: int) -> tuple[Block, ...]:
    """The same at other places, so that they are none of the statement's own."""

    def moved(relation: Relation) -> Relation:
        return replace(relation, place=relation.place + offset)

    def swap(operand: Operand | None) -> Operand | None:
        return replace(operand, relation=moved(operand.relation)) if operand else None

    return tuple(
        replace(
            _swapped(block, swap),
            relations=tuple(map(moved, block.relations)),
            stars=tuple(map(moved, block.stars)),
            reads=tuple((moved(relation), columns) for relation, columns in block.reads),
        )
        for block in blocks
    )


def _swapped(block: Block, swap: Swap) -> Block:
    """The block with other operands; what has none any more is left out, or stays without one."""

    def orders(keys: Iterable[Order]) -> tuple[Order, ...]:
        return tuple(replace(key, operand=swap(key.operand)) for key in keys)

    predicates = ((one, swap(one.operand)) for one in block.predicates)
    arms = [[[(one, swap(one.operand)) for one in arm] for arm in arms] for arms in block.alternatives]
    joins = ((join, swap(join.left), swap(join.right)) for join in block.joins)
    return replace(
        block,
        predicates=tuple(replace(one, operand=operand) for one, operand in predicates if operand),
        alternatives=tuple(
            tuple(tuple(replace(one, operand=operand) for one, operand in arm if operand) for arm in alternative)
            for alternative in arms
        ),
        joins=tuple(replace(join, left=left, right=right) for join, left, right in joins if left and right),
        group_by=tuple(map(swap, block.group_by)),
        order_by=orders(block.order_by),
        distinct_on=tuple(map(swap, block.distinct_on)),
        windows=tuple(map(orders, block.windows)),
        extremes=tuple(operand for one in block.extremes if (operand := swap(one))),
        outputs=tuple(replace(output, operand=swap(output.operand)) for output in block.outputs),
        compared=tuple(map(swap, block.compared)),
    )
