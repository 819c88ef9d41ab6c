"""Roughly the size of a GiST or SP-GiST index that is freshly built (access/gist, access/spgist)."""

from __future__ import annotations

import math

from ..storage import PAGE
from .shape import POINTER, Shape, entry

FILL = 0.65  # of pages that rows came to in no order


def gist_pages(shape: Shape) -> int:
    """Pages, two thirds full."""
    return 2 + math.ceil(shape.rows * (entry(shape.parts) + POINTER) / (PAGE * FILL))
