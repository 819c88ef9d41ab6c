"""Where results go: to files by their suffix, to a terminal with colour, else as text to stdout."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import typer

if TYPE_CHECKING:
    from rich.console import Console

Form = TypeVar("Form", bound=StrEnum)
TEXT = "text"


def form_of(path: Path, form: Form | None, suffixes: Mapping[str, Form]) -> Form:
    """The format of a file: what was asked for, else by its suffix. Raises a usage error where neither says it."""
    found = form or suffixes.get(path.suffix.lower())
    if found is None:
        raise typer.BadParameter(f"{path}: give --format, or a suffix of {' '.join(suffixes)}", param_hint="--output")
    return found


def deliver(
    write: Callable[[str], str],
    show: Callable[[Console], None],
    form: Form | None,
    output: Sequence[Path],
    suffixes: Mapping[str, Form],
) -> None:
    """Write the result to its files, or to stdout. ``write`` gives it in a format, ``show`` prints it with colour."""
    from ..store.file import write_whole

    for path in output:
        write_whole(path, write(form_of(path, form, suffixes)))
        print(f"wrote {path}", file=sys.stderr)
    if output:
        return
    if (form or TEXT) == TEXT and sys.stdout.isatty():
        from rich.console import Console

        show(Console())
    else:
        sys.stdout.write(write(form or TEXT))
