"""The formats by name: each a pure function from a review and the checks' pages to text."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..model.review import Review
from .github import github
from .html import html
from .json import json
from .junit import junit
from .markdown import markdown
from .pages import Pages
from .sarif import sarif
from .sql import sql
from .text import text

FORMATS: Mapping[str, Callable[[Review, Pages], str]] = {
    "text": text,
    "json": json,
    "sarif": sarif,
    "github": github,
    "junit": junit,
    "markdown": markdown,
    "html": html,
    "sql": sql,
}
