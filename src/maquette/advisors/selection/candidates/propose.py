"""All candidates of one statement, the most promising first."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from ....model.change import CreateIndex
from ....model.database import Database
from ....model.statistics import Statistics
from ....sql.analysis import Analysis
from ....sql.unfold import unfold
from .btree import key_lists, orders
from .covering import covered, included
from .demand import Demand, demands
from .methods import special
from .partial import partial
from .shape import Shape, shape

MOST = 120  # candidates of one relation at one place of a statement


def candidates(analysis: Analysis, database: Database, statistics: Statistics, width: int = 3) -> Iterator[CreateIndex]:
    """Indexes for one statement with up to ``width`` keys, each once, those that exist already left out.

    What fewer keys would propose (from two on) comes last, so that a wider search has all that a narrower one has.
    """
    seen: set[Shape] = set()
    for demand in demands(unfold(analysis, database), database, statistics):
        standing = {shape(index) for index in demand.ground.table.indexes if index.valid}
        own: set[Shape] = set()
        for change in chain.from_iterable(_of(demand, keys) for keys in (width, *range(2, width))):
            key = shape(change.index)
            if key in standing or key in own:
                continue
            own.add(key)
            if key not in seen:
                seen.add(key)
                yield change
            if len(own) >= MOST:
                break


def _of(demand: Demand, width: int) -> Iterator[CreateIndex]:
    table, lists, turned = demand.ground.table.name, key_lists(demand, width), orders(demand, width)
    for keys in lists:
        yield CreateIndex(table=table, keys=keys)
    for method, keys in special(demand):
        yield CreateIndex(table=table, keys=keys, method=method)
    for keys in covered((*lists, *turned), demand, width):
        yield CreateIndex(table=table, keys=keys)
    for keys, include in included(lists, demand, width):
        yield CreateIndex(table=table, keys=keys, include=include)
    for keys, condition in partial(lists, demand, width):
        yield CreateIndex(table=table, keys=keys, predicate=condition)
    for keys in turned:
        yield CreateIndex(table=table, keys=keys)
