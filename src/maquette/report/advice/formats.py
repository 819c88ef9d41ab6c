"""The formats of index advice by name: each a pure function to text."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ...model.advice import IndexAdvice
from .html import html
from .json import json
from .markdown import markdown
from .sql import sql
from .text import text

FORMATS: Mapping[str, Callable[[IndexAdvice], str]] = {
    "text": text,
    "json": json,
    "markdown": markdown,
    "html": html,
    "sql": sql,
}
