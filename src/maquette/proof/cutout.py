"""The part of a design that an experiment needs: some tables with all that they cannot do without."""

from __future__ import annotations

from collections.abc import Iterable

from ..model.database import Database
from ..model.excerpt import excerpt, family, mentioned
from ..model.names import Name


def cut_out(database: Database, tables: Iterable[Name]) -> Database:
    """Those tables, and what decides how a change of them goes; whatever refers to something else is dropped.

    Kept beside them: the tables that they reference or that reference them, those that their policies and column types
    name, whole families of partitions and heirs.
    """
    by_name = {str(table.name): table.name for table in database.tables}
    kept: dict[Name, None] = {}
    for name in dict.fromkeys(tables):
        for table in family(database, name):
            kept[table.name] = None
            said = [text for policy in table.policies for text in (policy.using, policy.check) if text]
            said += [column.type.removesuffix("[]") for column in table.columns]
            near = [key.target for key in table.foreign_keys]
            near += [other.name for other in database.referencing(table.name)]
            near += [by_name[text] for text in mentioned(*said) if text in by_name]
            for neighbour in near:
                kept.update({member.name: None for member in family(database, neighbour)})
    return excerpt(database, kept)
