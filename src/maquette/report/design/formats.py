"""The formats of a design, and of recommendations, by name: each a pure function to text."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ...model.design import DesignAdvice, Fit
from ...model.errors import ConfigError
from .json import fits_json, json
from .markdown import fits_markdown, markdown
from .sql import sql
from .text import fits_text, text

FORMATS: Mapping[str, Callable[[DesignAdvice], str]] = {"text": text, "json": json, "markdown": markdown, "sql": sql}


def _no_script(fits: tuple[Fit, ...]) -> str:
    raise ConfigError(
        "a recommendation is no script", "maquette design PATTERN SOURCE --table NAME -o plan.sql makes one"
    )


FITS: Mapping[str, Callable[[tuple[Fit, ...]], str]] = {
    "text": fits_text, "json": fits_json, "markdown": fits_markdown, "sql": _no_script,
}  # fmt: skip
