"""What the pattern tenants decides by the model alone: by version, by rights, and where it is worth it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from maquette.model.change import AddForeignKey, DropConstraint, Revoke
from maquette.model.constraint import ForeignKey, Key
from maquette.model.database import Database, Schema, View
from maquette.model.design import Design, DesignWish
from maquette.model.errors import UnsupportedError
from maquette.model.names import Name
from maquette.model.routine import Function
from maquette.model.security import Grant, Membership, Policy, Role
from maquette.model.statistics import RelationStatistics, Statistics
from maquette.model.table import Column, Table
from maquette.patterns.ground import Ground
from maquette.patterns.pattern import find, fit
from maquette.patterns.tenants.through import through

ALL = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")


def table(name: str, *foreign_keys: ForeignKey, **more: object) -> Table:
    columns = [Column(name=one, type="bigint", base="bigint", not_null=True) for one in ("id", "shop_id", "parent")]
    key = Key(name=f"{name}_pkey", definition="", columns=("id",), index=Name("public", f"{name}_pkey"), primary=True)
    made = Table(
        name=Name("public", name), columns=tuple(columns), primary_key=key, foreign_keys=foreign_keys, owner="boss",
        grants=(Grant(grantee="app", privileges=ALL),),
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]  # fields of Table


def parent(name: str) -> ForeignKey:
    return ForeignKey(
        name="by_id", definition="", columns=("parent",), target=Name("public", name), target_columns=("id",),
        on_delete="set null",
    )  # fmt: skip


SHOP = Database(
    version=160000, schemas=(Schema(name="public"),), roles=(Role(name="app"), Role(name="boss", superuser=True)),
    tables=(table("orders"), table("items", parent("orders")), table("notes")),
)  # fmt: skip


def design(database: Database) -> Design:
    wish = DesignWish(pattern="tenants", tables=("orders", "items"), options={"tenant": "shop_id", "role": "app"})
    return fit(find("tenants"), Ground(database), wish)


@pytest.mark.parametrize("major", [14, 15])
def test_a_reference_that_is_set_null_keeps_the_tenant(major: int) -> None:
    changes = [step.change for step in design(replace(SHOP, version=major * 10000)).steps]
    (made,) = (change for change in changes if isinstance(change, AddForeignKey))
    dropped = [change for change in changes if isinstance(change, DropConstraint)]
    assert made.columns == ("shop_id", "parent")
    if major < 15:  # it cannot name columns: the old one clears them, and the longer one waits until it has
        assert (made.on_delete, made.deferred, dropped) == ("no action", True, [])
        assert made.key.definition.endswith("DEFERRABLE INITIALLY DEFERRED")
    else:
        assert (made.on_delete, made.on_delete_columns) == ("set null", ("parent",))
        assert made.key.definition.endswith("ON DELETE SET NULL (parent)")
        assert [one.constraint for one in dropped] == ["by_id"]


def test_what_goes_past_policies_is_taken_or_told() -> None:
    totals = View(
        name=Name("public", "totals"), definition="", materialized=True, depends_on=(Name("public", "orders"),),
        grants=(Grant(grantee="PUBLIC", privileges=("SELECT",)),),
    )  # fmt: skip
    cancel = Function(name=Name("public", "cancel"), arguments="", security_definer=True, owner="boss")
    made = design(replace(SHOP, views=(totals,), functions=(cancel,)))
    revoked = {(str(c.table), c.grantee, c.privileges) for c in (s.change for s in made.steps) if isinstance(c, Revoke)}
    assert revoked == {
        ("public.orders", "app", ("TRUNCATE",)),
        ("public.items", "app", ("TRUNCATE",)),
        ("public.totals", "PUBLIC", ("SELECT",)),
    }
    assert any("public.cancel() runs with the rights of boss" in note for note in made.notes)


def test_a_role_that_can_become_the_owner_is_refused() -> None:
    roles = (
        Role(name="app", member_of=(Membership(role="team"),)),
        Role(name="team", member_of=(Membership(role="boss"),)),
    )
    with pytest.raises(UnsupportedError, match="is a member of boss, which is a superuser"):
        design(replace(SHOP, roles=(*roles, Role(name="boss", superuser=True))))
    with pytest.raises(UnsupportedError, match="can become its owner"):
        design(replace(SHOP, roles=(*roles, Role(name="boss"))))


def test_it_is_worth_it_where_others_may_read_and_nothing_keeps_rows_apart() -> None:
    policies = (Policy(name="p", using="true"),)
    safe = table("safe", row_security=True, force_row_security=True, policies=policies)
    own = table("own", grants=None)
    bare = table("bare", row_security=True, policies=policies)
    statistics = Statistics(relations=(RelationStatistics(name=Name("public", "notes"), pages=1, rows=1200.0),))
    database = replace(SHOP, tables=(table("notes"), safe, own, bare))
    found = {fit.table.name: fit for fit in find("tenants").fits(Ground(database, statistics))}
    assert found.keys() == {"notes", "bare"}
    assert found["notes"].because == "shop_id tells rows apart in 4 tables; this is one of 1,200 rows without policies"
    assert found["notes"].options == {"tenant": "shop_id", "role": "app"}
    assert found["bare"].because.endswith("whose policies do not bind its owner")
    assert not list(find("tenants").fits(Ground(replace(SHOP, tables=(table("notes"), safe)))))  # too few to tell


def test_the_way_to_the_tenant_is_the_shortest_so_policies_ask_in_no_circle() -> None:
    def child(name: str, *targets: str) -> Table:
        keys = [replace(parent(target), name=f"to_{target}", on_delete="cascade") for target in targets]
        made = table(name, *keys)
        return replace(made, columns=tuple(column for column in made.columns if column.name != "shop_id"))

    one, other, root = child("one", "other"), child("other", "one", "orders"), table("orders")
    ways = {name: through(it, "shop_id", (one, other, root)) for name, it in (("one", one), ("other", other))}
    assert {name: way.target.name.name for name, way in ways.items() if way} == {"one": "other", "other": "orders"}
    assert [way.others for way in ways.values() if way] == [(), ()]
    assert through(root, "shop_id", (one, other, root)) is None
    assert through(child("lost", "one"), "shop_id", (root,)) is None
