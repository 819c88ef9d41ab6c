"""multiple-permissive-policies."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.database import Database
from ...model.finding import Finding
from ...model.security import PUBLIC, Policy
from ...model.table import Table
from ..check import Examined, check

COMMANDS = ("select", "insert", "update", "delete")


@check(severity="info")
def multiple_permissive_policies(database: Database) -> Iterator[Finding | Examined]:
    """Several permissive policies for one command.

    Condition
        Two permissive policies of a table hold for the same role and the same command.

    Effect
        They are joined by OR: a row is seen when any of them allows it, though each reads like a restriction. And an OR
        of conditions often keeps the planner from using an index that each of them alone could use.

    Remedy
        One policy that says all of it. If all of them were meant to hold at once, make all but one AS RESTRICTIVE.

    When to ignore it
        Either of them really is enough, and the table's queries are fast.

    References
        PostgreSQL manual, CREATE POLICY, "Application of Multiple Policies".
    """
    for table in database.tables:
        if not table.policies:
            continue
        yield Examined()
        for command in COMMANDS:
            named = _together(table, command)
            if len(named) > 1:
                yield Finding(
                    object=f"{table.name}.{command}",
                    detail=f"{' and '.join(named)} on {table.name} are joined by OR for {command.upper()}",
                    advice="Make it one policy; where all must hold at once, make all but one AS RESTRICTIVE.",
                    tables=(str(table.name),),
                )


def _together(table: Table, command: str) -> tuple[str, ...]:
    """The most permissive policies that one role meets with that command."""
    policies = [policy for policy in table.policies if policy.permissive and policy.command in (command, "all")]
    roles = dict.fromkeys(role for policy in policies for role in policy.roles)
    met = [tuple(policy.name for policy in policies if _is_for(policy, role)) for role in roles]
    return max(met, key=len, default=())


def _is_for(policy: Policy, role: str) -> bool:
    return role in policy.roles or PUBLIC in policy.roles
