"""Foreign keys to a table whose rows are deleted softly: what each means for children, kept in its sense."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from ...model.change.base import cut
from ...model.constraint import ForeignKey
from ...model.database import Database
from ...model.design import Note
from ...model.names import Name, quote
from ...model.table import Table
from ..ground import Ground
from ..pattern import Part
from ..template import Sql, Text, Value
from .worth import TYPES


def matching(left: str, left_columns: Sequence[str], right: str, right_columns: Sequence[str]) -> str:
    """``t.a = OLD.b AND …``."""
    pairs = zip(left_columns, right_columns, strict=True)
    return " AND ".join(f"{left}.{quote(one)} = {right}.{quote(other)}" for one, other in pairs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A foreign key of ``child``; ``soft``: its rows are deleted softly too."""

    parent: Table
    child: Table
    key: ForeignKey
    column: str
    soft: bool

    @property
    def action(self) -> Literal["cascade", "restrict", "none"]:
        """What a deletion of the parent does: delete softly what can be, refuse, or nothing."""
        if self.key.on_delete in ("no action", "restrict"):
            return "restrict"
        return "cascade" if self.key.on_delete == "cascade" and self.soft else "none"

    @property
    def holds(self) -> bool:
        """Whether a row of it stops a real DELETE of the parent's."""
        return self.key.on_delete in ("no action", "restrict", "set default")

    def child_of(self, parent: str) -> str:
        """The condition for the children ``c`` of a row of the parent."""
        return matching("c", self.key.columns, parent, self.key.target_columns)

    def _refers_to(self, parent: str) -> str:
        """The assignment that makes a live child of a row of the parent."""
        pairs = zip(self.key.columns, self.key.target_columns, strict=True)
        given = [f"{quote(own)} = {parent}.{quote(target)}" for own, target in pairs]
        return ", ".join([*given, f"{quote(self.column)} = NULL"] if self.soft else given)

    def parts(self, ground: Ground) -> Iterator[Part]:
        """What keeps it."""
        words = self._words()
        if self.action != "none":
            yield from ground.steps(self.action, "the foreign key keeps its sense", **words)
            yield from ground.trials(self.action, **words)
        if self.parent.column(self.column):
            yield from ground.premises("premise_living", **words)
        yield from ground.steps("living", "no live row refers to a deleted one", **words)
        yield from ground.trials("living", **words)
        yield from ground.probes("living", **words)

    def _words(self) -> dict[str, Value]:
        key = self.parent.primary_key.columns if self.parent.primary_key else ()
        named = (
            self.key.name
            if self.key.name.startswith(self.child.name.name)
            else f"{self.child.name.name}_{self.key.name}"
        )
        living, leave = cut(named, "_living"), cut(named, "_leave")
        lives = [f"NEW.{quote(self.column)} IS NULL"] if self.soft else []
        watched = (*self.key.columns, *([self.column] if self.soft else []))
        return {
            "parent": self.parent.name, "child": self.child.name, "column": self.column, "watched": watched,
            "parent_text": Text(self.parent.name), "child_text": Text(self.child.name),
            "constraint_text": Text(self.key.name), "first": self.key.columns[0],
            "living": Name(self.child.name.schema, living), "living_name": living,
            "leave": Name(self.child.name.schema, leave), "leave_name": leave,
            "is_new": Sql(matching("p", key, "NEW", key)), "is_one": Sql(matching("p", key, "one", key)),
            "p_key": Sql(", ".join(f"p.{quote(one)}" for one in key)), "refers_to_one": Sql(self._refers_to("one")),
            "parent_of_new": Sql(matching("p", self.key.target_columns, "NEW", self.key.columns)),
            "child_of_new": Sql(self.child_of("NEW")), "joined": Sql(self.child_of("p")),
            "child_lives": Sql(f" AND c.{quote(self.column)} IS NULL" if self.soft else ""),
            "new_refers": Sql(" AND ".join([f"NEW.{quote(one)} IS NOT NULL" for one in self.key.columns] + lives)),
        }  # fmt: skip


def told(parent: Table, own: Sequence[Reference]) -> Iterator[Note]:
    """What whoever applies the design has to know of the foreign keys to a table."""
    left = _names([one for one in own if one.action == "none" and one.key.on_delete == "cascade"])
    if left:
        yield Note(
            f"Rows of {left} stay when their row of {parent.name} is deleted, until the purge takes both: they have no"
            f" {quote(own[0].column)}. With --table for them too they are deleted and restored with it."
        )
    if going := _names([one for one in own if one.key.on_delete in ("set null", "set default")]):
        yield Note(f"Rows of {going} go on referring to deleted rows of {parent.name}, so that a restore finds them.")
    bare = [one for one in own if not any(index.covers(one.key.columns) for index in one.child.indexes)]
    if bare:
        columns = ", ".join(f"{one.child.name} ({', '.join(one.key.columns)})" for one in bare)
        yield Note(f"Each deletion from {parent.name} reads all of what has no index on the foreign key: {columns}.")


def _names(found: Sequence[Reference]) -> str:
    return ", ".join(dict.fromkeys(str(one.child.name) for one in found))


def references(database: Database, parent: Table, tables: Sequence[Table], column: str) -> Iterator[Reference]:
    """The foreign keys to a table, those of partitions left to their parents."""
    chosen = {table.name for table in tables}
    for child in database.referencing(parent.name):
        there = child.column(column)
        soft = child.name in chosen or bool(there and there.base in TYPES and not there.not_null)
        for key in child.foreign_keys:
            if key.target == parent.name and not child.partition_of and not key.inherited:
                yield Reference(parent=parent, child=child, key=key, column=column, soft=soft)
