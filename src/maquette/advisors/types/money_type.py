"""money-type."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.database import Database
from ...model.finding import Finding
from ...model.names import quote
from ..check import Examined, check
from ..retype import retype


@check(severity="warning")
def money_type(database: Database) -> Iterator[Finding | Examined]:
    """Column of the type money.

    Condition
        A column has the type money.

    Effect
        What a stored number means depends on the server's lc_monetary: restored under another locale, yen come back
        as hundredths. It knows one currency and a fixed number of decimals, loses fractions in divisions, and comes
        to the client as text with a currency sign.

    Remedy
        ALTER COLUMN … TYPE numeric, and a column for the currency. It writes the table anew under an ACCESS EXCLUSIVE
        lock.

    When to ignore it
        Never known to be needed.

    References
        PostgreSQL manual, 8.2 "Monetary Types".
    """
    for table in database.roots:
        for column in table.columns:
            yield Examined()
            if column.base != "money" or not column.local:
                continue
            made = retype(database, table, column, "numeric", f"{quote(column.name)}::numeric")
            yield Finding(
                object=f"{table.name}.{column.name}",
                detail=f"{table.name}.{column.name} has the type money, whose meaning depends on lc_monetary",
                change=None if isinstance(made, str) else made,
                advice=made if isinstance(made, str) else "",
                tables=(str(table.name),),
            )
