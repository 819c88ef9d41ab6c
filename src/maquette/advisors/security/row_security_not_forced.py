"""row-security-not-forced."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.change import EnableRowSecurity
from ...model.database import Database
from ...model.finding import Finding
from ..check import Examined, check


@check(severity="warning")
def row_security_not_forced(database: Database) -> Iterator[Finding | Examined]:
    """Row-level security that its login owner does not obey.

    Condition
        A table has row-level security and policies, its owner may log in, and the policies are not forced on the owner.
        Superusers and roles with BYPASSRLS are left out: nothing can force them.

    Effect
        If the application connects as the owner, as it does where it also runs the migrations, no policy ever holds,
        and every test passes.

    Remedy
        Let the application connect as a role that owns nothing. Or ALTER TABLE … FORCE ROW LEVEL SECURITY: then
        migrations and dumps by the owner see only the rows of the policies as well.

    When to ignore it
        The owner logs in for migrations alone, and the application has a role of its own.

    References
        PostgreSQL manual, 5.9 "Row Security Policies"; ALTER TABLE, "FORCE ROW LEVEL SECURITY".
    """
    bound = {role.name for role in database.roles if role.login and not role.superuser and not role.bypass_rls}
    for table in database.tables:
        if not table.row_security or not table.policies:
            continue
        yield Examined()
        if table.owner in bound and not table.force_row_security:
            yield Finding(
                object=str(table.name),
                detail=f"the policies of {table.name} do not hold for {table.owner}, who owns it and may log in",
                change=EnableRowSecurity(table=table.name, force=True),
                tables=(str(table.name),),
            )
