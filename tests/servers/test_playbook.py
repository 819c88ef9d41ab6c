"""Every form of docs/playbook.md does what it says, on every version: SQL runs, settings and options exist."""

from __future__ import annotations

import re
import subprocess

import playbook
import psycopg
import pytest
from source_server import Source

from maquette.engines.postgres.servers.installations import installations
from maquette.patterns.pattern import all_patterns
from maquette.sql.split import split

SNIPPETS = playbook.snippets()
WITH_PARTS = [snippet for snippet in SNIPPETS if snippet.parts]


@pytest.mark.postgres(">= 15")
@pytest.mark.parametrize("snippet", WITH_PARTS, ids=lambda snippet: snippet.title)
def test_its_sql_runs(source: Source, snippet: playbook.Snippet) -> None:
    name = re.sub(r"\W", "_", f"playbook {snippet.title}".lower())
    with source.connect() as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    try:
        with psycopg.connect(source.dsn(name), autocommit=True) as connection:
            available = {row[0] for row in connection.execute("SELECT name FROM pg_available_extensions").fetchall()}
            if source.statement_statistics:
                connection.execute("CREATE EXTENSION pg_stat_statements")
            for part in snippet.parts:
                if part.kind != "form" or part.since > source.installation.major:
                    continue
                for extension in ("pg_stat_statements", "pgstattuple"):
                    if extension in part.body and extension not in available:
                        pytest.skip(f"this server lacks {extension}")
                for piece in split(part.body):
                    connection.execute(piece.sql.encode())
    finally:
        with source.connect() as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.mark.postgres(">= 15")
def test_its_settings_exist(source: Source) -> None:
    with source.connect() as connection:
        known = {row[0] for row in connection.execute("SELECT name FROM pg_settings").fetchall()}
    named = [line.split(" =")[0] for s in SNIPPETS for p in s.parts if p.kind == "conf" for line in p.body.splitlines()]
    assert named
    assert [name for name in named if name not in known] == []


def test_its_commands_have_these_options() -> None:
    tools = {one.major: one.bin for one in reversed(installations()) if (one.bin / "pg_basebackup").exists()}
    asked = 0
    for major, place in tools.items():
        for part in (part for snippet in SNIPPETS for part in snippet.parts if part.kind == "shell"):
            if part.since > major:
                continue
            for line in part.body.splitlines():
                program, *words = line.split()
                done = subprocess.run([place / program, "--help"], capture_output=True, text=True, check=False)
                if done.returncode < 0:
                    continue  # a program of the wheel that crashes on this machine
                asked, said = asked + 1, done.stdout
                for option in (word.split("=")[0] for word in words if word.startswith("--")):
                    assert option in said, (major, line)
    assert asked >= len(tools)


def test_every_snippet_has_its_form() -> None:
    assert [snippet.title for snippet in SNIPPETS if not snippet.parts and not snippet.pattern] == []
    assert {snippet.pattern for snippet in SNIPPETS if snippet.pattern} <= all_patterns().keys()
