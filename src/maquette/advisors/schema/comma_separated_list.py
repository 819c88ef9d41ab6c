"""comma-separated-list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ...model.database import Database
from ...model.finding import Finding
from ...model.statistics import Statistics
from ..check import Examined, check
from ..vocabulary import noun, words

TEXTS = ("text", "character varying")
ELEMENT = re.compile(r"[\w.:/@-]{1,40}\Z")
NUMBER = re.compile(r"-?[\d.]+\Z")
GROUPED = re.compile(r"\d{1,3}(,\d{3})+\Z")  # 1,234,567


@check(severity="warning")
def comma_separated_list(database: Database, statistics: Statistics) -> Iterator[Finding | Examined]:
    """A list kept in one text value.

    Condition
        The statistics of a text column show values such as `garden,books,toys`: at least half of them hold a comma,
        every element is one word, elements come again in other values, and values have different numbers of elements
        or the column's name is a plural.

    Effect
        Looking for one element takes `LIKE '%,garden,%'` or a function, which no b-tree serves: each search reads the
        whole table. No foreign key, no CHECK and no unique key can speak of an element, and two writers who add one
        each overwrite each other.

    Remedy
        A table with one row an element; or an array column (`string_to_array(x, ',')`) with a GIN index.

    When to ignore it
        The value is only stored and handed back whole, never looked into.

    References
        PostgreSQL manual, 8.15.5 "Searching in Arrays"; 11.2 "Index Types" (GIN).
    """
    for table in database.roots:
        relation = statistics.of(table.name)
        for column in table.columns:
            known = relation.column(column.name) if relation else None
            if column.base not in TEXTS or known is None:
                continue
            yield Examined()
            values = known.values
            if _is_list(values, plural=noun(column.name) != "_".join(words(column.name))):
                sample = max((value for value in values if value.count(",") <= 3), key=len, default=values[0])
                yield Finding(
                    object=f"{table.name}.{column.name}",
                    detail=f"{table.name}.{column.name} keeps lists in text, as {sample!r}",
                    advice="Keep one row an element in a table of its own, or an array with a GIN index.",
                    tables=(str(table.name),),
                )


def _is_list(values: Sequence[str], plural: bool) -> bool:
    split = [[element.strip() for element in value.split(",")] for value in values if value]
    many = [elements for elements in split if len(elements) > 1]
    if len(many) < 3 or len(many) * 2 < len(split) or any(GROUPED.match(value) for value in values):
        return False
    elements = [element for value in split for element in value]
    again = all(ELEMENT.match(element) for element in elements) and len(set(elements)) * 2 <= len(elements)
    pairs = plural and not all(NUMBER.match(element) for element in elements)
    return again and (pairs or len({len(value) for value in many}) > 1)
