"""Changes are values: ``apply`` is pure and says what the change is for; steps compose."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maquette.model.change import (
    AddCheck,
    AddForeignKey,
    AddIdentity,
    AddKey,
    AlterColumnType,
    AlterPolicy,
    AlterSequenceType,
    AlterSystem,
    Change,
    CreateIndex,
    CreateStatistics,
    DropConstraint,
    DropIndex,
    DropPolicy,
    EnableRowSecurity,
    EnableTrigger,
    RebuildIndex,
    Revoke,
    RevokeExecute,
    RevokeOnSchema,
    RewriteQuery,
    SetFunctionConfig,
    SetLogged,
    SetNotNull,
    SetReplicaIdentity,
    SetStorageParameter,
    SetViewOption,
    Steps,
    ValidateConstraint,
    index_name,
)  # fmt: skip
from maquette.model.change.base import cut, free_name
from maquette.model.constraint import Check
from maquette.model.database import Database, Schema, Sequence, View
from maquette.model.index import Index, IndexKey
from maquette.model.likeness import differences
from maquette.model.names import Name
from maquette.model.routine import Function, Trigger
from maquette.model.security import Grant, Policy
from maquette.model.table import Column, Partitioning, PartitionOf, Table

T, P, CHILD, V = (Name("public", name) for name in ("t", "p", "p_1", "v"))
COLUMNS = (
    Column(name="id", type="integer", default="nextval('public.t_id_seq'::regclass)", not_null=True),
    Column(name="a", type="integer"),
    Column(name="at", type="date"),
)
DATABASE = Database(
    version=180000,
    schemas=(Schema(name="public", grants=(Grant(grantee="PUBLIC", privileges=("USAGE", "CREATE")),)),),
    tables=(
        Table(
            name=T, columns=COLUMNS, persistence="unlogged",
            checks=(Check(name="loose", definition="CHECK (a) NOT VALID", validated=False, expression="a"),),
            indexes=(Index(name=Name("public", "t_a_idx"), table=T, keys=(IndexKey(column="a"),), valid=False),),
            triggers=(Trigger(name="works", function=T, timing="before", events=("insert",), row=True,
                              enabled="disabled"),),
            policies=(Policy(name="wide", using="true"),),
            grants=(Grant(grantee="PUBLIC", privileges=("SELECT", "INSERT")),),
        ),
        Table(name=P, kind="partitioned", columns=COLUMNS,
              partitioning=Partitioning(strategy="range", columns=("at",), definition="RANGE (at)")),
        Table(name=CHILD, columns=COLUMNS, partition_of=PartitionOf(parent=P, bound="DEFAULT"),
              indexes=(Index(name=Name("public", "own"), table=CHILD, keys=(IndexKey(column="a"),)),)),
    ),
    views=(View(name=V, definition="SELECT 1"),),
    sequences=(Sequence(name=Name("public", "t_id_seq"), type="integer", maximum=2**31 - 1, owned_by=(T, "id"),
                        persistence="unlogged"),),
    functions=(Function(name=Name("public", "f"), arguments="", owner="app"),),
)  # fmt: skip
EVERY = [
    CreateIndex.on(T, "at"), DropIndex(table=T, index=Name("public", "t_a_idx")),
    RebuildIndex(table=T, index=Name("public", "t_a_idx")), CreateIndex.on(P, "a"),
    AddForeignKey(table=T, columns=("a",), target=P, target_columns=("id",)),
    AddKey(table=T, columns=("a",), primary=True),
    AddCheck(table=T, name="loose", expression="(a < 9)"), ValidateConstraint(table=T, constraint="loose"),
    DropConstraint(table=T, constraint="loose"), SetNotNull(table=P, column="a"),
    AlterColumnType(table=T, column="a", type="bigint", length=8, alignment="d"),
    AddIdentity(table=T, column="id", sequence=Name("public", "t_id_seq")),
    AlterSequenceType(sequence=Name("public", "t_id_seq")), SetLogged(table=T),
    CreateStatistics(table=T, columns=("id", "a")), CreateStatistics(table=T, expressions=("a + 1",)),
    SetStorageParameter(table=T, parameter="fillfactor", value="70"), EnableTrigger(table=T, trigger="works"),
    SetReplicaIdentity(table=T, identity="full"), EnableRowSecurity(table=T, force=True),
    AlterPolicy(table=T, policy=Policy(name="wide", using="(a = 1)")), DropPolicy(table=T, policy="wide"),
    Revoke(table=T, grantee="PUBLIC", privileges=("SELECT",)),
    RevokeOnSchema(schema="public", grantee="PUBLIC", privileges=("CREATE",)),
    RevokeExecute(function=Name("public", "f"), arguments="", grantee="PUBLIC"),
    SetFunctionConfig(function=Name("public", "f"), arguments="", setting="search_path", value='""'),
    SetViewOption(view=V, option="security_invoker", value="true"),
]  # fmt: skip
NOTHING: list[Change] = [AlterSystem(setting="work_mem", value="1GB"), RewriteQuery(query="q", sql="SELECT 1")]


@pytest.mark.parametrize("change", EVERY, ids=lambda change: type(change).__name__)
def test_apply_is_pure_and_changes_something(change: Change) -> None:
    before = replace(DATABASE)
    after = change.apply(DATABASE)
    assert before == DATABASE
    assert differences(DATABASE, after)
    assert change.apply(DATABASE) == after


@pytest.mark.parametrize("change", NOTHING, ids=lambda change: type(change).__name__)
def test_what_is_outside_the_design_leaves_it(change: Change) -> None:
    assert change.apply(DATABASE) == DATABASE


@given(st.lists(st.sampled_from(EVERY + NOTHING), max_size=6))
def test_steps_are_one_after_the_other(changes: list[Change]) -> None:
    one_by_one = DATABASE
    for change in changes:
        one_by_one = change.apply(one_by_one)
    steps = Steps(changes=tuple(changes))
    assert steps.apply(DATABASE) == one_by_one
    assert set(steps.tables) == {table for change in changes for table in change.tables}
    middle = len(changes) // 2
    nested = Steps(changes=(Steps(changes=tuple(changes[:middle])), Steps(changes=tuple(changes[middle:]))))
    assert nested.apply(DATABASE) == one_by_one


def test_an_index_of_a_partitioned_table_takes_in_what_partitions_have() -> None:
    after = CreateIndex.on(P, "a").apply(DATABASE)
    child = after.table(CHILD)
    assert child
    assert [(index.name.name, index.parent) for index in child.indexes] == [("own", Name("public", "p_a_idx"))]


def test_names_that_are_taken_get_a_number() -> None:
    twice = Steps(changes=(CreateIndex.on(T, "a"), CreateIndex.on(T, "a"))).apply(DATABASE)
    table = twice.table(T)
    assert table
    assert sorted(index.name.name for index in table.indexes) == ["t_a_idx", "t_a_idx1", "t_a_idx2"]
    checked = AddCheck(table=T, name="loose", expression="(a < 9)").apply(DATABASE).table(T)
    assert checked
    assert [check.name for check in checked.checks] == ["loose", "loose1"]


@given(st.text(min_size=1), st.lists(st.text(min_size=1), max_size=3), st.integers(0, 99))
def test_names_fit_into_63_bytes(table: str, columns: list[str], number: int) -> None:
    assert len(index_name(Name("s", table), tuple(columns)).encode()) <= 63
    assert len(cut(table, str(number)).encode()) <= 63
    name = Name("s", "x" * 63)
    taken = {name, Name("s", "x" * 62 + "1")}
    assert free_name(DATABASE, name, taken) == Name("s", "x" * 62 + "2")
