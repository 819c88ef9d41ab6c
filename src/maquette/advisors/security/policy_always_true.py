"""policy-always-true."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.database import Database
from ...model.finding import Finding
from ...model.security import Policy
from ...model.table import Table
from ..check import Examined, check
from ..policies import is_true, rivals


@check(severity="warning")
def policy_always_true(database: Database) -> Iterator[Finding | Examined]:
    """Policy that lets every row be written.

    Condition
        A permissive policy for INSERT, UPDATE, DELETE or ALL has a condition that is always true, and no restrictive
        policy stands beside it. Policies for SELECT alone are left out: rows that all may read are common.

    Effect
        Permissive policies are joined by OR, so one that is always true makes the others meaningless. With USING
        (true) anyone may change any row; with WITH CHECK (true) rows can be given to another tenant.

    Remedy
        Say in the condition whose rows they are. Where rows should be readable by all, make it a policy FOR SELECT.

    When to ignore it
        Privileges alone decide who may write, and row-level security is on for another role's sake: then name the
        roles in the policy.

    References
        PostgreSQL manual, CREATE POLICY, "Application of Multiple Policies".
    """
    for table in database.tables:
        for policy in table.policies:
            if policy.command == "select" or not policy.permissive:
                continue
            yield Examined()
            clause = _open_clause(policy)
            if clause and not rivals(policy, table):
                yield Finding(
                    object=f"{table.name}.{policy.name}",
                    detail=_detail(table, policy, clause),
                    advice="Compare the row's owner in the condition, or make the policy FOR SELECT.",
                    tables=(str(table.name),),
                )


def _open_clause(policy: Policy) -> str:
    if policy.command != "insert" and is_true(policy.using):
        return "USING (true)"
    return "WITH CHECK (true)" if policy.command != "delete" and is_true(policy.check) else ""


def _detail(table: Table, policy: Policy, clause: str) -> str:
    what = "every row may be changed" if clause.startswith("USING") else "a row may be written for anyone"
    return f"the policy {policy.name} on {table.name} has {clause}: {what} by {', '.join(policy.roles)}"
