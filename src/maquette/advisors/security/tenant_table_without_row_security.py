"""tenant-table-without-row-security."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ...model.database import Database
from ...model.finding import Finding
from ...model.table import Table
from ..check import Examined, check
from ..policies import predicates

ENOUGH = 2  # tables whose policies compare a column of that name and type: then it is what tells tenants apart


@check(severity="warning")
def tenant_table_without_row_security(database: Database) -> Iterator[Finding | Examined]:
    """Table of several tenants without row-level security.

    Condition
        The policies of at least two tables compare a column of one name and type (``tenant_id``), and another table has
        that column and no row-level security. Partitions are left out, and tables on which nobody but their owner has a
        privilege.

    Effect
        The tenants that are kept apart in the other tables see one another's rows in this one.

    Remedy
        ENABLE ROW LEVEL SECURITY with the policy that the other tables have.

    When to ignore it
        The table's rows are not the tenant's own: a public list, or the list of tenants itself.

    References
        PostgreSQL manual, 5.9 "Row Security Policies".
    """
    telling = {column for column, tables in _compared(database).items() if tables >= ENOUGH}
    if not telling:
        return
    for table in database.tables:
        shared = [column.name for column in table.columns if (column.name, column.base) in telling]
        if not shared or table.partition_of or not _is_shared(table):
            continue
        yield Examined()
        if not table.row_security and not table.policies:
            yield Finding(
                object=str(table.name),
                detail=f"{table.name} has {shared[0]}, by which policies elsewhere tell tenants apart, and no policy",
                advice=f"Give {table.name} the policy on {shared[0]} that the other tables have, and enable it.",
                tables=(str(table.name),),
            )


def _compared(database: Database) -> Counter[tuple[str, str]]:
    """Of each column's name and type, in how many tables policies compare it."""
    found: Counter[tuple[str, str]] = Counter()
    for table in database.tables:
        names = {
            name
            for policy in table.policies
            for predicate in predicates(policy.using or policy.check, table, database)
            for name in predicate.operand.columns
            if predicate.operator in ("=", "in")
        }
        found.update((column.name, column.base) for column in table.columns if column.name in names)
    return found


def _is_shared(table: Table) -> bool:
    """Whether anyone but its owner has a privilege on it."""
    return any(grant.grantee != table.owner for grant in table.grants or ())
