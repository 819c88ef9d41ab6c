"""row-security-without-policy."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.database import Database
from ...model.finding import Finding
from ..check import Examined, check


@check(severity="warning")
def row_security_without_policy(database: Database) -> Iterator[Finding | Examined]:
    """Row-level security without a policy.

    Condition
        A table has row-level security enabled and no policy. Partitions are left out: read through their parent, they
        obey its policies.

    Effect
        Everyone but the owner, superusers and roles with BYPASSRLS sees an empty table and can write no row, and no
        error tells why.

    Remedy
        A policy that says which rows are whose: CREATE POLICY … USING (…). Where nobody is meant to reach the table,
        take the privileges away instead, which gives an error that can be understood.

    When to ignore it
        The table is closed on purpose, and its owner's functions alone use it.

    References
        PostgreSQL manual, 5.9 "Row Security Policies": "If no policy exists for the table, a default-deny policy is
        used".
    """
    for table in database.tables:
        if not table.row_security or table.partition_of:
            continue
        yield Examined()
        if not table.policies:
            yield Finding(
                object=str(table.name),
                detail=f"{table.name} has row-level security and no policy: only its owner sees rows",
                advice="Create a policy that says which rows are whose, or revoke the privileges on the table.",
                tables=(str(table.name),),
            )
