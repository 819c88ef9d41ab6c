"""Templates: SQL files with sections, whose words in braces are filled in and quoted by their kind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..model.errors import ConfigError
from ..model.evidence import Statement
from ..model.names import Name, literal, quote
from ..sql.split import split

SECTION = re.compile(
    r"^-- (step|step outside a transaction|undo outside a transaction|undo|premise|trial|probe)(?:: (.+))?$", re.M
)
WORD = re.compile(r"\{([a-z][a-z0-9_]*)\}")
SINCE = re.compile(r"\.since_(\d+)\.sql\Z")


class Text(str):
    """A value that is filled in as a string literal."""

    __slots__ = ()


class Sql(str):
    """SQL that is filled in as it is: composed of parts that were quoted."""

    __slots__ = ()


Value = Name | Text | Sql | str | int | float | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a template, filled in."""

    kind: str
    title: str
    statements: tuple[Statement, ...]


def sections(room: Path, name: str, major: int, values: Mapping[str, Value]) -> Iterator[Section]:
    """The sections of the template for that version. Raises ConfigError for a word that has no value."""
    text = path_of(room, name, major).read_text("utf-8")
    heads = list(SECTION.finditer(text))
    ends = [head.start() for head in heads[1:]] + [len(text)]
    for head, end in zip(heads, ends, strict=True):
        alone = head[1].endswith("outside a transaction")
        pieces = split(fill(text[head.end() : end], values))
        statements = tuple(Statement(sql=piece.sql, transactional=not alone) for piece in pieces)
        yield Section(head[1].partition(" ")[0], plain(head[2] or "", values), statements)


def path_of(room: Path, name: str, major: int) -> Path:
    """The file for that version: the highest ``name.since_N.sql`` that fits, else ``name.sql``."""
    since = {int(found[1]): path for path in room.glob(f"{name}.since_*.sql") if (found := SINCE.search(path.name))}
    fitting = [version for version in since if version <= major]
    return since[max(fitting)] if fitting else room / f"{name}.sql"


def fill(text: str, values: Mapping[str, Value]) -> str:
    """The text with ``{word}`` replaced. Raises ConfigError for a word that has no value."""

    def one(found: re.Match[str]) -> str:
        if found[1] not in values:
            raise ConfigError(f"template: nothing is called {{{found[1]}}}")
        return written(values[found[1]])

    return WORD.sub(one, text)


def plain(text: str, values: Mapping[str, Value]) -> str:
    """A title filled in: names as SQL writes them, texts bare."""
    return fill(text, {word: Sql(value) if isinstance(value, Text) else value for word, value in values.items()})


def written(value: Value) -> str:
    """A value as SQL."""
    if isinstance(value, Text):
        return literal(str(value))
    if isinstance(value, Sql | Name):
        return str(value)
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, tuple):
        return ", ".join(quote(one) for one in value)
    return str(value)
