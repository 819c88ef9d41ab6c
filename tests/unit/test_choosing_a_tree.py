"""Which form of a tree is chosen: by levels, reads and what keys allow, never by taste."""

from __future__ import annotations

import pytest

from maquette.model.database import Database, Extension
from maquette.model.table import Column
from maquette.patterns.ground import Ground
from maquette.patterns.hierarchy.choosing import Shape, chosen

PLAIN = Ground(Database(version=180000))
WITH_LTREE = Ground(Database(version=180000, extensions=(Extension(name="ltree", version="1.3", schema="public"),)))
NUMBER, WORD = Column(name="id", type="bigint", base="bigint"), Column(name="id", type="text", base="text")


@pytest.mark.parametrize(
    ("ground", "column", "shape", "form"),
    [
        (PLAIN, NUMBER, Shape(None, None), "adjacency"),
        (PLAIN, NUMBER, Shape(4, None), "adjacency"),
        (PLAIN, NUMBER, Shape(4, 2), "adjacency"),
        (PLAIN, NUMBER, Shape(4, 1000), "adjacency"),  # 0.05 ms less a read
        (PLAIN, NUMBER, Shape(4, 1000, 100), "closure"),
        (PLAIN, NUMBER, Shape(24, 2), "adjacency"),
        (WITH_LTREE, NUMBER, Shape(24, 20), "ltree"),
        (WITH_LTREE, NUMBER, Shape(24, 1000), "closure"),
        (WITH_LTREE, WORD, Shape(24, 20), "closure"),
    ],
)
def test_the_form_follows_from_the_figures(ground: Ground, column: Column, shape: Shape, form: str) -> None:
    assert chosen(ground, column, shape) == form
