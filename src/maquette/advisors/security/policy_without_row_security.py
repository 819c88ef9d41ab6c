"""policy-without-row-security."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.change import EnableRowSecurity
from ...model.database import Database
from ...model.finding import Finding
from ..check import Examined, check


@check(severity="error")
def policy_without_row_security(database: Database) -> Iterator[Finding | Examined]:
    """Policies that are not in force.

    Condition
        A table has policies and row-level security is not enabled.

    Effect
        The policies do nothing: every role with the privilege sees and writes all rows, of all tenants.

    Remedy
        ALTER TABLE … ENABLE ROW LEVEL SECURITY. Try it in a test database first: the policies hold from that moment.

    When to ignore it
        A migration under way enables it in a later step.

    References
        PostgreSQL manual, 5.9 "Row Security Policies"; ALTER TABLE, "ENABLE ROW LEVEL SECURITY".
    """
    for table in database.tables:
        if not table.policies:
            continue
        yield Examined()
        if not table.row_security:
            names = ", ".join(policy.name for policy in table.policies)
            kind = "policy" if len(table.policies) == 1 else "policies"
            yield Finding(
                object=str(table.name),
                detail=f"{table.name} has the {kind} {names}, but row-level security is not enabled",
                change=EnableRowSecurity(table=table.name),
                tables=(str(table.name),),
            )
