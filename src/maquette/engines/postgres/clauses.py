"""What statements of design are made of: one statement with its object, and the clauses that several kinds share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ...model.index import Index, IndexKey
from ...model.names import Name, literal, quote
from ...model.table import StatisticsObject

# A call of a function outside pg_catalog: the server writes those, and only those, with their schema.
OWN_CALL = re.compile(r'[\w$"]\.(?:[\w$]+|"(?:[^"]|"")+")\(')


@dataclass(frozen=True, slots=True)
class Ddl:
    """One statement that creates or changes ``object`` (kind and name, for people).

    ``privileged``: must run as a superuser, and holds nothing of the source but quoted names. ``left_out``: why the
    object cannot be made on a scratch server at all; ``sql`` is then empty.
    """

    object: str
    sql: str
    privileged: bool = False
    left_out: str = ""


def calls_own_function(expression: str | None) -> bool:
    """Whether an expression calls a function of the database's own, which must then exist before it."""
    return expression is not None and OWN_CALL.search(expression) is not None


def columns_list(columns: Iterable[str]) -> str:
    """Column names, quoted and with commas."""
    return ", ".join(quote(column) for column in columns)


def options_list(options: Sequence[str]) -> str:
    """Options ("name=value", "toast.name=value", "name") as WITH (…) and SET (…) take them."""
    return ", ".join(_option(option) for option in options)


def _option(option: str) -> str:
    name, equals, value = option.partition("=")
    written = ".".join(quote(part) for part in name.split(".", 1))
    return f"{written} = {literal(value)}" if equals else written


def with_options(options: Sequence[str]) -> str:
    """`` WITH (…)``, or nothing."""
    return f" WITH ({options_list(options)})" if options else ""


def generic_options(options: Sequence[str]) -> str:
    """`` OPTIONS (name 'value')`` of foreign objects, or nothing."""
    pairs = (option.partition("=") for option in options)
    written = ", ".join(f"{quote(name)} {literal(value)}" for name, _, value in pairs)
    return f" OPTIONS ({written})" if written else ""


def index_key(key: IndexKey) -> str:
    """One key of CREATE INDEX: column or expression, collation, operator class, order."""
    assert key.column is not None or key.expression is not None
    text = quote(key.column) if key.column is not None else f"({key.expression})"
    if key.collation:
        text += f" COLLATE {key.collation}"
    if key.opclass and not key.default_opclass:
        text += f" {key.opclass}"
    if key.descending:
        return text + (" DESC" if key.nulls_first else " DESC NULLS LAST")
    return text + (" NULLS FIRST" if key.nulls_first else "")


def create_index(index: Index, *, concurrently: bool = False, only: bool = False) -> str:
    """CREATE INDEX for that index: the server's own text where the model has it, else made from its parts."""
    if index.definition:
        return _adapted(index.definition, concurrently, only)
    keys = ", ".join(index_key(key) for key in index.keys)
    return (
        f"CREATE {'UNIQUE ' * index.unique}INDEX {'CONCURRENTLY ' * concurrently}{quote(index.name.name)}"
        f" ON {'ONLY ' * only}{index.table} USING {index.method} ({keys})"
        + (f" INCLUDE ({columns_list(index.include)})" if index.include else "")
        + " NULLS NOT DISTINCT" * index.nulls_not_distinct
        + with_options(index.options)
        + (f" WHERE {index.predicate}" if index.predicate else "")
    )


def create_statistics(made: StatisticsObject, table: Name) -> str:
    """CREATE STATISTICS for that object: the server's own text where the model has it, else made from its parts."""
    if made.definition:
        return made.definition
    kinds = [kind for kind in made.kinds if kind != "expressions"]
    listed = f" ({', '.join(kinds)})" if kinds else ""
    parts = [*map(quote, made.columns), *(f"({expression})" for expression in made.expressions)]
    return f"CREATE STATISTICS {made.name}{listed} ON {', '.join(parts)} FROM {table}"


INDEX_HEAD = re.compile(
    r"CREATE (?P<unique>UNIQUE )?INDEX (?:CONCURRENTLY )?(?P<name>\"(?:[^\"]|\"\")*\"|\S+) ON (?P<only>ONLY )?"
)


def _adapted(definition: str, concurrently: bool, only: bool) -> str:
    head = INDEX_HEAD.match(definition)
    assert head is not None, definition
    start = f"CREATE {head['unique'] or ''}INDEX {'CONCURRENTLY ' * concurrently}{head['name']} ON "
    return start + "ONLY " * (only or (bool(head["only"]) and not concurrently)) + definition[head.end() :]
