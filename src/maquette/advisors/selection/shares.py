"""Which share of a table's rows meets a condition, by the column statistics; the planner's own rules, in short.

Sources: PostgreSQL manual, 68.1 "Row Estimation Examples"; selfuncs.h for the defaults.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import prod

from ...model.statistics import ColumnStatistics, RelationStatistics
from ...sql.analysis import Predicate, Value

EQUAL, UNEQUAL, INTERVAL, OTHER = 0.005, 1 / 3, 0.005, 0.25  # where the statistics say nothing
NEGATED = {"not in": "in", "<>": "=", "is not null": "is null", "not between": "between", "not like": "like"}
TRUTH = {"is true": "t", "is false": "f"}


def share_of(predicates: Iterable[Predicate], known: RelationStatistics | None) -> float:
    """The share of rows that meet all of them, taken as independent."""
    return prod(_share(predicate, known) for predicate in predicates)


def _share(predicate: Predicate, known: RelationStatistics | None) -> float:
    column = known.column(predicate.operand.column or "") if known else None
    rows = max(known.rows, 1.0) if known else 1.0
    operator = NEGATED.get(predicate.operator, predicate.operator)
    if operator == "is null":
        found = column.null_fraction if column else EQUAL
    elif operator in TRUTH:
        found = _equal(Value(kind="constant", text=TRUTH[operator]), column, rows)
    elif operator in ("=", "in", "is not distinct from"):
        found = min(1.0, sum(_equal(value, column, rows) for value in predicate.values))
    elif operator == "between":
        found = INTERVAL
    else:
        found = UNEQUAL if predicate.range else OTHER
    return 1 - found if operator != predicate.operator else found


def _equal(value: Value, column: ColumnStatistics | None, rows: float) -> float:
    """The share of one value: its own if it is a common one, else that of any other value."""
    if column is None:
        return EQUAL
    common = dict(zip(column.common_values or (), column.common_frequencies or (), strict=False))
    text = {"true": "t", "false": "f"}.get(value.text, value.text)
    if value.kind == "constant" and text in common:
        return common[text]
    distinct = column.distinct_values(rows)
    if value.kind != "constant":
        return 1 / distinct if distinct >= 1 else EQUAL
    rest = max(0.0, 1 - column.null_fraction - sum(common.values()))
    return rest / max(1.0, distinct - len(common))
