"""The design of a database: everything that its DDL says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ....model.database import Database, Schema, View
from ....model.names import Name
from ....model.replication import Publication, PublishedPart, Subscription
from ....model.table import Table
from ..session import Session
from .constraints import read_constraints
from .extensions import read_extensions
from .indexes import read_index_rows, read_indexes
from .routines import read_event_triggers, read_functions, read_triggers
from .security import grants, read_column_grants, read_default_privileges, read_policies, read_roles
from .tables import (
    Belongings,
    Columns,
    Relations,
    make_tables,
    read_columns,
    read_defaults,
    read_partitions,
    read_relations,
    read_statistics_objects,
    read_views,
)
from .types import read_composites, read_definitions, read_domains, read_enums, read_ranges, read_sequences

OPERATIONS = ("insert", "update", "delete", "truncate")


@dataclass(frozen=True)
class Design:
    """A database, and the server's numbers for what it holds."""

    database: Database
    relations: Relations
    columns: Columns

    @property
    def holders(self) -> tuple[Table | View, ...]:
        """What may have rows and indexes: tables and materialized views."""
        return (*self.database.tables, *(view for view in self.database.views if view.materialized))


def read_design(session: Session) -> Design:
    """Read the whole design, set by set."""
    session.step("tables")
    relations = read_relations(session)
    session.step("columns")
    columns = read_columns(session)
    defaults = read_defaults(session, relations, columns)
    session.step("indexes")
    index_rows = read_index_rows(session, relations)
    indexes = read_indexes(session, index_rows, relations, columns)
    session.step("constraints")
    own = Belongings(
        columns=columns,
        defaults=defaults,
        constraints=read_constraints(session, relations.names, relations.own, columns, index_rows),
        indexes=indexes,
        statistics_objects=read_statistics_objects(session, relations, columns),
        triggers=read_triggers(session, relations.own),
        policies=read_policies(session, relations.own),
        column_grants=read_column_grants(session),
    )
    session.step("views")
    views = read_views(session, relations, own)
    tables = make_tables(relations, read_partitions(session, relations), own)
    session.step("functions and types")
    row = session.ask_one("database")
    database = Database(
        name=row.name,
        version=session.connection.info.server_version,
        owner=row.owner,
        encoding=row.encoding,
        locale_provider=row.locale_provider,
        collate=row.collate,
        ctype=row.ctype,
        locale=row.locale,
        collation_version=row.collation_version,
        collation_version_now=row.collation_version_now,
        grants=grants(row.acl),
        schemas=_read_schemas(session),
        extensions=read_extensions(session),
        roles=read_roles(session),
        tables=tables,
        views=views,
        sequences=read_sequences(session, relations.names),
        functions=read_functions(session),
        enums=read_enums(session),
        domains=read_domains(session),
        composites=read_composites(session, columns),
        ranges=read_ranges(session),
        definitions=read_definitions(session, relations.own),
        event_triggers=read_event_triggers(session),
        default_privileges=read_default_privileges(session),
        publications=_read_publications(session, relations),
        subscriptions=_read_subscriptions(session),
    )
    return Design(database, relations, columns)


def _read_schemas(session: Session) -> tuple[Schema, ...]:
    schemas = (
        Schema(name=row.name, owner=row.owner, grants=grants(row.acl), comment=row.comment)
        for row in session.ask("schemas")
    )
    return tuple(sorted(schemas, key=lambda schema: schema.name))


def _read_publications(session: Session, relations: Relations) -> tuple[Publication, ...]:
    return tuple(
        Publication(
            name=row.name,
            owner=row.owner,
            all_tables=row.all_tables,
            schemas=tuple(sorted(row.schemas)),
            tables=_names(relations, row.tables),
            parts=_parts(relations, row.parts),
            operations=tuple(operation for operation in OPERATIONS if getattr(row, operation)),
            via_root=row.via_root,
        )
        for row in session.ask("publications")
    )


def _read_subscriptions(session: Session) -> tuple[Subscription, ...]:
    return tuple(
        Subscription(name=row.name, enabled=row.enabled, publications=tuple(row.publications), slot=row.slot)
        for row in session.ask("subscriptions")
    )


def _parts(relations: Relations, rows: list[dict[str, Any]]) -> tuple[PublishedPart, ...]:
    parts = (
        PublishedPart(table=relations.names[row["relation"]], columns=tuple(row["columns"]), filter=row["filter"])
        for row in rows
        if row["relation"] in relations.names
    )
    return tuple(sorted(parts, key=lambda part: part.table))


def _names(relations: Relations, oids: list[int]) -> tuple[Name, ...]:
    return tuple(sorted(relations.names[oid] for oid in oids if oid in relations.names))
