"""entity-attribute-value."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.database import Database
from ...model.finding import Finding
from ...model.table import Column, Table
from ..check import Examined, check
from ..vocabulary import keeps_records, wordlist, words

ATTRIBUTES = wordlist("attribute attr property key name field param parameter")
VALUES = wordlist("value val")
TEXTS = ("text", "character varying")
FREE = wordlist(
    "setting settings preference preferences option options config header headers translation translations label labels"
)


@check(severity="warning")
def entity_attribute_value(database: Database) -> Iterator[Finding | Examined]:
    """Entity-attribute-value table.

    Condition
        A table of at most eight columns has a foreign key to the entity, a text column that names an attribute and a
        text column that holds its value. Tables of settings, options, labels and translations do not count.

    Effect
        The value has no type, no default, no CHECK, no foreign key, and NOT NULL cannot be said at all. Reading one
        entity takes as many rows as it has attributes, filtering by two attributes takes a join of the table with
        itself, and the planner has one set of statistics for all attributes together, so its estimates are far off.

    Remedy
        Columns for attributes that most entities have; one `jsonb` column with a GIN index for the rest.

    When to ignore it
        The attributes are really made by users at run time, are many, and are only ever read as a whole.

    References
        PostgreSQL manual, 8.14 "JSON Types" (8.14.4 "jsonb Indexing"); 14.2 "Statistics Used by the Planner".
    """
    for table in database.roots:
        if not table.foreign_keys or len(table.columns) > 8:
            continue
        yield Examined()
        held = set(words(table.name.name))
        attribute = next((column for column in table.columns if _says(column, ATTRIBUTES, table)), None)
        value = next((column for column in table.columns if _says(column, VALUES, table)), None)
        if attribute and value and held.isdisjoint(FREE) and not keeps_records(table):
            entity = table.foreign_keys[0].target
            yield Finding(
                object=str(table.name),
                detail=f"{table.name} keeps any attribute of {entity} by name in {attribute.name} and {value.name}",
                advice=f"Give {entity} columns for the common attributes, and one jsonb column for the rest.",
                tables=(str(table.name), str(entity)),
            )


def _says(column: Column, vocabulary: frozenset[str], table: Table) -> bool:
    """Whether its name is one such word, alone or after others: value, attribute_value, meta_key."""
    named = words(column.name)
    about = [word for word in named if word not in vocabulary and word not in ("attribute", "meta", "name")]
    plain = column.base in TEXTS and column.kind != "array"
    return plain and bool(named) and named[-1] in vocabulary and not about and not _in_foreign_key(table, column.name)


def _in_foreign_key(table: Table, column: str) -> bool:
    return any(column in key.columns for key in table.foreign_keys)
