"""A file of queries, and a workload made ready for planning."""

from __future__ import annotations

import math
import re
from dataclasses import replace

from ..model.errors import ConfigError
from ..model.workload import Query, Workload
from .fingerprint import fingerprint
from .split import Piece, split
from .tree import ParseError, kind, parse, repair

NAME = re.compile(r"^[ \t]*--[ \t]*(?:name:[ \t]*(?P<name>\S.*?)|(?P<short>[qQ]\d+\w*))[ \t]*\r?$", re.MULTILINE)
CALLS = re.compile(r"^[ \t]*--[ \t]*calls:[ \t]*(?P<calls>\S+)[ \t]*\r?$", re.MULTILINE)
PLANNED = {"SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt"}


def read_queries(text: str, origin: str) -> Workload:
    """The queries of a file: statements, each with ``-- name:`` and ``-- calls:`` comments before it if wanted.

    What is no statement becomes a query with a problem. Raises ConfigError when there is nothing at all, or no text.
    """
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise ConfigError(f"{origin}:{line}: a zero byte: not SQL text", "write SQL statements as UTF-8 text")
    pieces = split(text)
    if not pieces:
        raise ConfigError(f"{origin} holds no query", "write SQL statements, each ended by a semicolon")
    queries: list[Query] = []
    taken: set[str] = set()
    for number, piece in enumerate(pieces, 1):
        name = _unused(_name(piece) or f"q{number}", taken)
        taken.add(name)
        queries.append(_read(piece, name))
    return Workload(queries=tuple(queries), origin=origin)


def prepare(workload: Workload) -> Workload:
    """The workload with fingerprints, equal statements merged, and a problem on each that cannot be planned."""
    merged: dict[tuple[str, str], Query] = {}
    for query in workload.queries:
        sql = repair(query.sql)
        mark = query.fingerprint or fingerprint(sql)
        ready = replace(query, sql=sql, fingerprint=mark, problem=query.problem or unplannable(sql))
        before = merged.get((mark, sql))
        merged[mark, sql] = _add(before, ready) if before else ready
    return replace(workload, queries=tuple(merged.values()))


def unplannable(sql: str) -> str | None:
    """Why no planner can plan this text; None when it can."""
    try:
        statements = parse(sql)
    except ParseError as problem:
        # Too long or too deep for this parser is not too much for the server's.
        return None if problem.message.startswith(("longer", "nested")) else problem.message
    if not statements:
        return "no statement"
    if len(statements) > 1:
        return "more than one statement"
    (statement,) = statements
    if kind(statement) not in PLANNED:
        return f"not a query but {_command(sql)}"
    if kind(statement) == "SelectStmt" and statement.HasField("into_clause"):
        return "SELECT INTO makes a table"
    return None


def _read(piece: Piece, name: str) -> Query:
    calls = 1.0
    problem: str | None = None
    if given := list(CALLS.finditer(piece.lead)):
        calls, problem = _calls(given[-1]["calls"])
    if piece.kind == "meta":
        problem = "a command of psql, not SQL"
    elif piece.kind == "copy":
        problem = "not a query but COPY"
    else:
        try:
            parse(piece.sql)
        except ParseError as wrong:
            return Query(name=name, sql=piece.sql, calls=calls, problem=_at(piece, wrong))
        problem = problem or unplannable(piece.sql)
    return Query(name=name, sql=piece.sql, calls=calls, problem=f"line {piece.line}: {problem}" if problem else None)


def _at(piece: Piece, wrong: ParseError) -> str | None:
    return f"line {piece.line + wrong.line - 1}: {wrong.message}" if unplannable(piece.sql) else None


def _calls(text: str) -> tuple[float, str | None]:
    try:
        calls = float(text.replace("_", "").replace(",", ""))
    except ValueError:
        calls = math.nan
    if not 0 <= calls < math.inf:
        return 1.0, f"calls: {text} is no count"
    return calls, None


def _name(piece: Piece) -> str | None:
    found = list(NAME.finditer(piece.lead))
    return (found[-1]["name"] or found[-1]["short"]) if found else None


def _unused(name: str, taken: set[str]) -> str:
    candidate, number = name, 1
    while candidate in taken:
        number += 1
        candidate = f"{name}_{number}"
    return candidate


def _command(sql: str) -> str:
    """The first word of the statement."""
    bare = re.sub(r"^(?:\s+|--[^\n]*|/\*.*?\*/)+", "", sql, flags=re.DOTALL)
    found = re.match(r"\w+", bare)
    return found[0].upper() if found else "a command"


def _add(first: Query, second: Query) -> Query:
    return replace(
        first,
        calls=first.calls + second.calls,
        total_ms=_sum(first.total_ms, second.total_ms),
        rows=_sum(first.rows, second.rows),
    )


def _sum(first: float | None, second: float | None) -> float | None:
    return None if first is None and second is None else (first or 0.0) + (second or 0.0)
