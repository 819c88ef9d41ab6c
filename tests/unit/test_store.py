"""Snapshot files and baselines: what is written is read again, and no file breaks the reader."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maquette.model.database import Database
from maquette.model.errors import ConfigError, SourceError
from maquette.model.names import Name
from maquette.model.snapshot import Origin, Snapshot
from maquette.model.statistics import ColumnStatistics, RelationStatistics, Statistics
from maquette.model.table import Column, Table
from maquette.store.baseline import read_baseline, write_baseline
from maquette.store.snapshot_file import MAGIC, is_snapshot, read_snapshot, write_snapshot


def wrap(body: bytes, version: int = 1) -> bytes:
    """A file with a right first line around any body."""
    return MAGIC + f"{version} {hashlib.sha256(body).hexdigest()}\n".encode() + body


def make(text: str = "plain") -> Snapshot:
    name = Name("public", text)
    column = Column(name=text, type="text", not_null=True)
    seen = ColumnStatistics(column=text, common_values=(text, "\N{SNOWMAN}"), common_frequencies=(0.5, 0.25))
    size = RelationStatistics(name=name, pages=7, rows=1e9, columns=(seen,))
    return Snapshot(
        origin=Origin(kind="server", label="db", read_at="2026-01-01"),
        database=Database(name=text, version=180004, tables=(Table(name=name, columns=(column,)),)),
        statistics=Statistics(relations=(size,)),
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_categories=["Cs"])))
def test_what_is_written_is_read_again(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.maquette"
    write_snapshot(make(text), path)
    assert read_snapshot(path) == make(text)


def test_a_snapshot_is_for_its_owner_alone_and_leaves_no_scraps(tmp_path: Path) -> None:
    path = tmp_path / "a.maquette"
    assert write_snapshot(make(), path) == path.stat().st_size
    assert path.stat().st_mode & 0o777 == 0o600
    assert is_snapshot(path)
    assert list(tmp_path.iterdir()) == [path]


def test_every_truncation_is_one_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "a.maquette"
    write_snapshot(make(), path)
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(SourceError, match=r"cut short|damaged|not a maquette snapshot"):
            read_snapshot(path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 10_000), value=st.integers(1, 255))
def test_every_damaged_byte_is_noticed(tmp_path: Path, place: int, value: int) -> None:
    path = tmp_path / "a.maquette"
    write_snapshot(make(), path)
    damaged = bytearray(path.read_bytes())
    damaged[place % len(damaged)] ^= value
    path.write_bytes(damaged)
    with pytest.raises(SourceError, match=r"a\.maquette"):
        read_snapshot(path)


def test_a_bomb_is_refused_before_it_unpacks(tmp_path: Path) -> None:
    path = tmp_path / "bomb.maquette"
    path.write_bytes(wrap(zstandard.compress(b" " * 200_000_000)))
    with pytest.raises(SourceError, match="refused"):
        read_snapshot(path, limit=100_000_000)


def test_a_bomb_that_hides_its_size_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.maquette"
    silent = zstandard.ZstdCompressor(write_content_size=False).compressobj()
    path.write_bytes(wrap(silent.compress(b" " * 10_000_000) + silent.flush()))
    with pytest.raises(SourceError, match="refused"):
        read_snapshot(path)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04", "not a maquette snapshot"),
        (b"", "not a maquette snapshot"),
        (MAGIC + b"2\n", "update maquette"),
        (MAGIC + b"one\n", "damaged"),
        (wrap(zstandard.compress(b'{"origin": 3}')), "damaged"),
        (wrap(zstandard.compress(b"[" * 100_000)), "damaged"),
        (wrap(zstandard.compress(b"\xff\xfe")), "damaged"),
    ],
)
def test_foreign_and_newer_files_are_named(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "a.maquette"
    path.write_bytes(content)
    with pytest.raises(SourceError) as caught:
        read_snapshot(path)
    assert words in caught.value.message + caught.value.hint


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot write"):
        write_snapshot(make(), tmp_path / "nowhere" / "a.maquette")


def test_a_baseline_is_read_again_and_from_a_review_too(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    write_baseline(["b:x", "a:y", "b:x"], path)
    assert read_baseline(path) == {"a:y", "b:x"}
    path.write_text(json.dumps({"findings": [{"key": "a:y", "check": "a"}]}))
    assert read_baseline(path) == {"a:y"}


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"findings": [1]}', '{"findings": 3}', "[" * 100_000])
def test_a_file_that_is_no_baseline_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(content)
    with pytest.raises(ConfigError, match="no baseline"):
        read_baseline(path)
