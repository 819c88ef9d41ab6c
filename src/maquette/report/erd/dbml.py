"""The drawing as DBML (dbml.dbdiagram.io/docs)."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.constraint import ForeignKey
from ...model.database import Database
from ...model.datatype import Enum
from ...model.index import Index
from ...model.names import Name
from ...model.table import Column, Table
from .. import phrases


def dbml(database: Database) -> str:
    """Enums, tables with columns, indexes and notes, and references; partitions are their parent."""
    parts = [_enum(enum) for enum in database.enums if enum.labels]
    tables = [table for table in database.roots if table.columns]
    held = {table.name for table in tables}
    parts += ["\n".join(_table(table)) for table in tables]
    seen: set[tuple[frozenset[tuple[Name, tuple[str, ...]]]]] = set()
    for table in tables:
        for key in table.foreign_keys:
            ends = (frozenset(((table.name, key.columns), (key.target, key.target_columns))),)
            if key.target in held and ends not in seen and len(ends[0]) == 2:  # DBML refuses a line drawn twice
                seen.add(ends)
                parts.append(_reference(table, key))
    return "\n\n".join(parts) + "\n"


def _enum(enum: Enum) -> str:
    labels = "\n".join(f"  {_name(label)}" for label in enum.labels)
    return f"Enum {_qualified(enum.name)} {{\n{labels}\n}}"


def _table(table: Table) -> Iterator[str]:
    yield f"Table {_qualified(table.name)} {{"
    single = table.primary_key.columns if table.primary_key and len(table.primary_key.columns) == 1 else ()
    for column in table.columns:
        yield _column(column, column.name in single)
    indexes = [text for index in table.indexes if (text := _index(index))]
    if indexes:
        yield "\n  indexes {"
        yield from indexes
        yield "  }"
    if table.comment:
        yield f"\n  Note: {_text(table.comment)}"
    yield "}"


def _column(column: Column, primary: bool) -> str:
    marks = ["pk"] if primary else []
    if column.not_null and not primary:
        marks.append("not null")
    if column.identity:
        marks.append("increment")
    if column.default is not None and not column.generated:
        marks.append(f"default: `{_expression(column.default)}`")
    if column.comment:
        marks.append(f"note: {_text(column.comment)}")
    return f"  {_name(column.name)} {_name(column.type)}" + (f" [{', '.join(marks)}]" if marks else "")


def _index(index: Index) -> str:
    """An index's line; empty for an access method that DBML has no word for, and for a key of one column."""
    if index.method not in ("btree", "hash") or (index.primary and len(index.keys) == 1):
        return ""
    keys = [_name(key.column) if key.column else f"`{_expression(key.expression or '')}`" for key in index.keys]
    marks = ["pk"] if index.primary else [f"name: {_text(index.name.name)}", f"type: {index.method}"]
    if index.unique and not index.primary:
        marks.append("unique")
    if index.predicate:
        marks.append(f"note: {_text('where ' + index.predicate)}")
    return f"    ({', '.join(keys)}) [{', '.join(marks)}]"


def _reference(table: Table, key: ForeignKey) -> str:
    near = ", ".join(map(_name, key.columns))
    far = ", ".join(map(_name, key.target_columns))
    actions = [
        f"{event}: {action}" for event, action in (("delete", key.on_delete), ("update", key.on_update))
        if action != "no action"
    ]  # fmt: skip
    settings = f" [{', '.join(actions)}]" if actions else ""
    return f"Ref: {_qualified(table.name)}.({near}) > {_qualified(key.target)}.({far}){settings}"


def _qualified(name: Name) -> str:
    return f"{_name(name.schema)}.{_name(name.name)}"


def _name(text: str) -> str:
    # DBML's quoted names know no escape: what would end one is written as its look-alike.
    return '"' + phrases.visible(text, keep="").replace("\\", "＼").replace('"', "”") + '"'


def _text(text: str) -> str:
    one_line = phrases.visible(text, keep="\n").replace("\n", " ")
    return "'" + one_line.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _expression(text: str) -> str:
    return phrases.visible(text, keep="\n").replace("\n", " ").replace("`", "'")
