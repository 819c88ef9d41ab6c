"""The pages of the patterns: their docstrings, their options, and the plan that each makes of its first example.

The example is read once, on the newest server here; the forms for other versions are those of the same design.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import psycopg

from maquette.architect import ground_of
from maquette.engines.postgres.engine import Postgres
from maquette.engines.postgres.scratch import Scratch, open_scratch
from maquette.engines.postgres.servers.installations import installations
from maquette.engines.postgres.servers.template import ADMIN
from maquette.model.design import Design, Step
from maquette.model.snapshot import Snapshot
from maquette.model.workload import Query, Workload
from maquette.patterns.example import Example, examples
from maquette.patterns.pattern import Pattern, all_patterns, find, fit
from maquette.proof.designing import rendered
from maquette.report.script import ended
from maquette.sql.split import split
from maquette.sql.workload import prepare

VERSIONS = (15, 18)
ROWS = "1000"


def generate() -> Iterator[tuple[str, str]]:
    """docs/patterns/: the list, and a page a pattern."""
    patterns = all_patterns()
    yield "docs/patterns/README.md", _index(patterns)
    with open_scratch(installations()[0]) as scratch:
        for pattern in patterns.values():
            yield f"docs/patterns/{pattern.name}.md", _page(pattern, scratch)


def _index(patterns: Mapping[str, Pattern]) -> str:
    lines = [
        "# Patterns", "",
        "Designs that `maquette design` fits to a schema as it is: what stands is left alone, what is missing is made in",
        "steps that a database in use does not notice, each with its undo; trials and a rehearsal come before you see it.",
        "`maquette design NAME` shows a page here in the terminal, `maquette design SOURCE --recommend` says where which",
        "pattern is worth it. What each costs a live table of a million rows: [benchmarks](../benchmarks-patterns.md).", "",
        "| pattern | what it gives |", "|---|---|",
    ]  # fmt: skip
    lines += [f"| [{name}]({name}.md) | {pattern.title} |" for name, pattern in patterns.items()]
    return "\n".join([*lines, ""])


def _page(pattern: Pattern, scratch: Scratch) -> str:
    example = next(one for one in examples(pattern) if one.kind == "example" and one.fits(VERSIONS[-1]))
    lines = [f"# {pattern.name}: {pattern.title[0].lower()}{pattern.title[1:]}", ""]
    lines += [pattern.page.partition("\n")[2].strip(), ""]
    if pattern.told_options:
        lines += ["**Options**", "", "| option | default | what it is |", "|---|---|---|"]
        lines += [f"| `--set {name}=` | `{default}` | {words} |" for name, default, words in pattern.told_options]
        lines.append("")
    asked = [f"--table {table}" for table in example.wish.tables]
    asked += [f"--set {name}={value}" for name, value in example.wish.options.items()]
    lines += [
        "**Example**",
        "",
        f"{example.title[0].upper()}{example.title[1:]}:",
        "",
        "```sql",
        example.sql,
        "```",
        "",
    ]
    lines += ["```sh", f"maquette design {pattern.name} schema.sql {' '.join(asked)}".strip(), "```", ""]
    lines += forms(example, scratch)
    return "\n".join(lines).rstrip() + "\n"


def forms(example: Example, scratch: Scratch) -> list[str]:
    """The plan of that example for each version: whole for the newest, and what differs for the others."""
    snapshot = read(example, scratch)
    plans = {major: _design(snapshot, example, major) for major in VERSIONS if example.fits(major)}
    newest = plans[max(plans)]
    lines = [f"For PostgreSQL {max(plans)}:", "", "```sql", *_script(newest.steps), "```", ""]
    for major in sorted(plans, reverse=True)[1:]:
        known = {_statements(step) for step in newest.steps}
        other = [step for step in plans[major].steps if _statements(step) not in known]
        if other:
            lines += [f"Where it differs for PostgreSQL {major}:", "", "```sql", *_script(other), "```", ""]
        else:
            lines += [f"For PostgreSQL {major} it is the same.", ""]
    return lines


def read(example: Example, scratch: Scratch) -> Snapshot:
    """The example's schema with some rows, read on that server."""
    scratch.create_database("example")
    before = _roles(scratch)
    with psycopg.connect(scratch.dsn("example", ADMIN), autocommit=True) as connection:
        for piece in split(example.sql):
            connection.execute(piece.sql.encode())
        for statement in example.fill:
            connection.execute(statement.replace("{rows}", ROWS).encode())
        connection.execute("ANALYZE")
    snapshot = Postgres().read(scratch.dsn("example", ADMIN))
    scratch.drop_database("example")
    with scratch.admin() as admin:
        for role in _roles(scratch) - before:
            admin.execute(f'DROP ROLE "{role}"'.encode())
    said = tuple(Query(name=f"query-{n}", sql=sql, calls=1000) for n, sql in enumerate(example.queries, 1))
    workload = prepare(Workload(origin="example", queries=said)) if said else None
    return replace(snapshot, workload=workload)


def _roles(scratch: Scratch) -> set[str]:
    with scratch.admin() as admin:
        return {row[0] for row in admin.execute("SELECT rolname FROM pg_roles").fetchall()}


def _design(snapshot: Snapshot, example: Example, major: int) -> Design:
    database = replace(snapshot.database, version=major * 10000)
    design = fit(find(example.wish.pattern), ground_of(replace(snapshot, database=database)), example.wish)
    return rendered(design, database, Postgres())


def _statements(step: Step) -> tuple[str, ...]:
    return tuple(one.sql for one in step.statements if not one.sql.startswith(("SET lock", "RESET lock")))


def _script(steps: tuple[Step, ...] | list[Step]) -> Iterator[str]:
    for step in steps:
        yield f"-- {step.makes}{f': {step.why}' if step.why else ''}{' (already so)' if step.stands else ''}"
        if not step.stands:
            yield from (ended(one) for one in step.statements)
