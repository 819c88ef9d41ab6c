"""The whole model as DDL, for a server that is to be like the source."""

from .whole import render_schema

__all__ = ["render_schema"]
