"""Where it is worth it: keys that fall all over their index, and text that is unique but for its case."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.design import Fit
from ...model.table import Table
from ..ground import Ground
from .case import in_lower_case

RANDOM = ("gen_random_uuid()", "uuid_generate_v4()")
MANY = 100_000  # rows from which the key's index no longer fits where it is inserted into


def fits(ground: Ground) -> Iterator[Fit]:
    """Tables whose primary key is filled with random uuids, and those whose plain unique text queries fold."""
    for table in ground.database.roots:
        rows = ground.rows(table) or 0.0
        key = table.primary_key.columns if table.primary_key else ()
        column = table.column(key[0]) if len(key) == 1 else None
        default = (column.default or "").rpartition(".")[2] if column else ""
        if default in RANDOM and rows >= MANY:
            yield Fit(
                table=table.name, because=f"{rows:,.0f} rows have keys of {default}, one here, one there in its index"
            )
        for name in _folded(ground, table):
            yield Fit(
                table=table.name, because=f"queries look for lower({name}), and {name} is unique only as it is spelt",
                options={"key": "none", "unique": name},
            )  # fmt: skip


def _folded(ground: Ground, table: Table) -> Iterator[str]:
    """Columns with a plain unique key that queries compare in lower case."""
    folded = {predicate.operand.columns for predicate in in_lower_case(ground, table)}
    expressions = {str(key.expression) for index in table.indexes if index.unique for key in index.keys}
    for index in table.indexes:
        if index.unique and index.columns in folded and not any(f"({index.columns[0]}" in one for one in expressions):
            yield index.columns[0]
