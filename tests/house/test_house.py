"""The house stays in order: floors, sizes, names, and a page for everything that a user meets."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from maquette.advisors.check import all_checks
from maquette.config import Config, Ignore

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "maquette"
FILES = sorted(SOURCE.rglob("*.py"))
HEAVY = ("psycopg", "postgast", "rich.console", "jinja2", "pydantic", "msgspec", "google.protobuf", "zstandard")
LATER = ("highspy", "numpy", "rich.markdown")  # what one command alone needs


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_file_outgrows_its_noun(path: Path) -> None:
    limit = 40 if path.name == "__init__.py" else 400
    assert len(path.read_text("utf-8").splitlines()) <= limit


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_every_file_says_what_it_is_for_and_none_is_a_drawer(path: Path) -> None:
    assert path.read_text("utf-8").lstrip().removeprefix("r").startswith('"""')
    assert path.stem not in {"utils", "util", "helpers", "helper", "manager", "common", "misc"}


def test_half_of_the_files_are_short() -> None:
    sizes = sorted(len(path.read_text("utf-8").splitlines()) for path in FILES)
    assert sizes[len(sizes) // 2] <= 120


def test_no_sql_is_written_in_python_where_a_query_file_belongs() -> None:
    postgres = SOURCE / "engines" / "postgres"
    for path in (postgres / "read.py", postgres / "observe.py", *(postgres / "reading").glob("*.py")):
        assert "pg_catalog." not in path.read_text("utf-8"), path


@pytest.mark.parametrize(("module", "heavy"), [("faces.main", HEAVY), ("architect", LATER)])
def test_nothing_heavy_is_loaded_before_it_is_needed(module: str, heavy: tuple[str, ...]) -> None:
    asked = f"import sys, maquette.{module}; print('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert not [name for name in heavy if name in loaded]


def test_there_are_forty_checks_over_all_advisors() -> None:
    checks = all_checks()
    assert len(checks) >= 40
    advisors = {"schema", "keys", "types", "indexes", "queries", "security", "settings", "partitioning"}
    assert {made.advisor for made in checks} == advisors


def test_every_setting_has_its_sentence() -> None:
    for model in (Config, Ignore):
        for name, field in model.model_fields.items():
            assert field.description, name
            assert field.description.endswith(".")


def test_every_command_has_its_page_and_its_examples() -> None:
    for path in (SOURCE / "faces" / "commands").glob("[a-z]*.py"):
        assert "EXAMPLES" in path.read_text("utf-8")
        assert (ROOT / "docs" / "commands" / path.with_suffix(".md").name).exists(), path.stem


def test_no_commit_speaks_of_the_place_where_it_was_made() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        path = ROOT / name
        if path.suffix in {".py", ".md", ".toml", ".sql", ".yml", ""} and path.is_file() and path != Path(__file__):
            text = path.read_text("utf-8", "replace")
            assert "/work/" not in text, name
            assert "pypi.org" not in text, name
