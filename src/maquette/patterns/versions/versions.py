"""Versions: optimistic locking that the table itself keeps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from ...model.design import Choice, Fit, Note
from ...model.errors import UnsupportedError
from ...model.names import Name, quote
from ...model.table import Table
from ..ground import Ground
from ..pattern import Part, Tables, pattern
from ..template import Sql, Value

USUAL = ("version", "lock_version", "row_version", "revision")


@pattern
def versions(
    ground: Ground,
    tables: Tables,
    *,
    column: Annotated[str, "the column that counts"] = "version",
    says: Annotated[Literal["read", "next"], "what a writer sets it to: what it has read, or one more"] = "read",
) -> Iterator[Part]:
    """A write that is based on an old reading is refused.

    **Problem**

    Two people open the same row, both save, and the first one's change is gone: reading and writing are two
    transactions, so no isolation level helps. A version that the application compares is only as good as the one
    program that forgets to.

    **Design**

    An integer that counts the changes of a row, and a BEFORE trigger that keeps it. A writer sets the column to the
    version that it has read (`says=read`), or to one more (`says=next`, what object mappers send); where the row has
    moved on, the UPDATE fails with SQLSTATE 40001, also when the other writer commits while this one waits for the
    row. With `says=read` a writer that leaves the column alone passes and counts, so old programs go on. With
    `says=next` every writer has to say it: to leave the column alone is what a writer does that is one version late,
    and the two cannot be told apart. The column comes without a rewrite.

    **Alternatives and when they win**

    - *WHERE version = … and a look at the row count*: one careful application; it goes well together with this.
    - *SELECT … FOR UPDATE*: reading and writing are one short transaction, and conflicts are frequent.
    - *SERIALIZABLE*: one transaction again; it guards what was read of other rows too.
    - *xmin as the version*: no column; but any write counts, it is compared by hand, and it does not survive a restore.
    - *updated_at as the version*: two changes may have one time.

    **What it costs**

    4 bytes a row and a function call for each row inserted or updated. UPDATEs stay HOT. The decision record holds
    what was measured on your schema.

    **Limits**

    A DELETE cannot say a version: give it a WHERE. SQLSTATE 40001 invites to a retry, which must begin with reading,
    and with asking whoever typed. Rows that stand for one thing together need one version, on their parent. Triggers
    do not fire for what replication applies, nor under `session_replication_role = replica`. After two thousand
    million changes of one row the integer ends.

    **References**

    PostgreSQL manual: "Transaction Isolation" (Read Committed re-checks a row that changed meanwhile), CREATE TRIGGER,
    ALTER TABLE (a constant default does not rewrite).
    """
    read = says == "read"
    yield Choice(
        "What does a writer say?", "the version that it has read" if read else "one more than it has read",
        "who says nothing goes on as before" if read else "who says nothing is refused",
        {"says=next": "an object mapper writes the column, and nobody else writes the table"} if read
        else {"says=read": "some programs do not know the column"},
    )  # fmt: skip
    made: set[Name] = set()
    for table in tables:
        if table.kind == "foreign":
            raise UnsupportedError(f"{table.name} is a foreign table", "keep versions where its rows are stored")
        ground.key(table)
        held = table.column(column)
        if held and not ground.column(table, column, "integer", "bigint").not_null:
            raise UnsupportedError(f"{table.name}.{quote(column)} may be null", "make it NOT NULL first")
        if held is None or held.type == "integer":
            yield from ground.steps("column", "without a rewrite", table=table.name, column=column)
        function = Name(table.name.schema, f"keep_{column}")
        words: dict[str, Value] = {
            "table": table.name,
            "column": column,
            "function": function,
            "trigger": f"keep_{column}",
        }
        if function not in made:
            yield from ground.steps(f"function_{says}", "it counts, and refuses", **words)
            made.add(function)
        yield from ground.steps("trigger", "no writer goes round it", **words)
        yield from ground.trials("trials", said=Sql("" if read else " + 1"), **words)
        if read:
            yield from ground.probes("probes", table=table.name, other=_other(table, column))
            yield Note(f"a writer of {table.name} that does not set {quote(column)} is not held back")
        else:
            yield Note(f"from now on whoever changes a row of {table.name} has to set {quote(column)}, or fails")


def _other(table: Table, column: str) -> str:
    """A column to probe with that the trigger does not look at."""
    plain = (c.name for c in table.columns if c.name != column and not c.generated and c.identity != "always")
    return next(plain, column)


def fits(ground: Ground) -> Iterator[Fit]:
    """Tables with a column for versions that no trigger keeps."""
    for table in ground.database.roots:
        kept = any(trigger.timing == "before" and "update" in trigger.events for trigger in table.triggers)
        for column in table.columns:
            if column.name in USUAL and column.base == "integer" and column.not_null and table.primary_key and not kept:
                says = "next" if column.name == "lock_version" else "read"
                because = f"{quote(column.name)} is there, and a writer that does not compare it loses other changes"
                yield Fit(table=table.name, because=because, options={"column": column.name, "says": says})
