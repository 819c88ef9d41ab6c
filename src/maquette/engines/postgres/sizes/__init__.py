"""How large an index would be, and how high a b-tree is, from statistics alone.

Formulas follow the index builds of PostgreSQL 13 to 18; each module names its sources. Pages are 8 KiB.
"""

from .size import certainty, index_pages, worst

__all__ = ["certainty", "index_pages", "worst"]
