"""Tables and views: pg_class with all that hangs on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from sys import intern
from typing import Any

from ....model.database import View
from ....model.datatype import Attribute
from ....model.index import Index
from ....model.names import Name, quote
from ....model.routine import Trigger
from ....model.security import Grant, Policy
from ....model.table import Column, Partitioning, PartitionOf, StatisticsObject, Table
from ..conninfo import without_secrets
from ..session import Row, Session
from .constraints import Constraints
from .security import grants

KINDS = {"r": "table", "p": "partitioned", "f": "foreign"}
PERSISTENCE = {"p": "permanent", "u": "unlogged"}
IDENTITY = {"": "", "a": "always", "d": "by default"}
GENERATED = {"": "", "s": "stored", "v": "virtual"}
STORAGE = {"p": "plain", "e": "external", "x": "extended", "m": "main"}
COMPRESSION = {"p": "pglz", "l": "lz4"}
REPLICA_IDENTITY = {"d": "default", "n": "nothing", "f": "full", "i": "index"}
STRATEGIES = {"r": "range", "l": "list", "h": "hash"}
STATISTICS_KINDS = {"d": "ndistinct", "f": "dependencies", "m": "mcv", "e": "expressions"}


@dataclass(frozen=True)
class Relations:
    """pg_class's rows by oid, and the names by which other rows find them."""

    rows: Mapping[int, Row]  # those of users
    names: Mapping[int, Name]  # those of extensions too
    parents: Mapping[int, list[Row]]

    @property
    def own(self) -> Mapping[int, Name]:
        """Names of what users made."""
        return {oid: self.names[oid] for oid in self.rows}


@dataclass(frozen=True)
class Columns:
    """Columns by relation, in order, and what other rows say of them by number."""

    rows: Mapping[int, list[Row]]
    names: Mapping[int, Mapping[int, str]]
    collations: Mapping[int, Mapping[int, int]]

    def pick(self, relation: int, numbers: list[int]) -> tuple[str, ...]:
        """The names of those columns; a whole-row reference has none."""
        names = self.names.get(relation, {})
        return tuple(names[number] for number in numbers if number in names)


def read_relations(session: Session) -> Relations:
    """Tables, views and materialized views of users; names of extensions' ones too.

    A table that is locked against reading is left out whole: without its indexes it would be found at fault.
    """
    busy = {row.oid for row in session.ask("busy")}
    every = {row.oid: row for row in session.ask("relations")}
    parents: defaultdict[int, list[Row]] = defaultdict(list)
    for row in session.ask("parents"):
        parents[row.child].append(row)
    names = {oid: Name(intern(row.schema), intern(row.name)) for oid, row in every.items()}
    own = {oid: row for oid, row in every.items() if not row.member}
    for oid in sorted(busy & own.keys()):
        session.notes.append(f"{names[oid]} is left out: another session has locked it")
    return Relations({oid: row for oid, row in own.items() if oid not in busy}, names, parents)


def read_columns(session: Session) -> Columns:
    """Columns of tables, views and composite types."""
    rows: defaultdict[int, list[Row]] = defaultdict(list)
    names: defaultdict[int, dict[int, str]] = defaultdict(dict)
    collations: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for row in session.ask("columns"):
        rows[row.relation].append(row)
        names[row.relation][row.number] = intern(row.name)
        if row.collation_oid:
            collations[row.relation][row.number] = row.collation_oid
    return Columns(rows, names, collations)


def read_defaults(session: Session, relations: Relations, columns: Columns) -> Mapping[tuple[int, int], str]:
    """Defaults and generation expressions by table and column number."""
    rows = {row.oid: row for row in session.ask("defaults") if row.relation in relations.rows}

    def label(oid: int) -> str:
        row = rows[oid]
        return f"default of {relations.names[row.relation]}.{quote(columns.names[row.relation][row.number])}"

    texts = session.ask_each("default_definitions", rows, label)
    return {(rows[text.oid].relation, rows[text.oid].number): text.expression for text in texts}


def make_column(row: Row, default: str | None) -> Column:
    """A column of a table."""
    return Column(
        name=intern(row.name),
        type=intern(row.type),
        not_null=row.not_null,
        default=default,
        identity=IDENTITY[row.identity],  # type: ignore[arg-type]  # the values are those words
        generated=GENERATED[row.generated],  # type: ignore[arg-type]
        collation=row.collation,
        storage=STORAGE[row.storage] if row.storage else None,
        compression=COMPRESSION[row.compression] if row.compression else None,  # type: ignore[arg-type]
        statistics_target=row.statistics_target,
        options=tuple(row.options or ()),
        local=row.local,
        length=row.length,
        alignment=row.alignment,
        base=intern(row.base),
        kind=intern(row.kind),  # type: ignore[arg-type]
        comment=row.comment,
    )


def make_attribute(row: Row) -> Attribute:
    """A column of a view or an attribute of a composite type."""
    return Attribute(name=intern(row.name), type=intern(row.type), collation=row.collation, comment=row.comment)


def read_statistics_objects(
    session: Session, relations: Relations, columns: Columns
) -> Mapping[int, tuple[StatisticsObject, ...]]:
    """By table: its extended statistics objects."""
    rows = {row.oid: row for row in session.ask("statistics_objects") if row.relation in relations.rows}
    found: defaultdict[int, list[StatisticsObject]] = defaultdict(list)

    def label(oid: int) -> str:
        return f"statistics {Name(rows[oid].schema, rows[oid].name)}"

    for text in session.ask_each("statistics_definitions", rows, label):
        row = rows[text.oid]
        made = StatisticsObject(
            name=Name(row.schema, row.name),
            kinds=tuple(STATISTICS_KINDS[kind] for kind in row.kinds),
            columns=columns.pick(row.relation, row.columns),
            expressions=tuple(text.expressions or ()),
            target=row.target,
            definition=text.definition,
        )
        found[row.relation].append(made)
    return {relation: tuple(sorted(some, key=lambda made: made.name)) for relation, some in found.items()}


@dataclass(frozen=True)
class Belongings:
    """What tables and views hold, by their oid."""

    columns: Columns
    defaults: Mapping[tuple[int, int], str]
    constraints: Constraints
    indexes: Mapping[int, tuple[Index, ...]]
    statistics_objects: Mapping[int, tuple[StatisticsObject, ...]]
    triggers: Mapping[int, tuple[Trigger, ...]]
    policies: Mapping[int, tuple[Policy, ...]]
    column_grants: Mapping[int, tuple[tuple[Grant, ...], tuple[Grant, ...]]]

    def grants(self, row: Row) -> tuple[Grant, ...] | None:
        """The grants on a relation and on its columns; None: the built-in default."""
        default, more = self.column_grants.get(row.oid, (None, ()))
        own = grants(row.acl)
        return (own if own is not None else default or ()) + more if more else own


def read_partitions(session: Session, relations: Relations) -> Mapping[int, Row]:
    """Partition keys and bounds as text, by table."""
    wanted = [oid for oid, row in relations.rows.items() if row.kind == "p" or row.is_partition]
    texts = session.ask_each("partition_definitions", wanted, lambda oid: f"partitioning of {relations.names[oid]}")
    return {text.oid: text for text in texts}


def make_tables(relations: Relations, partitions: Mapping[int, Row], own: Belongings) -> tuple[Table, ...]:
    """The tables, by name."""
    tables = [
        make_table(row, relations, partitions.get(oid), own)
        for oid, row in relations.rows.items()
        if row.kind in KINDS and (oid in partitions or not (row.kind == "p" or row.is_partition))
    ]
    return tuple(sorted(tables, key=lambda table: table.name))


def make_table(row: Row, relations: Relations, partition: Row | None, own: Belongings) -> Table:
    """One table with all that belongs to it."""
    oid = row.oid
    parents = relations.parents.get(oid, [])
    constraints = own.constraints.of(oid)
    more: dict[str, Any] = {}
    if row.is_partition and partition and parents:
        more["partition_of"] = PartitionOf(
            parent=relations.names[parents[0].parent], bound=partition.bound, detach_pending=parents[0].detach_pending
        )
    elif parents:
        more["inherits"] = tuple(relations.names[link.parent] for link in parents if link.parent in relations.names)
    if partition and partition.key is not None:
        more["partitioning"] = Partitioning(
            strategy=STRATEGIES[row.strategy],  # type: ignore[arg-type]
            columns=own.columns.pick(oid, row.partition_columns),
            definition=partition.key,
        )
    return Table(
        name=relations.names[oid],
        kind=KINDS[row.kind],  # type: ignore[arg-type]
        persistence=PERSISTENCE[row.persistence],  # type: ignore[arg-type]
        owner=intern(row.owner),
        columns=tuple(make_column(c, own.defaults.get((oid, c.number))) for c in own.columns.rows.get(oid, ())),
        primary_key=constraints.primary_key,
        unique_keys=tuple(constraints.unique_keys),
        foreign_keys=tuple(constraints.foreign_keys),
        checks=tuple(constraints.checks),
        exclusions=tuple(constraints.exclusions),
        not_nulls=tuple(constraints.not_nulls),
        indexes=own.indexes.get(oid, ()),
        statistics_objects=own.statistics_objects.get(oid, ()),
        triggers=own.triggers.get(oid, ()),
        policies=own.policies.get(oid, ()),
        row_security=row.row_security,
        force_row_security=row.force_row_security,
        replica_identity=REPLICA_IDENTITY[row.replica_identity],  # type: ignore[arg-type]
        options=tuple(row.options),
        access_method=row.access_method,
        tablespace=row.tablespace,
        foreign_server=row.foreign_server,
        foreign_options=without_secrets(row.foreign_options),
        grants=own.grants(row),
        comment=row.comment,
        **more,
    )


def read_views(session: Session, relations: Relations, own: Belongings) -> tuple[View, ...]:
    """Views and materialized views, by name."""
    rows = {oid: row for oid, row in relations.rows.items() if row.kind in "vm"}
    reads: defaultdict[int, set[Name]] = defaultdict(set)
    for row in session.ask("view_dependencies"):
        if row.relation in relations.names:
            reads[row.view].add(relations.names[row.relation])
    texts = session.ask_each("view_definitions", rows, lambda oid: f"view {relations.names[oid]}")
    views = [
        View(
            name=relations.names[text.oid],
            definition=text.definition.strip().removesuffix(";"),
            materialized=rows[text.oid].kind == "m",
            populated=rows[text.oid].populated,
            owner=rows[text.oid].owner,
            columns=tuple(make_attribute(column) for column in own.columns.rows.get(text.oid, ())),
            depends_on=tuple(sorted(reads[text.oid])),
            options=tuple(rows[text.oid].options),
            indexes=own.indexes.get(text.oid, ()),
            triggers=own.triggers.get(text.oid, ()),
            grants=own.grants(rows[text.oid]),
            comment=rows[text.oid].comment,
        )
        for text in texts
    ]
    return tuple(sorted(views, key=lambda view: view.name))
