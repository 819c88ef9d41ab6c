"""How large an index would be, and how high a b-tree is, from statistics alone.

Formulas follow the index builds of PostgreSQL 13 to 18; each module names its sources. Pages are 8 KiB.
"""

from __future__ import annotations

from .brin import brin_exact, brin_pages, revmap_pages
from .btree import btree_level, btree_pages
from .gin import gin_counts, gin_pages
from .gist import gist_pages
from .hash import hash_pages
from .shape import Elements, Part, Shape, Together

__all__ = [
    "Elements",
    "Part",
    "Shape",
    "Together",
    "brin_exact",
    "btree_level",
    "gin_counts",
    "index_pages",
    "revmap_pages",
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
