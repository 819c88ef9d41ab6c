"""Tenants apart: no path from one to another with the pattern, and many with the playbook's policy."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from applied import designed, dsn_of, run
from psycopg import errors
from tenant_shop import SHOP, Intruder

from maquette.engines.postgres.scratch import GUEST, Scratch
from maquette.model.design import Design

NAIVE = Path(__file__).parent / "naive" / "tenants.sql"
ROLE = "tenants_app"
OPERATIONS = int(os.environ.get("MAQUETTE_TENANT_OPERATIONS", "250"))  # 10,000 and more by hand


@pytest.fixture
def shop(server: Scratch, fresh_database: str) -> Iterator[psycopg.Connection]:
    """A superuser's connection to the shop; its roles are gone afterwards."""
    with server.admin(fresh_database) as admin:
        admin.execute("SET search_path = public, pg_catalog")
        admin.execute(SHOP.encode())
        yield admin
    with server.admin(fresh_database) as admin:
        for role in (ROLE, "naive_app"):
            if admin.execute("SELECT FROM pg_roles WHERE rolname = %s", [role]).fetchall():
                admin.execute(f"DROP OWNED BY {role}; DROP ROLE {role}".encode())


def design(shop: psycopg.Connection) -> Design:
    return designed(dsn_of(shop), "tenants", "customers", "orders", "lines", tenant="shop_id", role=ROLE)


def apply(shop: psycopg.Connection) -> Design:
    made = design(shop)
    run(shop, made.statements)
    shop.execute(f"GRANT SELECT, UPDATE ON open_orders TO {ROLE}".encode())
    return made


def application(server: Scratch, shop: psycopg.Connection) -> psycopg.Connection:
    """A connection of the application's, which a pool would give to one client after the other."""
    connection = server.admin(shop.info.dbname)
    connection.execute("SET search_path = public, pg_catalog")
    return connection


@pytest.mark.postgres(">= 15")
def test_no_path_leads_to_another_tenant(server: Scratch, shop: psycopg.Connection) -> None:
    apply(shop)
    with application(server, shop) as app:
        intruder = Intruder(app, shop, ROLE, random.Random(4))
        intruder.act(OPERATIONS)
        assert intruder.leaks == []
        assert intruder.done == OPERATIONS


@pytest.mark.postgres(">= 15")
def test_the_playbooks_policy_leaks(server: Scratch, shop: psycopg.Connection) -> None:
    shop.execute(NAIVE.read_bytes())
    with application(server, shop) as app:
        app.execute("SET app.tenant_id = '0'")  # so that it does not end in errors at once
        intruder = Intruder(app, shop, "naive_app", random.Random(4), "SELECT set_config('app.tenant_id', '{}', true)")
        intruder.act(120)
    said = " ".join(intruder.leaks)
    assert "open_orders" in said  # the view reads as its owner
    assert "a row refers to another tenant" in said
    assert "rows of another tenant were changed" in said  # TRUNCATE
    assert "[-1]" in said  # a unique key tells what others have


@pytest.mark.postgres(">= 15")
def test_unset_and_empty_are_nobody_here_and_errors_there(server: Scratch, shop: psycopg.Connection) -> None:
    shop.execute(NAIVE.read_bytes())
    with application(server, shop) as app:
        app.execute("SET ROLE naive_app")
        with pytest.raises(errors.UndefinedObject):
            app.execute("SELECT FROM orders")
        with app.transaction():
            app.execute("SELECT set_config('app.tenant_id', '1', true)")
        with pytest.raises(errors.InvalidTextRepresentation):  # the empty text that is left
            app.execute("SELECT FROM orders")
    shop.execute("DROP POLICY orders_user_policy ON orders; DROP POLICY customers_user_policy ON customers")
    apply(shop)
    with application(server, shop) as app:
        app.execute(f"SET ROLE {ROLE}".encode())
        assert app.execute("SELECT FROM orders").fetchall() == []
        with app.transaction():
            app.execute("SELECT enter_tenant(1)")
            assert len(app.execute("SELECT FROM orders").fetchall()) == 20
        assert app.execute("SELECT FROM orders").fetchall() == []
        assert app.execute("SELECT current_setting('app.tenant_id')").fetchone() == ("",)


@pytest.mark.postgres(">= 15")
def test_the_owner_is_bound_here_and_free_there(server: Scratch, shop: psycopg.Connection) -> None:
    shop.execute(NAIVE.read_bytes())
    shop.execute(f"ALTER TABLE customers OWNER TO {GUEST}; ALTER TABLE orders OWNER TO {GUEST}".encode())
    with server.guest(shop.info.dbname) as owner:
        assert len(owner.execute("SELECT FROM orders").fetchall()) == 60
        shop.execute("DROP POLICY orders_user_policy ON orders; DROP POLICY customers_user_policy ON customers")
        apply(shop)
        assert owner.execute("SELECT FROM orders").fetchall() == []
        with owner.transaction():
            owner.execute("SELECT enter_tenant(2)")
            assert owner.execute("SELECT DISTINCT shop_id FROM orders").fetchall() == [(2,)]
            owner.execute("DELETE FROM customers WHERE id % 5 = 0")  # references are checked for all that
            assert owner.execute("SELECT count(*) FROM orders").fetchone() == (16,)


@pytest.mark.postgres(">= 15")
def test_a_prepared_statement_serves_the_tenant_of_its_transaction(server: Scratch, shop: psycopg.Connection) -> None:
    apply(shop)
    with application(server, shop) as app:
        app.execute(f"SET ROLE {ROLE}; SET plan_cache_mode = force_generic_plan".encode())
        app.execute("PREPARE own AS SELECT DISTINCT shop_id FROM orders")
        for tenant in (1, 2, 3, 1):
            with app.transaction():
                app.execute("SELECT enter_tenant(%s)", [tenant])
                assert app.execute("EXECUTE own").fetchall() == [(tenant,)]
        app.execute("SET row_security = off")
        with pytest.raises(errors.InsufficientPrivilege):
            app.execute("SELECT FROM orders")


BREAKS = {
    "not enabled and forced": "ALTER TABLE orders NO FORCE ROW LEVEL SECURITY",
    "it may TRUNCATE": f"GRANT TRUNCATE ON orders TO {ROLE}",
    "role that no policy binds": f"ALTER ROLE {ROLE} BYPASSRLS",
    "rows are seen without a tenant": "ALTER POLICY tenant_isolation ON orders USING (true)",
    "INSERT INTO public.orders": "ALTER POLICY tenant_isolation ON orders WITH CHECK (true)",
    "the setting is read for every row": "ALTER POLICY tenant_isolation ON orders"
    " USING (shop_id = nullif(current_setting('app.tenant_id', true), '')::bigint)",
    "no index is used": "ALTER POLICY tenant_isolation ON orders"
    " USING (shop_id::text = (SELECT current_tenant())::text)",
    "rows refer to another tenant": "ALTER TABLE orders DROP CONSTRAINT orders_shop_id_customer_id_fkey",
    "SELECT FROM public.lines": "ALTER POLICY tenant_isolation ON lines USING (true)",
    "INSERT INTO public.lines": "ALTER POLICY tenant_isolation ON lines WITH CHECK (true)",
    "it tells of other tenants": "CREATE UNIQUE INDEX global ON orders (lower(number))",
    "rows are seen": "ALTER VIEW open_orders RESET (security_invoker)",
}


@pytest.mark.postgres("18")
def test_each_trial_fails_when_the_design_is_broken(shop: psycopg.Connection) -> None:
    trials = [trial.sql for trial in apply(shop).trials]
    assert failures(shop, "SELECT", trials) == ""
    for words, change in BREAKS.items():
        assert words in failures(shop, change, trials), words


PATHS = [("finds_none", place) for place in range(1, 11)] + [("is_refused", place) for place in range(1, 8)]


@pytest.mark.postgres("18")
def test_without_policies_each_path_of_the_trial_leads_somewhere(shop: psycopg.Connection) -> None:
    trials = apply(shop).trials
    shop.execute("ANALYZE; ALTER TABLE orders DISABLE ROW LEVEL SECURITY")
    shop.execute(f"GRANT SELECT, TRUNCATE ON orders, lines TO {ROLE}".encode())
    (whole,) = (one.sql for one in trials if "whatever way" in one.claim and "orders" in one.claim)
    assert "a function in WHERE is shown rows" in failures(shop, "SELECT", [whole])
    whole = whole.replace("PERFORM FROM public.orders WHERE pg_temp.peeks(shop_id);", "")
    for paths, place in PATHS:
        alone = whole
        for name in ("finds_none", "is_refused"):
            part = f"{name}[{place}:{place}]" if name == paths else f"{name}[100:]"
            assert f"IN ARRAY {name} LOOP" in alone
            alone = alone.replace(f"IN ARRAY {name} LOOP", f"IN ARRAY {part} LOOP")
        assert failures(shop, "SELECT", [alone]), (paths, place)


def failures(shop: psycopg.Connection, change: str, trials: list[str]) -> str:
    """What the trials say that fail after the change, which is undone."""
    said: list[str] = []
    for trial in trials:
        try:
            shop.execute(f"BEGIN; {change}; {trial}".encode())
        except errors.AssertFailure as failure:
            said.append(str(failure))
        shop.execute("ROLLBACK")
    return "\n".join(said)
