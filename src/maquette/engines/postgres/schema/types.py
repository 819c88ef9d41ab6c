"""Roles, schemas, extensions, types and functions as DDL."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ....model.database import Database
from ....model.datatype import Domain, Range
from ....model.names import literal, quote
from ....model.routine import Function
from ..clauses import Ddl

# The line of options of pg_get_functiondef; LEAKPROOF and SUPPORT in it need a superuser.
FUNCTION_OPTIONS = re.compile(
    r"^ (?:WINDOW|IMMUTABLE|STABLE|VOLATILE|PARALLEL|STRICT|SECURITY|LEAKPROOF|COST|ROWS|SUPPORT)\b.*$", re.MULTILINE
)
BODY = re.compile(r"^(?:AS |BEGIN ATOMIC)", re.MULTILINE)
SUPERUSER_OPTION = re.compile(r' (?:LEAKPROOF|SUPPORT (?:"(?:[^"]|"")+"|[^\s".]+)(?:\.(?:"(?:[^"]|"")+"|[^\s"]+))?)')
QUALIFIED = re.compile(r'(?:[\w$]+|"(?:[^"]|"")+")\.(?:[\w$]+|"(?:[^"]|"")+")')
SUPERUSER_LANGUAGES = ("c", "internal")


def roles(database: Database) -> Iterator[Ddl]:
    """Roles as names: no login, no attribute. One that exists already is left as it is."""
    for role in database.roles:
        if not role.name.startswith("pg_"):
            body = f"BEGIN CREATE ROLE {quote(role.name)} NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END"
            yield Ddl(f"role {role.name}", f"DO {literal(body)}", privileged=True)


def schemas(database: Database) -> Iterator[Ddl]:
    """Schemas; every new database has a public one."""
    names = [schema.name for schema in database.schemas]
    if names and "public" not in names:
        yield Ddl("schema public", "DROP SCHEMA IF EXISTS public", privileged=True)
    for name in names:
        if name not in ("public", "information_schema") and not name.startswith("pg_"):
            yield Ddl(f"schema {quote(name)}", f"CREATE SCHEMA {quote(name)}")


def extensions(database: Database) -> Iterator[Ddl]:
    """Extensions in the version that the scratch server has."""
    for extension in database.extensions:
        if extension.name != "plpgsql":
            sql = f"CREATE EXTENSION IF NOT EXISTS {quote(extension.name)} SCHEMA {quote(extension.schema)}"
            yield Ddl(f"extension {extension.name}", sql, privileged=True)


def types(database: Database) -> Iterator[Ddl]:
    """Enums, ranges, domains and composites, simple ones first."""
    for enum in database.enums:
        labels = ", ".join(literal(label) for label in enum.labels)
        yield Ddl(f"type {enum.name}", f"CREATE TYPE {enum.name} AS ENUM ({labels})")
    for domain in database.domains:
        yield from _domain(domain)
    for kind in database.ranges:
        yield Ddl(f"type {kind.name}", _range(kind))
    for composite in database.composites:
        attributes = ", ".join(
            f"{quote(a.name)} {a.type}" + (f" COLLATE {a.collation}" if a.collation else "")
            for a in composite.attributes
        )
        yield Ddl(f"type {composite.name}", f"CREATE TYPE {composite.name} AS ({attributes})")


def _domain(domain: Domain) -> Iterator[Ddl]:
    sql = f"CREATE DOMAIN {domain.name} AS {domain.base}"
    if domain.collation:
        sql += f" COLLATE {domain.collation}"
    if domain.default is not None:
        sql += f" DEFAULT {domain.default}"
    sql += " NOT NULL" * domain.not_null
    for check in domain.checks:
        if check.validated:
            sql += f" CONSTRAINT {quote(check.name)} {check.definition}"
    yield Ddl(f"domain {domain.name}", sql)
    for check in domain.checks:
        if not check.validated:
            added = f"ALTER DOMAIN {domain.name} ADD CONSTRAINT {quote(check.name)} {check.definition}"
            yield Ddl(f"constraint {quote(check.name)} of domain {domain.name}", added)


def _range(kind: Range) -> str:
    """A canonical function is always in C, which a scratch server has only by an extension: it is not recreated."""
    parts = [f"SUBTYPE = {kind.subtype}"]
    if kind.opclass:
        parts.append(f"SUBTYPE_OPCLASS = {kind.opclass}")
    if kind.collation:
        parts.append(f"COLLATION = {kind.collation}")
    if kind.difference:
        parts.append(f"SUBTYPE_DIFF = {kind.difference}")
    if kind.multirange:
        parts.append(f"MULTIRANGE_TYPE_NAME = {kind.multirange}")
    return f"CREATE TYPE {kind.name} AS RANGE ({', '.join(parts)})"


def functions(database: Database) -> tuple[list[Ddl], list[Ddl]]:
    """Functions that may come before tables, and those whose arguments, result or parsed body name a relation."""
    relations = {str(held.name) for held in database.relations}
    early: list[Ddl] = []
    late: list[Ddl] = []
    for function in sorted(database.functions, key=lambda f: f.kind == "aggregate"):
        named = set(QUALIFIED.findall(f"{function.arguments} {function.returns}"))
        waits = function.kind == "aggregate" or "BEGIN ATOMIC" in function.definition or named & relations
        (late if waits else early).append(_function(function))
    return early, late


def _function(function: Function) -> Ddl:
    target = f"{function.kind} {function.signature}"
    if not loadable(function):
        return Ddl(target, "", left_out=f"written in {function.language}, which only a superuser may load")
    return Ddl(target, without_superuser_options(function.definition))


def loadable(function: Function) -> bool:
    """Whether a role that is no superuser may create it."""
    return function.kind == "aggregate" or function.language not in SUPERUSER_LANGUAGES


def without_superuser_options(definition: str) -> str:
    """A function's definition without LEAKPROOF and SUPPORT."""
    body = BODY.search(definition)
    end = body.start() if body else len(definition)
    return FUNCTION_OPTIONS.sub(lambda line: SUPERUSER_OPTION.sub("", line[0]), definition[:end]) + definition[end:]
