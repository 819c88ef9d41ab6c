"""Rows of a partitioned table that fall inside the bounds of its partitions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ....model.database import Database
from ....model.names import literal
from ....model.table import Table
from .values import ORDINAL, Types

TOKEN = re.compile(r"'(?:[^']|'')*'|-?\d[\d.eE+-]*|[A-Za-z]+")
RANGE = re.compile(r"FOR VALUES FROM \((?P<low>.*)\) TO \((?P<high>.*)\)\Z", re.DOTALL)
LIST = re.compile(r"FOR VALUES IN \((?P<values>.*)\)\Z", re.DOTALL)
OPEN = ("MINVALUE", "MAXVALUE")

# Types with arithmetic: how far a value may lie from the only bound of a partition, and a bound for one without any.
SPANS = {
    "smallint": ("1000::smallint", "0"),
    "integer": ("1000000", "0"),
    "bigint": ("1000000000::bigint", "0"),
    "numeric": ("1000000::numeric", "0"),
    "date": ("365", "2024-01-01"),
    "timestamp without time zone": ("interval '365 days'", "2024-01-01"),
    "timestamp with time zone": ("interval '365 days'", "2024-01-01 00:00+00"),
}


@dataclass(frozen=True)
class Slot:
    """What one leaf partition takes of one column: from ``low`` up to ``high``, or one of ``values`` (SQL literals)."""

    low: str | None = None
    high: str | None = None
    values: tuple[str, ...] = ()


Leaf = Mapping[str, Slot]


def leaves(database: Database, root: Table) -> tuple[Leaf, ...]:
    """The leaf partitions that rows can be aimed at; default and hash partitions get what comes."""
    return tuple(_leaves(database, root, {}))


def _leaves(database: Database, table: Table, above: Leaf) -> Iterator[Leaf]:
    if table.partitioning is None:
        yield above
        return
    for partition in database.partitions(table.name):
        bound = partition.partition_of.bound if partition.partition_of else "DEFAULT"
        if bound != "DEFAULT":
            yield from _leaves(database, partition, {**above, **_slots(bound, table.partitioning.columns)})


def _slots(bound: str, columns: Sequence[str]) -> Leaf:
    if found := LIST.match(bound):
        return {columns[0]: Slot(values=tuple(TOKEN.findall(found["values"])))} if columns else {}
    if not (found := RANGE.match(bound)):
        return {}
    low, high = (TOKEN.findall(found[side]) for side in ("low", "high"))
    if len(columns) != len(low):
        return {}  # a key of expressions
    if len(columns) == 1:
        return {columns[0]: Slot(low=_closed(low[0]), high=_closed(high[0]))}
    # The lower bound itself lies inside: so do equal leading columns followed by anything above it.
    return {
        column: Slot(values=(value,)) for column, value in zip(columns, low, strict=True) if _closed(value) is not None
    }


def _closed(token: str) -> str | None:
    return None if token in OPEN else token


def placed(column: str, type_: str, types: Types, leaves: Sequence[Leaf], rows: int) -> str | None:
    """An expression that gives each row a value of ``column`` for its partition: row n goes to leaf n mod all.

    None where no partition says anything of that column."""
    slots = [leaf.get(column) for leaf in leaves]
    if not any(slots):
        return None
    base = types.base(type_)
    which = f"(({ORDINAL} - 1) % {len(leaves)} + 1)::int"
    turn = f"(({ORDINAL} - 1) / {len(leaves)})"
    turns = rows // len(leaves) + 1
    if any(slot and slot.values for slot in slots):
        return f"({_text_array([_one_of(slot) for slot in slots])})[{which}]::{base}"
    low = _text_array([slot.low if slot else None for slot in slots])
    high = _text_array([slot.high if slot else None for slot in slots])
    if base.partition("(")[0] not in SPANS and not base.startswith("timestamp"):
        return f"({low})[{which}]::{base}"
    name = re.sub(r"\(\d+(,-?\d+)?\)", "", base)
    span, zero = SPANS[name]
    first, last = f"({low})[{which}]::{name}", f"({high})[{which}]::{name}"
    start = f"coalesce({first}, {last} - {span}, {literal(zero)}::{name})"
    end = f"coalesce({last}, {start} + {span})"
    share = f"{turn}::float8 / {turns}" if name.startswith("timestamp") else f"{turn}::numeric / {turns}"
    whole = "" if name.startswith("timestamp") or name == "numeric" else "::int" if name == "date" else "::bigint"
    step = f"({end} - {start}) * ({share})"
    return f"({start} + {f'trunc({step}){whole}' if whole else step})::{base}"


def _one_of(slot: Slot | None) -> str | None:
    if slot is None:
        return None
    return slot.values[0] if slot.values else slot.low


def _text_array(tokens: Sequence[str | None]) -> str:
    """The tokens as an array of texts."""
    texts = ["NULL" if token is None or token == "NULL" else _text(token) for token in tokens]
    return f"ARRAY[{', '.join(texts)}]::text[]"


def _text(token: str) -> str:
    return token if token.startswith("'") else literal(token)
