"""Rows of many tenants in one table, each seen by its own tenant alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated

from ...model.change import AddKey, CreateIndex, EnableRowSecurity, SetNotNull
from ...model.design import Choice, Note, Step
from ...model.errors import ConfigError, UnsupportedError
from ...model.names import Name, quote
from ...model.security import PUBLIC
from ...model.table import Column, Table
from ..ground import Ground
from ..pattern import Part, Tables, pattern
from ..template import Sql, Text
from .keys import kept, references, unique_keys
from .notes import notes
from .rights import becomes, check_role, past_policies, rights
from .through import through
from .trials import Trials
from .worth import fits

__all__ = ["fits", "tenants"]

TYPES = ("bigint", "integer", "smallint", "uuid", "text", "character varying")
SETTING = re.compile(r"[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)+")
OWN = ("tenant_isolation", "tenant_access")


@pattern
def tenants(
    ground: Ground,
    tables: Tables,
    *,
    tenant: Annotated[str, "the column that tells whose row it is"] = "tenant_id",
    role: Annotated[str, "the application's role; made where it is missing"],
    setting: Annotated[str, "the setting that holds the tenant of the transaction"] = "app.tenant_id",
    global_keys: Annotated[tuple[str, ...], "unique keys that reach across tenants, by name"] = (),
) -> Iterator[Part]:
    """Rows of many tenants in one table, each seen by its own tenant alone.

    **Problem**

    One query without its `WHERE tenant_id = …` shows a customer the data of another. Row-level security adds the
    condition to every query, but is easily written so that it does not hold: the owner is exempt, and so is the
    application that connects as the owner; `current_setting` raises an error where the setting was never made, and the
    cast fails on the empty text that a pooled connection has after the first transaction; a cast on the column's side
    reads the whole table; foreign keys and unique keys look past every policy; views read with their owner's rights.

    **Design**

    A function `current_tenant()` reads the setting and gives NULL where it is unset or empty: no rows, no error.
    `enter_tenant(…)` sets it to the end of the transaction, so that it cannot stay behind on a pooled connection. On
    each table a restrictive policy compares the tenant for reading and for writing; what other policies allow, now or
    later, they allow within the tenant. The function stands in a subquery, which is asked once a statement, and the
    tables have an index that begins with the tenant. Row-level security is enabled and forced in one statement, the
    last. Foreign keys between such tables compare the tenant as well; unique keys are unique within the tenant. The
    application's role owns nothing, can become nobody that does, and may not TRUNCATE. Views take security_invoker
    (15 and later); materialized views are closed to the role. Partitions are closed to all but those who come through
    their table. Tables without the column that refer to one of the others (the lines of an order) take its policy: a
    row is seen by whoever sees the row that it belongs to.

    **Alternatives and when they win**

    - *A schema or a database each*: few, large tenants, restored or moved one by one. Thousands of schemas make the
      catalogs slow and every migration long.
    - *A role each, and a policy on current_user*: whoever can send any SQL cannot change whom it acts for. It takes a
      connection each, so it does not go with a pool.
    - *Views with security_barrier*: 14 and before, where tables cannot be touched.
    - *The column in every table*: children that are read by themselves, without their parents. Add it, fill it, and ask
      again.
    - *The condition in the application alone*: one small application, whose every query is generated.

    **What it costs**

    One comparison a row and one call a statement. Equality and comparison of plain types use their indexes as before.
    Conditions whose operators are not leakproof (LIKE, `@@`, `@>`, most functions) are asked only of what the policy
    lets through, and no index serves them, even one that begins with the tenant: such a query reads all rows of its
    tenant. Where those are many, a function that runs as a role with BYPASSRLS and compares the tenant itself gets the
    index back. One more unique index for each table that others refer to.

    **Limits**

    Whoever can send any SQL can call `enter_tenant`: policies stop forgotten conditions, not injected statements. SET
    without LOCAL outlives the transaction, and a pool hands it on: use `enter_tenant`. The primary key stays one of all
    tenants, so an INSERT that names an id learns whether it is taken: let ids be drawn, from uuids where even their
    number is secret. pg_dump and logical replication need a role with BYPASSRLS. Owners are bound as well: a migration
    that changes rows has to enter each tenant, or run as such a role. EXPLAIN's estimates and time tell a little. A
    function with its owner's rights is bound only if its owner is. An application that does not enter its tenant sees
    nothing from the last step on: have it enter first. The trials lock the tables while they run.

    **References**

    PostgreSQL manual: "Row Security Policies"; CREATE POLICY; CREATE VIEW, "security_invoker"; "Rules and Privileges";
    "Configuration Settings Functions" (set_config); CREATE TABLE, "ON DELETE SET NULL (column)" (15 and later).
    """
    if not SETTING.fullmatch(setting):
        raise ConfigError(f"--set setting={setting}: no name of a setting", "two words with a dot: app.tenant_id")
    column = _column(ground, tables, tenant)
    check_role(role, tables, ground.database)
    schema = tables[0].name.schema
    current, enter = Name(schema, "current_tenant"), Name(schema, "enter_tenant")
    yield from _choices(tenant)
    why = "one place that knows where the tenant is kept, and what an empty setting means"
    yield from ground.steps(
        "functions", why, current=current, enter=enter, type=Sql(column.type), setting=Text(setting)
    )
    yield from rights(ground, role, tables)
    below = [one for table in tables if (one := through(table, tenant, tables))]
    held = tuple(table for table in tables if all(one.table is not table for one in below))
    for table in held:
        own = table.column(tenant)
        if own and not own.not_null:
            change = SetNotNull(table=table.name, column=tenant)
            yield ground.change(
                change, f"{table.name}.{quote(tenant)} is not null", "a row of nobody is checked by no key"
            )
            yield from ground.premises("premises", table=table.name, tenant=tenant)
    trials = Trials(ground, tenant, column.type, role, setting, enter)
    yield from _keys(trials, held, global_keys)
    for table in held:
        why = "reading and writing are compared with the tenant of the transaction"
        yield from ground.steps("isolation", why, table=table.name, tenant=tenant, current=current)
        yield from _access(ground, table, role)
    for one in below:
        yield from one.steps(ground)
        yield from _access(ground, one.table, role)
        yield from trials.of_child(one)
    yield from past_policies(ground, role, tables)
    for table in tables:
        yield from _enabled(ground, table)
        yield from trials.of_role(table)
    yield from notes(ground, tables, tenant, enter, role)


def _column(ground: Ground, tables: Tables, tenant: str) -> Column:
    """The tenant's column, which must be of one type in all tables."""
    columns: list[Column] = []
    for table in tables:
        if table.partition_of or table.inherits:
            parent = table.partition_of.parent if table.partition_of else table.inherits[0]
            raise UnsupportedError(
                f"{table.name} is a part of {parent}", f"give --table {parent}: its policies hold for it"
            )
        if table.kind == "foreign":
            raise UnsupportedError(f"{table.name} is a foreign table: no policies", "isolate tenants where it is kept")
        ground.key(table)
        if through(table, tenant, tables):
            continue
        column = ground.column(table, tenant, *TYPES)
        columns.append(column)
        if column.type != columns[0].type:
            raise ConfigError(
                f"{table.name}.{quote(tenant)} is {column.type}, elsewhere it is {columns[0].type}",
                "give them one type: keys and policies compare them",
            )
    return columns[0]


def _choices(tenant: str) -> Iterator[Choice]:
    yield Choice(
        "What keeps tenants apart?", f"policies on {quote(tenant)}", "they hold for any number of tenants in one pool",
        {"a schema or database each": "tenants are few, large, and restored one by one",
         "a role each": "whoever can send any SQL must not choose for whom it acts, and no pool is needed"},
    )  # fmt: skip
    yield Choice(
        "Of which kind is the policy?", "restrictive", "permissive ones are joined by OR: one more would let others in",
        {"permissive": "nobody will ever add a policy"},
    )  # fmt: skip


def _keys(trials: Trials, tables: Tables, global_keys: tuple[str, ...]) -> Iterator[Part]:
    """References within a tenant, unique keys within a tenant, and an index that begins with it."""
    ground, tenant = trials.ground, trials.tenant
    found = [one for table in _parents_first(tables) for one in references(table, tenant, ground.database)]
    for reference in found:
        yield from reference.steps(ground)
        yield from trials.of_reference(reference, next(r for r in found if r.table == reference.table) is reference)
    replaced = [one.key.name for one in found if not one.stays_within and not one.waits(ground.major)]
    indexed = {reference.target.name for reference in found}
    for table in tables:
        stay = kept(table, tenant, global_keys, replaced, ground.database)
        for part in unique_keys(ground, table, tenant, stay):
            if isinstance(part, Step) and isinstance(part.change, AddKey):
                indexed.add(table.name)
            yield part
        begins = any(one.columns[:1] == (tenant,) and one.valid and not one.predicate for one in table.indexes)
        own = [one.columns for one in found if one.table == table and not _covered(table, one.columns)]
        for columns in dict.fromkeys(own or ([] if begins or table.name in indexed else [(tenant,)])):
            change = CreateIndex.on(table.name, *columns)
            why = "the policy's condition is part of every query; a reference is looked for when its target goes"
            yield ground.change(change, f"index {change.index.name}", why)
        yield from trials.of_table(table, stay)


def _covered(table: Table, columns: tuple[str, ...]) -> bool:
    return any(index.covers(columns) for index in table.indexes)


def _parents_first(tables: Tables) -> Tables:
    """Each table after those of them that it refers to, as far as that goes."""
    left, done = list(tables), []
    while left:
        names = {table.name for table in left}
        ready = [t for t in left if not any(k.target in names - {t.name} for k in t.foreign_keys)] or left[:1]
        done += ready
        left = [table for table in left if table not in ready]
    return tuple(done)


def _access(ground: Ground, table: Table, role: str) -> Iterator[Part]:
    """What a restrictive policy takes away from: the policies that let the role in, or one that gives all."""
    others = [one for one in table.policies if one.permissive and one.name not in OWN]
    reach = becomes(role, ground.database) | {PUBLIC}
    giving = [one.name for one in others if reach.intersection(one.roles)]
    if giving:
        named = ", ".join(map(quote, giving))
        yield Note(f"On {table.name}, {named} say what is allowed within the tenant, and nothing else allows more.")
    else:
        why = "a restrictive policy only takes away; who may come at all is for GRANT to say"
        whom = Sql(f" TO {quote(role)}" if others else "")  # what others may see stays as narrow as it is
        yield from ground.steps("access", why, table=table.name, whom=whom)


def _enabled(ground: Ground, table: Table) -> Iterator[Part]:
    why = (
        "the owner is bound too: so is an application that connects as the owner, and a view or function of the owner's"
    )
    change = EnableRowSecurity(table=table.name, force=True)
    yield ground.change(change, f"row-level security on {table.name}", why)
    for part in ground.database.descendants(table.name):
        why = f"who reads it by its own name goes past the policies of {table.name}"
        yield ground.change(EnableRowSecurity(table=part.name), f"row-level security on {part.name}", why)
