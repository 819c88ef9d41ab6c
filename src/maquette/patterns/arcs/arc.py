"""One of the tables that a reference may go to."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ...model.errors import ConfigError, UnsupportedError
from ...model.names import Name, literal, quote
from ...model.table import Table
from ..ground import Ground
from ..pattern import table_of


@dataclass(frozen=True)
class Arc:
    """The word that means a table, and the column that will hold its key."""

    word: str
    target: Name
    key: str
    type: str

    @property
    def column(self) -> str:
        snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", self.word)
        return re.sub(r"\W+", "_", snake).lower() + "_id"

    def fill(self, kind: str, id_: str) -> str:
        """The statement of the trigger that takes the pair over."""
        pair = f"CASE WHEN NEW.{quote(kind)} = {literal(self.word)} THEN NEW.{quote(id_)}::{self.type} END"
        return f"NEW.{quote(self.column)} := {pair};"

    def found(self, kind: str, id_: str) -> str:
        """Whether what the pair of ``row`` says is there."""
        same = f"there.{quote(self.key)} = row.{quote(id_)}::{self.type}"
        there = f"SELECT FROM {self.target} AS there WHERE {same}"
        return f"row.{quote(kind)} = {literal(self.word)} AND EXISTS ({there})"

    def agrees(self, kind: str, id_: str) -> str:
        """Whether the column of ``row`` is what the pair says."""
        is_it = f"row.{quote(self.column)} = row.{quote(id_)}::{self.type}"
        return f"row.{quote(kind)} = {literal(self.word)} AND {is_it}"


def arcs_of(ground: Ground, table: Table, targets: tuple[str, ...]) -> tuple[Arc, ...]:
    """The targets as a user writes them, ``word=table``. Raises ConfigError and UnsupportedError."""
    arcs = []
    for target in targets:
        word, sign, name = target.partition("=")
        if not sign or not word or not name:
            raise ConfigError(
                f"--set targets={target}: no word and table", "--set targets=product=products,order=orders"
            )
        found = table_of(ground, name)
        key = ground.key(found).columns
        if len(key) != 1:
            raise UnsupportedError(f"the primary key of {found.name} has {len(key)} columns", "refer to a table of one")
        arcs.append(Arc(word, found.name, key[0], ground.column(found, key[0]).type))
    if len({arc.column for arc in arcs}) != len(arcs):
        raise ConfigError("two targets would have the same column", "give each its own word")
    for arc in arcs:
        if (column := table.column(arc.column)) and column.type != arc.type:
            raise UnsupportedError(
                f"name taken: {table.name}.{quote(arc.column)} is there, and is {column.type}", "rename it first"
            )
    return tuple(arcs)
