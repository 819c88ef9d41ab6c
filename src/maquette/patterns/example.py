"""Examples of patterns: the example.sql of a room, its sections, and what each says in comments."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from ..model.design import DesignWish
from ..model.errors import ConfigError
from .pattern import Pattern

SECTION = re.compile(r"^-- (example|standing|refused): (.+)$", re.MULTILINE)
DIRECTIVE = re.compile(r"^-- (table|option|version|extension|fill|write|use|stands|query): (.+)$", re.MULTILINE)
VERSION = re.compile(r"(>=|<) (\d+)\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One section: a schema, what is wished for, and what the application does.

    ``fill`` puts ``{rows}`` rows in, ``write`` is what the application does all the time to ``{row}``, ``use``
    what works only with the design. ``stands`` begins the names of the steps that are there already.
    """

    kind: Literal["example", "standing", "refused"]
    title: str  # of one that is refused: words of the refusal
    wish: DesignWish
    sql: str
    versions: tuple[tuple[str, int], ...] = ()
    extensions: tuple[str, ...] = ()
    fill: tuple[str, ...] = ()
    write: tuple[str, ...] = ()
    use: tuple[str, ...] = ()
    stands: tuple[str, ...] = ()
    queries: tuple[str, ...] = field(default=())  # the workload

    def fits(self, major: int) -> bool:
        """Whether it is for servers of that version."""
        return all(major >= bound if sign == ">=" else major < bound for sign, bound in self.versions)


def examples(pattern: Pattern) -> tuple[Example, ...]:
    """The sections of a pattern's example.sql. Raises ConfigError for a directive that says nothing."""
    text = (pattern.room / "example.sql").read_text("utf-8")
    heads = list(SECTION.finditer(text))
    ends = [head.start() for head in heads[1:]] + [len(text)]
    return tuple(_parse(pattern, head, text[head.end() : end]) for head, end in zip(heads, ends, strict=True))


def _parse(pattern: Pattern, head: re.Match[str], body: str) -> Example:
    said: dict[str, list[str]] = {}
    for word, value in DIRECTIVE.findall(body):
        said.setdefault(word, []).append(value.strip())
    versions = []
    for value in said.get("version", ()):
        found = VERSION.match(value)
        if not found:
            raise ConfigError(f"-- version: {value}: say >= 15 or < 18")
        versions.append((found[1], int(found[2])))
    options = dict(value.split("=", 1) for value in said.get("option", ()))
    return Example(
        kind=head[1], title=head[2].strip(), sql=DIRECTIVE.sub("", body).strip(),  # type: ignore[arg-type]  # SECTION's
        wish=DesignWish(pattern=pattern.name, tables=tuple(said.get("table", ())), options=options),
        versions=tuple(versions), extensions=tuple(said.get("extension", ())), fill=tuple(said.get("fill", ())),
        write=tuple(said.get("write", ())), use=tuple(said.get("use", ())), stands=tuple(said.get("stands", ())),
        queries=tuple(said.get("query", ())),
    )  # fmt: skip
