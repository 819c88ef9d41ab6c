"""maquette explain."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from typing import Annotated

import typer

from ..options import Rows, Source, parse_pairs, parse_rows
from ..terminal import progress

EXAMPLES = """[bold]Examples[/bold]

maquette explain postgresql://localhost/shop "SELECT * FROM orders WHERE customer_id = 7"

maquette explain prod.maquette "SELECT …" --index "CREATE INDEX ON orders (customer_id)" --set work_mem=64MB

maquette explain schema.sql "SELECT …" --rows orders=1e8 --format json
"""


class Format(StrEnum):
    """Formats of a plan."""

    text = "text"
    json = "json"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("explain", epilog=EXAMPLES)(explain)


def explain(
    source: Source,
    query: Annotated[str, typer.Argument(metavar="SQL", help="One statement; - reads it from standard input.")],
    index: Annotated[
        list[str] | None, typer.Option("--index", metavar="SQL", help="A what-if CREATE INDEX; repeatable.")
    ] = None,
    setting: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="A planner setting; repeatable.")
    ] = None,
    form: Annotated[
        Format, typer.Option("--format", help="text, or json as EXPLAIN (FORMAT JSON) gives it.")
    ] = Format.text,
    rows: Rows = None,
) -> None:
    """Show a statement's plan on the twin: with other indexes, with other settings, without touching the source."""
    from ...architect import read, twin_of
    from ...config import load_config
    from ...report.plan_text import plan_text

    settings = parse_pairs("--set", setting)
    sql = sys.stdin.read() if query == "-" else query
    with progress() as bar:
        snapshot = read(source, load_config(rows=parse_rows(rows)), bar)
        with twin_of(snapshot, bar, [sql, *(index or [])]) as twin:
            before = twin.plan(sql, settings=settings)
            with twin.what_if(create=index or []) as candidates:
                after = twin.plan(sql, settings=settings) if index else before
            facts = twin.facts()
    if form is Format.json:
        made = [{"statement": c.definition, "name": c.name, "bytes": c.bytes} for c in candidates]
        document = {
            "schema_version": 1,
            "plan": after.document,
            "twin": {"version": facts.version, "exact": facts.exact},
        }
        if index:
            document |= {"before": before.document, "indexes": made}
        json.dump(document, sys.stdout, indent=2)
        print()
        return
    print(plan_text(after))
    for candidate in candidates:
        used = "used" if candidate.name in after.indexes else "not used"
        print(f"\n{used}: {candidate.definition} ({candidate.bytes / 1024**2:,.1f} MB)")
    if index:
        print(f"cost {before.cost:,.2f} → {after.cost:,.2f}")
    print(f"\ntwin: PostgreSQL {facts.version}; {facts.fidelity}", file=sys.stderr)
