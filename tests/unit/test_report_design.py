"""Reports of a design: every format says what it must, and no name or text gets out of its place."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files

import jsonschema
import pytest

from maquette.model.design import Choice, Cost, Design, DesignAdvice, Fit, Step, Trial, Tried
from maquette.model.evidence import Evidence, Lock, RehearsedStatement, Statement
from maquette.model.names import Name
from maquette.report.design.formats import FITS, FORMATS

SCHEMA = json.loads(files("maquette.report").joinpath("schema/design.schema.json").read_text("utf-8"))
EVIL = "a\x1b[31m\u202e`|<b>\n; DROP TABLE x; --"
GUARD, DROP = Statement(sql="SET lock_timeout = '500ms'"), Statement(sql="DROP TABLE t")
INDEX = Statement(sql="CREATE INDEX CONCURRENTLY i ON t (a)", transactional=False)


def advice(text: str = "plain") -> DesignAdvice:
    table = Name("public", text)
    made = Statement(sql=f"CREATE TABLE {Name('audit', text)} (id bigint)")
    design = Design(
        pattern="audit", title="Who changed what", tables=(table,), options={"retention": text},
        steps=(
            Step(makes=f"schema {text}", stands=True),
            Step(makes=f"table {text}", why=f"keeps {text}", statements=(GUARD, made), undo=(DROP,)),
            Step(makes="index", statements=(INDEX,)),
        ),
        choices=(Choice(f"How {text}?", f"so {text}", f"because {text}", {f"not {text}": f"when {text}"}),),
        trials=(Trial(f"holds {text}", "DO $$ BEGIN ASSERT true; END $$"), Trial("fails", "SELECT 1/0")),
        notes=(f"mind {text}",),
    )  # fmt: skip
    ran = RehearsedStatement(
        sql=made.sql, milliseconds=1.5, locks=(Lock(mode="AccessExclusiveLock", object=str(table)),), problem=None
    )
    return DesignAdvice(
        design=design, label=text, version=18,
        evidence=Evidence(
            claim="it runs", method="rehearsed", verdict="refuted", reason=f"a trial fails: {text}", statements=(ran,),
            undo_restores=True, conditions={"version": "18.4", "rows": {str(table): 100}},
        ),
        tried=(Tried(claim=f"holds {text}"), Tried(claim="fails", problem=f"division by zero {text}")),
        costs=(Cost(name=f"insert {text}", sql="INSERT", rows=100, before=10.0, after=20.0),),
        rows=100, bytes_before=8192, bytes_after=16384,
    )  # fmt: skip


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_says_it_all(form: str) -> None:
    told = FORMATS[form](advice())
    for words in (
        "audit",
        "public.plain",
        "table plain",
        "CREATE TABLE audit.plain (id bigint)",
        "mind plain",
        "refuted",
    ):
        assert words in told.replace("\\", ""), (form, words)


@pytest.mark.parametrize("form", FORMATS)
def test_no_format_passes_on_what_moves_a_terminal(form: str) -> None:
    told = FORMATS[form](advice(EVIL))
    assert "\x1b" not in told
    assert "\u202e" not in told or form == "json"  # which is for programs, and keeps names as they are


def test_a_script_runs_nothing_but_its_steps() -> None:
    lines = [line for line in FORMATS["sql"](advice(EVIL)).splitlines() if line and not line.startswith("--")]
    assert lines[0].startswith("SET statement_timeout = 0;")
    assert lines[1] == "SET lock_timeout = '500ms';"
    assert lines[-1] == "CREATE INDEX CONCURRENTLY i ON t (a);"
    inside = "\n".join(lines[2:-1])  # the one statement, whose quoted name holds a line break
    assert inside.startswith('CREATE TABLE audit."a')
    assert inside.endswith('--" (id bigint);')


def test_a_script_ends_with_test_and_undo_as_comments() -> None:
    test, undo = FORMATS["sql"](advice()).partition("-- Test\n")[2].split("-- Undo\n")
    assert "-- DO $$ BEGIN ASSERT true; END $$;\n-- ROLLBACK;" in test
    assert undo == "-- DROP TABLE t;\n"


def test_json_keeps_to_its_schema_and_to_the_text() -> None:
    told = json.loads(FORMATS["json"](advice(EVIL)))
    jsonschema.validate(told, SCHEMA)
    assert [trial["holds"] for trial in told["trials"]] == [True, False]
    bare = replace(advice(), evidence=None, tried=(), obstacle="not rehearsed: no rows were asked for")
    told = json.loads(FORMATS["json"](bare))
    jsonschema.validate(told, SCHEMA)
    assert (told["verdict"], told["trials"][0]["holds"]) == ("inconclusive", None)


def test_costs_are_told_as_rates_and_bytes_a_row() -> None:
    told = FORMATS["text"](advice())
    assert "10.0k → 5,000 rows/s (−50 %)" in told
    assert "+8.0 kB on the scratch server, 81.9 bytes a row" in " ".join(told.split())
    assert "blocks reads and writes" in told


def test_what_stands_is_said_and_not_done() -> None:
    design = advice().design
    standing = replace(advice(), design=replace(design, steps=tuple(replace(one, stands=True) for one in design.steps)))
    for form in ("text", "markdown", "sql"):
        told = FORMATS[form](standing).replace("\\", "")
        assert "already so: nothing is left to do" in told
    assert all(line.startswith("--") for line in FORMATS["sql"](standing).splitlines() if line)


def test_recommendations_in_every_format() -> None:
    fits = (Fit(pattern="audit", table=Name("public", EVIL), because=f"because {EVIL}", options={"a": "b"}),)
    for form in ("text", "json", "markdown"):
        told = FITS[form](fits)
        assert "audit" in told
        assert "\x1b" not in told
    assert "No pattern offers itself" in FITS["text"](())
