"""A part of a design: some of its tables, and of all else what does without the others."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace

from .database import Database, Sequence, View
from .names import Name
from .replication import Publication
from .routine import Function
from .table import Table

# The server writes every name outside pg_catalog with its schema.
QUALIFIED = re.compile(r'(?:[\w$]+|"(?:[^"]|"")+")\.(?:[\w$]+|"(?:[^"]|"")+")')


def excerpt(database: Database, kept: Collection[Name]) -> Database:
    """The design with those tables alone; whatever refers to another table is dropped.

    Kept beside them: their sequences, views over nothing but kept relations, and all types, functions, schemas,
    extensions and roles.
    """
    missing = {str(relation.name) for relation in database.relations} - {str(name) for name in kept}
    views = _views(database, kept)
    missing -= {str(view.name) for view in views}
    functions = tuple(function for function in database.functions if not mentioned(_needs(function)) & missing)
    callable_ = {function.name for function in functions}
    return replace(
        database,
        tables=tuple(_trim(table, kept, missing, callable_) for table in database.tables if table.name in kept),
        views=tuple(
            replace(view, triggers=tuple(t for t in view.triggers if t.function in callable_)) for view in views
        ),
        sequences=_sequences(database, kept),
        functions=functions,
        definitions=tuple(made for made in database.definitions if not mentioned(made.statement) & missing),
        event_triggers=(),
        publications=tuple(_publications(database, kept)),
        subscriptions=(),
    )


def family(database: Database, name: Name) -> Iterator[Table]:
    """The table with everything above and below it by partitioning or inheritance."""
    seen: dict[Name, None] = {}
    waiting = [name]
    while waiting:
        found = database.table(waiting.pop())
        if found and found.name not in seen:
            seen[found.name] = None
            yield found
            waiting += relatives(database, found)


def relatives(database: Database, table: Table) -> tuple[Name, ...]:
    """Its parents, partitions and heirs, one step away."""
    parents = (*table.inherits, *((table.partition_of.parent,) if table.partition_of else ()))
    return (*parents, *(heir.name for heir in database.heirs(table.name)))


def mentioned(*texts: str) -> set[str]:
    """Qualified names in SQL text, as far as they can be told from columns of an alias."""
    return {found for text in texts for found in QUALIFIED.findall(text)}


def _trim(table: Table, kept: Collection[Name], missing: Collection[str], functions: Collection[Name]) -> Table:
    """The table without what refers to something that is not there."""
    policies = tuple(p for p in table.policies if not mentioned(p.using or "", p.check or "") & set(missing))
    return replace(
        table,
        foreign_keys=tuple(key for key in table.foreign_keys if key.target in kept),
        triggers=tuple(trigger for trigger in table.triggers if trigger.function in functions),
        policies=policies,
    )


def _views(database: Database, kept: Collection[Name]) -> tuple[View, ...]:
    """Views that read nothing but what is kept, by way of other such views too."""
    held = set(kept)
    found: set[Name] = set()
    while more := {v.name for v in database.views if v.name not in found and set(v.depends_on) <= held}:
        found |= more
        held |= more
    return tuple(view for view in database.views if view.name in found)


def _sequences(database: Database, kept: Collection[Name]) -> tuple[Sequence, ...]:
    """Sequences of kept tables, those that a kept default draws from, and those that belong to nobody."""
    defaults = (c.default or "" for name in kept if (table := database.table(name)) for c in table.columns)
    drawn = mentioned(*defaults)
    found = []
    for sequence in database.sequences:
        if sequence.owned_by is None or sequence.owned_by[0] in kept:
            found.append(sequence)
        elif str(sequence.name) in drawn:
            found.append(replace(sequence, owned_by=None, identity=False))
    return tuple(found)


def _publications(database: Database, kept: Collection[Name]) -> Iterator[Publication]:
    for publication in database.publications:
        tables = tuple(table for table in publication.tables if table in kept)
        if tables or publication.all_tables or publication.schemas:
            yield replace(publication, tables=tables, parts=tuple(p for p in publication.parts if p.table in kept))


def _needs(function: Function) -> str:
    """What must exist for the function to be created: its types, and its body where the server parses it."""
    parsed = "\nBEGIN ATOMIC" in function.definition or "\nRETURN " in function.definition
    return f"{function.arguments} {function.returns} {function.definition if parsed else ''}"
