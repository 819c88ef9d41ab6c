"""create-granted-to-public."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.change import RevokeOnSchema
from ...model.database import Database
from ...model.finding import Finding
from ...model.security import PUBLIC
from ..check import Examined, check


@check(severity="warning")
def create_granted_to_public(database: Database) -> Iterator[Finding | Examined]:
    """Schema in which everyone may create.

    Condition
        PUBLIC has CREATE on a schema. Databases made by PostgreSQL 14 or older have it on the schema public, and keep
        it through pg_upgrade and a dump.

    Effect
        Any role can put a function or operator there that hides one of pg_catalog's or of another schema for whoever
        has this schema on the search_path, superusers and dumps included, and so run commands with their rights.

    Remedy
        REVOKE CREATE ON SCHEMA … FROM PUBLIC, and grant it to the role that runs the migrations.

    When to ignore it
        Every role that can connect is trusted with everything in this database.

    References
        PostgreSQL manual, 5.10.6 "Usage Patterns" of schemas; release notes of PostgreSQL 15.
    """
    for schema in database.schemas:
        yield Examined()
        if any(grant.grantee == PUBLIC and "CREATE" in grant.privileges for grant in schema.grants or ()):
            yield Finding(
                object=schema.name,
                detail=f"every role may create objects in the schema {schema.name}",
                change=RevokeOnSchema(schema=schema.name, grantee=PUBLIC, privileges=("CREATE",)),
            )
