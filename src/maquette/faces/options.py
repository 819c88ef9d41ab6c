"""Arguments and options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Source = Annotated[
    str,
    typer.Argument(
        metavar="SOURCE",
        help="postgresql://… or service=…; a .sql file or folder; a .maquette snapshot.",
        show_default=False,
    ),
]
Queries = Annotated[
    Path | None,
    typer.Option(
        "--queries", metavar="FILE", show_default=False,
        help="SQL file with the workload, with -- name: and -- calls: comments.",
    ),
]  # fmt: skip
Rows = Annotated[
    list[str] | None,
    typer.Option(
        "--rows", metavar="TABLE=N", show_default=False,
        help="Rows of a table where the source has no statistics, as orders=1e8; repeatable.",
    ),
]  # fmt: skip
Output = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", show_default=False, help="Write to FILE.")
]


def parse_pairs(option: str, pairs: list[str] | None) -> dict[str, str]:
    """``["a=1"]`` as ``{"a": "1"}``. Raises a usage error for what has no ``=``."""
    parsed = {}
    for pair in pairs or []:
        name, equals, value = pair.rpartition("=") if option == "--rows" else pair.partition("=")
        if not equals or not name:
            raise typer.BadParameter(f"{pair!r} is not of the form NAME=VALUE", param_hint=option)
        parsed[name.strip()] = value.strip()
    return parsed


def parse_rows(pairs: list[str] | None) -> dict[str, float] | None:
    """``["orders=1e8"]`` as ``{"orders": 1e8}``; None where nothing was given."""
    rows = {}
    for name, value in parse_pairs("--rows", pairs).items():
        try:
            rows[name] = float(value.replace("_", ""))
        except ValueError:
            raise typer.BadParameter(f"{value!r} is no number of rows", param_hint="--rows") from None
        if not 0 <= rows[name] < 1e15:
            raise typer.BadParameter(f"{value} rows: give 0 to 1e15", param_hint="--rows")
    return rows or None


def split_names(names: list[str] | None) -> list[str] | None:
    """``["a,b", "c"]`` as ``["a", "b", "c"]``; None where nothing was given."""
    return [part.strip() for name in names for part in name.split(",") if part.strip()] if names else None
