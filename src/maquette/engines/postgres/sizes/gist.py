"""Roughly the size of a GiST index that is freshly built (access/gist: gistbuild.c, gistproc.c and the classes' own).

Rows come to the pages in no order unless every operator class can sort them, and pages are split by penalty, so that
they are between 45 and 90 % full: a size within 30 %. Of other classes than these, and of SP-GiST, nothing is known.
"""

from __future__ import annotations

import math
import re

from ..storage import PAGE
from .shape import NULLS_ENTRY, POINTER, Part, Shape, aligned, mean, patterns

ROOM = PAGE - 40  # of a page, after header and special space
INSERTED, SORTED = 0.53, 0.78  # how full pages are
SIGNED, NETWORK = 0.66, 0.7  # the same of classes with signatures, and of inet
BOX = 32
BOXED = ("point_ops", "box_ops", "poly_ops", "circle_ops")
RANGES = re.compile(r"(multi)?range_ops")
SCALAR = re.compile(r"gist_(?!trgm|hstore|ltree|_)\w+_ops|inet_ops")  # btree_gist: the stored type has both bounds
INET_KEY = 12
HASH, TRIGRAM = 4, 3  # bytes of an element in a leaf: a lexeme's hash, a trigram
ELEMENTS_HEAD = 5


def gist_pages(shape: Shape) -> int:
    """Pages as full as such a build leaves them."""
    size = 0.0
    for share, present in patterns(shape.parts):
        places = [next(place for place, one in enumerate(shape.parts) if one is part) for part in present]
        keys = sum(aligned(_key(shape, place), 4) for place in places)
        size += share * (aligned(keys + (8 if len(present) == len(shape.parts) else NULLS_ENTRY)) + POINTER)
    leaves = math.ceil(shape.rows * size / (ROOM * _fill(shape)))
    return max(1, leaves if leaves < 2 else math.ceil(leaves * (1 + size / (ROOM * _fill(shape)))))


def gist_known(shape: Shape) -> bool:
    """Whether this is more than a guess."""
    return shape.method == "gist" and all(
        (_is_elements(name) and shape.elements is not None)
        or name in BOXED
        or RANGES.fullmatch(name)
        or SCALAR.fullmatch(name)
        for name in shape.classes
    )


def _fill(shape: Shape) -> float:
    if any(map(_is_elements, shape.classes)):
        return SIGNED
    if "inet_ops" in shape.classes:
        return NETWORK
    return SORTED if shape.sorted else INSERTED


def _key(shape: Shape, place: int) -> float:
    part: Part = shape.parts[place]
    name = shape.classes[place] if place < len(shape.classes) else ""
    if name in BOXED:
        return BOX
    if _is_elements(name):
        each = TRIGRAM if "trgm" in name else HASH
        return ELEMENTS_HEAD + each * (shape.elements.mean if shape.elements else 10.0)
    if name == "inet_ops":
        return INET_KEY
    return mean(part.sizes)


def _is_elements(name: str) -> bool:
    return name in ("tsvector_ops", "gist_trgm_ops")
