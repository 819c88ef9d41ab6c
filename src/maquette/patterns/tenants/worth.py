"""Where it is worth it: tables that hold rows of many tenants, kept apart by nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from ...model.design import Fit
from ...model.security import PUBLIC
from ...model.table import Table
from ..ground import Ground

TELLING = re.compile(r"(tenant|account|organi[sz]ation|org|workspace|company|customer|seller|shop)_id")
ENOUGH = 3  # tables with a column of that name and type


def fits(ground: Ground) -> Iterator[Fit]:
    """Tables with a column that tells tenants apart, which others than the owner may use, and no forced policies."""
    columns = ((c.name, c.base) for t in ground.database.roots for c in t.columns if TELLING.fullmatch(c.name))
    held = Counter(columns)
    for table in ground.database.roots:
        telling = [column for column in table.columns if held[column.name, column.base] >= ENOUGH]
        own = table.primary_key is None or table.kind == "foreign" or (table.row_security and table.force_row_security)
        if own or not telling or not _is_shared(table):
            continue
        column = max(telling, key=lambda one: held[one.name, one.base])
        rows = ground.rows(table)
        size = f" of {rows:,.0f} rows" if rows is not None else ""
        tables = held[column.name, column.base]
        lacks = "whose policies do not bind its owner" if table.row_security else "without policies"
        yield Fit(
            table=table.name,
            because=f"{column.name} tells rows apart in {tables} tables; this is one{size} {lacks}",
            options={"tenant": column.name} | _role(table),
        )


def _role(table: Table) -> dict[str, str]:
    """The role that writes to it, where there is but one."""
    writers = {grant.grantee for grant in table.grants or () if {"INSERT", "UPDATE"} & set(grant.privileges)}
    writers -= {table.owner, PUBLIC}
    return {"role": writers.pop()} if len(writers) == 1 else {}


def _is_shared(table: Table) -> bool:
    """Whether anyone but its owner has a right on it: then a condition that was forgotten shows."""
    return any(grant.grantee != table.owner for grant in table.grants or ())
