"""The parameters of a normalised statement ($1 …): what each is, and the statement with values in their place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import postgast

from .tree import LONGEST, Node, ParseError, children, enum, get, kind, many, parse, type_name, words

LISTED = re.compile(r"\$(\d+)\s*/\*, \.\.\. \*/")  # a list of constants as pg_stat_statements writes it since 18


@dataclass(frozen=True, slots=True)
class Parameter:
    """One use of a parameter: ``type`` as it is cast, the function and the place among its arguments.

    Place "array" is that of = ANY, <> ALL and their like.
    """

    number: int
    place: Literal["limit", "offset", "array", "argument", "other"] = "other"
    type: str = ""
    function: str = ""
    argument: int = 0


def parameters(sql: str) -> tuple[Parameter, ...]:
    """Every use of a parameter in one statement; none where the text does not parse."""
    if "$" not in sql:
        return ()
    try:
        return tuple(found for statement in parse(sql) for found in _walk(statement))
    except ParseError:
        return ()


def listed(sql: str) -> frozenset[int]:
    """Parameters that stand for a list of constants."""
    return frozenset(int(found) for found in LISTED.findall(sql))


def fill(sql: str, texts: Mapping[int, str]) -> str:
    """The statement with those parameters as SQL text, and the others numbered from $1 on again."""
    if len(sql) > LONGEST or not texts:
        return sql
    source = sql.encode()
    try:
        tokens = postgast.scan(sql).tokens
    except (postgast.PgQueryError, UnicodeEncodeError):
        return sql
    places = [(t.start, t.end) for t in tokens if source[t.start : t.start + 1] == b"$" and _number(source, t)]
    left = sorted({int(source[start + 1 : end]) for start, end in places} - texts.keys())
    made, at = b"", 0
    for start, end in places:
        number = int(source[start + 1 : end])
        text = texts[number] if number in texts else f"${left.index(number) + 1}"
        made += source[at:start] + text.encode()
        at = end
    return (made + source[at:]).decode()


def _number(source: bytes, token: Node) -> bool:
    return source[token.start + 1 : token.end].isdigit()


def _walk(node: Node) -> Iterator[Parameter]:
    if kind(node) == "ParamRef":
        yield Parameter(node.number)
        return
    if kind(node) == "TypeCast" and (cast := _cast(node)):
        yield cast
        return
    placed: set[int] = set()
    for one in _placed(node):
        placed.add(one.number)
        yield one
    for child in children(node):
        if (bare := _bare(child)) is None or bare.number not in placed:
            yield from _walk(child)


def _placed(node: Node) -> Iterator[Parameter]:
    """Parameters directly under a node that says what they are."""
    if kind(node) == "SelectStmt":
        for found in _under(node, "limit_count"):
            yield replace(found, place="limit")
        for found in _under(node, "limit_offset"):
            yield replace(found, place="offset")
    elif kind(node) == "A_Expr" and enum(node, "kind") in ("AEXPR_OP_ANY", "AEXPR_OP_ALL"):
        for found in _under(node, "rexpr"):
            yield replace(found, place="array")
    elif kind(node) == "FuncCall":
        for number, argument in enumerate(many(node.args)):
            if bare := _bare(argument):
                yield replace(bare, place="argument", function=words(node.funcname)[-1], argument=number)


def _under(node: Node, field: str) -> Iterator[Parameter]:
    below = get(node, field)
    if below is not None and (bare := _bare(below)):
        yield bare


def _bare(node: Node) -> Parameter | None:
    """A parameter alone, or cast."""
    if kind(node) == "ParamRef":
        return Parameter(node.number)
    return _cast(node) if kind(node) == "TypeCast" else None


def _cast(node: Node) -> Parameter | None:
    below = get(node, "arg")
    if below is not None and kind(below) == "ParamRef":
        return Parameter(below.number, "other", type_name(node.type_name))
    return None
