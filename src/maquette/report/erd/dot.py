"""The drawing as a Graphviz graph (graphviz.org/doc/info/lang.html)."""

from __future__ import annotations

from html import escape

from ...model.database import Database
from .. import phrases
from .graph import Box, Line, Row, draw
from .palette import hues


def dot(database: Database) -> str:
    """A digraph of HTML-like labels with a port a column."""
    graph = draw(database)
    hue = hues(graph)
    lines = [
        f"digraph {_quoted(database.name or 'database')} {{",
        "  graph [rankdir=RL, nodesep=0.3, ranksep=1.2, splines=spline];",
        '  node [shape=plain, fontname="monospace", fontsize=10];',
        '  edge [color="#7d8aa5", dir=both, arrowsize=0.7];',
    ]
    lines += [f"  t{number} [label=<{_label(box, hue[box.name.schema])}>];" for number, box in enumerate(graph.boxes)]
    lines += [_edge(line, graph.boxes[line.source], graph.boxes[line.target]) for line in graph.lines]
    return "\n".join((*lines, "}")) + "\n"


def _label(box: Box, hue: int) -> str:
    head = f'<tr><td colspan="2" bgcolor="{hue / 360:.3f} 0.30 0.95"><b>{_html(str(box.name))}</b></td></tr>'
    rows = "".join(_row(number, row) for number, row in enumerate(box.rows))
    more = f'<tr><td colspan="2" align="left">+ {box.more} more</td></tr>' if box.more else ""
    return f'<table border="1" cellborder="0" cellspacing="0" cellpadding="3">{head}{rows}{more}</table>'


def _row(number: int, row: Row) -> str:
    name = _html(row.name) + ("" if row.not_null else "?")
    name = f"<b>{name}</b>" if row.primary else name
    return f'<tr><td align="left" port="c{number}">{name}</td><td align="left">{_html(row.type)}</td></tr>'


def _edge(line: Line, source: Box, target: Box) -> str:
    tail, head = source.row(line.key.columns[0]), target.row(line.key.target_columns[0])
    start = f"t{line.source}" + (f":c{tail}" if tail is not None else "")
    end = f"t{line.target}" + (f":c{head}" if head is not None else "")
    foot, mark = "none" if line.single else "crow", "teeodot" if line.optional else "tee"
    return f"  {start} -> {end} [arrowtail={foot}, arrowhead={mark}, tooltip={_quoted(line.key.name)}];"


def _html(text: str) -> str:
    return escape(phrases.visible(text, keep=""))


def _quoted(text: str) -> str:
    return '"' + phrases.visible(text, keep="").replace("\\", "\\\\").replace('"', '\\"') + '"'
