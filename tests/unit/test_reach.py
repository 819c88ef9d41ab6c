"""What a twin is made of follows from what its questions name, and nothing that planning reads is left out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from maquette.model.constraint import ForeignKey
from maquette.model.database import Database, Definition, Sequence, View
from maquette.model.names import Name
from maquette.model.routine import Function
from maquette.model.security import Policy
from maquette.model.snapshot import Origin, Snapshot
from maquette.model.table import Column, PartitionOf, Table
from maquette.twin.reach import reached


def name(text: str) -> Name:
    return Name("public", text)


def table(text: str, *columns: str) -> Table:
    return Table(name=name(text), columns=tuple(Column(name=column, type="integer") for column in ("id", *columns)))


def function(text: str, body: str, language: str = "sql", returns: str = "integer") -> Function:
    return Function(name=name(text), arguments="", body=body, definition=body, language=language, returns=returns)


ORIGIN = Origin(kind="server", label="", read_at="")
KEY = ForeignKey(name="k", definition="", columns=("id",), target=name("farther"), target_columns=("id",))
CHILD = replace(table("orders_2020"), partition_of=PartitionOf(parent=name("orders"), bound="DEFAULT"))
DATABASE = Database(
    tables=(table("orders"), CHILD, table("lines"), replace(table("far"), foreign_keys=(KEY,)), table("farther")),
    views=(
        View(name=name("open_orders"), definition="SELECT 1 FROM orders", depends_on=(name("orders"),)),
        View(name=name("today"), definition="SELECT 1 FROM open_orders", depends_on=(name("open_orders"),)),
    ),
    sequences=(Sequence(name=name("line_number"), owned_by=(name("lines"), "id")),),
)


def relations(database: Database, *texts: str) -> set[str]:
    snapshot = Snapshot(origin=ORIGIN, database=database)
    part = reached(snapshot, texts).database
    return {one.name.name for one in part.relations}


@pytest.mark.parametrize(
    ("sql", "wanted"),
    [
        ("SELECT * FROM lines", {"lines"}),
        ('SELECT * FROM "lines"', {"lines"}),
        ("SELECT * FROM LINES", {"lines"}),
        ("SELECT 'public.lines'::regclass", {"lines"}),
        ("SELECT nextval('line_number')", {"lines"}),
        ("SELECT * FROM orders_2020", {"orders", "orders_2020", "open_orders", "today"}),
        ("SELECT * FROM far", {"far"}),
        ("SELECT * FROM far JOIN farther USING (id)", {"far", "farther"}),
        ("SELECT 1", set()),
    ],
)  # fmt: skip
def test_what_a_query_names(sql: str, wanted: set[str]) -> None:
    assert relations(DATABASE, sql) == wanted


def test_views_bring_what_they_read() -> None:
    assert relations(DATABASE, "SELECT * FROM today") == {"today", "open_orders", "orders", "orders_2020"}


def test_functions_bring_what_they_name_and_triggers_nothing() -> None:
    functions = (
        function("total", "SELECT price()"),
        function("price", "SELECT 1 FROM lines"),
        function("stamp", "SELECT 1 FROM far", "plpgsql", "trigger"),
    )
    database = replace(DATABASE, functions=functions)
    assert relations(database, "SELECT total()") == {"lines"}
    assert relations(database, "SELECT stamp FROM farther") == {"farther"}


def test_policies_defaults_and_types_bring_what_they_name() -> None:
    guarded = replace(table("guarded"), policies=(Policy(name="p", using="(id IN (SELECT id FROM lines))"),))
    typed = replace(table("typed"), columns=(Column(name="line", type="public.lines[]"),))
    drawn = replace(table("drawn"), columns=(Column(name="id", type="integer", default="nextval('line_number')"),))
    database = replace(DATABASE, tables=(*DATABASE.tables, guarded, typed, drawn))
    for holder in ("guarded", "typed", "drawn"):
        assert relations(database, f"TABLE {holder}") == {holder, "lines"}


def test_what_no_query_names_is_always_there() -> None:
    statement = "CREATE RULE r AS ON INSERT TO far DO ALSO UPDATE lines SET id = 1"
    rule = Definition(kind="rule", name="r", statement=statement)
    assert relations(replace(DATABASE, definitions=(rule,)), "SELECT 1") == {"far", "lines"}


def test_nothing_is_dropped_where_names_are_made_at_run_time() -> None:
    made = function("made", "BEGIN EXECUTE 'SELECT 1 FROM ' || 'li' || 'nes'; END", "plpgsql")
    database = replace(DATABASE, functions=(made,))
    everything = {one.name.name for one in DATABASE.relations}
    assert relations(database, "SELECT made()") == everything
    assert relations(database, "SELECT * FROM farther") == {"farther"}
    assert relations(DATABASE, 'SELECT * FROM U&"li\\006Ees"') == everything


def test_names_that_are_no_words() -> None:
    odd = (table("Line Items"), table("!!"), table("größe"))
    database = replace(DATABASE, tables=(*DATABASE.tables, *odd))
    assert relations(database, 'SELECT * FROM "Line Items"') == {"Line Items", "!!"}
    assert relations(database, "SELECT items FROM größe") == {"größe", "!!"}


def test_tables_asked_about_come_with_their_family() -> None:
    snapshot = Snapshot(origin=ORIGIN, database=DATABASE)
    part = reached(snapshot, (), [name("orders")]).database
    assert {one.name.name for one in part.tables} == {"orders", "orders_2020"}
