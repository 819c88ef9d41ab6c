"""btree-on-document."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.change import CreateIndex, DropIndex, Steps
from ...model.database import Database
from ...model.finding import Finding
from ...model.index import IndexKey
from ...model.table import Column
from ..check import Examined, check
from ..overlap import droppable


@check(severity="warning")
def btree_on_document(database: Database) -> Iterator[Finding | Examined]:
    """B-tree on a document.

    Condition
        A b-tree begins with a column of type jsonb, tsvector, or an array. Unique indexes do not count: they say that
        whole values differ.

    Effect
        It serves only equality with the whole value and its order, which nobody asks for; the operators for what is
        inside (@>, ?, &&, @@) cannot use it. A value larger than about 2,700 bytes makes the INSERT fail with "index
        row size exceeds btree maximum".

    Remedy
        A GIN index in its place; or a b-tree on the expression that is searched, as (data ->> 'kind').

    When to ignore it
        Queries do compare whole values, and values are small.

    References
        PostgreSQL manual, 8.14.4 "jsonb Indexing"; 11.2 "Index Types"; 12.9 "Preferred Index Types for Text Search".
    """
    for table in database.roots:
        for index in table.indexes:
            yield Examined()
            column = table.column(index.columns[0]) if index.columns else None
            if column is None or index.method != "btree" or not droppable(index) or not _is_document(column):
                continue
            gin = CreateIndex(
                table=table.name, keys=(IndexKey(column=column.name),), predicate=index.predicate, method="gin",
                name=f"{index.name.name[:59]}_gin",
            )  # fmt: skip
            simple = table.kind == "table" and len(index.keys) == 1
            yield Finding(
                object=str(index.name),
                detail=f"{index.name} is a b-tree on {table.name}.{column.name} ({column.type}): whole values only",
                change=Steps(changes=(gin, DropIndex(table=table.name, index=index.name))) if simple else None,
                advice="" if simple else f"Create a GIN index on {column.name}, and one for the other columns.",
                tables=(str(table.name),),
            )


def _is_document(column: Column) -> bool:
    return column.base in ("jsonb", "tsvector") or column.kind == "array"
