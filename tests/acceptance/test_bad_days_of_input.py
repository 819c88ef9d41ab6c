"""Bad days of what is given: files that are foreign or hostile, settings and options that are wrong."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
import zstandard
from command import SHOP, Ran, maquette

PUBLIC = Path(__file__).parents[1] / "servers" / "schemas" / "public"


def told(ran: Ran, *words: str) -> None:
    """That it ended as wrong use, in a sentence with these words, and what to do."""
    assert ran.code == 2, ran.err
    said = " ".join(ran.err.replace("│", " ").split())
    for word in words:
        assert word in said, said
    assert ran.out == ""


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The snapshot file of the sample's design."""
    path = tmp_path_factory.mktemp("snapshot") / "a.maquette"
    assert maquette("snapshot", SHOP, "-o", path).code == 0
    return path.read_bytes()


def with_body(body: bytes) -> bytes:
    return b"maquette snapshot 1 " + hashlib.sha256(body).hexdigest().encode() + b"\n" + body


def test_snapshot_files_that_are_none(tmp_path: Path, snapshot: bytes) -> None:
    bomb = zstandard.ZstdCompressor().compress(b"[" * 10)
    huge = zstandard.ZstdCompressor(level=19).compressobj()  # says nothing of its size, as a bomb would
    endless = huge.compress(b" " * 100_000_000) + huge.flush()
    files = {
        b"": "is not a maquette snapshot",
        b"PK\x03\x04 something else": "is not a maquette snapshot",
        snapshot[: len(snapshot) // 2]: "damaged or cut short",
        snapshot[:-1]: "damaged or cut short",
        snapshot.replace(b"snapshot 1 ", b"snapshot 99 ", 1): "update maquette",
        with_body(bomb): "damaged",
        with_body(endless): "refused",
        with_body(zstandard.compress(b'{"origin": 7}')): "damaged",
    }
    path = tmp_path / "a.maquette"
    for content, words in files.items():
        path.write_bytes(content)
        told(maquette("review", path), str(path), words, "hint: ")


def test_settings_that_are_wrong(tmp_path: Path) -> None:
    settings = {
        'colour = "red"': "colour",
        "rehearsal_rows = -1": "rehearsal_rows",
        'rehearse = "perhaps"': "rehearse",
        'fail_on = "panic"': "fail_on",
        "rows = 7": "rows",
        '[[ignores]]\nkey = "a:b"': "ignores.0.reason",
        "select = [": "maquette.toml",
        'select = ["no-such-check"]': "no-such-check",
    }
    for text, words in settings.items():
        (tmp_path / "maquette.toml").write_text(text)
        told(maquette("review", SHOP, cwd=tmp_path), words, "hint: ")
    (tmp_path / "maquette.toml").write_bytes(b"\xff\xfe")
    told(maquette("review", SHOP, cwd=tmp_path), "maquette.toml", "hint: ")
    (tmp_path / "maquette.toml").unlink()
    told(maquette("review", SHOP, cwd=tmp_path, MAQUETTE_REHEARSAL_ROWS="many"), "rehearsal_rows", "hint: ")
    told(maquette("review", SHOP, MAQUETTE_SCRATCH=str(tmp_path / "absent")), "MAQUETTE_SCRATCH", "hint: ")


def test_options_that_are_wrong(tmp_path: Path) -> None:
    told(maquette("review", SHOP, "--rows", "nowhere=5"), "no table is called 'nowhere'", "hint: ")
    told(maquette("review", SHOP, "--rows", "purchase=many"), "no number of rows")
    told(maquette("review", SHOP, "--rows", "purchase"), "NAME=VALUE")
    told(maquette("review", SHOP, "--rows", "purchase=nan"), "0 to 1e15")
    told(maquette("review", SHOP, "--select", "no-such-check"), "'no-such-check'", "maquette rule lists them")
    told(maquette("review", SHOP, "--ignore", "no-such-check"), "'no-such-check'")
    told(maquette("review", SHOP, "-o", tmp_path / "a.docx"), "suffix")
    told(maquette("review", SHOP, "--fail-on", "panic"), "--fail-on")
    told(maquette("review", SHOP, "--new-only"), "--baseline")
    told(maquette("review", SHOP, "--new-only", "--baseline", tmp_path / "absent.json"), "no baseline", "hint: ")
    told(maquette("review", tmp_path / "absent.sql"), "no source at", "hint: ")
    told(maquette("twin", "check", SHOP), "needs a server", "hint: ")
    told(maquette("explain", SHOP, "SELEC 1", "--rows", "purchase=5"), "syntax error")
    told(maquette("explain", SHOP, "SELECT 1", "--index", "DROP TABLE purchase"), "CREATE INDEX")
    told(maquette("explain", SHOP, "SELECT 1", "--set", "no_such=1"), "no_such")


def test_query_files_that_are_wrong(tmp_path: Path) -> None:
    told(maquette("review", SHOP, "--queries", tmp_path / "absent.sql"), "absent.sql", "No such file", "hint: ")
    told(maquette("review", SHOP, "--queries", tmp_path), "cannot read the queries", "hint: ")
    (tmp_path / "binary.sql").write_bytes(bytes(range(256)))
    told(maquette("review", SHOP, "--queries", tmp_path / "binary.sql"), "not UTF-8", "hint: ")
    (tmp_path / "zero.sql").write_bytes(b"SELECT 1;\n\0SELECT 2;")
    told(maquette("review", SHOP, "--queries", tmp_path / "zero.sql"), "zero.sql:2: a zero byte", "hint: ")
    (tmp_path / "empty.sql").write_text("-- nothing here\n")
    told(maquette("review", SHOP, "--queries", tmp_path / "empty.sql"), "holds no query", "hint: ")


HOSTILE = {
    "copy_to": "COPY t TO PROGRAM 'touch {mark}';",
    "copy_from": "COPY t FROM PROGRAM 'touch {mark}';",
    "copy_file": "COPY t TO '{mark}';",
    "language": "CREATE EXTENSION plpython3u;",
    "language_trusted": "CREATE TRUSTED LANGUAGE plperlu;",
    "lo_import": "SELECT lo_import('/etc/passwd');",
    "lo_export": "SELECT lo_export(1, '{mark}');",
    "read_file": "CREATE VIEW v AS SELECT pg_read_file('/etc/passwd');",
    "default": "CREATE TABLE u (a text DEFAULT pg_read_file('/etc/passwd'));",
    "system": "ALTER SYSTEM SET archive_command = 'touch {mark}';",
    "shell": "\\! touch {mark}",
    "include": "\\i /etc/passwd",
    "pipe": "SELECT 1 \\g |touch {mark}",
    "output": "\\o {mark}",
    "copy_meta": "\\copy t to program 'touch {mark}'",
    "backquote": "\\set x `touch {mark}`",
}


@pytest.mark.parametrize("attack", HOSTILE)
def test_a_hostile_file_does_nothing_and_its_line_is_named(tmp_path: Path, attack: str) -> None:
    mark, file = tmp_path / "mark", tmp_path / "hostile.sql"
    tmp_path.chmod(0o777)
    file.write_text("CREATE TABLE t (a int);\n\n" + HOSTILE[attack].replace("{mark}", str(mark)) + "\n")
    told(maquette("review", file), "hostile.sql:3: ", "hint: ")
    assert not mark.exists()


HIDDEN = """
CREATE TABLE t (a int PRIMARY KEY);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN EXECUTE 'COPY (SELECT 1) TO PROGRAM ''touch {mark}'''; RETURN new; END $$;
CREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
DO $$ BEGIN EXECUTE 'COPY (SELECT 1) TO PROGRAM ''touch {mark}'''; END $$;
CREATE FUNCTION g() RETURNS int LANGUAGE plpython3u AS 'import os; os.mknod("{mark}")';
CREATE TABLE sound (a int REFERENCES t);
"""


def test_what_hides_in_functions_is_powerless_and_the_rest_goes_on(tmp_path: Path) -> None:
    mark, file = tmp_path / "mark", tmp_path / "hidden.sql"
    tmp_path.chmod(0o777)
    file.write_text(HIDDEN.replace("{mark}", str(mark)))
    ran = maquette("review", file)
    assert ran.code in (0, 1), ran.err
    said = " ".join(ran.out.split())
    assert "hidden.sql:6: permission denied to COPY to or from an external program" in said
    assert 'language "plpython3u" does not exist' in said
    assert "unindexed-foreign-key:public.sound.sound_a_fkey" in said
    assert not mark.exists()


@pytest.mark.parametrize("schema", sorted(path.stem for path in PUBLIC.glob("*.sql")))
def test_public_schemas_are_reviewed_without_an_error(schema: str) -> None:
    ran = maquette("review", PUBLIC / f"{schema}.sql", "--format", "json")
    assert ran.code in (0, 1), ran.err
    assert ran.err == ""
    assert [outcome for outcome in ran.json["outcomes"] if outcome["outcome"] == "error"] == []
    assert ran.json["findings"]
    proved = [finding for finding in ran.json["findings"] if finding["verdict"] == "proved"]
    assert len(proved) > len(ran.json["findings"]) / 2
