"""Which form of a tree is worth it: what each was measured to take, for as many levels and reads as there are."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ...model.table import Column, Table
from ..ground import Ground

Form = Literal["adjacency", "ltree", "closure"]
LABELLED = ("bigint", "integer", "smallint", "uuid")
RECURSIVE = re.compile(r"\brecursive\b", re.IGNORECASE)
WORTH = 2.0  # times as fast, or a second table is not worth its keep


@dataclass(frozen=True, slots=True)
class Kind:
    """A form: what it is, when it wins, and what it takes in µs: a read and a change, at no level and for each level.

    Measured on 50,000 rows in trees of 4, 14 and 25 levels, PostgreSQL 16, the best of 30.
    """

    title: str
    wins: str
    read: tuple[float, float]
    change: tuple[float, float]

    def takes(self, depth: float, reads: float) -> float:
        """µs for one change and so many reads."""
        return self.change[0] + self.change[1] * depth + reads * (self.read[0] + self.read[1] * depth)


FORMS: Mapping[Form, Kind] = {
    "adjacency": Kind(
        "by walking the parents", "trees are flat, or change about as often as they are read", (0, 0), (0, 0)
    ),
    "ltree": Kind(
        "by a table of paths (ltree)", "keys are integers or uuids, and paths are shown or matched by pattern",
        (0, 0), (0, 0),
    ),
    "closure": Kind(
        "by a table of all pairs (closure)", "reads are many, and whole subtrees seldom move", (0, 0), (0, 0)
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shape:
    """How deep a tree is and how many reads come to one change; None where nothing tells."""

    depth: float | None
    reads: float | None

    @property
    def told(self) -> str:
        """Both in words."""
        depth = "how deep it is, nothing tells" if self.depth is None else f"about {self.depth:.0f} levels"
        if self.reads is None:
            return f"{depth}, and how often it is read as a tree, nothing tells"
        return f"{depth}, and {self.reads:,.3g} reads of subtrees or ancestors for each change of the tree"

    def takes(self, form: Form) -> float:
        """µs for one change with its reads in that form."""
        return FORMS[form].takes(self.depth or 0.0, self.reads or 0.0)


def shape_of(ground: Ground, table: Table, parent: str, depth: float, reads: float) -> Shape:
    """As the options say, else as statistics and workload do."""
    return Shape(depth or _depth(ground, table, parent), reads or _reads(ground, table, parent))


def chosen(ground: Ground, column: Column, shape: Shape) -> Form:
    """The parents alone, where nothing else is worth a second table."""
    if shape.depth is None or shape.reads is None:
        return "adjacency"
    others: list[Form] = ["closure"]
    if column.base in LABELLED and ground.has("ltree"):
        others.append("ltree")
    best = min(others, key=shape.takes)
    return best if shape.takes(best) * WORTH <= shape.takes("adjacency") else "adjacency"


def _depth(ground: Ground, table: Table, parent: str) -> float | None:
    """Levels of a tree with as many children a parent as the statistics say, were it balanced."""
    rows, known = ground.rows(table), ground.statistics.of(table.name) if ground.statistics else None
    told = known.column(parent) if known else None
    if not rows or told is None or not (parents := told.distinct_values(rows)):
        return None
    children = max(rows * (1 - told.null_fraction) / parents, 1.1)
    roots = max(rows * told.null_fraction, 1.0)
    return max(math.log(rows / roots * (children - 1) + 1, children) - 1, 0.0)


def _reads(ground: Ground, table: Table, parent: str) -> float | None:
    """Reads as a tree for each change of it, as the workload says."""
    reads = changes = 0.0
    functions = tuple(f"{table.name.name}_{tail}(" for tail in ("subtree", "ancestors"))
    for one in ground.queries:
        sql, done, target = one.query.sql, one.analysis, one.analysis.target
        if target and target.name == table.name:
            if done.kind in ("insert", "delete", "merge") or parent in done.writes:
                changes += one.query.calls
        elif any(call in sql for call in functions) or (
            RECURSIVE.search(sql) and any(relation.name == table.name for relation in done.relations)
        ):
            reads += one.query.calls
    return reads / max(changes, 1.0) if reads or changes else None
