"""A report as one HTML file that asks the network for nothing.

The page is data and a program: the data goes in once as JSON, the program builds every element from text, so no name
or query can become markup. The browser is told to hold it to that (Content-Security-Policy and Trusted Types).
"""

from __future__ import annotations

import json
from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined, select_autoescape

from . import phrases


def one_file(template: str, styles: tuple[str, ...], scripts: tuple[str, ...], data: Any, **said: Any) -> str:
    """The page: a template of templates/ with styles and scripts from there, its data, and what its text says."""
    style = "".join(_asset(f"{name}.css") for name in styles)
    script = _program(scripts)
    return (
        _environment()
        .get_template(template)
        .render(
            visible=phrases.visible, style=style, style_hash=_digest(style), script=script, script_hash=_digest(script),
            data=embed(data), **said,
        )
    )  # fmt: skip


def embed(value: Any) -> str:
    """JSON that cannot end the script element it stands in, nor break the line of a reader of JavaScript."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


@cache
def _asset(name: str) -> str:
    return files(__package__).joinpath(f"templates/{name}").read_text("utf-8")


@cache
def _program(scripts: tuple[str, ...]) -> str:
    parts = "\n".join(_asset(f"{name}.js") for name in scripts)
    return f'(() => {{\n"use strict";\n{parts}\n}})();\n'


@cache
def _digest(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode()).digest()).decode()


@cache
def _environment() -> Environment:
    return Environment(
        loader=FunctionLoader(_asset), autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        keep_trailing_newline=True,
    )  # fmt: skip
