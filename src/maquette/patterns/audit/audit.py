"""The audit trail: one function behind four triggers a table, and a trail that the application cannot touch."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated

from ...model.design import Choice, Note
from ...model.errors import ConfigError, UnsupportedError
from ...model.names import Name, literal, quote
from ...model.security import PUBLIC
from ...model.table import Table
from ..ground import Ground
from ..pattern import Part, Tables, pattern
from ..template import Sql, Text, Value
from .touch import touch
from .worth import fits

__all__ = ["audit", "fits"]

SETTING = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)+\Z")
TRIGGERS = ("audit_insert", "audit_update", "audit_delete", "audit_truncate")


@pattern
def audit(
    ground: Ground,
    tables: Tables,
    *,
    schema: Annotated[str, "the schema of the trail, which the application may not use"] = "audit",
    trail: Annotated[str, "the table that holds it"] = "trail",
    actor: Annotated[str, "the setting in which the application says who acts"] = "app.current_user_id",
    hide: Annotated[tuple[str, ...], "columns whose values are not kept: passwords, tokens"] = (),
    months: Annotated[int, "for how many whole months the trail is kept; 0: for ever"] = 24,
    ahead: Annotated[int, "how many months are made ahead"] = 3,
) -> Iterator[Part]:
    """Who changed what, and when, in a trail that the application cannot alter.

    **Problem**

    "Who set this price, and what was it before?" A trigger written by hand answers for the statements that somebody
    thought of: it misses DELETE and TRUNCATE, stops every write when the actor's setting is empty, keeps no key, and
    writes to a table that the application may change. The playbook's form subtracts one jsonb from another; there is
    no such operator, so no row can be written any more.

    **Design**

    One function, `record()`, for all tables, called once a statement with the transition tables. INSERT and DELETE
    keep the row, UPDATE the columns that differ, before and after, and nothing when none does; TRUNCATE keeps that it
    happened. Each record has the primary key, which is looked up when it is written, so columns may be added and
    renamed. Rows before and after are paired by key: a changed key is told as DELETE of the old and INSERT of the new.
    Played in the order of `id`, the trail gives the table. The actor is text, from a setting; unset, empty or
    anything at all, it stops no write. The login role is kept beside it.

    The trail is divided by month. `keep()` makes the months ahead and drops those past their time; call it daily.
    Months are attached, which waits for no writer, and it gives up a lock after 200 ms. A row of a month that nobody
    made goes to the rest, so no write fails. `history('orders', '{"id": 7}')` gives the life of one row.

    The function runs with the rights of its owner; nobody else has any on the trail, its partitions or functions.

    **Alternatives and when they win**

    - *A row trigger*: nearly every statement writes one row. It then costs less than half; in bulk, half as much again.
    - *Logical decoding* (the write-ahead log): no cost to the writer; no actor, and a consumer that must not fall back.
    - *The temporal pattern*: the question is what held when, not who did it.
    - *pgaudit*: which statements were run, reading included, in the server's log.

    **What it costs**

    Each write is written twice. In processor time of version 18, on a table of six columns: INSERT and DELETE in bulk
    take 11 microseconds a row more, UPDATE 23 (it takes 4 without), a statement on one row 100 more. A record takes
    some 330 bytes with its two indexes. The decision record holds what was measured on your schema.

    **Limits**

    Whoever owns a table, and a superuser, may drop its triggers: the application should log in as neither. Writes that
    name a partition directly, and rows applied by logical replication, pass by. An AFTER ROW trigger that writes to its
    own table again is told before the statement that set it off. jsonb keeps no difference between SQL's NULL and
    JSON's in a jsonb column, nor the layout of json; a virtual column is told as NULL, for it is not stored. What
    TRUNCATE removed is in the trail only as far as the trail goes back. Trigger arguments do not follow a rename:
    after renaming a hidden column make the triggers anew.

    **References**

    PostgreSQL manual: CREATE TRIGGER (REFERENCING), "Overview of Trigger Behavior", CREATE FUNCTION ("Writing SECURITY
    DEFINER Functions Safely"), ALTER TABLE (ATTACH PARTITION), "Configuration Settings Functions".
    """
    if not SETTING.match(actor):
        raise ConfigError(f"actor={actor}: no name of a setting", "write two words with a dot: app.current_user_id")
    for column in hide:
        if not any(table.column(column) for table in tables):
            raise ConfigError(f"hide={column}: no such column", f"in {', '.join(str(table.name) for table in tables)}")
    if months < 0 or ahead < 0:
        raise ConfigError("months and ahead count months", "0 or more")
    names = {word: Name(schema, word) for word in ("record", "keep", "history")} | {"trail": Name(schema, trail)}
    yield from _choices()
    rest = Name(schema, f"{trail}_rest")
    yield from ground.steps(
        "trail", "one trail for all tables", **names, schema=schema, rest=rest, by_key=f"{trail}_by_key",
        trail_text=Text(names["trail"]), rest_text=Text(rest), schema_text=Text(schema), prefix_text=Text(f"{trail}_"),
        actor=Text(actor), months=months, ahead=ahead, others=Sql(_others(ground)),
    )  # fmt: skip
    yield from ground.trials(
        "rights",
        trail=names["trail"],
        trail_text=Text(names["trail"]),
        keep_text=Text(f"{names['keep']}(integer, integer)"),
    )
    for table in tables:
        yield from _attach(ground, table, names, tuple(column for column in hide if table.column(column)), actor)
    yield Note(
        f"The trail belongs to whoever applies this: a role that the application neither is nor may become. To let"
        f" a role read it: GRANT USAGE ON SCHEMA {quote(schema)}, then GRANT SELECT ON {names['trail']}."
    )
    yield Note(
        f"Have {names['keep']}() called daily; else, {ahead + 1} months from now, records begin to go to {rest}."
    )
    yield Note(f"The application says who acts by set_config('{actor}', …, true) in each transaction.")


def _others(ground: Ground) -> str:
    """Everyone, and the roles that default privileges give something on each new table."""
    given = {
        grant.grantee
        for default in ground.database.default_privileges
        for grant in default.grants
        if default.kind == "tables" and grant.grantee not in (default.role, PUBLIC)
    }
    return ", ".join((PUBLIC, *(quote(role) for role in sorted(given))))


def _choices() -> Iterator[Choice]:
    yield Choice(
        "Once a row or once a statement?", "once a statement, with transition tables",
        "one INSERT records a million rows",
        {"once a row": "every statement writes one row, and microseconds count"},
    )  # fmt: skip
    yield Choice(
        "What is kept of an UPDATE?", "the columns that changed, before and after", "it can be played and undone",
        {"the whole row": "readers want to see it whole, and the space is no matter"},
    )  # fmt: skip


def _attach(
    ground: Ground, table: Table, names: dict[str, Name], hidden: tuple[str, ...], actor: str
) -> Iterator[Part]:
    if table.kind == "foreign":
        raise UnsupportedError(f"{table.name} is a foreign table", "audit it where it is stored")
    key = ground.key(table)
    if table.partition_of:
        raise ConfigError(f"{table.name} is a partition", f"audit {table.partition_of.parent}, which it is written by")
    if table.name.schema == names["trail"].schema:
        raise ConfigError(f"{table.name} lies beside the trail", "a trail cannot record itself")
    if taken := [column for column in hidden if column in key.columns]:
        raise ConfigError(f"hide={taken[0]}: it is in the primary key of {table.name}", "records are found by the key")
    arguments = ", ".join(literal(column) for column in hidden)
    _same_columns(table, names["record"], arguments)
    yield from ground.steps(
        "attach", "every way to change a row", table=table.name, record=names["record"], hidden=Sql(arguments)
    )
    if ground.database.descendants(table.name):
        yield Note(f"What names a partition or heir of {table.name} directly is not recorded.")
    if writers := [t.name for t in table.triggers if t.row and t.timing == "after" and t.function != names["record"]]:
        yield Note(
            f"{', '.join(writers)} on {table.name}: if it writes to {table.name} again, that is told before the"
            " statement that set it off."
        )
    if plain := [column.name for column in table.columns if column.base == "json"]:
        yield Note(
            f"{', '.join(plain)} of {table.name}: json is kept as jsonb, which refuses \\u0000 and so the write."
        )
    if owner := next((r for r in ground.database.roles if r.name == table.owner and r.login and not r.superuser), None):
        yield Note(f"{owner.name} owns {table.name} and may log in: it can drop the triggers.")
    filled: dict[str, Value] = {
        "table": table.name, "relation": Text(table.name), "trail": names["trail"], "actor": Text(actor),
    }  # fmt: skip
    if touched := touch(ground.database, table, hidden):
        filled |= {"column": touched.column, "column_text": Text(touched.column), "other": Sql(touched.other)}
        yield from ground.trials("update", **filled)
        yield from ground.probes("update", **filled)
    if not ground.database.referencing(table.name):
        yield from ground.trials("delete", **filled)
        yield from ground.probes("delete", **filled)


def _same_columns(table: Table, record: Name, arguments: str) -> None:
    """Refuse triggers that are there and hide other columns: the machinery compares functions, not arguments."""
    for trigger in table.triggers:
        if (
            trigger.name in TRIGGERS
            and trigger.function == record
            and not trigger.definition.endswith(f"({arguments})")
        ):
            raise UnsupportedError(
                f"name taken: trigger {trigger.name} on {table.name} hides other columns",
                "drop the audit triggers of the table, or give --set hide as it was",
            )
