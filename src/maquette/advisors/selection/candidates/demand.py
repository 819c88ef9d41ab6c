"""What a statement asks of one relation, gathered from all of its blocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ....model.database import Database
from ....model.statistics import Statistics
from ....sql.analysis import Analysis, Block, Join, Operand, Order, Predicate, Relation
from .ground import Ground


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """Everything that an index on one relation could serve.

    ``predicates`` hold for all rows wanted; ``alternatives`` are the arms of ORs, of each its predicates on this
    relation. ``joins`` are those with another relation, this one's side as ``left``. ``sorts`` are orders that spare a
    sort: ORDER BY, GROUP BY, DISTINCT, windows, min and max. ``reads`` are the columns that an index-only scan must
    have; None when whole rows are read.
    """

    ground: Ground
    predicates: tuple[Predicate, ...]
    alternatives: tuple[tuple[Predicate, ...], ...]
    joins: tuple[Join, ...]
    sorts: tuple[tuple[Order, ...], ...]
    nearest: tuple[Operand, ...]  # ORDER BY column <-> point, with LIMIT
    reads: tuple[str, ...] | None

    @property
    def compared(self) -> tuple[Predicate, ...]:
        """Every condition, those of arms too: a bitmap scan puts an index together with others."""
        return (*self.predicates, *(one for arm in self.alternatives for one in arm))


def demands(analysis: Analysis, database: Database, statistics: Statistics) -> Iterator[Demand]:
    """One for each relation that may have indexes, at each place of the statement."""
    for home in analysis.blocks:
        for relation in home.relations:
            ground = Ground.of(relation.name, database, statistics)
            if ground:
                yield _demand(relation, ground, home, analysis.blocks)


def _demand(relation: Relation, ground: Ground, home: Block, blocks: Iterable[Block]) -> Demand:
    predicates: list[Predicate] = []
    alternatives: list[tuple[Predicate, ...]] = []
    joins: list[Join] = []
    sorts: list[tuple[Order, ...]] = []
    nearest: list[Operand] = []
    for block in blocks:  # a condition on a subquery's output stands outside of it, a correlated one inside another
        predicates += block.of(relation)
        alternatives += _arms(relation, block)
        joins += _joins(relation, block)
        sorts += _sorts(relation, block)
        nearest += _nearest(relation, block)
    whole = relation in home.stars and home.role not in ("exists", "not exists")  # which read no output
    return Demand(
        ground=ground,
        predicates=tuple(dict.fromkeys(predicates)),
        alternatives=tuple(dict.fromkeys(alternatives)),
        joins=tuple(dict.fromkeys(joins)),
        sorts=tuple(dict.fromkeys(sorts)),
        nearest=tuple(dict.fromkeys(nearest)),
        reads=None if whole else home.columns(relation),
    )


def _arms(relation: Relation, block: Block) -> Iterator[tuple[Predicate, ...]]:
    """Of each OR whose every arm says something of the relation, what each says: a bitmap scan needs them all."""
    for arms in block.alternatives:
        own = [tuple(one for one in arm if one.operand.relation == relation) for arm in arms]
        if all(own):
            yield from own


def _joins(relation: Relation, block: Block) -> Iterator[Join]:
    for join in block.joins:
        if join.left.relation == relation:
            yield join
        elif join.right.relation == relation:
            yield Join(left=join.right, right=join.left, operator=join.operator, kind=join.kind)


def _sorts(relation: Relation, block: Block) -> Iterator[tuple[Order, ...]]:
    """The leading keys of each order as far as they are this relation's: the rest can be sorted in small groups."""
    plain = [_plain(block.group_by), _plain(block.distinct_on)]
    if block.distinct:
        plain.append(_plain(output.operand for output in block.outputs))
    for keys in (block.order_by, *block.windows, *plain):
        led = _leading(relation, keys)
        if led:
            yield led
    for operand in block.extremes:
        if operand.relation == relation:
            yield (Order(text="", operand=operand),)


def _plain(operands: Iterable[Operand | None]) -> tuple[Order, ...]:
    return tuple(Order(text="", operand=operand) for operand in operands)


def _leading(relation: Relation, keys: Iterable[Order]) -> tuple[Order, ...]:
    led: list[Order] = []
    for key in keys:
        if key.operand is None or key.operand.relation != relation:
            break
        led.append(key)
    return tuple(led)


def _nearest(relation: Relation, block: Block) -> Iterator[Operand]:
    for key in block.order_by[:1]:
        operand = key.operand
        if operand and operand.relation == relation and operand.wrapper == "<->" and len(operand.columns) == 1:
            yield operand
