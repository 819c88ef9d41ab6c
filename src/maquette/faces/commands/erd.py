"""maquette erd."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Annotated

import typer

from ..options import Output, Source
from ..terminal import progress

EXAMPLES = """[bold]Examples[/bold]

maquette erd postgresql://localhost/shop -o shop.svg

maquette erd schema.sql --format mermaid

maquette erd prod.maquette -o shop.dbml
"""


class Format(StrEnum):
    """Formats of a drawing."""

    svg = "svg"
    mermaid = "mermaid"
    dbml = "dbml"
    dot = "dot"


SUFFIXES = {".svg": Format.svg, ".mmd": Format.mermaid, ".mermaid": Format.mermaid, ".dbml": Format.dbml,
            ".dot": Format.dot, ".gv": Format.dot}  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("erd", epilog=EXAMPLES)(erd)


def erd(
    source: Source,
    output: Output = None,
    form: Annotated[Format | None, typer.Option("--format", help="Format; else by the file's suffix.")] = None,
) -> None:
    """Draw the entity-relationship diagram."""
    found = form or (SUFFIXES.get(output.suffix.lower()) if output else Format.svg)
    if found is None:
        raise typer.BadParameter(f"{output}: give --format, or a suffix of {' '.join(SUFFIXES)}", param_hint="--output")
    from ...architect import read
    from ...config import load_config
    from ...report.erd.writers import WRITERS
    from ...store.file import write_whole

    with progress() as bar:
        drawing = WRITERS[found.value](read(source, load_config(), bar).database)
    if output is None:
        sys.stdout.write(drawing)
        return
    write_whole(output, drawing)
    print(f"wrote {output}", file=sys.stderr)
