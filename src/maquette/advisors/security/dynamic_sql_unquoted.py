"""dynamic-sql-unquoted."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...model.database import Database
from ...model.finding import Finding
from ...model.routine import Function
from ..check import Examined, check

COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
STRING = re.compile(r"'(?:[^']|'')*'")
EXECUTE = re.compile(r"\bEXECUTE\b(?!\s+(?:ON|FUNCTION|PROCEDURE)\b)([^;]*);", re.IGNORECASE)
OPEN_TYPES = re.compile(r"\A(text|character varying|character|json|jsonb|xml|citext)\b")
MODES = ("IN", "OUT", "INOUT", "VARIADIC")


@check(severity="warning")
def dynamic_sql_unquoted(database: Database) -> Iterator[Finding | Examined]:
    """Statement made by joining an argument to text.

    Condition
        A PL/pgSQL function has EXECUTE with ``||`` and a text argument of the function as it is, neither quoted nor
        passed by USING. In a SECURITY DEFINER function it is an error.

    Effect
        Who can choose the argument's value writes SQL that runs with the function's rights: SQL injection.

    Remedy
        ``EXECUTE format('SELECT … FROM %I WHERE x = $1', name) USING value``: %I quotes names, USING passes values. An
        argument of type regclass can only be a table that exists. A whole condition as text cannot be made safe.

    When to ignore it
        Only trusted code calls the function, with values that no user can choose.

    References
        PostgreSQL manual, 41.5.4 "Executing Dynamic Commands"; "Quoting Values in Dynamic Queries".
    """
    for function in database.functions:
        if function.language != "plpgsql":
            continue
        yield Examined()
        if joined := _joined(function):
            yield Finding(
                object=function.signature,
                detail=f"{function.signature} runs a statement with {', '.join(joined)} joined to it as it is",
                advice="Use format() with %I for names, and USING for values.",
                severity="error" if function.security_definer else None,
            )


def _joined(function: Function) -> tuple[str, ...]:
    """The text arguments that stand beside || in an EXECUTE, bare."""
    body = STRING.sub("''", COMMENT.sub(" ", function.body))
    open_arguments = [name for name, kind in _arguments(function) if OPEN_TYPES.match(kind)]
    bare = {operand.strip() for said in EXECUTE.findall(body) for operand in _operands(said)}
    return tuple(name for name in open_arguments if name in bare)


def _operands(expression: str) -> Iterator[str]:
    """What stands between the || of an expression, up to INTO or USING."""
    joined = re.split(r"\b(?:INTO|USING)\b", expression, maxsplit=1, flags=re.IGNORECASE)[0]
    if "||" in joined:
        yield from joined.split("||")


def _arguments(function: Function) -> Iterator[tuple[str, str]]:
    """Names and types of the arguments that have names."""
    for argument in function.arguments.split(", "):
        words = [word for word in argument.split(" ") if word not in MODES]
        if len(words) > 1:
            yield words[0], " ".join(words[1:])
