"""Which relation a name in a statement stands for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ..model.database import Database
from ..model.names import Name
from .analysis import Operand, Relation

HIDDEN = frozenset(("ctid", "tableoid", "xmin", "xmax", "cmin", "cmax"))


@dataclass(slots=True, eq=False)
class Source:
    """One item of FROM: a relation, or something derived; ``columns`` says what each output column stands for.

    None for what is not known: a function's result, a relation that the model lacks.
    """

    alias: str
    relation: Relation | None = None
    columns: dict[str, Operand | None] | None = None
    single: bool = False  # one row at most: a VALUES of one row, an aggregate without GROUP BY


@dataclass(slots=True, eq=False)
class Scope:
    """The sources that names may stand for at one level, and those of the levels around it."""

    outer: Scope | None = None
    sources: list[Source] = field(default_factory=list)
    tables: dict[str, Source] = field(default_factory=dict)  # WITH queries

    def levels(self) -> Iterator[Scope]:
        """This level and those around it."""
        level: Scope | None = self
        while level:
            yield level
            level = level.outer

    def with_query(self, name: str) -> Source | None:
        """The WITH query of that name."""
        return next((level.tables[name] for level in self.levels() if name in level.tables), None)

    def find(self, names: Sequence[str]) -> tuple[Source, Operand | None] | None:
        """The source of a column reference and what the column stands for; None when nothing has it."""
        *qualifier, column = names
        for level in self.levels():
            if qualifier:
                found = next((source for source in level.sources if _is(source, qualifier)), None)
            else:
                having = [source for source in level.sources if source.columns and column in source.columns]
                unknown = [source for source in level.sources if source.columns is None]
                found = having[0] if having else unknown[0] if len(unknown) == 1 else None
            if found:
                return found, _stands_for(found, column)
        return None

    def whole(self, name: str) -> Source | None:
        """The source that a whole-row reference names."""
        return next((source for level in self.levels() for source in level.sources if source.alias == name), None)


def _is(source: Source, qualifier: Sequence[str]) -> bool:
    if len(qualifier) > 1 and source.relation:
        return [source.relation.name.schema, source.relation.name.name] == list(qualifier[-2:])
    return source.alias == qualifier[-1]


def _stands_for(source: Source, column: str) -> Operand | None:
    if source.columns and column in source.columns:
        return source.columns[column]
    if source.relation and source.columns is None and column not in HIDDEN:
        return Operand(relation=source.relation, columns=(column,))
    return None


def resolve(database: Database, path: Sequence[str], schema: str, name: str) -> Name:
    """The relation of that name: in its schema, on the search path, or where there is just one of that name."""
    if schema:
        return Name(schema, name)
    for candidate in (Name(on_path, name) for on_path in path):
        if database.table(candidate) or database.view(candidate):
            return candidate
    if name.startswith("pg_"):
        return Name("pg_catalog", name)
    elsewhere = [table.name for table in database.tables if table.name.name == name]
    elsewhere += [view.name for view in database.views if view.name.name == name]
    return elsewhere[0] if len(elsewhere) == 1 else Name(path[0] if path else "public", name)


def relation_source(database: Database, relation: Relation) -> Source:
    """A relation as a source: with its columns where the model has it."""
    source = Source(alias=relation.alias, relation=relation)
    holder = database.table(relation.name) or database.view(relation.name)
    if holder and holder.columns:
        source.columns = {c.name: Operand(relation=relation, columns=(c.name,)) for c in holder.columns}
    return source
