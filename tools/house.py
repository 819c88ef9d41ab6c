"""Draw the house from the code: rooms by floor, and every import between two rooms as it really is."""

from __future__ import annotations

import ast
import tomllib
from collections import Counter
from collections.abc import Iterator
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "maquette"
WIDTH, ROOM, FLOOR, GAP, TOP = 980, 64, 108, 18, 24
STYLE = """
text { font: 14px ui-sans-serif, system-ui, sans-serif; fill: #1f2430; } .small { font-size: 11px; fill: #5a6272; }
rect { fill: #f4f1ea; stroke: #b9b2a3; } path { fill: none; stroke: #7a8699; opacity: .45; } .floor { fill: #8a93a3; }
@media (prefers-color-scheme: dark) {
  text { fill: #e7e9ee; } .small { fill: #a3abbb; } rect { fill: #262a33; stroke: #4a5160; } .floor { fill: #8a93a3; }
}
"""


def generate() -> Iterator[tuple[str, str]]:
    """docs/house.svg and docs/house.md."""
    floors = read_floors()
    arrows = read_arrows([room for floor in floors for room in floor])
    yield "docs/house.svg", draw(floors, arrows)
    yield "docs/house.md", describe(floors)


def read_floors() -> list[list[str]]:
    """The layers of the import-linter contract, from the roof down."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    return [[room.strip() for room in layer.split(":")] for layer in layers if layer != "__main__"]


def read_arrows(rooms: list[str]) -> Counter[tuple[str, str]]:
    """How many imports lead from one room to another."""
    arrows: Counter[tuple[str, str]] = Counter()
    for room in rooms:
        for path in files_of(room):
            package = path.relative_to(SOURCE).parent.parts
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.ImportFrom) and node.level:
                    base = package[: len(package) - node.level + 1]
                    targets = [base + tuple((node.module or alias.name).split(".")) for alias in node.names]
                    arrows.update((room, target[0]) for target in targets if target[0] in rooms and target[0] != room)
    return arrows


def files_of(room: str) -> list[Path]:
    """The Python files of a room: a folder or a single file."""
    folder = SOURCE / room
    return sorted(folder.rglob("*.py")) if folder.is_dir() else [SOURCE / f"{room}.py"]


def purpose(room: str) -> str:
    """The room's own words: the first line of its docstring."""
    folder = SOURCE / room
    path = folder / "__init__.py" if folder.is_dir() else SOURCE / f"{room}.py"
    return (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").splitlines()[0]


def draw(floors: list[list[str]], arrows: Counter[tuple[str, str]]) -> str:
    """The picture, light and dark."""
    place: dict[str, tuple[float, float, float]] = {}
    boxes = []
    for number, floor in enumerate(floors):
        y = TOP + number * FLOOR
        width = min(300.0, (WIDTH - 60 - GAP * (len(floor) - 1)) / len(floor))
        left = 40 + (WIDTH - 60 - len(floor) * width - GAP * (len(floor) - 1)) / 2
        boxes.append(f'<text class="floor" x="8" y="{y + 36}">{len(floors) - number}</text>')
        for column, room in enumerate(floor):
            x = left + column * (width + GAP)
            place[room] = (x, y, width)
            lines = sum(len(path.read_text("utf-8").splitlines()) for path in files_of(room))
            size = f"{len(files_of(room))} files" if len(files_of(room)) > 1 else "1 file"
            boxes.append(
                f'<g><title>{escape(purpose(room))}</title><rect x="{x:.0f}" y="{y}" width="{width:.0f}" height="{ROOM}" rx="8"/>'
                f'<text x="{x + width / 2:.0f}" y="{y + 28}" text-anchor="middle">{room}</text>'
                f'<text class="small" x="{x + width / 2:.0f}" y="{y + 47}" text-anchor="middle">{size}, about'
                f" {round(lines, -2 if lines > 150 else -1)} lines</text></g>"
            )
    curves = []
    for (upper, lower), count in sorted(arrows.items()):
        (x1, y1, w1), (x2, y2, w2) = place[upper], place[lower]
        a, b, c, d = x1 + w1 / 2, y1 + ROOM, x2 + w2 / 2, y2
        curves.append(
            f'<path d="M{a:.0f} {b} C{a:.0f} {b + 40},{c:.0f} {d - 40},{c:.0f} {d}" stroke-width="{1 + min(count, 40) / 12:.1f}">'
            f"<title>{upper} imports {lower}, {count} times</title></path>"
        )
    height = TOP + len(floors) * FLOOR
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="The floors of maquette">'
        f"<style>{STYLE}</style>{''.join(curves)}{''.join(boxes)}</svg>\n"
    )


def describe(floors: list[list[str]]) -> str:
    """docs/house.md."""
    lines = [
        "# The house", "",
        "Every import points down; import-linter holds to it (`make check`). The picture is drawn from the code: a line is an",
        "import that exists, thicker the more there are.", "",
        "![the floors of maquette](house.svg)", "",
        "**The sentence.** A source is *read* to a model; checks *find*; the twin is *asked*; what is found is *proved*; what is",
        "proved is *reported*. [architect.py](../src/maquette/architect.py) is that sentence as code, on one page: `review`",
        "says it whole, `advise_indexes` asks the twin for the best set of indexes, `design` fits a pattern and rehearses it.", "",
        "| floor | room | what it is for |", "|---|---|---|",
    ]  # fmt: skip
    for number, floor in enumerate(floors):
        lines += [f"| {len(floors) - number} | `{room}` | {purpose(room)} |" for room in floor]
    lines += [
        "",
        "Rooms within rooms, without the advisors' checks and the patterns, which have pages of their own:",
        "",
    ]
    lines += ["| room | what it is for |", "|---|---|"]
    lines += [f"| `{room}` | {purpose(room)} |" for room in inner_rooms()]
    return "\n".join([*lines, ""])


def inner_rooms() -> Iterator[str]:
    """The rooms within rooms that no generated page describes."""
    for path in sorted(SOURCE.glob("*/**/__init__.py")):
        folder = path.parent
        one_a_page = folder.parent.name == "patterns" or next(folder.glob("*.sql"), None)
        if folder.parent != SOURCE and not one_a_page:
            yield str(folder.relative_to(SOURCE))
