"""How large an index would be, and how high a b-tree is, from statistics alone.

Formulas follow the index builds of PostgreSQL 13 to 18; each module names its sources. Pages are 8 KiB.
"""

from .brin import revmap_pages
from .btree import btree_level
from .gin import gin_counts
from .shape import Elements, Part, Shape, Together
from .size import certainty, index_pages, worst

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
