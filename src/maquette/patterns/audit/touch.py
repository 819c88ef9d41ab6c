"""A column that may be changed in every row without breaking a rule: what trials and probes write to."""

from __future__ import annotations

from dataclasses import dataclass

from ...model.database import Database
from ...model.names import quote
from ...model.table import Column, Table

# How to make another value of a type, gentlest first: no rule that is not written as a constraint is likely to mind.
OTHER = {
    "timestamp with time zone": "{} + interval '1 second'",
    "timestamp without time zone": "{} + interval '1 second'",
    "boolean": "NOT {}",
    "numeric": "{} + 1",
    "bigint": "{} + 1",
    "integer": "{} + 1",
    "double precision": "{} + 1",
    "real": "{} + 1",
    "text": "{} || '.'",
    "date": "{} + 1",
}


@dataclass(frozen=True, slots=True)
class Touch:
    """A column, and an expression that gives another value of it."""

    column: str
    other: str


def touch(database: Database, table: Table, hidden: tuple[str, ...] = ()) -> Touch | None:
    """The gentlest column; None where each is bound by a key, a rule or its type."""
    bound = {column for key in table.keys for column in key.columns}
    bound |= {column for key in table.foreign_keys for column in key.columns}
    bound |= {column for check in table.checks for column in check.columns}
    bound |= {column for rule in table.exclusions for column in rule.columns}
    bound |= {column for index in table.indexes if index.unique for column in (*index.columns, *index.include)}
    bound |= set(table.partitioning.columns if table.partitioning else ()) | set(hidden)
    if any(index.unique and (index.predicate or any(key.expression for key in index.keys)) for index in table.indexes):
        bound |= {column.name for column in table.columns if column.base == "text"}  # it may be read by an expression
    for base, how in OTHER.items():
        for column in table.columns:
            if column.base == base and column.name not in bound and _free(column):
                name = quote(column.name)
                value = how.format(name)
                return Touch(column.name, value if column.not_null else f"coalesce({value}, {EMPTY[base]})")
    return None


EMPTY = {
    "timestamp with time zone": "now()",
    "timestamp without time zone": "localtimestamp",
    "boolean": "true",
    "text": "'.'",
    "date": "current_date",
}
EMPTY |= {base: "1" for base in OTHER if base not in EMPTY}


def _free(column: Column) -> bool:
    return not column.generated and column.identity != "always" and column.kind == "base"
