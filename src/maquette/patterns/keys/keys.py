"""Keys that fill themselves, and unique values whatever their case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Literal

from ...model.change import AddIdentity
from ...model.database import Database
from ...model.design import Choice, Note, Step
from ...model.errors import ConfigError, UnsupportedError
from ...model.names import Name, literal, quote
from ...model.table import Column, Table
from ..ground import Ground
from ..pattern import Part, Tables, pattern
from ..template import Sql, Text, Value
from .case import How, unique_values
from .worth import fits

__all__ = ["fits", "keys"]

WHOLE = ("smallint", "integer", "bigint")
NATIVE = 18  # since this version uuidv7() is the server's own
PARTITIONED_IDENTITY = 17
Kind = Literal["auto", "identity", "uuidv7", "uuidv4", "none"]


@pattern
def keys(
    ground: Ground,
    tables: Tables,
    *,
    key: Annotated[Kind, "what fills the primary key; auto: identity for whole numbers, uuidv7 for uuids"] = "auto",
    unique: Annotated[tuple[str, ...], "text columns whose values are unique whatever their case"] = (),
    how: Annotated[How, "how case is left out; auto: by the locale, and by how queries ask"] = "auto",
) -> Iterator[Part]:
    """Keys that fill themselves, and unique values whatever their case.

    **Problem**

    A serial column's sequence is owned, granted and copied apart, and a number written by hand is met again later.
    Random uuids (version 4; `uuid_generate_v4()` needs an extension besides) fall all over the key's index, so that
    each insert touches another page. Hand-written functions for version 7 get bits wrong, or round the time up. And a
    plain UNIQUE lets `Ann@example.org` in beside `ann@example.org`; an application that looks first and then inserts
    lets both in whenever two come at once.

    **Design**

    The primary key keeps its type and fills itself. Whole numbers become identity columns that go on where the
    sequence, or the highest number, stands. Uuids default to version 7, which begins with the time and so lands at the
    end of the index: `uuidv7()` of the server from 18 on, before that a function of the same layout (RFC 9562): 48 bits
    of milliseconds, 12 that divide the millisecond, 62 at random. `key=uuidv4` takes `gen_random_uuid()`, which is the
    server's own and needs no extension. No row is written.

    Uniqueness whatever the case is one unique index, built CONCURRENTLY, over `lower(column)`, over the column under a
    collation that ignores case (ICU, not deterministic), or over `column::citext`. The column keeps its type, and
    LIKE its meaning.

    **Alternatives and when they win**

    - *Whole numbers*: half as wide, and where the key stays inside. *Uuids*: made by clients or in several databases.
    - *Version 4*: keys are shown to outsiders, who must not learn when a row was made.
    - *`lower(column)`*: queries say `lower(column) = lower($1)`. It follows the locale; under C only ASCII has a case.
    - *A collation*: case by Unicode's rules whatever the locale; queries say `column = $1 COLLATE …`. As the collation
      of the column itself no query has to change, but every index is built anew under a lock; and before 18 LIKE is an
      error there, and ILIKE and regular expressions still are.
    - *citext*: code that cannot be changed gets it as the column's type, under the same lock; LIKE then ignores case
      too. It folds by the locale as lower() does, and is an extension.
    - *A column written in lower case, with a CHECK*: the original spelling need not be kept.

    **What it costs**

    The function before 18 takes about three times as long as gen_random_uuid(): 10 to 14 µs more a row on the machine
    where it was tried. In order, 300,000 uuids took an index of 9.3 MB, at random one of 11 MB. A unique index costs
    each write what an index costs.

    **Limits**

    Version 7 tells when a row was made. It is in order by clocks: to the millisecond between servers, about to the
    microsecond within one, and no further when a clock is set back. Numbers have gaps. BY DEFAULT lets a number be
    written by hand, and the sequence does not notice. The old unique index, if there is one, stays: references and ON
    CONFLICT may need it. lower() and ICU may change with a new version of the locale's library: then REINDEX.

    **References**

    PostgreSQL manual: "Identity Columns"; "UUID Functions"; "Collation Support" (nondeterministic collations);
    "citext"; "Indexes on Expressions". RFC 9562, sections 5.7 and 6.2 (method 3).
    """
    for table in tables:
        if table.partition_of:
            raise UnsupportedError(
                f"{table.name} is a part of {table.partition_of.parent}", "give the table as a whole"
            )
        if key != "none":
            yield from _filled(ground, table, key)
        for name in unique:
            yield from unique_values(ground, table, name, how)
    if key == "none" and not unique:
        raise ConfigError("nothing is asked for", "--set unique=COLUMN, or another --set key=")


def _filled(ground: Ground, table: Table, wanted: Kind) -> Iterator[Part]:
    """The primary key of one column, filled by itself."""
    key = ground.key(table)
    if len(key.columns) != 1:
        columns = ", ".join(map(quote, key.columns))
        raise UnsupportedError(
            f"{table.name} has a key of several columns ({columns})", "--set key=none: they are given"
        )
    column = ground.column(table, key.columns[0], *WHOLE, "uuid")
    kind = ("identity" if column.base in WHOLE else "uuidv7") if wanted == "auto" else wanted
    if (kind == "identity") != (column.base in WHOLE):
        raise ConfigError(
            f"{table.name}.{quote(column.name)} is {column.type}, which {kind} cannot fill", "--set key=auto"
        )
    told: dict[str, Value] = {
        "table": table.name, "table_text": Text(str(table.name)),
        "column": column.name, "column_text": Text(column.name),
    }  # fmt: skip
    if kind == "identity":
        yield from _numbered(ground, table, column, told)
        return
    yield _which_uuids(table, kind)
    default = Sql("gen_random_uuid()")
    if kind == "uuidv7" and ground.major >= NATIVE:
        default = Sql("uuidv7()")
    elif kind == "uuidv7":
        function = Name(table.name.schema, "uuidv7")
        yield from ground.steps("uuidv7", "the server has none of its own before 18", function=function)
        default = Sql(f"{function}()")
        yield Note(
            f"On PostgreSQL 18 and later, ask again: the default becomes the server's own, and {function}() can go."
        )
    before = f"SET DEFAULT {column.default}" if column.default else "DROP DEFAULT"
    same = (column.default or "").removeprefix("pg_catalog.") == default
    for step in ground.steps("default", "the key fills itself", **told, default=default, before=Sql(before)):
        yield replace(step, stands=same)
    yield from ground.trials("trial_uuid", **told, version=7 if kind == "uuidv7" else 4)
    if kind == "uuidv7":
        yield from ground.trials("trial_order", **told, default=default)


def _which_uuids(table: Table, kind: Kind) -> Choice:
    question = f"Which uuids fill {table.name}?"
    if kind == "uuidv7":
        others = {"version 4, at random": "outsiders see keys, and must not learn when a row was made"}
        return Choice(question, "version 7, in order of time", "new keys stand at the end of the index", others)
    others = {"version 7, in order of time": "rows are many, and when they were made is no secret"}
    return Choice(question, "version 4, at random", "a key does not tell when its row was made", others)


def _numbered(ground: Ground, table: Table, column: Column, told: dict[str, Value]) -> Iterator[Part]:
    """An identity column: what a serial becomes, or what a column without a default gets."""
    makes, why = f"identity {quote(column.name)} of {table.name}", "its sequence is granted, copied and dropped with it"
    if column.identity:
        yield Step(makes=makes, why=why, stands=True)
    elif table.kind == "partitioned" and ground.major < PARTITIONED_IDENTITY:
        raise UnsupportedError(
            f"{table.name} is partitioned: no identity before 17", "--set key=none: its sequence stays"
        )
    elif sequence := _sequence(table, column, ground.database):
        yield ground.change(AddIdentity(table=table.name, column=column.name, sequence=sequence), makes, why)
    elif column.default:
        raise UnsupportedError(
            f"{table.name}.{quote(column.name)} has the default {column.default}", "drop it first, or --set key=none"
        )
    else:
        yield from ground.steps("identity", why, **told)
        yield Note(f"{table.name}: writers that still number rows by hand meet the numbers that the column gives.")
    yield Choice(
        f"What fills {table.name}?", "identity, BY DEFAULT", "restores and copies that bring their numbers still work",
        {"ALWAYS": "nobody may bring a number", "uuids": "keys are made by clients, or in several databases"},
    )  # fmt: skip
    yield from ground.trials("trial_identity", **told)


def _sequence(table: Table, column: Column, database: Database) -> Name | None:
    """The sequence of a serial column."""
    for sequence in database.sequences:
        said = {f"nextval({literal(name)}::regclass)" for name in (str(sequence.name), quote(sequence.name.name))}
        if sequence.owned_by == (table.name, column.name) and column.default in said:
            return sequence.name
    return None
