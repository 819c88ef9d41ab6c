"""What cannot go over to a partitioned table, each by its name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...model.constraint import Key
from ...model.database import Database
from ...model.errors import UnsupportedError
from ...model.names import quote
from ...model.table import Column, Table

UNVALIDATED_ON_PARTITIONED = 18  # since this version a partitioned table takes a foreign key NOT VALID
GENERATES = re.compile(r"nextval\(|uuid")


def refuse(database: Database, table: Table, by: Column) -> None:
    """Raise UnsupportedError for the first thing of the table, or on it, that cannot stay what it is."""
    for reason, hint in (
        *_itself(database, table),
        *_constraints(table),
        *_belongings(table),
        *_readers(database, table),
    ):
        raise UnsupportedError(f"{table.name} {reason}", hint)
    for key in table.keys:
        if by.name not in key.columns and not made_up(table, key):
            said = f"{'primary' if key.primary else 'unique'} key {quote(key.name)} ({', '.join(key.columns)})"
            raise UnsupportedError(
                f"{table.name}: its {said} has not the partition key ({by.name})",
                "values could come twice, in two partitions: partition by a column of that key, or keep such values"
                " unique in a table of their own",
            )
    for index in table.indexes:
        if index.unique and index.constraint is None and by.name not in {key.column for key in index.keys}:
            raise UnsupportedError(
                f"{table.name}: its unique index {index.name} has not the partition key ({by.name})",
                "partition by a column of that index, or keep such values unique in a table of their own",
            )
    for other in database.referencing(table.name):
        for foreign in other.foreign_keys:
            if foreign.target == table.name and by.name not in foreign.target_columns:
                raise UnsupportedError(
                    f"{table.name}: the foreign key {quote(foreign.name)} of {other.name} points at"
                    f" ({', '.join(foreign.target_columns)}), which has not the partition key ({by.name})",
                    f"give {other.name} the column too and let the key point at both, or partition by hash of"
                    f" {foreign.target_columns[0]}",
                )


def refuse_attaching(database: Database, table: Table) -> None:
    """Raise UnsupportedError for what allows no conversion in place."""
    for other in database.referencing(table.name):
        raise UnsupportedError(
            f"{table.name} is referenced by {other.name}, whose foreign keys would not see all rows on the way back",
            "--set method=copy",
        )


def refuse_copying(database: Database, table: Table) -> None:
    """Raise UnsupportedError for what allows no copy."""
    if table.force_row_security:
        raise UnsupportedError(
            f"{table.name} has row security that its owner is under too: not every row could be copied",
            "ALTER TABLE … NO FORCE ROW LEVEL SECURITY meanwhile",
        )
    for other in database.referencing(table.name):
        if other.partitioning and database.major < UNVALIDATED_ON_PARTITIONED:
            raise UnsupportedError(
                f"{other.name} is partitioned and references {table.name}: its rows would all be read under a lock",
                "drop the foreign key before and add it again after, at a quiet time",
            )


def made_up(table: Table, key: Key) -> bool:
    """Whether a generator fills the primary key, so that it does not come twice though nothing checks it any more."""
    return key.primary and any(generated(column) for name in key.columns if (column := table.column(name)))


def generated(column: Column) -> bool:
    """Whether a sequence or a random number fills the column."""
    return bool(column.identity) or bool(column.default and GENERATES.search(column.default))


Reason = tuple[str, str]


def _itself(database: Database, table: Table) -> Iterator[Reason]:
    if table.kind != "table" or table.partition_of:
        what = "is a partition" if table.partition_of else "is a foreign table"
        yield what, "partition the table that it belongs to"
    if table.inherits or database.heirs(table.name):
        yield "inherits or is inherited from", "partitioning takes the place of inheritance: copy the rows by hand"
    if table.persistence == "unlogged":
        yield "is unlogged, which a partitioned table cannot be", "ALTER TABLE … SET LOGGED first"
    if table.access_method:
        yield f"has the access method {table.access_method}", "only heap is known here"
    if table.replica_identity == "index":
        yield "has a replica identity of its own index, which partitions do not take over", "set it to DEFAULT or FULL"
    for publication in database.publications:
        whole = publication.all_tables or table.name.schema in publication.schemas
        if (whole or table.name in publication.tables) and not publication.via_root:
            yield (
                f"is published by {quote(publication.name)} under the names of its partitions, which subscribers lack",
                f"ALTER PUBLICATION {quote(publication.name)} SET (publish_via_partition_root = true)",
            )
        if any(part.table == table.name for part in publication.parts):
            yield f"is published in part by {quote(publication.name)}", "publish all of it, or take it out meanwhile"


def _constraints(table: Table) -> Iterator[Reason]:
    for exclusion in table.exclusions:
        yield f"has the exclusion constraint {quote(exclusion.name)}, which cannot span partitions", "keep it whole"
    for check in table.checks:
        if not check.validated:
            yield f"has the check {quote(check.name)}, which is not valid", "VALIDATE CONSTRAINT, then design it again"
        if check.definition.endswith("NO INHERIT"):
            yield (
                f"has the check {quote(check.name)} NO INHERIT",
                "a partitioned table has none: drop it, or let it inherit",
            )
    for not_null in table.not_nulls:
        if not not_null.validated or not_null.definition.endswith("NO INHERIT"):
            yield f"has {quote(not_null.name)}, a NOT NULL that does not hold for all", "validate it, let it inherit"
    for foreign in table.foreign_keys:
        if not foreign.validated or foreign.target == table.name:
            why = "points at the table itself" if foreign.validated else "is not valid"
            yield f"has the foreign key {quote(foreign.name)}, which {why}", "validate it, or drop it"
    for key in table.keys:
        if key.deferrable or key.without_overlaps:
            yield f"has the key {quote(key.name)}, deferrable or temporal", "only plain keys are carried"


def _belongings(table: Table) -> Iterator[Reason]:
    for index in table.indexes:
        if not index.valid:
            yield f"has the invalid index {index.name}", "REINDEX INDEX CONCURRENTLY, or drop it"
    for trigger in table.triggers:
        if trigger.row and " REFERENCING " in trigger.definition.partition(" EXECUTE ")[0]:
            yield (
                f"has the trigger {quote(trigger.name)} FOR EACH ROW with transition tables",
                "make it FOR EACH STATEMENT: partitions take no other",
            )


def _readers(database: Database, table: Table) -> Iterator[Reason]:
    """What is tied to this very table, whatever its name: it would go on with the old one alone."""
    hint = "drop it before and create it again after, or let it name the table at run time"
    told = re.compile(rf'(?<![\w".]){re.escape(str(table.name))}(?![\w"])')
    for view in database.views:
        if view.materialized and table.name in view.depends_on:
            yield f"is read by the materialized view {view.name}", hint
    for definition in database.definitions:
        if definition.kind == "rule" and told.search(definition.statement):
            yield f"has a part in the rule {definition.name}", hint
    for function in database.functions:
        atomic = "\nBEGIN ATOMIC" in function.definition or "\nRETURN " in function.definition
        if told.search(f"{function.returns} {function.arguments}") or (atomic and told.search(function.definition)):
            yield f"is part of the function {function.signature}", hint
    for other in database.tables:
        for policy in other.policies:
            if told.search(f"{policy.using} {policy.check}"):
                yield f"is read by the policy {quote(policy.name)} of {other.name}", hint
        for column in other.columns:
            if column.base == str(table.name) or column.type == str(table.name):
                yield f"is the type of {other.name}.{quote(column.name)}", hint
