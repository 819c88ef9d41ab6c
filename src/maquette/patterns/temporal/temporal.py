"""Validity in time: no two versions of a thing at once, and every moment can be asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from ...model.change import CreateIndex
from ...model.design import Choice, Fit, Note
from ...model.errors import ConfigError, UnsupportedError
from ...model.names import quote
from ...model.table import Column, Table
from ..ground import Ground
from ..pattern import Part, Tables, pattern
from ..template import Sql, Value
from .keeping import SHORT, Terms, beside, history, on_table
from .period import SUBTYPES, fields, period_of
from .versions import Versions

NUMBERS, TEXTS = ("bigint", "integer", "numeric", "smallint"), ("character varying", "text")
USUAL = ("valid_from", "valid_to")


@pattern
def temporal(
    ground: Ground,
    tables: Tables,
    *,
    period: Annotated[tuple[str, ...], "the range column, or the beginning and the end (valid_from,valid_to)"] = (),
    key: Annotated[tuple[str, ...], "the columns that say what a row is a version of"] = (),
    place: Annotated[Literal["auto", "table", "beside"], "where the constraint stands"] = "auto",
    gaps: Annotated[bool, "whether a key may have moments without a version"] = True,
    within: Annotated[str, "a temporal table: rows are valid only while its row of the same key is (18)"] = "",
    btree_gist: Annotated[bool, "whether the extension may be used; false: integer keys only"] = True,
) -> Iterator[Part]:
    """What was true when, with no two versions at once.

    **Problem**

    Rows with valid_from and valid_to say nothing by themselves: two of one product may overlap, and each query then
    finds two prices. A check before the INSERT does not see what another transaction has not committed. EXCLUDE does,
    but for most keys needs btree_gist, and it has neither NOT VALID nor CONCURRENTLY: on a table in use everybody
    waits until its index is built. Ending one version and beginning the next by hand loses a change whenever two do
    it at once.

    **Design**

    What is there decides the form. *Two columns or a range column*: the table is its own history, and gets a rule
    that no two versions of a key have a moment in common. *Neither*: the table holds what is true now, and a history
    is kept beside it by triggers.

    A small table gets the constraint itself. Beside a large one a table of periods is made while it is empty, with
    the constraint from its birth; a trigger keeps it, and the rows that are there come in by batches. The rule holds
    as strictly (SQLSTATE 23P01), and nobody waits. On PostgreSQL 18 it is a key WITHOUT OVERLAPS wherever a range
    column holds the period, so PERIOD foreign keys can refer to it (`within`); before, and over two columns, EXCLUDE.

    A NULL end is no end. `…_as_of(moment)` gives the versions of a moment, and is unfolded into the query around it.
    `change_…(key, changes, since)` ends the latest version and begins the next, from now on where no moment is given.
    `correct_…(key, corrections, since, until)` puts right what was believed of a period, and cuts the versions at its
    ends. Both lock the key before they read, so no change is lost.

    **Alternatives and when they win**

    - *The constraint on the table* (`place=table`): all can wait until it is built, 20 to 30 s for a million rows.
    - *A history beside the table, though it has periods*: most queries want today only, and the past is large.
    - *A trigger that checks*: never; it does not see what is not committed.
    - *The audit pattern*: who said it and when matters, not when it was true. Together they are bitemporal.

    **What it costs**

    The GiST index: about 85 bytes a row with btree_gist, and 25 to 40 µs for each row written. Beside the table: the
    key and the period once more, and a trigger for each row. Without btree_gist an integer key is compared as a range,
    which takes twice as long. The decision record holds what was measured on your schema.

    **Limits**

    Columns of key and beginning must be NOT NULL. The functions hold one lock for each key and transaction: change
    tens of thousands of keys in several transactions. In repeatable read a conflict fails with 40001 and has to be
    tried again; rows of a table without gaps cannot be written there. `session_replication_role = replica` and the
    table's owner go past triggers. A date has no shorter version than a day: two changes on one day leave the second.
    A history beside a table knows nothing of the time before it was made, and names only the columns of that day.

    **References**

    PostgreSQL manual: CREATE TABLE (EXCLUDE, WITHOUT OVERLAPS, PERIOD), 8.17.10 "Constraints on Ranges", btree_gist,
    ALTER TABLE. SQL:2011, application-time periods (FOR PORTION OF).
    """
    terms = Terms(place, gaps, within, btree_gist)
    for table in tables:
        if table.kind == "foreign":
            raise UnsupportedError(f"{table.name} is a foreign table", "keep its versions where they are stored")
        columns = period or (USUAL if all(table.column(column) for column in USUAL) else ())
        if columns:
            versions = Versions(ground, table, key or _referring(table), period_of(ground, table, columns))
            yield from _versions(versions, terms)
        else:
            yield from _history(ground, table, key, terms)


def _versions(versions: Versions, terms: Terms) -> Iterator[Part]:
    """The table is its own history."""
    ground, table, key, period = versions.ground, versions.table, versions.key, versions.period
    for column in (*key, period.columns[0]):
        if not ground.column(table, column).not_null:
            raise UnsupportedError(
                f"{table.name}.{quote(column)} may be NULL", "make it NOT NULL first: NULL is no key and no beginning"
            )
    _refuse_single(table, key)
    rows, direct = ground.rows(table), on_table(versions, terms)
    told = "its size is not known" if rows is None else f"it has {rows:,.0f} rows"
    reason = f"{told}; up to {SHORT:,} the index is built in a third of a second"
    places = {
        "a constraint of a table beside it": "writers cannot wait while the index is built",
        "a constraint of the table": "it is small, or everybody can wait",
        "a check before each write": "never: it does not see what is not committed",
    }
    chosen = "a constraint of the table" if direct else "a constraint of a table beside it"
    del places[chosen]
    because = reason if terms.place == "auto" else f"place={terms.place}"
    yield Choice(f"How are the versions of {table.name} kept apart?", chosen, because, places)
    yield from beside(versions, terms, direct)
    yield ground.change(
        CreateIndex.on(table.name, *key, period.columns[0]),
        f"index of {table.name} on {fields((*key, period.columns[0]))}", "finds the latest version of a key",
    )  # fmt: skip
    words = versions.words
    yield from ground.steps("as_of", "the versions of a moment", **words)
    yield from ground.steps("change", "a change loses nothing", **words)
    yield from ground.steps("correct", "a correction leaves the rest as it is", **words)
    if not terms.gaps:
        yield from ground.steps("gaps", "every moment has its version", **words)
    yield from ground.premises("premises", **words)
    yield from ground.trials("trials", **words)
    yield from ground.probes("probes", **words)


def _refuse_single(table: Table, key: tuple[str, ...]) -> None:
    """Raises UnsupportedError where a unique index lets each key have one row only."""
    for index in table.indexes:
        whole = index.unique and not index.predicate and len(index.columns) == len(index.keys)
        if whole and set(index.columns) <= set(key):
            raise UnsupportedError(
                f"{index.name} lets {table.name} have one row of each {fields(index.columns)}: no second version",
                "drop it first, or leave period and key out: then a history is kept beside the table",
            )


def _history(ground: Ground, table: Table, key: tuple[str, ...], terms: Terms) -> Iterator[Part]:
    """The table holds what is true now."""
    rows = ground.key(table).columns
    if key and key != rows:
        raise ConfigError(
            f"{table.name} has no period, so its history is by primary key", "leave key out, or set period"
        )
    if not terms.gaps:
        raise ConfigError(f"{table.name} has no period: its history ends with a row", "leave gaps=true")
    yield Choice(
        f"Where are the versions of {table.name} kept?", "in a history beside it",
        "it has no period: its rows are what is true now, and its queries stay as they are",
        {"in the table itself": "it is made anew with valid_from and valid_to, and every query says which moment"},
    )  # fmt: skip
    kept = yield from history(ground, table, terms)
    yield from ground.steps("as_of", "the versions of a moment", **kept.words)
    yield from ground.steps("correct", "what was believed of the past", **kept.words)
    plain = next((c.name for c in table.columns if c.name not in rows and _is_free(table, c)), rows[0])
    names = fields(column for column in kept.copied if column not in kept.period.columns)
    words: dict[str, Value] = {
        **kept.words,
        "now": table.name,
        "names": names,
        "column": plain,
        "changed": Sql(_another(ground.column(table, plain))),
    }
    yield from ground.trials("history_trials", **words)
    yield from ground.probes("history_probes", **words)
    yield Note(f"The history of {table.name} begins when the design is applied; a column added later is not in it.")


def _is_free(table: Table, column: Column) -> bool:
    """Whether a probe may write the column, and no constraint has a say."""
    bound = {one for key in table.keys for one in key.columns}
    bound |= {one for key in table.foreign_keys for one in key.columns}
    bound |= {one for check in table.checks for one in check.columns}
    bound |= {key.column for index in table.indexes if index.unique for key in index.keys if key.column}
    changes = column.base in NUMBERS or column.base in TEXTS
    return changes and column.name not in bound and not column.generated and not column.identity


def _another(column: Column) -> str:
    """Another value of the column, for a probe."""
    name = quote(column.name)
    if column.base in NUMBERS:
        return f"{name} + 1"
    return f"{name} || 'x'" if column.base in TEXTS else name


def _referring(table: Table) -> tuple[str, ...]:
    """The columns of its only foreign key."""
    found = {foreign.columns for foreign in table.foreign_keys}
    if len(found) != 1:
        raise ConfigError(f"what is a row of {table.name} a version of?", "say it with --set key=COLUMN,…")
    return found.pop()


def fits(ground: Ground) -> Iterator[Fit]:
    """Tables with a period and one foreign key, where nothing keeps versions apart."""
    for table in ground.database.roots:
        keys = {foreign.columns for foreign in table.foreign_keys}
        pair = USUAL if all((c := table.column(name)) and c.base in SUBTYPES.values() for name in USUAL) else ()
        held = pair or tuple(c.name for c in table.columns if c.base in SUBTYPES and c.not_null)
        apart = table.exclusions or any(one.without_overlaps for one in table.keys)
        triggers = any(trigger.name.endswith("_versions_kept") for trigger in table.triggers)
        if len(keys) != 1 or apart or triggers or not (pair or len(held) == 1):
            continue
        (key,) = keys
        say = "says" if len(held) == 1 else "say"
        because = f"{fields(held)} {say} when a row holds, and nothing keeps two rows of one {fields(key)} apart"
        yield Fit(table=table.name, because=because, options={"period": ",".join(held), "key": ",".join(key)})
