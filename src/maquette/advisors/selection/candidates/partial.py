"""Indexes over the few rows that a fixed condition leaves: no parameter, and rare by the statistics (manual, 11.8)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ....model.index import IndexKey
from ....model.names import literal, quote
from ....model.table import Column
from ....sql.analysis import Predicate, Value
from .btree import Keys, cut
from .demand import Demand
from .ground import Ground

FEW = 12  # distinct values of a column whose values may make partial indexes
RARE = 0.25  # share of the rows that a partial index may hold
TESTS = ("is null", "is not null", "is true", "is false")
NUMBER = re.compile(r"\d+(\.\d+)?")


def partial(lists: Iterable[Keys], demand: Demand, width: int) -> Iterator[tuple[Keys, str]]:
    """Key lists without what is fixed, each with the condition; the same for all such conditions together."""
    ground = demand.ground
    found: dict[str, tuple[str, float]] = {}  # by condition: its column, and the share of rows that meet it
    for predicate in demand.predicates:
        text = _condition(predicate, ground)
        if text and predicate.operand.column:
            found[text] = predicate.operand.column, _share(predicate, ground)
    rare = {text: {column} for text, (column, share) in found.items() if share <= RARE}
    if len(rare) > 1:
        rare[" AND ".join(rare)] = set().union(*rare.values())
    for text, fixed in rare.items():
        left = [[key for key in keys if key.column not in fixed] for keys in lists]
        yield from ((keys, f"({text})") for keys in cut([*left, *_anything(min(fixed), ground)], width))


def _anything(fixed: str, ground: Ground) -> Iterator[list[IndexKey]]:
    """A key where nothing else is asked: the column itself, or else the first that may be one."""
    columns = sorted(ground.table.columns, key=lambda column: column.name != fixed)
    yield from ([IndexKey(column=column.name)] for column in [one for one in columns if ground.ordered(one)][:1])


def _condition(predicate: Predicate, ground: Ground) -> str | None:
    """The condition as the statement has it: the planner has to see that one implies the other."""
    column = ground.column(predicate.operand.column)
    if column is None:
        return None
    if predicate.operator in TESTS:
        return f"{quote(column.name)} {predicate.operator.upper()}"
    values = [_constant(value, column) for value in predicate.values if value.kind == "constant"]
    if predicate.operator not in ("=", "in") or not values or len(values) != len(predicate.values):
        return None
    if column.kind not in ("base", "enum") or any(value.text.startswith("{") for value in predicate.values):
        return None
    written = f"= {values[0]}" if predicate.operator == "=" else f"IN ({', '.join(values)})"
    return f"{quote(column.name)} {written}"


def _constant(value: Value, column: Column) -> str:
    if value.type in ("integer", "bigint", "numeric") and NUMBER.fullmatch(value.text):
        return value.text
    type_ = value.type or (column.type if column.kind == "enum" else "")
    return literal(value.text) + (f"::{type_}" if type_ else "")


def _share(predicate: Predicate, ground: Ground) -> float:
    """The share of rows that meet a fixed condition; 1 where nothing is known."""
    known = ground.known(predicate.operand.column)
    if known is None:
        return 1.0
    if predicate.operator in ("is null", "is not null"):
        return known.null_fraction if predicate.operator == "is null" else 1 - known.null_fraction
    wanted = {"is true": ["t"], "is false": ["f"]}.get(predicate.operator) or [one.text for one in predicate.values]
    if known.distinct < 0 or known.distinct > FEW:
        return 1.0  # a value among many: the next query asks for another
    frequencies = dict(zip(known.common_values or (), known.common_frequencies or (), strict=False))
    # Only a value that the statistics name recurs enough for an index of its own.
    return sum(frequencies.get({"true": "t", "false": "f"}.get(one, one), 1.0) for one in wanted)
