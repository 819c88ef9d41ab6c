"""view-bypasses-row-security."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.change import SetViewOption
from ...model.database import Database, View
from ...model.finding import Finding
from ...model.names import Name
from ..check import Examined, check

ON = frozenset(f"security_invoker={value}" for value in ("true", "on", "1", "yes"))
SINCE = 15


@check(severity="error")
def view_bypasses_row_security(database: Database) -> Iterator[Finding | Examined]:
    """View that goes past row-level security.

    Condition
        A view reads a table with row-level security, directly or through other views, others than its owner may read
        the view, and it has no security_invoker (which needs PostgreSQL 15). Left out are views whose owner must obey
        the table's policies: neither the table's owner, nor superuser, nor with BYPASSRLS.

    Effect
        A view reads with its owner's rights, and policies do not hold for the owner: who may read the view sees every
        row of the table, of all tenants.

    Remedy
        ALTER VIEW … SET (security_invoker = true): it then reads with the rights, and under the policies, of who asks.
        The readers need SELECT on the tables below as well.

    When to ignore it
        The view is meant to show what the policies hide, and shows no more than that: totals, or a public list.

    References
        PostgreSQL manual, CREATE VIEW, "security_invoker"; 5.9 "Row Security Policies".
    """
    if database.major < SINCE:
        return
    for view in database.views:
        if view.materialized or view.grants is None or all(grant.grantee == view.owner for grant in view.grants):
            continue
        yield Examined()
        if ON.isdisjoint(view.options) and (bare := _tables_bared(view, database)):
            owner = view.owner or "its owner"
            yield Finding(
                object=str(view.name),
                detail=f"{view.name} reads {', '.join(map(str, bare))} as {owner}, past row-level security",
                change=SetViewOption(view=view.name, option="security_invoker", value="true"),
                tables=tuple(map(str, bare)),
            )


def _tables_bared(view: View, database: Database) -> tuple[Name, ...]:
    """The protected tables below the view whose policies do not hold for the role that reads them."""
    found: dict[Name, None] = {}
    waiting, seen = [(name, view.owner) for name in view.depends_on], {view.name}
    while waiting:
        name, reader = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        if (table := database.table(name)) and table.row_security:
            free = table.owner == reader and not table.force_row_security
            found |= {name: None} if free or _is_above_policies(reader, database) else {}
        elif (below := database.view(name)) and not below.materialized:
            owner = reader if not ON.isdisjoint(below.options) else below.owner
            waiting += [(inner, owner) for inner in below.depends_on]
    return tuple(sorted(found))


def _is_above_policies(name: str, database: Database) -> bool:
    return any(role.name == name and (role.superuser or role.bypass_rls) for role in database.roles)
