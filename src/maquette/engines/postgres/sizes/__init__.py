"""How large an index would be, and how high a b-tree is, from statistics alone.

Formulas follow the index builds of PostgreSQL 13 to 18; each module names its sources. Pages are 8 KiB.
"""

from __future__ import annotations

from collections.abc import Iterable

from ...base import Certainty
from .brin import brin_exact, brin_pages, revmap_pages
from .btree import btree_level, btree_pages
from .gin import gin_counts, gin_pages
from .gist import gist_known, gist_pages
from .hash import hash_pages
from .shape import Elements, Part, Shape, Together

__all__ = [
    "Elements",
    "Part",
    "Shape",
    "Together",
    "btree_level",
    "certainty",
    "gin_counts",
    "index_pages",
    "revmap_pages",
    "worst",
]


def index_pages(shape: Shape) -> int:
    """Pages of a freshly built index."""
    match shape.method:
        case "btree":
            return btree_pages(shape)
        case "hash":
            return hash_pages(shape)
        case "brin":
            return brin_pages(shape)
        case "gin":
            return gin_pages(shape)
    return gist_pages(shape)


def certainty(shape: Shape) -> Certainty:
    """How sure that number of pages is."""
    match shape.method:
        case "brin":
            return "exact" if brin_exact(shape) else "estimated"
        case "gin":
            return "estimated" if shape.elements is not None and shape.elements.sure else "unknown"
        case "gist" | "spgist":
            sure = gist_known(shape) and (shape.elements is None or shape.elements.sure)
            return "estimated" if sure else "unknown"
        case "btree" | "hash":
            return "estimated" if shape.known else "unknown"
    return "unknown"


def worst(found: Iterable[Certainty]) -> Certainty:
    """Of several sizes together."""
    every = set(found)
    return "unknown" if "unknown" in every else "estimated" if "estimated" in every else "exact"
