"""collation-version-mismatch."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.database import Database
from ...model.finding import Finding
from ..check import Examined, check

TEXT = ("text", "character varying", "character", "citext", "name")


@check(severity="error")
def collation_version_mismatch(database: Database) -> Iterator[Finding | Examined]:
    """Sort order of the operating system changed under the indexes.

    Condition
        The version of the collation that was recorded when the database was made (PostgreSQL 15 and later record it)
        is not the one that the operating system or ICU has today.

    Effect
        Indexes on text were sorted by the old order. Searches in them may miss rows that are there, and unique keys
        may take duplicates, without any error.

    Remedy
        REINDEX every index with a text key, then ALTER DATABASE … REFRESH COLLATION VERSION. Look for duplicates first
        where a unique key is concerned.

    When to ignore it
        The indexes were rebuilt after the upgrade, and only the recorded version is of old.

    References
        PostgreSQL manual, ALTER DATABASE, "REFRESH COLLATION VERSION"; ALTER COLLATION, "Notes".
    """
    if database.collation_version is None or database.collation_version_now is None:
        return
    yield Examined()
    if database.collation_version != database.collation_version_now:
        count = sum(
            any((column := table.column(key.column or "")) and column.base in TEXT for key in index.keys)
            for table in database.tables
            for index in table.indexes
        )
        yield Finding(
            object=database.name or "database",
            detail=f"made with version {database.collation_version} of {database.collate}, which is now"
            f" {database.collation_version_now}: {count} indexes on text may be in the wrong order",
            advice="REINDEX the indexes on text, then ALTER DATABASE … REFRESH COLLATION VERSION.",
        )
