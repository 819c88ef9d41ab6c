"""DDL files as text: one file, several, or folders of migrations, in the order in which they are meant to run."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ....model.errors import SourceError

LARGEST_BYTES = 1 << 30
UNDO_FILE = re.compile(r"(\A|[._-])(down|undo|rollback)\.sql\Z|\AU\d[\w.]*__", re.IGNORECASE)
UNDO_PART = re.compile(r"^--[ \t]*(migrate:down|\+goose[ \t]+down|\+migrate[ \t]+down|@undo)\b.*", re.I | re.M | re.S)
ENCODINGS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True, slots=True)
class DdlFile:
    """A file's name, as messages call it, and its text."""

    name: str
    text: str


def read_files(paths: Sequence[Path]) -> tuple[DdlFile, ...]:
    """The files of ``paths`` in order; a folder gives its .sql files, numbers in their names in order of number.

    Undo files and undo parts of migrations are left out. Raises SourceError for what is no SQL text."""
    return tuple(_read(path, name) for path, name in _files(paths))


def _files(paths: Sequence[Path]) -> Iterator[tuple[Path, str]]:
    for path in paths:
        if not path.is_dir():
            yield path, path.name
            continue
        found = [file for file in path.rglob("*.sql") if file.is_file() and not UNDO_FILE.search(file.name)]
        if not found:
            raise SourceError(f"folder {path} holds no .sql file", "name the files, or another folder")
        for file in sorted(found, key=lambda file: _order(file.relative_to(path))):
            yield file, str(file.relative_to(path))


def _order(path: Path) -> list[tuple[bool, list[tuple[int, int, str]]]]:
    """Numbers by value, so 10 comes after 9; repeatable migrations (R__…) after the numbered ones."""
    return [
        (
            part.startswith("R__"),
            [(0, int(piece), "") if piece.isdecimal() else (1, 0, piece) for piece in re.split(r"(\d+)", part)],
        )
        for part in path.parts
    ]


def _read(path: Path, name: str) -> DdlFile:
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise SourceError(f"{path} is larger than 1 GiB", "pg_dump --schema-only leaves the rows out")
        content = path.read_bytes()
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror}") from None
    if content.startswith(b"PGDMP"):
        raise SourceError(
            f"{path} is a dump in pg_dump's own format", f"pg_restore --schema-only -f schema.sql {path.name}"
        )
    encoding = next((name for mark, name in ENCODINGS if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SourceError(f"{path}:{line}: not UTF-8 text", "convert the file, for example with iconv") from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise SourceError(f"{path}:{line}: a zero byte: not SQL text")
    return DdlFile(name, UNDO_PART.sub("", text))
