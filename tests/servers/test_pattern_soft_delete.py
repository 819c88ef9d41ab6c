"""Soft deletion on real servers: what a reference model allows is allowed, and nothing else, also at once."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import psycopg
import pytest
from applied import designed, dsn_of, run
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from psycopg import errors
from psycopg.sql import SQL, Identifier

from maquette.engines.postgres.scratch import Scratch
from maquette.engines.postgres.servers.template import ADMIN
from maquette.model.design import Design

NAIVE = (Path(__file__).parent / "naive" / "soft_delete.sql").read_bytes()
NUMBERS = count(1)
SHOP = b"""
CREATE TABLE customers (id int PRIMARY KEY, email text NOT NULL UNIQUE);
CREATE TABLE addresses (id int PRIMARY KEY, customer int NOT NULL REFERENCES customers ON DELETE CASCADE);
CREATE TABLE orders (id int PRIMARY KEY, customer int NOT NULL REFERENCES customers);
CREATE INDEX ON addresses (customer);
CREATE INDEX ON orders (customer);
"""


@pytest.fixture
def shop(server: Scratch) -> Iterator[psycopg.Connection]:
    """A superuser's connection to a shop in which DELETE deletes."""
    name = f"soft_delete_{next(NUMBERS)}"
    server.create_database(name)
    with psycopg.connect(server.dsn(name, ADMIN), autocommit=True) as connection:
        connection.execute(b"SET search_path = public;" + SHOP)
        yield connection
    server.drop_database(name)


def another(connection: psycopg.Connection) -> psycopg.Connection:
    """One more session of the same role."""
    return psycopg.connect(dsn_of(connection), autocommit=True, options="-c search_path=public")


def design(connection: psycopg.Connection, *tables: str, **options: str) -> Design:
    return designed(dsn_of(connection), "soft-delete", *tables, **options)


def apply(connection: psycopg.Connection, *tables: str) -> None:
    run(connection, design(connection, *tables).statements)


@pytest.fixture
def soft(shop: psycopg.Connection) -> psycopg.Connection:
    apply(shop, "customers", "addresses")
    return shop


@dataclass
class Row:
    """A customer or an address; ``deleted`` is the number of the operation that deleted it, 0 while it lives."""

    of: str | int  # its email, or its customer
    deleted: int = 0


@dataclass
class Model:
    """What is meant: each operation gives whether it is allowed, and does it."""

    customers: dict[int, Row] = field(default_factory=dict)
    addresses: dict[int, Row] = field(default_factory=dict)
    orders: dict[int, int] = field(default_factory=dict)

    def taken(self, email: str | int) -> bool:
        return any(row.of == email and not row.deleted for row in self.customers.values())

    def living(self, customer: int) -> bool:
        return customer in self.customers and not self.customers[customer].deleted

    def add(self, now: int, one: int) -> bool:
        email = f"e{one}"
        if free := not self.taken(email):
            self.customers[now] = Row(email)
        return free

    def delete(self, now: int, one: int) -> bool:
        if not self.living(one):
            return True  # there is nothing to delete
        if one in self.orders.values():
            return False
        self.customers[one].deleted = now
        for row in self.addresses.values():
            row.deleted = row.deleted or (now if row.of == one else 0)
        return True

    def restore(self, now: int, one: int) -> bool:
        row = self.customers.get(one)
        if row is None or not row.deleted:
            return True
        if self.taken(row.of):
            return False
        for address in self.addresses.values():
            if address.of == one and address.deleted == row.deleted:
                address.deleted = 0
        row.deleted = 0
        return True

    def order(self, now: int, one: int) -> bool:
        if living := self.living(one):
            self.orders[now] = one
        return living

    def address(self, now: int, one: int) -> bool:
        if living := self.living(one):
            self.addresses[now] = Row(one)
        return living

    def cancel(self, now: int, one: int) -> bool:
        self.orders = {order: customer for order, customer in self.orders.items() if customer != one}
        return True

    def delete_address(self, now: int, one: int) -> bool:
        if one in self.addresses:
            self.addresses[one].deleted = self.addresses[one].deleted or now
        return True

    def restore_address(self, now: int, one: int) -> bool:
        row = self.addresses.get(one)
        if row is None or not row.deleted:
            return True
        allowed = self.living(int(row.of))
        row.deleted = 0 if allowed else row.deleted
        return allowed

    def purge(self, now: int, one: int) -> bool:
        self.addresses = {key: row for key, row in self.addresses.items() if not row.deleted}
        self.customers = {key: row for key, row in self.customers.items() if not row.deleted}
        return True


WORDS = {
    "add": "INSERT INTO live_customers VALUES ({now}, 'e{one}')",
    "delete": "DELETE FROM live_customers WHERE id = {one}",
    "restore": "UPDATE customers SET deleted_at = NULL WHERE id = {one}",
    "order": "INSERT INTO orders VALUES ({now}, {one})",
    "address": "INSERT INTO live_addresses VALUES ({now}, {one})",
    "cancel": "DELETE FROM orders WHERE customer = {one}",
    "delete_address": "DELETE FROM live_addresses WHERE id = {one}",
    "restore_address": "UPDATE addresses SET deleted_at = NULL WHERE id = {one}",
    "purge": "SELECT purge_customers('0 s'), purge_addresses('0 s')",
}
operations = st.lists(st.tuples(st.sampled_from(tuple(WORDS)), st.integers(1, 3)), min_size=4, max_size=25)


def state(connection: psycopg.Connection) -> tuple[dict[int, bool], dict[int, bool], set[int]]:
    def ids(table: str) -> set[int]:
        return {row[0] for row in connection.execute(SQL("SELECT id FROM {}").format(Identifier(table)))}

    def lives(table: str) -> dict[int, bool]:
        shown = ids(f"live_{table}")
        return {one: one in shown for one in ids(table)}

    return lives("customers"), lives("addresses"), ids("orders")


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(done=operations)
@example(done=[("delete_address", 1), ("delete", 1), ("restore_address", 1), ("restore", 1), ("address", 1)])
@example(done=[("order", 2), ("delete", 2), ("cancel", 2), ("delete", 2), ("add", 2), ("restore", 2), ("order", 2)])
def test_what_is_meant_is_allowed_and_nothing_else(soft: psycopg.Connection, done: list[tuple[str, int]]) -> None:
    soft.execute(
        b"TRUNCATE customers, addresses, orders; INSERT INTO customers SELECT n, 'e' || n FROM generate_series(1, 3) n"
    )
    soft.execute(b"INSERT INTO addresses SELECT n, n FROM generate_series(1, 3) n")
    model = Model({n: Row(f"e{n}") for n in (1, 2, 3)}, {n: Row(n) for n in (1, 2, 3)})
    for now, (name, one) in enumerate(done, 4):
        means: Callable[[int, int], bool] = getattr(model, name)
        try:
            soft.execute(WORDS[name].format(now=now, one=one).encode())
            allowed = True
        except errors.IntegrityError:
            allowed = False
        assert allowed == means(now, one), (name, one)
        customers, addresses, orders = state(soft)
        assert customers == {key: not row.deleted for key, row in model.customers.items()}
        assert addresses == {key: not row.deleted for key, row in model.addresses.items()}
        assert orders == model.orders.keys()


def files(connection: psycopg.Connection) -> list[tuple[object, ...]]:
    return connection.execute(b"SELECT relfilenode FROM pg_class WHERE oid = 'customers'::regclass").fetchall()


def test_no_table_is_rewritten(shop: psycopg.Connection) -> None:
    before = files(shop)
    apply(shop, "customers", "addresses")
    assert files(shop) == before


def test_the_naive_column_rewrites_the_table(shop: psycopg.Connection) -> None:
    before = files(shop)
    shop.execute(NAIVE)
    assert files(shop) != before


def test_the_naive_form_lets_no_deleted_name_be_used_again(shop: psycopg.Connection) -> None:
    shop.execute(NAIVE + b"INSERT INTO customers VALUES (1, 'a'); UPDATE customers SET deleted_at = now()")
    with pytest.raises(errors.UniqueViolation, match="customers_email_key"):
        shop.execute(b"INSERT INTO customers VALUES (2, 'a')")


def test_the_naive_form_lets_live_rows_refer_to_deleted_ones(shop: psycopg.Connection) -> None:
    shop.execute(NAIVE + b"INSERT INTO customers VALUES (1, 'a'); INSERT INTO addresses VALUES (1, 1)")
    shop.execute(b"INSERT INTO orders VALUES (1, 1); UPDATE customers SET deleted_at = now()")
    assert shop.execute(b"INSERT INTO orders VALUES (2, 1)").rowcount == 1


def waits(connection: psycopg.Connection, running: Future[psycopg.Cursor[Any]]) -> None:
    """Wait until that other session waits for a lock."""
    end = monotonic() + 20
    while monotonic() < end and not running.done():
        if connection.execute(b"SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'").fetchall():
            return
        sleep(0.02)
    raise AssertionError("it does not wait")


@pytest.mark.parametrize(
    ("first", "second", "tables"),
    [
        ("order", "delete", ("customers",)),
        ("delete", "order", ("customers",)),
        ("address", "delete", ("customers", "addresses")),
    ],
)
def test_deleting_and_adding_children_wait_for_each_other(
    shop: psycopg.Connection, first: str, second: str, tables: tuple[str, ...]
) -> None:
    apply(shop, *tables)
    shop.execute(b"INSERT INTO customers VALUES (1, 'a')")
    with another(shop) as one, another(shop) as other, ThreadPoolExecutor(1) as pool:
        one.execute(b"BEGIN")
        one.execute(WORDS[first].format(now=1, one=1).encode())
        running = pool.submit(other.execute, WORDS[second].format(now=2, one=1).encode())
        waits(shop, running)
        one.execute(b"COMMIT")
        if first == "address":
            running.result(20)
            assert shop.execute(b"SELECT count(*) FROM live_addresses").fetchone() == (0,)
        else:
            with pytest.raises(errors.ForeignKeyViolation):
                running.result(20)


def test_the_naive_check_before_deleting_misses_an_order_that_is_being_made(shop: psycopg.Connection) -> None:
    shop.execute(NAIVE + b"INSERT INTO customers VALUES (1, 'a')")
    with another(shop) as one:
        one.execute(b"BEGIN; INSERT INTO orders VALUES (1, 1)")
        checked = b"UPDATE customers SET deleted_at = now() WHERE NOT EXISTS (SELECT FROM orders WHERE customer = 1)"
        assert shop.execute(checked).rowcount == 1
        one.execute(b"COMMIT")


def test_many_at_once_leave_no_live_row_of_a_deleted_one(soft: psycopg.Connection) -> None:
    soft.execute(b"INSERT INTO customers SELECT n, 'e' || n FROM generate_series(1, 6) n")

    def work(seed: int) -> None:
        chance = random.Random(seed)
        with another(soft) as session:
            for now in range(50):
                name = chance.choice(
                    ("delete", "restore", "order", "address", "cancel", "delete_address", "restore_address")
                )
                one = chance.randint(1, 6)
                try:
                    session.execute(WORDS[name].format(now=seed * 1000 + now, one=one).encode())
                except (errors.IntegrityError, errors.DeadlockDetected):
                    continue

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(1, 9)))
    orphans = b"SELECT c.id FROM {} c JOIN customers p ON p.id = c.customer WHERE p.deleted_at IS NOT NULL"
    assert soft.execute(orphans.replace(b"{}", b"orders")).fetchall() == []
    assert soft.execute(orphans.replace(b"{}", b"live_addresses")).fetchall() == []


def test_a_purge_takes_a_batch_and_leaves_what_is_held(soft: psycopg.Connection) -> None:
    soft.execute(
        b"INSERT INTO customers (id, email, deleted_at) SELECT n, 'e', '2001-01-01' FROM generate_series(1, 5) n"
    )
    soft.execute(
        b"INSERT INTO customers (id, email, deleted_at) VALUES (6, 'e', now() - interval '89 days'), (7, 'e', NULL)"
    )
    with another(soft) as other:
        other.execute(b"BEGIN; SELECT FROM customers WHERE id = 3 FOR UPDATE")
        taken = [soft.execute(b"SELECT purge_customers(batch => 3)").fetchone() for _ in range(3)]
        assert taken == [(3,), (1,), (0,)]
    assert soft.execute(b"SELECT array_agg(id ORDER BY id) FROM customers").fetchone() == ([3, 6, 7],)


@pytest.mark.postgres(">= 15")
def test_the_view_shows_no_more_than_policies_allow(soft: psycopg.Connection) -> None:
    soft.execute(b"INSERT INTO customers VALUES (1, 'mine'), (2, 'other'); CREATE ROLE reader")
    soft.execute(
        b"GRANT SELECT ON customers, live_customers TO reader; ALTER TABLE customers ENABLE ROW LEVEL SECURITY"
    )
    soft.execute(b"CREATE POLICY mine ON customers USING (email = 'mine'); SET ROLE reader")
    try:
        assert soft.execute(b"SELECT id FROM live_customers").fetchall() == [(1,)]
    finally:
        soft.execute(b"RESET ROLE; DROP OWNED BY reader; DROP ROLE reader")


def test_undo_refuses_to_bring_deleted_rows_back(shop: psycopg.Connection) -> None:
    made = design(shop, "customers")
    for statement in made.statements:
        shop.execute(statement.sql.encode())
    shop.execute(b"INSERT INTO customers (id, email, deleted_at) VALUES (1, 'a', now())")
    first = next(statement for statement in made.undo if not statement.sql.startswith("SET"))
    with pytest.raises(errors.RaiseException, match="would come back"):
        shop.execute(first.sql.encode())
