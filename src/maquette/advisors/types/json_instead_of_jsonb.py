"""json-instead-of-jsonb."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.database import Database
from ...model.finding import Finding
from ...model.names import quote
from ..check import Examined, check
from ..retype import retype_all
from ..vocabulary import wordlist, words

VERBATIM = wordlist("raw original verbatim signed source")


@check(severity="info")
def json_instead_of_jsonb(database: Database) -> Iterator[Finding | Examined]:
    """Documents kept as json.

    Condition
        A column has the type json. A name that says raw, original or signed does not count. One finding a table.

    Effect
        Every access parses the whole text again. There is no equality (DISTINCT, GROUP BY and UNION fail), no
        containment operator, and no GIN index on the document.

    Remedy
        ALTER COLUMN … TYPE jsonb. It drops white space, the order of keys and all but the last of equal keys, and
        refuses the escape \\u0000. It writes the table anew under an ACCESS EXCLUSIVE lock.

    When to ignore it
        The text must come back exactly as it came in, as for a signature over it.

    References
        PostgreSQL manual, 8.14 "JSON Types": "In general, most applications should prefer to store JSON data as jsonb".
    """
    for table in database.roots:
        yield Examined()
        columns = [
            column.name
            for column in table.columns
            if column.base == "json" and column.local and VERBATIM.isdisjoint(words(column.name))
        ]
        if columns:
            change, reason = retype_all(database, table, {name: ("jsonb", f"{quote(name)}::jsonb") for name in columns})
            yield Finding(
                object=str(table.name),
                detail=f"{table.name} keeps documents as json: {', '.join(columns)}",
                change=change,
                advice=reason,
                tables=(str(table.name),),
            )
