"""Indexes that could serve a query, of every kind that PostgreSQL has: proposed freely, weighed by the twin."""

from .propose import candidates
from .shape import shape

__all__ = ["candidates", "shape"]
