"""The application's role: what it may become, what it may do, and what goes past policies."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.change import Revoke, SetViewOption
from ...model.database import Database, View
from ...model.design import Note, Step
from ...model.errors import UnsupportedError
from ...model.names import Name, quote
from ...model.security import PUBLIC, Grant
from ...model.table import Table
from ..ground import Ground
from ..template import Sql

INVOKER = 15  # since this version a view may be read with the rights of who reads it
PAST_POLICIES = ("TRUNCATE", "REFERENCES", "TRIGGER")
ROWS = ("SELECT", "INSERT", "UPDATE", "DELETE")


def becomes(role: str, database: Database) -> frozenset[str]:
    """The role and all that it is a member of."""
    known = {one.name: one for one in database.roles}
    found: set[str] = set()
    waiting = [role]
    while waiting:
        name = waiting.pop()
        if name in known and name not in found:
            found.add(name)
            waiting += [membership.role for membership in known[name].member_of]
    return frozenset(found | {role})


def check_role(role: str, tables: tuple[Table, ...], database: Database) -> None:
    """Raises UnsupportedError for a role that policies do not bind."""
    above = becomes(role, database)
    for one in database.roles:
        if one.name in above and (one.superuser or one.bypass_rls):
            what = "is a superuser" if one.superuser else "has BYPASSRLS"
            via = "" if one.name == role else f" is a member of {quote(one.name)}, which"
            raise UnsupportedError(
                f"role {quote(role)}{via} {what}: no policy binds it",
                "let the application connect as another: --set role=",
            )
    for table in tables:
        if table.owner in above:
            raise UnsupportedError(
                f"role {quote(role)} owns {table.name}, or can become its owner: it can take every policy away",
                "let the application connect as another: --set role=",
            )


def rights(ground: Ground, role: str, tables: tuple[Table, ...]) -> Iterator[Step]:
    """The role, and its rights on tables where it has none yet."""
    yield from ground.steps("role", "policies bind neither owners, superusers, nor roles with BYPASSRLS", role=role)
    above = becomes(role, ground.database)
    for table in tables:
        if _held(table.grants, above):
            continue
        why = "what it may do at all; which rows, the policies say"
        yield from ground.steps("rights", why, role=role, table=table.name)
        for target in _needed(ground, table, above):
            yield from ground.steps(
                "rights_on", "without it the rights on the table are of no use", role=role, object=target
            )


def _needed(ground: Ground, table: Table, above: frozenset[str]) -> Iterator[Sql]:
    schema = next((one for one in ground.database.schemas if one.name == table.name.schema), None)
    if schema and "USAGE" not in _held(schema.grants, above):
        yield Sql(f"SCHEMA {quote(schema.name)}")
    for sequence in ground.database.sequences:
        if sequence.owned_by and sequence.owned_by[0] == table.name and not sequence.identity:
            yield Sql(f"SEQUENCE {sequence.name}")


def _held(grants: tuple[Grant, ...] | None, above: frozenset[str]) -> frozenset[str]:
    return frozenset(p for grant in grants or () if grant.grantee in above | {PUBLIC} for p in grant.privileges)


def past_policies(ground: Ground, role: str, tables: tuple[Table, ...]) -> Iterator[Step | Note]:
    """What would go past the policies: TRUNCATE, views, materialized views, functions with their owner's rights."""
    above = becomes(role, ground.database) | {PUBLIC}
    names = {table.name for table in tables}
    for table in tables:
        yield from _revoked(ground, table.name, table.grants, above, PAST_POLICIES, "no policy is asked for it")
    for view in views_of(names, ground.database):
        if view.materialized:
            why = "it holds rows of all tenants, and takes no policy"
            yield from _revoked(ground, view.name, view.grants, above, ("SELECT",), why)
        elif ground.major >= INVOKER:
            yield from _invoker(ground, view)
        else:
            yield Note(
                f"{view.name} reads with the rights of its owner, which cannot be changed before PostgreSQL 15. FORCE "
                f"binds an owner that is neither a superuser nor has BYPASSRLS: see that such a role owns the view."
            )
    over = {one.name for one in ground.database.roles if one.superuser or one.bypass_rls}
    for function in ground.database.functions:
        if function.security_definer and function.owner in over:
            yield Note(
                f"{function.signature} runs with the rights of {quote(function.owner)}, whom no policy binds: it has "
                f"to compare the tenant itself, or to belong to a role that policies bind."
            )


def _invoker(ground: Ground, view: View) -> Iterator[Step | Note]:
    change = SetViewOption(view=view.name, option="security_invoker", value="true")
    yield ground.change(
        change, f"view {view.name} with the rights of who reads it", "a view reads past policies otherwise"
    )
    for grant in view.grants or ():
        above = becomes(grant.grantee, ground.database)
        lacking = [
            str(below.name)
            for below in ground.database.relations
            if below.name in view.depends_on and below.owner not in above and "SELECT" not in _held(below.grants, above)
        ]
        if lacking and grant.grantee != view.owner:
            yield Note(f"{grant.grantee} reads {view.name} and now needs SELECT on {', '.join(lacking)} too.")


def _revoked(  # noqa: PLR0917 - on what, from whom, which and why
    ground: Ground,
    name: Name,
    grants: tuple[Grant, ...] | None,
    above: frozenset[str],
    which: tuple[str, ...],
    why: str,
) -> Iterator[Step]:
    for grant in grants or ():
        lost = tuple(one for one in which if one in grant.privileges)
        if grant.grantee in above and lost:
            change = Revoke(table=name, grantee=grant.grantee, privileges=lost)
            yield ground.change(change, f"no {', '.join(lost)} on {name} for {grant.grantee}", why)


def views_of(tables: set[Name], database: Database) -> Iterator[View]:
    """Views that read one of the tables, through others too."""
    found = set(tables)
    waiting = list(database.views)
    while reached := [view for view in waiting if found & set(view.depends_on)]:
        found |= {view.name for view in reached}
        waiting = [view for view in waiting if view not in reached]
        yield from reached
