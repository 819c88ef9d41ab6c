"""Vocabulary: a column that holds one of a few words, kept by a lookup table or a CHECK."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Literal

from ...model.change import AddCheck, DropConstraint, index_name
from ...model.constraint import Check
from ...model.design import Choice, Fit, Note
from ...model.errors import ConfigError, UnsupportedError
from ...model.names import Name, literal, quote
from ...model.table import Column, Table
from ..ground import Ground
from ..pattern import Part, Tables, pattern
from ..template import Sql

TEXTS = ("text", "character varying")
FEW = 8  # words that a reader takes in at a glance
USUAL = ("status", "state", "kind", "type", "role", "category", "reason", "channel")
LITERAL = re.compile(r"'((?:[^']|'')*)'")


@pattern
def vocabulary(
    ground: Ground,
    tables: Tables,
    *,
    column: Annotated[str, "the column that holds a word"],
    words: Annotated[tuple[str, ...], "the words; without them those of its CHECK, or that the statistics know"] = (),
    form: Annotated[Literal["auto", "lookup", "check"], "a lookup table or a CHECK"] = "auto",
) -> Iterator[Part]:
    """A column that holds one of a few words, and no other.

    **Problem**

    A status in a text column takes every typing error, and each reader has its own list of what may be there. An enum
    is hard to leave: words cannot be removed, and turning a text column into one rewrites the table under a lock that
    stops all.

    **Design**

    The column stays what it is, so nothing is rewritten and no program changes. Either a CHECK names the words, or a
    lookup table holds them and a foreign key refers to it; both come NOT VALID and are validated while others write.
    By itself the pattern takes a CHECK for up to eight words of one table, and a lookup table for more, or where a
    column of the same name is in another table too. Asked again with other words it puts a new CHECK before it drops
    the old one; a lookup table gets and loses words by INSERT and DELETE.

    **Alternatives and when they win**

    - *An enum*: a new column, words that are never removed, 4 bytes instead of a word, or an order that is not the
      alphabet's. Words are added online: `ALTER TYPE … ADD VALUE`. A column that is one already is left alone.
    - *A number that refers to the lookup table*: words that change often, or very many rows; each reader joins.
    - *A domain*: the words are the same in many tables, and change hardly ever: a change scans them all.
    - *A boolean*: two words, and no third ever.

    **What it costs**

    A CHECK: comparing a word with a few, for each row written. A lookup table: a look into it and a share lock on the
    word's row for each row written. Validating reads the table once. The decision record holds what was measured on
    your schema.

    **Limits**

    Words that rows hold and the list lacks make the validation fail: mend the rows first. Null stays allowed where it
    was. Deleting a word from the lookup table reads the referring table, unless the column has an index.

    **References**

    PostgreSQL manual: "Constraints", ALTER TABLE (NOT VALID, VALIDATE CONSTRAINT), "Enumerated Types", ALTER TYPE.
    """
    if len(tables) != 1:
        raise ConfigError("a vocabulary is of one column", "give --table once")
    (table,) = tables
    if table.kind != "table":
        raise UnsupportedError(f"{table.name} is {table.kind}", "NOT VALID is for plain tables: ask for its partitions")
    held = ground.column(table, column)
    if held.kind == "enum":
        yield from _enum(ground, table, held, words)
        return
    ground.column(table, column, *TEXTS)
    old = _checks(table, column)
    said = words or tuple(dict.fromkeys(word for check in old for word in _words(check)))
    seen = _seen(ground, table, column)
    said = said or tuple(sorted(seen))
    if not said:
        raise ConfigError(f"nothing tells the words of {table.name}.{quote(column)}", "--set words=open,closed")
    if stray := [word for word in seen if word not in said]:
        raise ConfigError(
            f"{table.name}.{quote(column)} holds {literal(stray[0])}", "add it to words, or mend the rows"
        )
    shared = [one.name for one in ground.database.roots if one is not table and _text(one, column)]
    chosen = form if form != "auto" else "lookup" if len(said) > FEW or shared else "check"
    because = f"{len(said)} words" + (f"; {shared[0]} has such a column too" if shared else ", of this table alone")
    yield Choice(
        "What keeps the words?", {"lookup": "a lookup table", "check": "a CHECK"}[chosen],
        because if form == "auto" else "it is what the option says",
        {
            "a CHECK": "few words that belong to the program", "a lookup table": "many, shared, or with more to tell",
            "an enum": "a new column whose words never go",
        },
    )  # fmt: skip
    if chosen == "lookup":
        lookup = Name(table.name.schema, f"{table.name.name}_{column}_words")
        rows = Sql(", ".join(f"({literal(word)})" for word in said))
        foreign = index_name(table.name, (column,), "fkey")
        yield from ground.steps(
            "lookup", "a word a row, and no other word",
            lookup=lookup, type=Sql(held.type), rows=rows, foreign=foreign, table=table.name, column=column,
        )  # fmt: skip
        yield Note(f"a word comes by INSERT INTO {lookup}, and goes by DELETE")
    else:
        alike = next((check for check in old if set(_words(check)) == set(said)), None)
        expression = alike.expression if alike else f"{quote(column)} IN ({', '.join(map(literal, said))})"
        name = alike.name if alike else _free(table, f"{table.name.name}_{column}_words")
        check = AddCheck(table=table.name, name=name, expression=expression, columns=(column,))
        yield ground.change(check, f"check {quote(name)} on {table.name}", "no other word")
        for former in old:
            if former is not alike:
                drop = DropConstraint(table=table.name, constraint=former.name)
                yield ground.change(drop, f"check {quote(former.name)} dropped", "the new one stands before it goes")
    listed = Sql(", ".join(map(literal, said)))
    yield from ground.premises("premise", table=table.name, column=column, words=listed)
    yield from ground.trials("trials", table=table.name, column=column)
    yield from ground.probes("probes", table=table.name, column=column)


def _enum(ground: Ground, table: Table, column: Column, words: tuple[str, ...]) -> Iterator[Part]:
    """A column that is an enum has its words already, and another comes by a statement that nothing takes back."""
    kind = next((one for one in ground.database.enums if str(one.name) == column.base), None)
    if kind and (new := [word for word in words if word not in kind.labels]):
        raise UnsupportedError(
            f"{table.name}.{quote(column.name)} is an enum, which has not {literal(new[0])}",
            f"ALTER TYPE {kind.name} ADD VALUE {literal(new[0])} adds it while others write, and cannot be taken back",
        )
    others = {"a CHECK": "words that go again", "a lookup table": "words that go again, or with more to tell"}
    yield Choice("What keeps the words?", "an enum", f"it does already: {column.type}", others)
    yield from ground.trials("trials", table=table.name, column=column.name)
    yield from ground.probes("probes", table=table.name, column=column.name)


def _checks(table: Table, column: str) -> list[Check]:
    """The constraints that do nothing but name the words of that column."""
    plain = (check for check in table.checks if check.columns == (column,) and not check.inherited)
    return [check for check in plain if re.search(r"= ANY \(|= '", check.expression) and "AND" not in check.expression]


def _words(check: Check) -> tuple[str, ...]:
    return tuple(word.replace("''", "'") for word in LITERAL.findall(check.expression))


def _seen(ground: Ground, table: Table, column: str) -> tuple[str, ...]:
    """The words that the statistics know."""
    told = ground.statistics if ground.statistics and not ground.statistics.redacted else None
    relation = told.of(table.name) if told else None
    found = relation.column(column) if relation else None
    return found.values if found else ()


def _text(table: Table, column: str) -> bool:
    return any(one.name == column and one.base in TEXTS for one in table.columns)


def _free(table: Table, wanted: str) -> str:
    """The name, with a number where it is taken."""
    taken = {constraint.name for constraint in table.constraints}
    return next(name for n in range(len(taken) + 1) if (name := f"{wanted}{n or ''}") not in taken)


def fits(ground: Ground) -> Iterator[Fit]:
    """Text columns that hold a few words in many rows, and are kept by nothing."""
    for table in ground.database.roots:
        referring = {column for key in table.foreign_keys for column in key.columns}
        for column in table.columns:
            seen, rows = _seen(ground, table, column.name), ground.rows(table) or 0
            free = column.base in TEXTS and column.name not in referring and not _checks(table, column.name)
            if free and column.name in USUAL and rows >= 1000 and 2 <= len(seen) <= 20:
                because = f"{rows:,.0f} rows hold {len(seen)} words, and a typing error would be one more"
                yield Fit(table=table.name, because=because, options={"column": column.name})
