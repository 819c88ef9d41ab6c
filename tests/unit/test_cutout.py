"""A cut-out holds what an experiment needs, and nothing in it refers to what is missing."""

from __future__ import annotations

from dataclasses import replace

from maquette.model.constraint import ForeignKey
from maquette.model.database import Database, Definition, Sequence, View
from maquette.model.names import Name
from maquette.model.replication import Publication, Subscription
from maquette.model.routine import EventTrigger, Function, Trigger
from maquette.model.security import Policy
from maquette.model.table import Column, PartitionOf, Table
from maquette.proof.cutout import cut_out


def name(text: str) -> Name:
    return Name("public", text)


def key(target: str) -> ForeignKey:
    return ForeignKey(
        name=f"to_{target}", definition="", columns=("id",), target=name(target), target_columns=("id",)
    )  # fmt: skip


def table(text: str, *targets: str) -> Table:
    return Table(name=name(text), columns=(Column(name="id", type="integer"),), foreign_keys=tuple(map(key, targets)))


def names(database: Database) -> set[str]:
    return {one.name.name for one in database.tables}


CHAIN = Database(
    tables=(table("far", "farther"), table("farther"), table("middle", "far"), table("near", "middle"), table("other"))
)


def test_it_keeps_neighbours_on_both_sides_and_cuts_there() -> None:
    cut = cut_out(CHAIN, [name("middle")])
    assert names(cut) == {"far", "middle", "near"}
    far = cut.table(name("far"))
    assert far is not None
    assert far.foreign_keys == ()  # to farther, which is not there
    middle = cut.table(name("middle"))
    assert middle is not None
    assert [one.target for one in middle.foreign_keys] == [name("far")]


def test_a_family_stays_together() -> None:
    parts = tuple(
        replace(table(part), partition_of=PartitionOf(parent=name(parent), bound="DEFAULT"))
        for part, parent in (("p1", "root"), ("p2", "root"), ("p11", "p1"))
    )
    heir = replace(table("heir"), inherits=(name("other"),))
    database = Database(tables=(table("root"), *parts, table("other"), heir, table("user", "p2")))
    assert names(cut_out(database, [name("p11")])) == {"root", "p1", "p2", "p11", "user"}
    assert names(cut_out(database, [name("user")])) == {"root", "p1", "p2", "p11", "user"}
    assert names(cut_out(database, [name("heir")])) == {"other", "heir"}


def test_what_policies_and_columns_name_comes_along() -> None:
    guarded = replace(
        table("guarded"),
        policies=(Policy(name="p", using="(id IN (SELECT m.id FROM public.member m))"),),
        columns=(Column(name="id", type="integer"), Column(name="home", type="public.address[]")),
    )
    database = Database(tables=(guarded, table("member"), table("address"), table("other")))
    assert names(cut_out(database, [name("guarded")])) == {"guarded", "member", "address"}


def test_views_stay_where_all_below_them_does() -> None:
    views = (
        View(name=name("over_view"), definition="", depends_on=(name("over_one"),)),
        View(name=name("over_one"), definition="", depends_on=(name("far"),)),
        View(name=name("over_two"), definition="", depends_on=(name("far"), name("other"))),
    )
    cut = cut_out(replace(CHAIN, views=views), [name("far")])
    assert {view.name.name for view in cut.views} == {"over_view", "over_one"}


def test_functions_go_with_the_relations_that_they_name_and_triggers_with_them() -> None:
    functions = (
        Function(name=name("rows_of_other"), arguments="", returns="SETOF public.other", definition="AS 'x'"),
        Function(name=name("free"), arguments="integer", definition="AS 'SELECT FROM public.other'"),
        Function(name=name("parsed"), arguments="", definition="\nBEGIN ATOMIC\n SELECT id FROM public.other;\nEND"),
    )
    triggers = tuple(
        Trigger(name=f"t_{function.name.name}", function=function.name, timing="before", events=("insert",), row=True)
        for function in functions
    )
    database = replace(
        CHAIN, functions=functions, tables=tuple(replace(one, triggers=triggers) for one in CHAIN.tables)
    )
    cut = cut_out(database, [name("far")])
    assert [function.name.name for function in cut.functions] == ["free"]
    assert [trigger.name for trigger in cut.tables[0].triggers] == ["t_free"]


def test_sequences_publications_and_the_rest() -> None:
    drawing = Table(
        name=name("drawing"),
        columns=(Column(name="id", type="integer", default="nextval('public.shared'::regclass)"),),
    )  # fmt: skip
    database = Database(
        tables=(drawing, table("other")),
        sequences=(
            Sequence(name=name("shared"), owned_by=(name("other"), "id")),
            Sequence(name=name("others"), owned_by=(name("other"), "id")),
            Sequence(name=name("own"), owned_by=(name("drawing"), "id")),
            Sequence(name=name("free")),
        ),
        publications=(
            Publication(name="both", tables=(name("drawing"), name("other"))),
            Publication(name="gone", tables=(name("other"),)),
            Publication(name="all", all_tables=True),
        ),
        subscriptions=(Subscription(name="s"),),
        event_triggers=(EventTrigger(name="e", event="ddl_command_end", function=name("f")),),
        definitions=(
            Definition(kind="rule", name="r", statement="CREATE RULE r AS ON INSERT TO public.other DO NOTHING"),
            Definition(kind="collation", name="c", statement="CREATE COLLATION public.c (locale = 'C')"),
        ),
    )
    cut = cut_out(database, [name("drawing")])
    assert [(one.name.name, one.owned_by) for one in cut.sequences] == [
        ("shared", None), ("own", (name("drawing"), "id")), ("free", None),
    ]  # fmt: skip
    assert [(one.name, one.tables) for one in cut.publications] == [("both", (name("drawing"),)), ("all", ())]
    assert [one.name for one in cut.definitions] == ["c"]
    assert not cut.subscriptions
    assert not cut.event_triggers


def test_all_tables_is_the_whole_and_unknown_ones_are_passed_over() -> None:
    assert names(cut_out(CHAIN, [one.name for one in CHAIN.tables])) == names(CHAIN)
    assert cut_out(CHAIN, [name("nobody")]).tables == ()
