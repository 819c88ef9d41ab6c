"""float-for-money."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.database import Database
from ...model.finding import Finding
from ..check import Examined, check
from ..retype import retype_all
from ..vocabulary import wordlist, words

FLOATS = ("real", "double precision")
MONEY = wordlist(
    "price amount cost balance fee fees salary wage revenue discount tax vat commission payment payout refund deposit "
    "subtotal turnover debit credit credits invoice charge"
)
NUMBER = wordlist(
    "rate ratio percent percentage pct share factor avg average mean median estimate estimated score probability "
    "weight forecast predicted index days hours seconds"
)


@check(severity="warning")
def float_for_money(database: Database) -> Iterator[Finding | Examined]:
    """Money kept as a binary fraction.

    Condition
        A column of type real or double precision has a name that says money (price, amount, fee, balance …) and no
        word for a rate, a score or an estimate. There is one finding a table.

    Effect
        0.1 and most other amounts have no exact binary form: sums are off by cents, the same sum comes out different
        in another order of rows or with parallel workers, and equality fails for amounts that print alike.

    Remedy
        ALTER COLUMN … TYPE numeric, which keeps what is shown today; or numeric(19, 4), or whole cents in a bigint.
        It writes the table anew under an ACCESS EXCLUSIVE lock.

    When to ignore it
        The value is a model's input or output, where an error of one in 10^15 does not matter.

    References
        PostgreSQL manual, 8.1.3 "Floating-Point Types": "If you require exact storage and calculations (such as for
        monetary amounts), use the numeric type instead".
    """
    for table in database.roots:
        yield Examined()
        columns = [
            column.name for column in table.columns if column.base in FLOATS and column.local and _is_money(column.name)
        ]
        if not columns:
            continue
        change, reason = retype_all(database, table, dict.fromkeys(columns, ("numeric", None)))
        types = ", ".join(f"{name} ({column.type})" for name in columns if (column := table.column(name)))
        yield Finding(
            object=str(table.name),
            detail=f"{table.name} keeps money as a binary fraction: {types}",
            change=change,
            advice=reason,
            tables=(str(table.name),),
        )


def _is_money(name: str) -> bool:
    said = set(words(name))
    return (bool(said & MONEY) or said == {"total"}) and not said & NUMBER
