"""Tables from the CREATE TABLE statements of a file, read by the parser alone: columns, types and NOT NULL."""

from __future__ import annotations

from pathlib import Path

from maquette.model.database import Database
from maquette.model.names import Name
from maquette.model.table import Column, Table
from maquette.sql.split import split
from maquette.sql.tree import Node, ParseError, enum, kind, many, parse, type_name


def design(*files: Path) -> Database:
    """A database of those files' tables."""
    return design_of("\n;".join(file.read_text("utf-8") for file in files))


def design_of(text: str) -> Database:
    """A database of the tables that a text creates."""
    tables = []
    for piece in split(text):
        try:
            (statement,) = parse(piece.sql)
        except (ParseError, ValueError):
            continue
        if kind(statement) == "CreateStmt":
            columns = tuple(_column(item) for item in many(statement.table_elts) if kind(item) == "ColumnDef")
            relation = statement.relation
            tables.append(Table(name=Name(relation.schemaname or "public", relation.relname), columns=columns))
    return Database(version=180000, tables=tuple(tables))


def _column(node: Node) -> Column:
    given = {enum(constraint, "contype") for constraint in many(node.constraints)}
    made = type_name(node.type_name)
    return Column(
        name=node.colname, type=made, base=made, not_null=not given.isdisjoint({"CONSTR_NOTNULL", "CONSTR_PRIMARY"})
    )
