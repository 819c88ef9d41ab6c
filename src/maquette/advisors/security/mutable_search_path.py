"""mutable-search-path."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.change import SetFunctionConfig
from ...model.database import Database
from ...model.finding import Finding
from ...model.names import quote
from ...model.routine import Function
from ..check import Examined, check

COMPILED = ("c", "internal")


@check(severity="error")
def mutable_search_path(database: Database) -> Iterator[Finding | Examined]:
    """SECURITY DEFINER function whose search_path the caller chooses.

    Condition
        A function is SECURITY DEFINER and sets no search_path. Left out are functions in C, and SQL functions with a
        body of statements (BEGIN ATOMIC, RETURN), whose names were resolved when they were created.

    Effect
        The function runs with its owner's rights and finds its tables, functions and operators along the caller's
        search_path. A caller who may create objects anywhere, be it temporary ones, puts an own table or operator
        first, and it runs with the owner's rights.

    Remedy
        ALTER FUNCTION … SET search_path = pg_catalog, the function's schema, pg_temp: with pg_temp last, temporary
        objects never come first.

    When to ignore it
        Every name in the body is schema-qualified, operators too (OPERATOR(pg_catalog.=)).

    References
        PostgreSQL manual, CREATE FUNCTION, "Writing SECURITY DEFINER Functions Safely".
    """
    for function in database.functions:
        if not function.security_definer or function.language in COMPILED or _is_resolved(function):
            continue
        yield Examined()
        if not any(setting.startswith("search_path=") for setting in function.config):
            path = ", ".join(dict.fromkeys(("pg_catalog", quote(function.name.schema), "pg_temp")))
            owner = function.owner or "its owner"
            yield Finding(
                object=function.signature,
                detail=f"{function.signature} runs as {owner} along its caller's search_path",
                change=SetFunctionConfig(
                    function=function.name, arguments=function.arguments, setting="search_path", value=path
                ),
            )


def _is_resolved(function: Function) -> bool:
    """Whether the body is kept as parsed statements: then its definition has no text after AS."""
    return function.language == "sql" and "\nAS " not in function.definition
