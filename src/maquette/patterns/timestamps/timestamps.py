"""Created and updated: two columns and the triggers that alone write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Literal

from ...model.design import Choice, Fit, Note
from ...model.errors import UnsupportedError
from ...model.names import Name, quote
from ...model.table import Table
from ..ground import Ground
from ..pattern import Part, Tables, pattern
from ..template import Sql, Value

TYPE = "timestamp with time zone"
OURS = re.compile(r"z*stamp_(forge|insert|update)")
CLOCKS = {"transaction": "now()", "statement": "statement_timestamp()", "clock": "clock_timestamp()"}

BECAUSE = {
    "transaction": "what a transaction writes becomes visible at once, and is to have one time",
    "statement": "each statement of a long transaction is to have its own time",
    "clock": "the order of rows within a statement matters",
}


@pattern
def timestamps(
    ground: Ground,
    tables: Tables,
    *,
    created: Annotated[str, "the column that tells when a row was made"] = "created_at",
    updated: Annotated[str, "the column that tells when it last changed"] = "updated_at",
    existing: Annotated[Literal["unknown", "now"], "what the columns say of rows that are there"] = "unknown",
    clock: Annotated[Literal["transaction", "statement", "clock"], "which moment is written"] = "transaction",
) -> Iterator[Part]:
    """When a row was made and last changed, whoever writes.

    **Problem**

    A default fills `created_at` once, and whatever a writer says instead. `updated_at` with a default alone never
    changes again: each writer has to remember it, and one that forgets is not noticed. A trigger that stamps every
    UPDATE makes rows look changed that are not, and what copies "everything since" copies them.

    **Design**

    Two columns of type timestamptz and one function behind three triggers. On INSERT both are set; on UPDATE
    `created_at` is what it was and `updated_at` is now, whatever the statement says. The last trigger has a WHEN
    that compares the row's bytes, so an UPDATE that changes nothing does not call the function and stamps nothing;
    this works for every type, also those without equality (json, point, xml). What writes the two columns alone has
    changed nothing either. Columns come without a rewrite: rows
    that are there say NULL, which is true, or the time of the change (`existing=now`).

    **Alternatives and when they win**

    - *Defaults alone*: rows are only ever inserted.
    - *The application writes them*: one application, one library, and clients' clocks that are trusted.
    - *track_commit_timestamp*: only for recent rows and replication conflicts; it goes with the transaction's id.
    - *The audit pattern*: who changed what matters, not only when.

    **What it costs**

    Two columns of 8 bytes (after padding), a function call for each row inserted or changed, and comparing two rows
    for each UPDATE that changes nothing. The decision record holds what was measured on your schema.

    **Limits**

    A superuser's `session_replication_role = replica` and `ALTER TABLE … DISABLE TRIGGER` go past it, as does whoever
    owns the table. A BEFORE trigger whose name sorts later may still change the row: the triggers are named to come
    last. Rows that logical replication applies keep the publisher's times. MERGE and COPY are stamped like others.

    **References**

    PostgreSQL manual: CREATE TRIGGER (WHEN; order by name), "Composite Type Comparison" (`record_image_ne`, `*<>`),
    ALTER TABLE (adding a column with a non-volatile default does not rewrite), "Current Date/Time".
    """
    yield Choice(
        "Which moment is written?", f"that of the {clock}: {CLOCKS[clock]}", BECAUSE[clock],
        {
            "now()": "all rows of a transaction are to have one time",
            "clock_timestamp()": "the order within a transaction matters",
        },
    )  # fmt: skip
    if existing == "unknown":
        yield Note("where the columns are new, rows that are there say NULL (unknown); existing=now dates them today")
    made: set[Name] = set()
    for table in tables:
        if table.kind == "foreign":
            raise UnsupportedError(f"{table.name} is a foreign table", "stamp its rows where they are stored")
        for column in (created, updated):
            if table.column(column):
                ground.column(table, column, TYPE)
            default = Sql(" NOT NULL DEFAULT now()" if existing == "now" else "")
            yield from ground.steps("column", "tells the time", table=table.name, column=column, default=default)
        function = Name(table.name.schema, f"stamp_{created}_{updated}")
        if function not in made:
            yield from ground.steps(
                "function", "the only writer of both columns",
                function=function, created=created, updated=updated, clock=Sql(CLOCKS[clock]),
            )  # fmt: skip
            made.add(function)
        difference = changed(table, created, updated)
        yield from ground.steps(
            "triggers", "nobody has to remember it",
            table=table.name, function=function, created=created, updated=updated, changed=Sql(difference),
            **names(table),
        )  # fmt: skip
        column = next(c.name for c in table.columns if not c.generated and c.identity != "always")
        filled: dict[str, Value] = {"table": table.name, "created": created, "updated": updated, "column": column}
        yield from ground.trials("trials", **filled)
        yield from ground.probes("probes", **filled)


def names(table: Table) -> dict[str, str]:
    """Names that sort after those of the table's other BEFORE triggers: the last one has the last word."""
    others = [one.name for one in table.triggers if one.timing == "before" and one.row and not OURS.fullmatch(one.name)]
    lead = next("z" * length for length in range(64) if all("z" * length + "stamp" > other for other in others))
    return {place: f"{lead}stamp_{place.removeprefix('on_')}" for place in ("on_forge", "on_insert", "on_update")}


def changed(table: Table, created: str, updated: str) -> str:
    """Whether an UPDATE changes the row, byte by byte. NEW as a whole is not to be had where columns are generated."""
    if not any(column.generated for column in table.columns):
        return "OLD *<> NEW"
    named = [column.name for column in table.columns if not column.generated]
    plain = [quote(name) for name in dict.fromkeys((*named, created, updated))]
    old, new = (", ".join(f"{row}.{column}" for column in plain) for row in ("OLD", "NEW"))
    return f"record_image_ne(ROW({old}), ROW({new}))"


def fits(ground: Ground) -> Iterator[Fit]:
    """Tables with such a column that no trigger writes."""
    for table in ground.database.roots:
        there = [
            c.name for c in table.columns if c.name in ("updated_at", "modified_at", "changed_at", "last_modified")
        ]
        stamped = any(t.timing == "before" and "update" in t.events for t in table.triggers)
        made = next((c.name for c in table.columns if c.name in ("created_at", "inserted_at")), "created_at")
        for column in there:
            if not stamped and ground.column(table, column).type == TYPE:
                because = f"{quote(column)} is there, and no trigger keeps it: it is as true as every writer is careful"
                yield Fit(table=table.name, because=because, options={"created": made, "updated": column})
