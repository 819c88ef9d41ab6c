"""The size of an index of any method, and how sure it is."""

from __future__ import annotations

from collections.abc import Iterable

from ...base import Certainty
from .brin import brin_exact, brin_pages
from .btree import btree_pages
from .gin import gin_pages
from .gist import gist_known, gist_pages
from .hash import hash_pages
from .shape import Shape


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
