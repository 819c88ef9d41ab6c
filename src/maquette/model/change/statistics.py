"""Changes of extended statistics."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..names import Name
from ..table import StatisticsObject
from .base import TableChange, cut, index_name

if TYPE_CHECKING:
    from ..database import Database

EVERY_KIND = ("ndistinct", "dependencies", "mcv")


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateStatistics(TableChange):
    """Keep statistics of several columns and expressions together, or of one expression, and gather them.

    ``kinds`` are ndistinct, dependencies and mcv; of one expression alone there is but one kind. ``name`` is made up
    unless given; a name that is taken gets a number.
    """

    columns: tuple[str, ...] = ()
    expressions: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    name: str = ""

    def made(self, database: Database) -> StatisticsObject:
        """The object as it will be."""
        alone = not self.columns and len(self.expressions) == 1
        kinds = () if alone else tuple(kind for kind in EVERY_KIND if kind in (self.kinds or EVERY_KIND))
        table = database.table(self.table)
        places = [column.name for column in table.columns] if table else list(self.columns)
        return StatisticsObject(
            name=self._free(database),
            kinds=kinds + ("expressions",) * bool(self.expressions),
            columns=tuple(sorted(self.columns, key=places.index)),  # as the server keeps them
            expressions=self.expressions,
        )

    def apply(self, database: Database) -> Database:
        made = self.made(database)

        def key(known: StatisticsObject) -> Name:
            return known.name

        return database.change_table(
            self.table,
            lambda t: replace(t, statistics_objects=tuple(sorted((*t.statistics_objects, made), key=key))),
        )

    def _free(self, database: Database) -> Name:
        taken = {known.name for table in database.tables for known in table.statistics_objects}
        parts = (*self.columns, *("expr" for _ in self.expressions))
        wanted = self.name or index_name(self.table, parts, "stat")
        name, number = Name(self.table.schema, wanted), 0
        while name in taken:
            number += 1
            name = Name(self.table.schema, cut(wanted, str(number)))
        return name
