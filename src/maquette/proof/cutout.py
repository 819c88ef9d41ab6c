"""The part of a design that an experiment needs: some tables with all that they cannot do without."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from ..model.database import Database, Sequence, View
from ..model.names import Name
from ..model.replication import Publication
from ..model.routine import Function
from ..model.table import Table

# The server writes every name outside pg_catalog with its schema.
QUALIFIED = re.compile(r'(?:[\w$]+|"(?:[^"]|"")+")\.(?:[\w$]+|"(?:[^"]|"")+")')

Heirs = Mapping[Name, Collection[Name]]


def cut_out(database: Database, tables: Iterable[Name]) -> Database:
    """Those tables, and what decides how a change of them goes; whatever refers to something else is dropped.

    Kept beside them: the tables that they reference or that reference them, those that their policies and column types
    name, whole families of partitions and heirs, their sequences, views over nothing but kept relations, and all types,
    functions, schemas, extensions and roles. Foreign keys of the neighbours to farther tables are dropped.
    """
    kept = _neighbourhood(database, dict.fromkeys(tables))
    missing = {str(relation.name) for relation in database.relations} - {str(name) for name in kept}
    views = _views(database, kept)
    missing -= {str(view.name) for view in views}
    functions = tuple(function for function in database.functions if not _mentioned(_needs(function)) & missing)
    callable_ = {function.name for function in functions}
    return replace(
        database,
        tables=tuple(_trim(table, kept, missing, callable_) for table in database.tables if table.name in kept),
        views=tuple(
            replace(view, triggers=tuple(t for t in view.triggers if t.function in callable_)) for view in views
        ),
        sequences=_sequences(database, kept),
        functions=functions,
        definitions=tuple(made for made in database.definitions if not _mentioned(made.statement) & missing),
        event_triggers=(),
        publications=tuple(_publications(database, kept)),
        subscriptions=(),
    )


def _neighbourhood(database: Database, wanted: Collection[Name]) -> Collection[Name]:
    """The wanted tables with their neighbours, and of each the whole family."""
    by_name = {str(table.name): table.name for table in database.tables}
    heirs = _heirs(database)
    kept: dict[Name, None] = {}
    for name in wanted:
        for table in _family(database, heirs, name):
            kept[table.name] = None
            said = [text for policy in table.policies for text in (policy.using, policy.check) if text]
            said += [column.type.removesuffix("[]") for column in table.columns]
            near = [key.target for key in table.foreign_keys]
            near += [other.name for other in database.referencing(table.name)]
            near += [by_name[text] for text in _mentioned(*said) if text in by_name]
            for neighbour in near:
                kept.update({member.name: None for member in _family(database, heirs, neighbour)})
    return kept


def _heirs(database: Database) -> Heirs:
    """By table: its partitions and the tables that inherit from it."""
    heirs: dict[Name, list[Name]] = {}
    for table in database.tables:
        for parent in _parents(table):
            heirs.setdefault(parent, []).append(table.name)
    return heirs


def _family(database: Database, heirs: Heirs, name: Name) -> Iterator[Table]:
    """The table with everything above and below it by partitioning or inheritance."""
    seen: dict[Name, None] = {}
    waiting = [name]
    while waiting:
        found = database.table(waiting.pop())
        if found and found.name not in seen:
            seen[found.name] = None
            yield found
            waiting += [*_parents(found), *heirs.get(found.name, ())]


def _parents(table: Table) -> tuple[Name, ...]:
    return (*table.inherits, *((table.partition_of.parent,) if table.partition_of else ()))


def _trim(table: Table, kept: Collection[Name], missing: Collection[str], functions: Collection[Name]) -> Table:
    """The table without what refers to something that is not there."""
    policies = tuple(p for p in table.policies if not _mentioned(p.using or "", p.check or "") & set(missing))
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
    drawn = _mentioned(*defaults)
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
            yield replace(publication, tables=tables)


def _needs(function: Function) -> str:
    """What must exist for the function to be created: its types, and its body where the server parses it."""
    parsed = "\nBEGIN ATOMIC" in function.definition or "\nRETURN " in function.definition
    return f"{function.arguments} {function.returns} {function.definition if parsed else ''}"


def _mentioned(*texts: str) -> set[str]:
    """Qualified names in SQL text, as far as they can be told from columns of an alias."""
    return {found for text in texts for found in QUALIFIED.findall(text)}
