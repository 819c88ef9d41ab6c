"""Which form of a tree is worth it: what was measured of each, for as many levels and reads as there are."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ...model.table import Column, Table
from ..ground import Ground

Form = Literal["adjacency", "ltree", "closure"]
LABELLED = ("bigint", "integer", "smallint", "uuid")


@dataclass(frozen=True, slots=True)
class Kind:
    """A form: its title, and when it wins."""

    title: str
    wins: str


FORMS: Mapping[Form, Kind] = {
    "adjacency": Kind("the parents alone", "x"),
    "ltree": Kind("x", "x"),
    "closure": Kind("x", "x"),
}


@dataclass(frozen=True, slots=True)
class Shape:
    depth: float
    reads: float
    told: str


def shape_of(ground: Ground, table: Table, parent: str, depth: float, reads: float) -> Shape:
    return Shape(depth, reads, "?")


def chosen(ground: Ground, table: Table, column: Column, shape: Shape) -> Form:
    return "adjacency"
