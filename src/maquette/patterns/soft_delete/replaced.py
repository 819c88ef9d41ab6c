"""Indexes over all rows, and those over live rows that take their place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from ...model.change import CreateIndex, DropConstraint, DropIndex
from ...model.change.base import cut
from ...model.database import Database
from ...model.design import Note
from ...model.index import Index
from ...model.names import Name, literal, quote
from ...model.table import Table
from ..ground import Ground
from ..pattern import Part
from ..template import Sql, Text

CONFLICT = re.compile(r"\bon\s+conflict\s*(\(|on\s+constraint)", re.I)


def replaced(ground: Ground, table: Table, column: str, which: Literal["unique", "all"]) -> Iterator[Part]:
    """The new index of each first, then the old one's end; what has to stay is told."""
    kept = []
    lives = f"{quote(column)} IS NULL"
    for exclusion in table.exclusions:
        yield Note(
            f"{exclusion.name} of {table.name} minds deleted rows too: it cannot be built anew without a strong lock."
        )
    for index in sorted(table.indexes, key=lambda index: index.name):
        if not index.valid or _aware(index, column) or any(index.name == one.index for one in table.exclusions):
            continue
        if index.unique and not index.primary and (reason := _bound(ground.database, table, index)):
            kept.append(index.name.name)
            yield Note(
                f"{index.name.name} of {table.name} stays over all rows: {reason}. A deleted row keeps its value."
            )
        elif (index.unique and not index.primary) or (which == "all" and _spare(table, index)):
            yield from _replace(ground, table, index, f"{index.predicate} AND {lives}" if index.predicate else lives)
    for query in ground.queries:
        target = query.analysis.target
        if target and target.name == table.name and CONFLICT.search(query.query.sql):
            yield Note(f"{query.query.name} says ON CONFLICT: it has to add WHERE {lives} when the index is partial.")
    names = ", ".join(literal(name) for name in kept)
    yield from ground.trials(
        "unique",
        table=table.name,
        table_text=Text(table.name),
        column_text=Text(column),
        kept=Sql(f"ARRAY[{names}]::text[]"),
    )


def _aware(index: Index, column: str) -> bool:
    """Whether the index tells deleted rows apart already."""
    return quote(column) in (index.predicate or "") or column in (key.column for key in index.keys)


def _bound(database: Database, table: Table, index: Index) -> str:
    """Why a unique index has to stay over all rows; empty where it has not."""
    for child in database.referencing(table.name):
        for key in child.foreign_keys:
            if key.target == table.name and set(key.target_columns) == set(index.columns):
                return f"{key.name} of {child.name} refers to it"
    owner = next((key for key in table.unique_keys if key.name == index.constraint), None)
    if owner and owner.deferrable:
        return "it is deferrable, which an index alone cannot be"
    if index.replica_identity:
        return "it is the replica identity"
    return "it has NULLS NOT DISTINCT" if index.nulls_not_distinct else ""


def _spare(table: Table, index: Index) -> bool:
    """Whether an index serves queries alone: not a key, and no foreign key's checks, which ask for deleted rows too."""
    serves = any(index.covers(key.columns) for key in table.foreign_keys)
    return not (index.primary or index.constraint or index.parent or index.replica_identity or serves)


def _replace(ground: Ground, table: Table, index: Index, predicate: str) -> Iterator[Part]:
    new = Name(index.name.schema, cut(index.name.name, "_live"))
    made = CreateIndex(
        table=table.name, keys=index.keys, include=index.include, predicate=predicate, method=index.method,
        unique=index.unique, name=new.name,
    )  # fmt: skip
    yield ground.change(
        made, f"index {new} over live rows", "the value of a deleted row is free" if index.unique else "smaller"
    )
    if index.constraint:
        gone = DropConstraint(table=table.name, constraint=index.constraint)
        yield ground.change(gone, f"no constraint {quote(index.constraint)} on {table.name}", f"{new} is in its place")
    else:
        drop = DropIndex(table=table.name, index=index.name)
        yield ground.change(drop, f"no index {index.name}", f"{new} is in its place")
