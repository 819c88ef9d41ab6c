"""Drawings: the layout has no overlaps, and each language's own rules for names are kept."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations
from math import isnan
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_review import large, review
from sample_tables import column, table

from maquette.model.database import Database
from maquette.model.names import Name
from maquette.report.density import BARS, density
from maquette.report.erd.cluster import LARGEST, group
from maquette.report.erd.graph import draw
from maquette.report.erd.layout import lay_out
from maquette.report.erd.writers import WRITERS

SHOP = review().snapshot.database
NAME = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20)


@st.composite
def databases(draw: st.DrawFn) -> Database:
    """Up to a dozen tables with any names, each with keys to any others, itself included."""
    names = [Name("s", name) for name in draw(st.lists(NAME, min_size=1, max_size=12, unique=True))]
    made = []
    for name in names:
        targets = draw(st.lists(st.sampled_from(names), max_size=3))
        refers = {f"r{number}": target for number, target in enumerate(targets)}
        fields = (column("id"), *map(column, refers), column(draw(NAME)))
        made.append(table(name.schema, name.name, *fields, refers=refers))
    return Database(name="any", tables=tuple(made))


@pytest.mark.parametrize("database", [SHOP, large(300).snapshot.database], ids=["shop", "large"])
def test_no_boxes_overlap(database: Database) -> None:
    assert_apart(database)


@given(databases())
@settings(max_examples=60, deadline=None)
def test_no_boxes_overlap_whatever_the_keys(database: Database) -> None:
    assert_apart(database)


def assert_apart(database: Database) -> None:
    graph = draw(database)
    layout = lay_out(graph)
    frames = [(x, y, x + box.width, y + box.height) for (x, y), box in zip(layout.places, graph.boxes, strict=True)]
    for one, other in combinations(frames, 2):
        assert one[0] >= other[2] or other[0] >= one[2] or one[1] >= other[3] or other[1] >= one[3]
    for left, top, right, bottom in frames:
        assert left >= 0
        assert top >= 0
        assert right <= layout.width
        assert bottom <= layout.height
    assert sorted(member for area in layout.areas for member in area.members) == list(range(len(graph.boxes)))


@given(
    st.integers(1, 60).flatmap(
        lambda count: st.tuples(
            st.just(count), st.lists(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)), max_size=150)
        )
    )
)
@settings(deadline=None)
def test_groups_part_the_tables_and_stay_small(drawn: tuple[int, list[tuple[int, int]]]) -> None:
    count, links = drawn
    groups = group(count, links)
    assert sorted(node for members in groups for node in members) == list(range(count))
    assert all(len(members) <= LARGEST for members in groups)
    assert groups == group(count, links)


def test_partitions_are_their_table() -> None:
    names = [box.name.name for box in draw(SHOP).boxes]
    assert "events" in names
    assert not [name for name in names if name.startswith("events_")]


@given(databases())
@settings(max_examples=40, deadline=None)
def test_svg_is_xml_without_scripts(database: Database) -> None:
    root = ElementTree.fromstring(WRITERS["svg"](database))
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert tags <= {"svg", "g", "title", "style", "rect", "path", "text"}


@given(databases())
@settings(max_examples=40, deadline=None)
def test_mermaid_keeps_its_grammar(database: Database) -> None:
    word = r"[A-Za-z][A-Za-z0-9_]*"
    entity = rf'  {word}(\["[^"\[\]<>\n]*"\])? {{'
    attribute = rf"    {word} {word}( PK| FK| PK, FK)?"
    relation = rf'  {word} (\|\||o\|)--(o\||o{{) {word} : "[^"\n<>]*"'
    head, *lines = WRITERS["mermaid"](database).splitlines()
    assert head == "erDiagram"
    assert all(re.fullmatch(f"{entity}|{attribute}|{relation}|  }}", line) for line in lines)


@given(databases())
@settings(max_examples=40, deadline=None)
def test_dbml_and_dot_quote_every_name(database: Database) -> None:
    for line in WRITERS["dbml"](database).splitlines():
        assert re.sub(r"'(?:[^'\\]|\\.)*'|`[^`]*`", "", line).count('"') % 2 == 0
    body = WRITERS["dot"](database)
    assert "<script" not in body
    for line in body.splitlines():
        if line.startswith("  t") and "label=<" in line:
            ElementTree.fromstring(line.partition("label=<")[2].rpartition(">];")[0])


def test_dbml_has_keys_defaults_and_actions() -> None:
    written = WRITERS["dbml"](SHOP)
    assert 'Ref: "public"."order_items".("order_id") > "public"."orders".("id") [delete: cascade]' in written
    assert '"status" "text" [not null, default: `\'paid\'::text`]' in written
    assert 'Enum "public"."plan_kind"' in written


def test_a_drawing_of_nothing_is_a_drawing() -> None:
    for write in WRITERS.values():
        assert write(Database()).endswith("\n")


def test_a_wide_table_shows_its_keys_and_counts_the_rest() -> None:
    wide = table(
        "public",
        "wide",
        column("id"),
        *(column(f"c{n}") for n in range(1599)),
        refers={"c1500": Name("public", "wide")},
    )
    box = draw(replace(SHOP, tables=(wide,))).boxes[0]
    assert [row.name for row in box.rows if row.foreign] == ["c1500"]
    assert box.more == 1600 - len(box.rows)


@given(st.lists(st.floats(allow_nan=True, allow_infinity=True), max_size=30) | st.lists(st.integers(), max_size=30))
def test_a_histogram_becomes_bars_or_nothing(bounds: list[float]) -> None:
    bars = density([str(bound) for bound in sorted(bounds, key=lambda one: (isnan(one), one))])
    assert bars is None or (len(bars) == BARS and max(bars) == 100 and min(bars) >= 0)


def test_narrow_gaps_are_high_bars() -> None:
    bars = density(["0", "1", "2", "100"])
    assert bars is not None
    assert bars[0] == 100
    assert bars[-1] < 30
    assert density(["2026-01-01 00:00:00+00", "2026-02-01 00:00:00+00", "2026-12-31 00:00:00+00"]) is not None
    assert density(["apple", "pear"]) is None
