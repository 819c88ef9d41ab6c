"""maquette snapshot."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ..options import Queries, Rows, Source, parse_rows
from ..terminal import progress

EXAMPLES = """[bold]Examples[/bold]

maquette snapshot postgresql://app@db.example.com/shop -o shop.maquette

maquette snapshot service=prod --queries queries.sql --redact hash -o prod.maquette
"""


class Redaction(StrEnum):
    """What becomes of the data's values in statistics and queries."""

    keep = "keep"
    hash = "hash"
    drop = "drop"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("snapshot", epilog=EXAMPLES)(snapshot)


def snapshot(
    source: Source,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The snapshot file.")],
    redact: Annotated[
        Redaction,
        typer.Option(
            "--redact",
            help="Values in statistics and queries: keep them, replace them in the same order (hash), or drop them.",
        ),
    ] = Redaction.keep,
    queries: Queries = None,
    rows: Rows = None,
) -> None:
    """Write everything that a review needs into one file, to be reviewed elsewhere without a network."""
    from ...architect import read, redacted
    from ...config import load_config
    from ...store.snapshot_file import write_snapshot

    with progress() as bar:
        taken = redacted(read(source, load_config(queries=queries, rows=parse_rows(rows)), bar), redact.value)
    size = write_snapshot(taken, output)
    print(f"wrote {output}: {len(taken.database.tables)} tables, {size / 1024:,.0f} kB", file=sys.stderr)
    for note in taken.notes:
        print(f"note: {note}", file=sys.stderr)
    for refusal in taken.refusals:
        print(f"not permitted: {refusal.detail}; {refusal.remedy}", file=sys.stderr)
