"""The machinery of patterns: templates, what a statement makes, what stands already, options, examples."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maquette.model.change import AddCheck, AddForeignKey, AddKey, CreateIndex, SetNotNull, Steps
from maquette.model.constraint import Check, ForeignKey, Key
from maquette.model.database import Database, Extension, Schema
from maquette.model.design import DesignWish, Step
from maquette.model.errors import ConfigError, UnsupportedError
from maquette.model.evidence import Statement
from maquette.model.names import Name
from maquette.model.routine import Function, Trigger
from maquette.model.table import Column, Table
from maquette.patterns.ground import Ground
from maquette.patterns.pattern import Option, Pattern, all_patterns, find, fit, name_of
from maquette.patterns.standing import changed, stands
from maquette.patterns.template import Sql, Text, fill, sections
from maquette.sql.made import made_by
from maquette.sql.split import split

ORDERS = Name("public", "orders")
TABLE = Table(
    name=ORDERS,
    columns=(
        Column(name="id", type="bigint", base="bigint", not_null=True),
        Column(name="total", type="numeric(10,2)", base="numeric"),
    ),
    primary_key=Key(name="pkey", definition="", columns=("id",), index=Name("public", "pkey"), primary=True),
    checks=(Check(name="positive", definition="CHECK ((total > 0))", expression="total > 0", columns=("total",)),),
    foreign_keys=(
        ForeignKey(name="f", definition="", columns=("id",), target=Name("public", "t"), target_columns=("id",)),
    ),
    triggers=(
        Trigger(name="touch", function=Name("public", "touch"), timing="before", events=("update",), row=True),
    ),
)  # fmt: skip
DATABASE = Database(
    version=180000, schemas=(Schema(name="public"),), tables=(TABLE,),
    functions=(Function(name=Name("public", "touch"), arguments="", body=" BEGIN END "),),
    extensions=(Extension(name="ltree", version="1", schema="public"),),
)  # fmt: skip


def step(*statements: str) -> Step:
    return Step(makes="it", statements=tuple(Statement(sql=sql) for sql in statements))


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN END $$", True),
        ("CREATE OR REPLACE FUNCTION public.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'", True),
        ("CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'", None),
        ("CREATE FUNCTION touch(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1'", False),
        ("CREATE TRIGGER touch BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch()", True),
        ("CREATE TRIGGER touch AFTER UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch()", None),
        ("CREATE TRIGGER touch BEFORE UPDATE OR INSERT ON orders FOR EACH ROW EXECUTE FUNCTION touch()", None),
        ("CREATE TRIGGER other BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch()", False),
        ("ALTER TABLE orders ADD COLUMN total numeric(10,2)", True),
        ("ALTER TABLE orders ADD COLUMN total text", None),
        ("ALTER TABLE orders ADD COLUMN note text", False),
        ("ALTER TABLE orders ADD CONSTRAINT positive CHECK (total > 0) NOT VALID", True),
        ("CREATE TABLE orders (id bigint)", True),
        ("CREATE TABLE orders (id bigint, other text)", None),
        ("CREATE TABLE IF NOT EXISTS audit.log (id bigint)", False),
        ("CREATE VIEW orders AS SELECT 1", None),
        ("CREATE INDEX orders ON orders (id)", None),
        ("CREATE INDEX CONCURRENTLY orders_total ON orders (total)", False),
        ("CREATE EXTENSION IF NOT EXISTS ltree", True),
        ("CREATE EXTENSION hstore", False),
        ("CREATE SCHEMA public", True),
        ("CREATE ROLE app", False),
        ("ALTER TABLE orders ENABLE ROW LEVEL SECURITY", False),
        ("CREATE TYPE mood AS ENUM ('good')", False),
        ("UPDATE orders SET total = 1", "nothing"),
        ("GRANT SELECT ON orders TO app", "nothing"),
    ],
)
def test_what_stands_is_the_same_another_or_missing(sql: str, told: bool | str | None) -> None:
    if told is None:
        with pytest.raises(UnsupportedError, match="name taken") as refused:
            stands(step(sql), DATABASE)
        assert refused.value.hint
    else:
        assert stands(step(sql), DATABASE) == (None if told == "nothing" else told)


def test_half_of_a_step_is_refused() -> None:
    with pytest.raises(UnsupportedError, match="half of a step is there") as refused:
        stands(step("CREATE TABLE orders (id bigint)", "CREATE INDEX fresh ON orders (id)"), DATABASE)
    assert "index public.fresh" in refused.value.message


def test_a_change_stands_where_the_model_has_it() -> None:
    there = [
        AddCheck(table=ORDERS, name="other", expression="(total > 0)", columns=("total",)),
        AddForeignKey(table=ORDERS, columns=("id",), target=Name("public", "t"), target_columns=("id",)),
        AddKey(table=ORDERS, columns=("id",), primary=True),
        SetNotNull(table=ORDERS, column="id"),
    ]
    missing = [
        AddCheck(table=ORDERS, name="other", expression="total > 1", columns=("total",)),
        AddKey(table=ORDERS, columns=("total",)),
        SetNotNull(table=ORDERS, column="total"),
        CreateIndex.on(ORDERS, "total"),
        SetNotNull(table=Name("public", "nowhere"), column="id"),
    ]
    assert all(changed(one, DATABASE) for one in there)
    assert not any(changed(one, DATABASE) for one in missing)
    assert changed(Steps(changes=tuple(there)), DATABASE)
    assert not changed(Steps(changes=(*there, missing[0])), DATABASE)
    after = CreateIndex.on(ORDERS, "total").apply(DATABASE)
    assert changed(CreateIndex.on(ORDERS, "total"), after)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=15))
def test_no_value_gets_out_of_its_place(value: str) -> None:
    """Whatever a name or a text holds, the statement stays one statement with one object of that name."""
    (piece,) = split(fill("ALTER TABLE {table} ADD COLUMN {column} text DEFAULT {text}", {
        "table": Name("public", value), "column": value, "text": Text(value),
    }))  # fmt: skip
    (made,) = made_by(piece.sql)
    assert (made.kind, made.name.name, made.on) == ("column", value, Name("public", value))


def test_a_template_is_filled_by_kind_and_the_highest_that_fits_is_taken(tmp_path: Path) -> None:
    made = "CREATE TABLE {table} ({columns}, x jsonb DEFAULT '{}', n int DEFAULT {count} {more});"
    text = f"-- step: table {{table}}\n{made}\n-- undo\n"
    (tmp_path / "t.sql").write_text(text)
    (tmp_path / "t.since_16.sql").write_text("-- step outside a transaction: sixteen\nVACUUM;\n-- undo\nSELECT 1;\n")
    values: dict[str, Any] = {"table": ORDERS, "columns": ("a b", "c"), "count": 3, "more": Sql("CHECK (n > 0)")}
    first, undone = sections(tmp_path, "t", 15, values)
    assert first.title == "table public.orders"
    expected = """CREATE TABLE public.orders ("a b", c, x jsonb DEFAULT '{}', n int DEFAULT 3 CHECK (n > 0))"""
    assert [one.sql for one in first.statements] == [expected]
    assert (undone.kind, undone.statements) == ("undo", ())
    later = next(iter(sections(tmp_path, "t", 18, {})))
    assert (later.title, later.statements[0].transactional) == ("sixteen", False)
    with pytest.raises(ConfigError, match="nothing is called"):
        fill("{missing}", {})


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("orders", Name("public", "orders")),
        ("billing.orders", Name("billing", "orders")),
        ('"Order Items"', Name("public", "Order Items")),
        ('billing."a.b"', Name("billing", "a.b")),
        ('"say ""hi"""', Name("public", 'say "hi"')),
    ],
)
def test_tables_are_named_as_sql_names_them(text: str, name: Name) -> None:
    assert name_of(text) == name


def test_what_is_no_name_is_refused() -> None:
    for text in ("", "a.b.c", '"open'):
        with pytest.raises(ConfigError):
            name_of(text)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (str, "x", "x"), (int, "3", 3), (float, "0.5", 0.5), (bool, "yes", True), (bool, "OFF", False),
        (tuple[str, ...], "a, b", ("a", "b")), (Literal["a", "b"], "b", "b"),
    ],
)  # fmt: skip
def test_options_are_read_by_their_kind(kind: Any, text: str, value: object) -> None:
    assert Option("o", kind, None, "a sentence").read(text) == value


@pytest.mark.parametrize(("kind", "text"), [(int, "x"), (float, ""), (bool, "maybe"), (Literal["a"], "b")])
def test_a_wrong_option_is_told(kind: Any, text: str) -> None:
    with pytest.raises(ConfigError, match="--set o=") as refused:
        Option("o", kind, None, "a sentence").read(text)
    assert refused.value.hint


def test_wishes_that_no_pattern_can_grant_are_told() -> None:
    ground = Ground(DATABASE)
    timestamps = find("timestamps")
    wishes = {
        "has no option 'nope'": DesignWish(pattern="timestamps", tables=("orders",), options={"nope": "1"}),
        "needs a table": DesignWish(pattern="timestamps"),
        "there is no table public.nowhere": DesignWish(pattern="timestamps", tables=("nowhere",)),
        "is numeric": DesignWish(pattern="timestamps", tables=("orders",), options={"created": "total"}),
    }
    for words, wish in wishes.items():
        with pytest.raises(ConfigError) as refused:
            fit(timestamps, ground, wish)
        assert words in refused.value.message
        assert refused.value.hint
    with pytest.raises(ConfigError, match="no pattern is called"):
        find("nope")


def test_a_ground_tells_what_is_missing() -> None:
    ground = Ground(DATABASE)
    bare = replace(TABLE, primary_key=None)
    with pytest.raises(UnsupportedError, match="has no primary key"):
        ground.key(bare)
    with pytest.raises(ConfigError, match="has no column nope"):
        ground.column(TABLE, "nope")
    with pytest.raises(UnsupportedError, match="name taken"):
        ground.free(ORDERS)
    assert ground.rows(TABLE) is None
    (standing,) = ground.need("ltree")
    (missing,) = ground.need("btree_gist")
    assert (standing.stands, missing.stands) == (True, False)


def test_every_pattern_is_a_page_with_its_headings() -> None:
    from maquette.patterns.pattern import HEADINGS
    from maquette.report.pages import PatternPage

    for name, pattern in all_patterns().items():
        assert isinstance(pattern, Pattern)
        page = PatternPage(pattern.page, pattern.told_options)
        assert tuple(heading for heading, _ in page.sections) == HEADINGS, name
        assert all(len(body) > 20 for _, body in page.sections), name


def test_an_option_needs_its_sentence() -> None:
    def asked(*, plain: Annotated[int, "how many"] = 3) -> None: ...

    assert Pattern("asked", asked).told_options == (("plain", "3", "how many"),)  # type: ignore[arg-type]
