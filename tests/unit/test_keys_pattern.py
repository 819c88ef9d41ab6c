"""What the pattern keys decides by the model alone: by type, by version, by locale and by how queries ask."""

from __future__ import annotations

from dataclasses import replace

import pytest

from maquette.architect import ground_of
from maquette.model.constraint import Key
from maquette.model.database import Database, Schema
from maquette.model.design import Design, DesignWish
from maquette.model.index import Index, IndexKey
from maquette.model.names import Name
from maquette.model.snapshot import Origin, Snapshot
from maquette.model.statistics import RelationStatistics, Statistics
from maquette.model.table import Column, Table
from maquette.model.workload import Query, Workload
from maquette.patterns.ground import Ground
from maquette.patterns.pattern import find, fit

USERS = Name("public", "users")
TABLE = Table(
    name=USERS,
    columns=(
        Column(name="id", type="uuid", base="uuid", not_null=True, default="gen_random_uuid()"),
        Column(name="email", type="text", base="text", not_null=True),
    ),
    primary_key=Key(name="k", definition="", columns=("id",), index=Name("public", "k"), primary=True),
    indexes=(Index(name=Name("public", "e"), table=USERS, keys=(IndexKey(column="email"),), unique=True),),
)
DATABASE = Database(version=170000, schemas=(Schema(name="public"),), tables=(TABLE,), ctype="C")
SIZES = Statistics(relations=(RelationStatistics(name=USERS, pages=1, rows=250_000.0),))
FOLDED = Workload(
    origin="file", queries=(Query(name="one", sql="SELECT * FROM users WHERE lower(email) = lower($1)", calls=9),)
)


def ground(database: Database, statistics: Statistics | None = None, workload: Workload | None = None) -> Ground:
    origin = Origin(kind="ddl", label="x", read_at="2026-11-28T00:00:00Z")
    return ground_of(Snapshot(origin=origin, database=database, statistics=statistics, workload=workload))


def design(on: Ground, **options: str) -> Design:
    return fit(find("keys"), on, DesignWish(pattern="keys", tables=("users",), options=options))


@pytest.mark.parametrize(("major", "default"), [(13, "public.uuidv7()"), (17, "public.uuidv7()"), (18, "uuidv7()")])
def test_the_servers_own_function_is_taken_where_it_has_one(major: int, default: str) -> None:
    steps = design(ground(replace(DATABASE, version=major * 10000))).steps
    assert steps[-1].makes == f"default {default} of id of public.users"
    assert [step.makes for step in steps[:-1]] == (["function public.uuidv7()"] if major < 18 else [])
    assert steps[-1].undo[-1].sql.endswith("SET DEFAULT gen_random_uuid()")


def test_after_an_upgrade_the_default_is_the_servers() -> None:
    column = replace(TABLE.columns[0], default="public.uuidv7()")
    upgraded = replace(DATABASE, version=180000, tables=(replace(TABLE, columns=(column, TABLE.columns[1])),))
    (step,) = design(ground(upgraded)).open
    assert step.makes == "default uuidv7() of id of public.users"


@pytest.mark.parametrize(
    ("database", "statistics", "workload", "value"),
    [
        (DATABASE, SIZES, None, "email COLLATE public.case_insensitive"),
        (DATABASE, None, None, "lower(email)"),  # DDL, whose locale nobody knows
        (DATABASE, SIZES, FOLDED, "lower(email)"),
        (replace(DATABASE, ctype="de_DE.UTF-8"), SIZES, None, "lower(email)"),
        (replace(DATABASE, locale_provider="icu", locale="und"), SIZES, None, "lower(email)"),
    ],
)
def test_case_is_left_out_by_the_locale_and_by_how_queries_ask(
    database: Database, statistics: Statistics | None, workload: Workload | None, value: str
) -> None:
    made = design(ground(database, statistics, workload), unique="email", key="none")
    assert made.steps[-1].makes == f"unique index over {value} of public.users"
    assert made.choices[0].chosen == f"a unique index over {value}"


def test_it_is_worth_it_for_many_random_keys_and_for_text_that_queries_fold() -> None:
    found = list(find("keys").fits(ground(DATABASE, SIZES, FOLDED)))
    assert [fit.because for fit in found] == [
        "250,000 rows have keys of gen_random_uuid(), one here, one there in its index",
        "queries look for lower(email), and email is unique only as it is spelt",
    ]
    assert found[1].options == {"key": "none", "unique": "email"}
    assert not list(find("keys").fits(ground(DATABASE)))
    folded = Index(
        name=Name("public", "l"), table=USERS, keys=(IndexKey(expression="lower(email)"),), unique=True
    )  # fmt: skip
    done = replace(DATABASE, tables=(replace(TABLE, indexes=(*TABLE.indexes, folded)),))
    assert not list(find("keys").fits(ground(done, workload=FOLDED)))
