"""The drawing as one SVG file that needs nothing else, light or dark as its reader's screen."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from ...model.database import Database
from .. import phrases
from .graph import HEAD, ROW, Box, Line, draw
from .layered import Place
from .layout import Area, lay_out
from .palette import hues
from .route import Route, routes

MARGIN = 40
STYLE = """
svg { background: #fbfbfd; font: 11px ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace }
.area { fill: #1b2a4a08; stroke: #1b2a4a1c } .label { fill: #64708a; font-size: 13px }
.card { fill: #fff; stroke: #c8cfdd }
.title { fill: #fff; font-weight: 600; font-size: 12px }
.name { fill: #1d2433 } .key { font-weight: 700 } .type, .more { fill: #67718a }
.line { fill: none; stroke: #7d8aa5 }
@media (prefers-color-scheme: dark) {
  svg { background: #0e1320 } .area { fill: #ffffff07; stroke: #ffffff18 } .label { fill: #97a3bd }
  .card { fill: #182033; stroke: #34405c }
  .name { fill: #e3e8f3 } .type, .more { fill: #93a0bb } .line { stroke: #7484a6 }
}
"""


def svg(database: Database) -> str:
    """Boxes, lines with crow's feet, and the groups behind them."""
    graph = draw(database)
    layout = lay_out(graph)
    hue = hues(graph)
    width, height = layout.width + 2 * MARGIN, layout.height + 2 * MARGIN
    title = _text(f"{database.name or 'database'}: {phrases.some(len(graph.boxes), 'table')}")
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{-MARGIN} {-MARGIN} {width:.0f} {height:.0f}" '
        f'width="{width:.0f}" height="{height:.0f}" role="img">',
        f"<title>{title}</title>",
        f"<style>{STYLE}</style>",
    ]
    parts += [_area(area) for area in layout.areas if len(layout.areas) > 1]
    parts += [_line(line, route) for line, route in zip(graph.lines, routes(graph, layout), strict=True)]
    for box, corner in zip(graph.boxes, layout.places, strict=True):
        parts += _box(box, corner, hue[box.name.schema])
    return "\n".join((*parts, "</svg>")) + "\n"


def _text(value: str) -> str:
    return escape(phrases.visible(value, keep=""))


def _area(area: Area) -> str:
    frame = f'x="{area.x:.0f}" y="{area.y:.0f}" width="{area.width:.0f}" height="{area.height:.0f}"'
    label = f'<text class="label" x="{area.x + 16:.0f}" y="{area.y + 24:.0f}">{_text(area.label)}</text>'
    return f'<rect class="area" rx="14" {frame}/>{label}'


def _line(line: Line, route: Route) -> str:
    r = route
    dashes = ' stroke-dasharray="5 4"' if line.optional else ""
    curve = f"M{r.x1:.0f} {r.y1:.0f}C{r.k1:.0f} {r.y1:.0f} {r.k2:.0f} {r.y2:.0f} {r.x2:.0f} {r.y2:.0f}"
    out, back = (8 if r.k1 > r.x1 else -8), (8 if r.k2 > r.x2 else -8)
    foot = "" if line.single else f"M{r.x1:.0f} {r.y1 - 5:.0f}l{out} 5l{-out} 5"
    bar = f"M{r.x2 + back:.0f} {r.y2 - 5:.0f}v10"
    return f'<path class="line" d="{curve}"{dashes}/><path class="line" d="{foot}{bar}"/>'


def _box(box: Box, corner: Place, hue: int) -> Iterator[str]:
    x, y = corner
    letters = int((box.width - 24) / 7.3)
    yield f'<g transform="translate({x:.0f} {y:.0f})"><title>{_text(str(box.name))}</title>'
    yield f'<rect class="card" rx="6" width="{box.width}" height="{box.height}"/>'
    head = f"M0 {HEAD}V6a6 6 0 0 1 6-6H{box.width - 6}a6 6 0 0 1 6 6V{HEAD}z"
    yield f'<path d="{head}" fill="hsl({hue} 52% 34%)"/>'
    yield f'<text class="title" x="10" y="20">{_text(_cut(box.name.name, letters))}</text>'
    for number, row in enumerate(box.rows):
        middle = HEAD + ROW * number + ROW / 2 + 6
        mark = " key" if row.primary else ""
        room = int((box.width - 28) / 6.7) - len(row.type)
        name = _text(_cut(row.name, max(room, 8)) + ("" if row.not_null else "?"))
        sign = "●" if row.primary else "→" if row.foreign else ""
        yield f'<text class="type" x="6" y="{middle:.0f}">{sign}</text>' if sign else ""
        yield f'<text class="name{mark}" x="18" y="{middle:.0f}">{name}</text>'
        kind = _text(_cut(row.type, max(int((box.width - 32) / 6.7) - len(row.name), 9)))
        yield f'<text class="type" x="{box.width - 8}" y="{middle:.0f}" text-anchor="end">{kind}</text>'
    if box.more:
        low = HEAD + ROW * len(box.rows) + ROW / 2 + 6
        yield f'<text class="more" x="18" y="{low:.0f}">+ {box.more} more</text>'
    yield "</g>"


def _cut(text: str, letters: int) -> str:
    return text if len(text) <= letters else text[: max(letters - 1, 1)] + "…"
