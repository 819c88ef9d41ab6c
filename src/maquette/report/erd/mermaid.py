"""The drawing as a Mermaid erDiagram (grammar of versions 10 and 11)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...model.database import Database
from .. import phrases
from .graph import Box, Graph, Line, Row, draw

NOT_WORD = re.compile(r"[^A-Za-z0-9_]+")


def mermaid(database: Database) -> str:
    """Entities and relationships; names that Mermaid cannot hold are written as near as it can."""
    graph = draw(database)
    names = _entities(graph)
    lines = ["erDiagram"]
    for box, entity in zip(graph.boxes, names, strict=True):
        lines += _entity(box, entity)
    for line in graph.lines:
        lines.append(_relation(line, names))
    return "\n".join(lines) + "\n"


def _entities(graph: Graph) -> list[str]:
    """One word an entity, unlike every other: the table's name, with its schema where it is not public."""
    taken: set[str] = set()
    names = []
    for number, box in enumerate(graph.boxes):
        own = box.name
        word = _word(own.name if own.schema == "public" else f"{own.schema}_{own.name}")
        word = word if word not in taken else f"{word}_{number}"
        taken.add(word)
        names.append(word)
    return names


def _entity(box: Box, entity: str) -> Iterator[str]:
    label = phrases.visible(str(box.name) if box.name.schema != "public" else box.name.name, keep="")
    label = label.replace('"', "'").replace("[", "(").replace("]", ")").replace("<", "‹").replace(">", "›")
    yield f'  {entity}["{label}"] {{' if label != entity else f"  {entity} {{"
    seen: set[str] = set()
    for number, row in enumerate(box.rows):
        word = _word(row.name)
        word = word if word not in seen else f"{word}_{number}"
        seen.add(word)
        yield f"    {_word(row.type)} {word}{_keys(row)}"
    yield "  }"


def _keys(row: Row) -> str:
    keys = [sign for sign, held in (("PK", row.primary), ("FK", row.foreign)) if held]
    return " " + ", ".join(keys) if keys else ""


def _relation(line: Line, names: list[str]) -> str:
    near = "o|" if line.optional else "||"
    far = "o|" if line.single else "o{"
    label = phrases.visible(", ".join(line.key.columns), keep="").replace('"', "'").replace("<", "‹").replace(">", "›")
    return f'  {names[line.target]} {near}--{far} {names[line.source]} : "{label}"'


def _word(text: str) -> str:
    """Letters, digits and underscores, a letter first."""
    word = NOT_WORD.sub("_", text).strip("_")
    return word if word[:1].isalpha() else f"t_{word}" if word else "unnamed"
