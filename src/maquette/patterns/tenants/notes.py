"""What whoever applies the design has to know."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.design import Note
from ...model.names import Name, quote
from ..ground import Ground
from ..pattern import Tables


def notes(ground: Ground, tables: Tables, tenant: str, enter: Name, role: str) -> Iterator[Note]:
    """What the application has to do, and which tables stay open."""
    yield Note(f"The application calls {enter}(…) first in each transaction; put that into use before the policies.")
    if not any(one.name == role for one in ground.database.roles):
        yield Note(f"{quote(role)} has no login: GRANT {quote(role)} TO the user that the application connects as.")
    names = {table.name for table in tables}
    lists = {key.target for table in tables for key in table.foreign_keys if key.columns == (tenant,)}
    users = [
        str(table.name) for table in ground.database.roots
        if table.name not in names | lists and any(key.target in names for key in table.foreign_keys)
        and not (table.row_security and table.force_row_security)
    ]  # fmt: skip
    if users:
        yield Note(f"These refer to the tables and stay open to all tenants; give them too: {', '.join(users)}.")
