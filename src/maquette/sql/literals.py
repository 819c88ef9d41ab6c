"""The literals of a statement, told by its tokens: what each stands beside, and the statement with others in place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal as OneOf

import postgast

Pattern = OneOf["", "like", "similar", "regex"]
PATTERNS: dict[str, Pattern] = {
    "LIKE": "like", "ILIKE": "like", "SIMILAR": "similar", "~": "regex", "~*": "regex", "!~": "regex", "!~*": "regex",
}  # fmt: skip
COMPARISONS = {"=", "<", ">", "<=", ">=", "<>", "!=", "@>", "<@", "&&", "@@", "BETWEEN", "IN", "LIKE", "ILIKE",
               "SIMILAR", "~", "~*", "!~", "!~*", "ANY", "ALL"}  # fmt: skip
ALONE = {",", ")", "::", ";", "", "WHERE", "FROM", "RETURNING"}  # after what is written
CLAUSES = {"SELECT", "FROM", "WHERE", "AND", "OR", "ON", "HAVING", "GROUP", "ORDER", "LIMIT", "OFFSET", "RETURNING",
           "THEN", "ELSE", "WHEN", "UNION", "WINDOW"}  # fmt: skip
COUNTS = {"LIMIT", "OFFSET", "FIRST", "NEXT", "PRECEDING", "FOLLOWING"}
PATHS = {"->", "->>", "#>", "#>>", "?", "?|", "?&", "@?"}
# Functions whose arguments at those places are words of the language, not data; -1: all of them.
WORDS = {
    "date_trunc": {0}, "date_part": {0}, "date_bin": {0}, "to_char": {1}, "to_date": {1}, "to_timestamp": {1},
    "to_number": {1}, "current_setting": {-1}, "set_config": {0}, "nextval": {-1}, "currval": {-1}, "setval": {0},
    "string_agg": {1}, "array_to_string": {1}, "string_to_array": {1}, "encode": {1}, "decode": {1}, "timezone": {0},
    "jsonb_extract_path": {-1}, "jsonb_extract_path_text": {-1}, "json_extract_path_text": {-1},
    "jsonb_path_exists": {-1}, "jsonb_path_query": {-1},
    "jsonb_set": {1}, "setweight": {1}, "format": {0}, "extract": {-1}, "regexp_replace": {3},
}  # fmt: skip
SEARCH = {"to_tsquery", "plainto_tsquery", "phraseto_tsquery", "websearch_to_tsquery"}


@dataclass(frozen=True, slots=True)
class Literal:
    """A literal that may be data. ``column`` is the last name before the comparison that it is part of."""

    kind: OneOf["text", "number"]
    value: str
    column: str | None = None
    compared: bool = False
    pattern: Pattern = ""
    stored: bool = False  # what an INSERT or an UPDATE writes, alone in its place
    search: bool = False  # words of a full-text query
    typed: str | None = None  # DATE '…', '…'::date
    prefixed: bool = False  # the type's name stands before it


@dataclass(slots=True)
class _Walk:
    """Where the walk over the tokens is."""

    column: str | None = None
    name: str | None = None  # the last identifier
    compared: bool = False
    between: bool = False
    pattern: Pattern = ""
    inserting: bool = False
    stored: int | None = None  # at which depth literals are what is written: in VALUES, after SET
    depth: int = 0
    calls: list[tuple[str | None, int]] = field(default_factory=list)  # function and argument number, by parenthesis


def rewrite(sql: str, replace: Callable[[Literal], str | None]) -> str:
    """The statement without comments, each literal that may be data replaced by SQL text; None keeps it.

    Raises ValueError for text that has no tokens: an open quote."""
    source = sql.encode()
    made, end = b"", 0
    for start, stop, new in _replacements(source, sql, replace):
        made += source[end:start] + new.encode()
        end = stop
    return (made + source[end:]).decode()


def _replacements(source: bytes, sql: str, replace: Callable[[Literal], str | None]) -> Iterator[tuple[int, int, str]]:
    try:
        scanned = [(t.start, t.end, postgast.pg_query_pb2.Token.Name(t.token)) for t in postgast.scan(sql).tokens]
    except postgast.PgQueryError as error:
        raise ValueError(error.message) from None
    tokens = [
        (start, stop, kind, source[start:stop].decode()) for start, stop, kind in scanned if "_COMMENT" not in kind
    ]
    words = ["", "", *(text.upper() for *_, text in tokens), "", ""]
    walk = _Walk()
    found = []
    for number, (start, stop, kind, text) in enumerate(tokens):
        near = words[number : number + 5]  # two before, itself, two after
        if kind in ("SCONST", "USCONST", "ICONST", "FCONST"):
            literal = _literal(kind, text, near, walk)
            if literal and (new := replace(literal)) is not None:
                begin = tokens[number - 1][0] if literal.prefixed else start
                found.append((begin, stop, new))
        else:
            _step(walk, kind, text, near)
    comments = [(start, stop, " ") for start, stop, kind in scanned if kind.endswith("_COMMENT")]
    yield from sorted([*found, *comments])


def _step(walk: _Walk, kind: str, text: str, near: list[str]) -> None:
    before, word = near[1], near[2]
    if text == "(":
        walk.calls.append((before.lower() if re.match(r"[A-Z_]", before) else None, 0))
        walk.depth += 1
    elif text == ")":
        walk.depth -= 1
        if walk.calls:
            walk.calls.pop()
    elif text == ",":
        if walk.calls:
            walk.calls[-1] = (walk.calls[-1][0], walk.calls[-1][1] + 1)
        elif walk.compared:
            walk.compared, walk.pattern = False, ""
    elif word in COMPARISONS:
        walk.column = walk.name if not walk.compared else walk.column
        walk.compared, walk.between = True, walk.between or word == "BETWEEN"
        walk.pattern = PATTERNS.get(word, "")
    elif word in CLAUSES:
        _begin_clause(walk, word)
    elif word in ("INSERT", "VALUES", "SET"):
        walk.inserting = walk.inserting or word == "INSERT"
        if word == "SET" or (word == "VALUES" and walk.inserting):
            walk.stored = walk.depth + (word == "VALUES")
        walk.name = text
    elif kind == "IDENT" or re.fullmatch(r"[A-Za-z_]\w*", text):
        walk.name = text.strip('"')


def _begin_clause(walk: _Walk, word: str) -> None:
    if word == "AND" and walk.between:
        walk.between = False
        return
    walk.compared, walk.between, walk.pattern = False, False, ""
    walk.inserting = walk.inserting and word != "SELECT"
    if walk.stored is not None and walk.depth <= walk.stored:
        walk.stored = None


def _literal(kind: str, text: str, near: list[str], walk: _Walk) -> Literal | None:
    """The literal as data, or None for a word of the language: a count, a path, a unit, a type's modifier."""
    before, after = near[1], near[3]
    function, place = walk.calls[-1] if walk.calls else (None, 0)
    compared = walk.compared or after in COMPARISONS
    column = walk.column if walk.compared else None
    if kind in ("ICONST", "FCONST"):
        data = before not in COUNTS and (compared or "VALUES" in (function or "").upper())
        return Literal("number", text, column, compared) if data else None
    if (
        before in PATHS
        or before in ("INTERVAL", "ZONE")
        or near[3:5] == ["::", "INTERVAL"]
        or near[4].startswith("REG")
    ):
        return None
    search = function in SEARCH
    if search and place == 0 and after == ",":
        return None
    if function and (WORDS.get(function, set()) & {place, -1}):
        return None
    if function and function.startswith("to_tsvector") and after == ",":
        return None
    stored = walk.stored == walk.depth and before in ("(", ",", "=") and after in ALONE
    typed = before.lower() if re.fullmatch(r"DATE|TIMESTAMP|TIMESTAMPTZ|TIME|UUID|JSON|JSONB", before) else None
    cast = near[4].lower() if after == "::" else None
    return Literal(
        "text", string_value(text), column, compared, walk.pattern, stored, search, typed or cast, typed is not None
    )


def string_value(text: str) -> str:
    """What a string constant stands for: 'a''b', E'a\\n', $$a$$, U&'…' (its escapes left as they are)."""
    if text.startswith("$"):
        tag = text[: text.index("$", 1) + 1]
        return text[len(tag) : -len(tag)]
    body = text[text.index("'") + 1 : -1].replace("''", "'")
    if text[:1] in "eE":
        simple = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
        body = re.sub(r"\\(.)", lambda found: simple.get(found[1], found[1]), body, flags=re.DOTALL)
    return body
