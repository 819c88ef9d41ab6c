"""The parser's trees. Fields are the parser's own (libpg_query's protobuf); here is all that touches its library."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import postgast
from google.protobuf.message import DecodeError
from postgast import pg_query_pb2 as pb

LONGEST = 50_000  # characters; the parser's own stack overflows on expressions of some 50,000 operators
Node = Any  # a protobuf message: every field is reached by its name

TYPES = {
    "int2": "smallint", "int4": "integer", "int8": "bigint", "float4": "real", "float8": "double precision",
    "bool": "boolean", "varchar": "character varying", "bpchar": "character", "char": "character",
    "timestamptz": "timestamp with time zone", "timestamp": "timestamp without time zone",
    "timetz": "time with time zone", "time": "time without time zone", "decimal": "numeric",
}  # fmt: skip


class ParseError(Exception):
    """Text that is no statement; ``line`` is 1-based within it."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


def parse(sql: str) -> list[Node]:
    """The statements of ``sql`` as trees. Raises ParseError."""
    if len(sql) > LONGEST:
        raise ParseError(f"longer than {LONGEST} characters")
    try:
        return [unwrap(raw.stmt) for raw in postgast.parse(sql).stmts]
    except postgast.PgQueryError as error:
        before = sql.encode("utf-8", "replace")[: max(error.cursorpos - 1, 0)]
        raise ParseError(error.message, before.count(b"\n") + 1) from None
    except DecodeError:
        raise ParseError("nested too deeply") from None
    except UnicodeEncodeError:
        raise ParseError("not valid Unicode") from None


@lru_cache(maxsize=10_000)
def parse_expression(text: str) -> Node | None:
    """The tree of one expression, as the catalogs print them; None where it is none."""
    try:
        (statement,) = parse(f"SELECT {text}")
        (target,) = statement.target_list
        return get(many([target])[0], "val")
    except (ParseError, ValueError, IndexError):
        return None


def unwrap(node: Node) -> Node | None:
    """The message inside the parser's Node, or None where nothing is set."""
    if node.DESCRIPTOR.name != "Node":
        return node
    which = node.WhichOneof("node")
    return getattr(node, which) if which else None


def get(node: Node, field: str) -> Node | None:
    """That field's message, or None where it is not set or no such node has it."""
    return unwrap(getattr(node, field)) if field in node.DESCRIPTOR.fields_by_name and node.HasField(field) else None


def many(items: Any) -> list[Node]:
    """The messages of a repeated field, without those unset."""
    return [inner for item in items if (inner := unwrap(item)) is not None]


def kind(node: Node) -> str:
    """Its type: ColumnRef, FuncCall, SelectStmt …"""
    return str(node.DESCRIPTOR.name)


def enum(node: Node, field: str) -> str:
    """The name of an enumerated field's value: JOIN_LEFT, AEXPR_OP …"""
    values = node.DESCRIPTOR.fields_by_name[field].enum_type.values_by_number
    return str(values[getattr(node, field)].name)


def children(node: Node) -> Iterator[Node]:
    """The messages directly below."""
    for field, value in node.ListFields():
        if field.message_type is None:
            continue
        yield from many([value] if hasattr(value, "DESCRIPTOR") else value)


def walk(node: Node) -> Iterator[Node]:
    """This message and all below, parents first."""
    yield node
    for child in children(node):
        yield from walk(child)


def words(items: Any) -> list[str]:
    """A list of String nodes (a qualified name, an operator) as texts; ``*`` for a star."""
    return [item.sval if kind(item) == "String" else "*" for item in many(items)]


def type_name(node: Node) -> str:
    """A TypeName as format_type would print it, without its modifier."""
    name = words(node.names)[-1] if node.names else ""
    return TYPES.get(name, name) + "[]" * len(node.array_bounds)


def deparse(node: Node) -> str:
    """An expression as SQL text."""
    statement = pb.SelectStmt(limit_option=pb.LIMIT_OPTION_DEFAULT, op=pb.SETOP_NONE)
    target = statement.target_list.add().res_target
    _put(target.val, node)
    result = pb.ParseResult()
    result.stmts.add().stmt.select_stmt.CopyFrom(statement)
    try:
        return str(postgast.deparse(result)).removeprefix("SELECT ")
    except (postgast.PgQueryError, DecodeError):
        return ""


def canonical(node: Node) -> str:
    """An expression's text with bare column names and without casts to text of columns and constants.

    So an index expression as the catalogs print it, ``lower((email)::text)``, equals a query's ``lower(u.email)``.
    """
    copy = type(node)()
    copy.CopyFrom(node)
    for inner in list(walk(copy)):
        if kind(inner) == "ColumnRef":
            del inner.fields[:-1]
        for field in ("args", "lexpr", "rexpr", "arg"):
            _strip_casts(inner, field)
    return deparse(copy)


def _strip_casts(node: Node, field: str) -> None:
    if field not in node.DESCRIPTOR.fields_by_name:
        return
    value = getattr(node, field)
    for wrapper in [value] if hasattr(value, "DESCRIPTOR") else list(value):
        inner = unwrap(wrapper)
        if inner is None or kind(inner) != "TypeCast":
            continue
        below = get(inner, "arg")
        if below is None or kind(below) not in ("ColumnRef", "A_Const"):
            continue
        if type_name(inner.type_name) in ("text", "character varying", "regconfig"):
            copy: Node = type(below)()
            copy.CopyFrom(below)
            _put(wrapper, copy)


def _put(wrapper: Node, node: Node) -> None:
    """Set a Node's one message."""
    for field in wrapper.DESCRIPTOR.fields:
        if field.message_type is not None and field.message_type.name == node.DESCRIPTOR.name:
            getattr(wrapper, field.name).CopyFrom(node)
            return


@lru_cache(maxsize=10_000)
def canonical_text(expression: str) -> str:
    """``canonical`` of an expression's text; the text itself where it does not parse."""
    node = parse_expression(expression)
    return expression if node is None else canonical(node) or expression


# What pg_stat_statements makes of typed literals, date '…' and extract('…' from …), is no SQL any more.
TYPED_PARAMETER = re.compile(
    r"\b(interval|date|timestamp|timestamptz|time|timetz|numeric|bigint|int|text|uuid|inet)\s+(\$\d+)\b", re.IGNORECASE
)
EXTRACT_PARAMETER = re.compile(r"\bextract\s*\(\s*(\$\d+)\s+from\b", re.IGNORECASE)


def repair(sql: str) -> str:
    """Normalised text as a statement that the server accepts again: ``date $1`` becomes ``$1::date``."""
    if "$" not in sql:
        return sql
    sql = TYPED_PARAMETER.sub(r"\2::\1", sql)
    return EXTRACT_PARAMETER.sub(r'pg_catalog."extract"(\1,', sql)
