"""A colour a schema."""

from __future__ import annotations

from collections import Counter

from .graph import Graph

HUES = (216, 162, 28, 276, 340, 192, 96, 48, 252, 8)  # degrees; neighbours are far apart


def hues(graph: Graph) -> dict[str, int]:
    """The hue of each schema, those with most tables first."""
    sizes = Counter(box.name.schema for box in graph.boxes)
    ranked = sorted(sizes, key=lambda schema: (-sizes[schema], schema))
    return {schema: HUES[number % len(HUES)] for number, schema in enumerate(ranked)}
