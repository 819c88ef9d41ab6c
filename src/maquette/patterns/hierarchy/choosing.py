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
WORTH, NOTICED = 2.0, 100.0  # times as fast, and µs less a read: for less no second table is worth its keep


@dataclass(frozen=True, slots=True)
class Kind:
    """A form: what it is, when it wins, and what it takes, in µs.

    Measured with 20,000 rows in trees of 4, 14 and 24 levels, PostgreSQL 16 on a machine in use, best of 7: ``read`` is
    a walk and each node of it, ``change`` a new leaf and each level above it.
    """

    title: str
    wins: str
    read: tuple[float, float]
    change: tuple[float, float]


FORMS: Mapping[Form, Kind] = {
    "adjacency": Kind(
        "by walking the parents", "the tree changes about as often as it is read, or is read a few rows at a time",
        (10, 10), (15, 0),
    ),
    "ltree": Kind(
        "by a table of paths (ltree)", "deep trees are read much, and paths are shown or matched by pattern",
        (12, 0.1), (10, 41),
    ),
    "closure": Kind(
        "by a table of all pairs (closure)", "reads are many, and keys are no labels or ltree is not installed",
        (4, 0.1), (100, 70),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shape:
    """How deep a tree is, how many reads come to one change, and nodes to a read; None where nothing tells."""

    depth: float | None
    reads: float | None
    nodes: float | None = None

    @property
    def told(self) -> str:
        """Both in words."""
        depth = "how deep it is, nothing tells" if self.depth is None else f"about {self.depth:.0f} levels"
        if self.reads is None:
            return f"{depth}, and how often it is read as a tree, nothing tells"
        return f"{depth}, and {self.reads:,.3g} reads of subtrees or ancestors for each change of the tree"

    def takes(self, form: Form) -> float:
        """µs for one change with its reads in that form."""
        kind = FORMS[form]
        return kind.change[0] + kind.change[1] * (self.depth or 0.0) + (self.reads or 0.0) * self.read(form)

    def read(self, form: Form) -> float:
        """µs for a read; an average subtree is as large as its root lies deep."""
        start, each = FORMS[form].read
        return start + each * (self.nodes or (self.depth or 0.0) + 1)


def shape_of(ground: Ground, table: Table, parent: str, depth: float, reads: float) -> Shape:
    """As the options say, else as statistics and workload do."""
    told, nodes = _reads(ground, table, parent)
    return Shape(depth or _depth(ground, table, parent), reads or told, nodes)


def chosen(ground: Ground, column: Column, shape: Shape) -> Form:
    """The parents alone, where nothing else is worth a second table."""
    if shape.depth is None or shape.reads is None:
        return "adjacency"
    others: list[Form] = ["closure"]
    if column.base in LABELLED and ground.has("ltree"):
        others.append("ltree")
    best = min(others, key=shape.takes)
    noticed = shape.read("adjacency") - shape.read(best) >= NOTICED
    return best if noticed and shape.takes(best) * WORTH <= shape.takes("adjacency") else "adjacency"


def _depth(ground: Ground, table: Table, parent: str) -> float | None:
    """Levels of a tree with as many children a parent as the statistics say, were it balanced."""
    rows, known = ground.rows(table), ground.statistics.of(table.name) if ground.statistics else None
    told = known.column(parent) if known else None
    if not rows or told is None or not (parents := told.distinct_values(rows)):
        return None
    children = max(rows * (1 - told.null_fraction) / parents, 1.1)
    roots = max(rows * told.null_fraction, 1.0)
    return max(math.log(rows / roots * (children - 1) + 1, children) - 1, 0.0)


def _reads(ground: Ground, table: Table, parent: str) -> tuple[float | None, float | None]:
    """Reads as a tree for each change of it, and nodes to a read, as the workload says."""
    reads = changes = nodes = counted = 0.0
    functions = tuple(f"{table.name.name}_{tail}" for tail in ("subtree", "ancestors"))
    for one in ground.queries:
        query, done = one.query, one.analysis
        if done.target and done.target.name == table.name:
            if done.kind in ("insert", "delete", "merge") or parent in done.writes:
                changes += query.calls
        elif any(call in query.sql for call in functions) or (
            RECURSIVE.search(query.sql) and any(relation.name == table.name for relation in done.relations)
        ):
            reads += query.calls
            if query.rows:
                nodes, counted = nodes + query.rows, counted + query.calls
    told = reads / max(changes, 1.0) if reads or changes else None
    return told, nodes / counted if counted else None
