"""The whole model as DDL, in an order in which it mostly loads at the first try.

What is not recreated: owners (every object belongs to the role that loads it, so a round trip compares models without
them), attributes and memberships of roles (a role is a name), tablespaces, privileges on the database itself,
subscriptions and slots. What only a superuser may make is left out with its reason: functions in C, event triggers.
LEAKPROOF and SUPPORT are taken off functions for the same cause. Foreign servers hang on a wrapper without a handler,
so that foreign tables are there and nothing can be reached through them. What the order cannot solve (a function of a
view's row type, say) the loader tries again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ....model.database import Database, Definition
from ..clauses import Ddl
from .grants import comments, default_privileges, grants
from .indexes import foreign_keys, indexes, keys
from .marks import marks
from .tables import foreign_servers, late_defaults_and_checks, sequence_owners, sequences, tables
from .types import extensions, functions, loadable, roles, schemas, types
from .views import event_triggers, policies, publications, triggers, views

__all__ = ["Ddl", "render_schema"]

# When definitions carried whole are made: kind → the part of the schema that they go before.
BEFORE = {
    "collation": "types",
    "text search parser": "types",
    "text search template": "types",
    "text search dictionary": "types",
    "text search configuration": "types",
    "foreign-data wrapper": "servers",
    "foreign server": "servers",
    "operator": "late",
    "cast": "late",
    "conversion": "late",
    "operator family": "late",
    "operator class": "late",
    "rule": "triggers",
}


def render_schema(database: Database) -> tuple[Ddl, ...]:
    """Every statement that makes a scratch database like ``database``."""
    return tuple(_in_order(database))


def _in_order(database: Database) -> Iterator[Ddl]:
    early, late = functions(database)
    yield from roles(database)
    yield from schemas(database)
    yield from extensions(database)
    yield from _definitions(database, "types")
    yield from types(database)
    yield from sequences(database)
    yield from early
    yield from foreign_servers(database)
    yield from tables(database)
    yield from late
    yield from _definitions(database, "late")
    yield from sequence_owners(database)
    yield from late_defaults_and_checks(database)
    yield from views(database)
    yield from keys(database)
    yield from indexes(database)
    yield from foreign_keys(database)
    yield from _definitions(database, "triggers")
    yield from triggers(database)
    yield from policies(database)
    yield from event_triggers(database)
    held = replace(database, functions=tuple(f for f in database.functions if loadable(f)))
    yield from grants(held)
    yield from comments(held)
    yield from publications(database)
    yield from default_privileges(held)
    yield from marks(database)


def _definitions(database: Database, part: str) -> Iterator[Ddl]:
    found: list[Definition] = [d for d in database.definitions if BEFORE.get(d.kind, "late") == part]
    order = list(BEFORE)
    for made in sorted(found, key=lambda d: order.index(d.kind) if d.kind in BEFORE else len(order)):
        yield Ddl(f"{made.kind} {made.name}", made.statement)
