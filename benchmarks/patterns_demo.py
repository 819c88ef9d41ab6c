"""Each pattern on the schema of the demo: its plan, rehearsal and decision record, in one folder.

python benchmarks/patterns_demo.py FOLDER [--rows 1000] [PATTERN …]

The demo's DDL is read as `maquette design src/maquette/demo/…` reads it. Prints Markdown: what is asked, how many steps
the plan has, what it chose, and what its rehearsal said. FOLDER gets PATTERN.md, the decision record, and PATTERN.sql.
Target: every one is proved.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from maquette import demo
from maquette.architect import ground_of
from maquette.engines.postgres.engine import Postgres
from maquette.model.database import Database
from maquette.model.design import Design, DesignAdvice, DesignWish
from maquette.model.snapshot import Snapshot
from maquette.patterns.pattern import find, fit
from maquette.proof import designing
from maquette.report.design.formats import FORMATS

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "acceptance"))
from demo_wishes import WISHES

FILES = [Path(demo.__file__).parent / f"{name}.sql" for name in ("schema", "indexes", "finish")]


def designed(snapshot: Snapshot, wish: DesignWish, rows: int) -> DesignAdvice:
    """The pattern fitted to the demo's schema, and rehearsed."""
    ground = ground_of(snapshot)

    def fitted(database: Database) -> Design:
        return fit(find(wish.pattern), replace(ground, database=database), wish)

    return designing.rehearse(fitted(snapshot.database), fitted, snapshot, Postgres(), rows)


def told(wish: DesignWish, advice: DesignAdvice) -> str:
    """A row of the table."""
    asked = " ".join([*wish.tables, *(f"`{name}={value}`" for name, value in wish.options.items())])
    chosen = "; ".join(choice.chosen for choice in advice.design.choices) or "–"
    said = f"{advice.evidence.verdict}: {advice.evidence.reason}" if advice.evidence else advice.obstacle
    return f"| {wish.pattern} | {asked} | {len(advice.design.steps)} | {chosen} | {said} |"


def main() -> None:
    """Design all, or those that are named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("patterns", nargs="*")
    parser.add_argument("--rows", type=int, default=1000)
    chosen = parser.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    snapshot = Postgres().read_ddl(FILES)
    print("| pattern | asked for | steps | chosen | rehearsal |\n|---|---|--:|---|---|")
    for wish in WISHES:
        if chosen.patterns and wish.pattern not in chosen.patterns:
            continue
        advice = designed(snapshot, wish, chosen.rows)
        for name, suffix in (("markdown", "md"), ("sql", "sql")):
            (chosen.folder / f"{wish.pattern}.{suffix}").write_text(FORMATS[name](advice))
        print(told(wish, advice), flush=True)


if __name__ == "__main__":
    main()
