"""A small source with statistics, and questions about it that have many different answers."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

from maquette.advisors.selection.problem import Answer, Oracle, Question
from maquette.engines.postgres.engine import Postgres
from maquette.engines.postgres.read import read
from maquette.engines.postgres.scratch import open_scratch
from maquette.engines.postgres.servers.installations import fitting
from maquette.engines.postgres.servers.template import ADMIN
from maquette.model.change import CreateIndex
from maquette.model.names import Name
from maquette.model.progress import Progress, silent
from maquette.model.snapshot import Snapshot
from maquette.twin.oracle import TwinOracle
from maquette.twin.pool import open_oracle
from maquette.twin.twin import open_twin

SCHEMA = """
CREATE TABLE customers (id int PRIMARY KEY, city text, born date);
CREATE TABLE orders (id int, customer int, placed date, total numeric, state text) PARTITION BY RANGE (placed);
CREATE TABLE orders_old PARTITION OF orders FOR VALUES FROM ('2020-01-01') TO ('2024-01-01');
CREATE TABLE orders_new PARTITION OF orders FOR VALUES FROM ('2024-01-01') TO ('2030-01-01');
INSERT INTO customers SELECT n, 'city ' || n % 300, date '1950-01-01' + n FROM generate_series(1, 20000) n;
INSERT INTO orders SELECT n, n % 20000 + 1, date '2020-01-01' + n % 2500, n % 997, 'state ' || n % 7
FROM generate_series(1, 60000) n;
CREATE INDEX customers_city ON customers (city);
CREATE INDEX orders_customer ON orders (customer);
ANALYZE
"""
QUERIES = (
    "SELECT * FROM customers WHERE city = 'city 7'",
    "SELECT * FROM customers WHERE city = 'city 7' AND born < '1960-01-01'",
    "SELECT * FROM customers ORDER BY born DESC LIMIT 5",
    "SELECT * FROM orders WHERE customer = 17",
    "SELECT sum(total) FROM orders WHERE state = 'state 3' AND placed >= '2025-06-01'",
    "SELECT * FROM customers c JOIN orders o ON o.customer = c.id WHERE c.city = 'city 9' AND o.total > 900",
    "SELECT count(*) FROM orders WHERE placed = $1",
    "SELECT nothing FROM nowhere",
)
CUSTOMERS, ORDERS = Name("public", "customers"), Name("public", "orders")
OPTIONS: tuple[CreateIndex | Name, ...] = (
    Name("public", "customers_city"),
    Name("public", "orders_customer"),
    CreateIndex.on(CUSTOMERS, "born"),
    CreateIndex.on(CUSTOMERS, "city", "born"),
    CreateIndex.on(ORDERS, "placed"),
    CreateIndex.on(ORDERS, "state", "placed"),
    CreateIndex.on(ORDERS, "total"),
    CreateIndex.on(ORDERS, "customer", "total"),
)


def _questions(count: int) -> list[Question]:
    chance = random.Random(7)
    sizes = chance.choices(range(len(OPTIONS) + 1), k=count)
    return [
        Question(chance.randrange(len(QUERIES)), frozenset(chance.sample(range(len(OPTIONS)), size))) for size in sizes
    ]


QUESTIONS = _questions(300)


def sample() -> Snapshot:
    """The source, read from a scratch server that has its rows."""
    with open_scratch(fitting(18)) as scratch:
        scratch.create_database("asked")
        with scratch.admin("asked") as admin:
            admin.execute("SET search_path = public")
            for statement in SCHEMA.split(";\n"):
                admin.execute(statement.encode())
        return read(scratch.dsn("asked", ADMIN))


def alone(snapshot: Snapshot) -> list[Answer]:
    """What one twin answers."""
    with open_twin(Postgres(), snapshot) as twin:
        return TwinOracle(twin, QUERIES, OPTIONS).ask(QUESTIONS)


def opened(snapshot: Snapshot, workers: str, progress: Progress = silent) -> AbstractContextManager[Oracle]:
    """An oracle of those workers."""
    return open_oracle(snapshot, Postgres(), QUERIES, OPTIONS, workers, progress=progress)


def ask(snapshot: Snapshot, workers: str, progress: Progress = silent) -> Sequence[Answer]:
    """What those workers answer."""
    with opened(snapshot, workers, progress) as oracle:
        return oracle.ask(QUESTIONS)


def once(act: Callable[[], object], count: int = 1) -> Progress:
    """A progress that does something the first time, or times, that it is told."""
    left = [act] * count

    def told(what: str, done: int, total: int) -> None:
        if left and done < total:
            left.pop()()

    return told
