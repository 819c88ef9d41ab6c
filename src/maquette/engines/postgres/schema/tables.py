"""Sequences and tables as DDL: columns, checks, inheritance and partitions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ....model.constraint import Check, NotNull
from ....model.database import Database, Sequence
from ....model.names import Name, quote
from ....model.table import Column, Table
from ..clauses import Ddl, calls_own_function, generic_options, options_list, with_options

Identities = dict[tuple[Name, str], Sequence]
WRAPPER = re.compile(r'FOREIGN DATA WRAPPER ("(?:[^"]|"")+"|[\w$]+)')
SHARED_IDENTITY = 17  # since this version the partitions of a table take part in its identity columns


def sequences(database: Database) -> Iterator[Ddl]:
    """Sequences, but for those that an identity column makes."""
    for sequence in database.sequences:
        if not sequence.identity:
            unlogged = "UNLOGGED " * (sequence.persistence == "unlogged")
            sql = f"CREATE {unlogged}SEQUENCE {sequence.name} AS {sequence.type} {sequence_options(sequence)}"
            yield Ddl(f"sequence {sequence.name}", sql)


def sequence_options(sequence: Sequence) -> str:
    """The options that CREATE SEQUENCE and an identity column share."""
    return (
        f"INCREMENT BY {sequence.increment} MINVALUE {sequence.minimum} MAXVALUE {sequence.maximum}"
        f" START WITH {sequence.start} CACHE {sequence.cache}" + " CYCLE" * sequence.cycle
    )


def sequence_owners(database: Database) -> Iterator[Ddl]:
    """Which column each sequence belongs to, and types of identity sequences that are not their column's."""
    for sequence in database.sequences:
        if sequence.owned_by and not sequence.identity:
            table, column = sequence.owned_by
            sql = f"ALTER SEQUENCE {sequence.name} OWNED BY {table}.{quote(column)}"
            yield Ddl(f"sequence {sequence.name}", sql)
        elif sequence.owned_by:
            holder = database.table(sequence.owned_by[0])
            held = holder.column(sequence.owned_by[1]) if holder else None
            if held and held.type != sequence.type:
                sql = f"ALTER SEQUENCE {sequence.name} AS {sequence.type} {sequence_options(sequence)}"
                yield Ddl(f"sequence {sequence.name}", sql)


def foreign_servers(database: Database) -> Iterator[Ddl]:
    """Foreign servers, on stand-ins for their wrappers: without a handler, they lead nowhere."""
    servers = [made for made in database.definitions if made.kind == "foreign server"]
    wrappers = {found[1] for server in servers if (found := WRAPPER.search(server.statement))}
    for written in sorted(wrappers):
        wrapper = quote(written[1:-1].replace('""', '"') if written.startswith('"') else written)
        made_for = f"foreign-data wrapper {wrapper}"
        yield Ddl(made_for, f"CREATE FOREIGN DATA WRAPPER {wrapper}", privileged=True)
        yield Ddl(made_for, f"GRANT USAGE ON FOREIGN DATA WRAPPER {wrapper} TO PUBLIC", privileged=True)
    for server in servers:
        yield Ddl(f"foreign server {server.name}", server.statement)


def tables(database: Database) -> Iterator[Ddl]:
    """Tables, their columns' finer settings, then inheritance and partitions.

    A partition is made as a table of its own and attached, so that the order of its columns and the names of its
    constraints stay. The same holds for an inheriting table all of whose columns are declared in it too.
    """
    identities = {s.owned_by: s for s in database.sequences if s.identity and s.owned_by}
    for table in _parents_first(database):
        yield Ddl(f"table {table.name}", _create(table, identities, database.major))
        yield from _column_settings(table)
    for table in database.tables:
        if table.partition_of:
            sql = (
                f"ALTER TABLE ONLY {table.partition_of.parent} ATTACH PARTITION {table.name} {table.partition_of.bound}"
            )
            yield Ddl(f"partition {table.name}", sql)
        elif _declares_all(table):
            for parent in table.inherits:
                yield Ddl(f"inheritance of {table.name}", f"ALTER TABLE ONLY {table.name} INHERIT {parent}")


def _parents_first(database: Database) -> Iterator[Table]:
    seen: set[Name] = set()
    for table in database.tables:
        chain = [table]
        while chain:
            waiting = [
                parent
                for name in chain[-1].inherits
                if name not in seen and (parent := database.table(name)) and parent not in chain
            ]
            if waiting:
                chain.append(waiting[0])
                continue
            ready = chain.pop()
            if ready.name not in seen:
                seen.add(ready.name)
                yield ready


def _declares_all(table: Table) -> bool:
    constraints = (*table.checks, *table.not_nulls)
    return all(column.local for column in table.columns) and not any(c.inherited for c in constraints)


def _create(table: Table, identities: Identities, major: int) -> str:
    inheriting = bool(table.inherits) and not _declares_all(table)
    named = {constraint.column: constraint for constraint in table.not_nulls}
    parts = []
    for column in table.columns:
        not_null = named.get(column.name)
        if inheriting and not_null and not_null.inherited:
            column, not_null = replace(column, not_null=False), None  # noqa: PLW2901 - it comes with the parent
        if column.local or not inheriting:
            parts.append(f"    {column_clause(column, identity(table, column, identities, major), not_null)}")
    for check in table.checks:
        if not is_late(check) and not (inheriting and check.inherited):
            parts.append(f"    CONSTRAINT {quote(check.name)} {check.definition}")
    body = "(\n" + ",\n".join(parts) + "\n)" if parts else "()"
    if inheriting:
        body += f" INHERITS ({', '.join(str(parent) for parent in table.inherits)})"
    if table.partitioning:
        body += f" PARTITION BY {table.partitioning.definition}"
    if table.kind == "foreign":
        server = quote(table.foreign_server or "")
        return f"CREATE FOREIGN TABLE {table.name} {body} SERVER {server}{generic_options(table.foreign_options)}"
    if table.access_method:
        body += f" USING {quote(table.access_method)}"
    unlogged = "UNLOGGED " * (table.persistence == "unlogged")
    return f"CREATE {unlogged}TABLE {table.name} {body}{with_options(table.options)}"


def identity(table: Table, column: Column, identities: Identities, major: int) -> str:
    """The clause of an identity column with the options of its sequence; nothing for a column that has none."""
    if not column.identity or (table.partition_of and major >= SHARED_IDENTITY):
        return ""
    clause = f"GENERATED {column.identity.upper()} AS IDENTITY"
    sequence = identities.get((table.name, column.name))
    return f"{clause} (SEQUENCE NAME {sequence.name} {sequence_options(sequence)})" if sequence else clause


def column_clause(column: Column, identity: str = "", not_null: NotNull | None = None) -> str:
    """A column as CREATE TABLE takes it."""
    text = f"{quote(column.name)} {column.type}"
    if column.collation:
        text += f" COLLATE {column.collation}"
    if column.generated:
        text += f" GENERATED ALWAYS AS ({column.default}) {column.generated.upper()}"
    elif column.default is not None and not calls_own_function(column.default):
        text += f" DEFAULT {column.default}"
    elif identity:
        text += f" {identity}"
    if not_null is None:
        return text + " NOT NULL" * column.not_null
    if is_late(not_null):
        return text
    no_inherit = " NO INHERIT" * not_null.definition.endswith("NO INHERIT")
    return text + f" CONSTRAINT {quote(not_null.name)} NOT NULL{no_inherit}"


def is_late(constraint: Check | NotNull) -> bool:
    """Whether a constraint is added after its table: it is not validated or calls a function of the database."""
    return not constraint.validated or (isinstance(constraint, Check) and calls_own_function(constraint.expression))


def late_defaults_and_checks(database: Database) -> Iterator[Ddl]:
    """Defaults and checks that need functions, and constraints that are not validated."""
    for table in database.tables:
        inheriting = bool(table.inherits) and not _declares_all(table)
        for column in table.columns:
            own = column.default is not None and not column.generated
            if own and (calls_own_function(column.default) or (inheriting and not column.local)):
                sql = f"ALTER TABLE ONLY {table.name} ALTER COLUMN {quote(column.name)} SET DEFAULT {column.default}"
                yield Ddl(f"default of {table.name}.{quote(column.name)}", sql)
            if inheriting and not column.local and column.not_null and not table.not_nulls:  # before 18
                sql = f"ALTER TABLE ONLY {table.name} ALTER COLUMN {quote(column.name)} SET NOT NULL"
                yield Ddl(f"column {table.name}.{quote(column.name)}", sql)
        constraints: tuple[Check | NotNull, ...] = (*table.checks, *table.not_nulls)
        for constraint in constraints:
            if not constraint.inherited and (is_late(constraint) or (inheriting and _on_inherited(table, constraint))):
                yield Ddl(f"constraint {quote(constraint.name)} of {table.name}", add_constraint(table, constraint))


def _on_inherited(table: Table, constraint: Check | NotNull) -> bool:
    column = table.column(constraint.column) if isinstance(constraint, NotNull) else None
    return column is not None and not column.local


def add_constraint(table: Table, constraint: Check | NotNull) -> str:
    """ALTER TABLE … ADD CONSTRAINT with the server's own text; inheriting tables get it too."""
    return f"ALTER TABLE {table.name} ADD CONSTRAINT {quote(constraint.name)} {constraint.definition}"


def _column_settings(table: Table) -> Iterator[Ddl]:
    settings = []
    for column in table.columns:
        alter = f"ALTER COLUMN {quote(column.name)}"
        if column.storage:
            settings.append(f"{alter} SET STORAGE {column.storage.upper()}")
        if column.statistics_target is not None:
            settings.append(f"{alter} SET STATISTICS {column.statistics_target}")
        if column.options:
            settings.append(f"{alter} SET ({options_list(column.options)})")
        if column.compression:  # on its own: a server may be built without lz4
            sql = f"ALTER TABLE ONLY {table.name} {alter} SET COMPRESSION {column.compression}"
            yield Ddl(f"compression of {table.name}.{quote(column.name)}", sql)
    if settings:
        kind = "FOREIGN TABLE" if table.kind == "foreign" else "TABLE"
        yield Ddl(f"columns of {table.name}", f"ALTER {kind} ONLY {table.name} {', '.join(settings)}")
