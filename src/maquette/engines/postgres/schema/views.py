"""Views, triggers, policies and publications as DDL."""

from __future__ import annotations

from collections.abc import Iterator

from ....model.database import Database, View
from ....model.names import Name, literal, quote
from ....model.replication import Publication, PublishedPart
from ....model.routine import Trigger
from ....model.security import PUBLIC, Policy
from ....model.table import Table
from ..clauses import Ddl, with_options

STATES = {"origin": "ENABLE", "disabled": "DISABLE", "replica": "ENABLE REPLICA", "always": "ENABLE ALWAYS"}


def views(database: Database) -> Iterator[Ddl]:
    """Views and materialized views, each after those it reads; a materialized view without running its query."""
    for view in _in_order(database):
        target = f"{'materialized ' * view.materialized}view {view.name}"
        head = f"CREATE {'MATERIALIZED ' * view.materialized}VIEW {view.name}{with_options(view.options)}"
        tail = "\n  WITH NO DATA" * view.materialized
        yield Ddl(target, f"{head} AS\n{view.definition.rstrip().removesuffix(';')}{tail}")


def _in_order(database: Database) -> Iterator[View]:
    done: set[Name] = set()
    for view in database.views:
        chain = [(view, iter(view.depends_on))]
        started = {view.name}
        while chain:
            current, needed = chain[-1]
            name = next(needed, None)
            if name is None:
                chain.pop()
                if current.name not in done:
                    done.add(current.name)
                    yield current
            elif name not in done and name not in started and (found := database.view(name)):
                started.add(name)
                chain.append((found, iter(found.depends_on)))


def triggers(database: Database) -> Iterator[Ddl]:
    """Triggers and whether they fire; those that a partition has from its parent come by themselves."""
    for holder in database.relations:
        for trigger in holder.triggers:
            if not trigger.inherited:
                yield Ddl(f"trigger {quote(trigger.name)} on {holder.name}", trigger.definition)
    for holder in database.relations:
        for trigger in holder.triggers:
            if trigger.enabled != "origin":
                yield Ddl(f"trigger {quote(trigger.name)} on {holder.name}", trigger_state(holder, trigger))


def trigger_state(holder: Table | View, trigger: Trigger) -> str:
    """The statement that enables or disables a trigger as ``trigger.enabled`` says, on that table alone."""
    return f"ALTER TABLE ONLY {holder.name} {STATES[trigger.enabled]} TRIGGER {quote(trigger.name)}"


def event_triggers(database: Database) -> Iterator[Ddl]:
    """Event triggers need a superuser, who runs nothing that comes from a source."""
    for trigger in database.event_triggers:
        yield Ddl(f"event trigger {quote(trigger.name)}", "", left_out="only a superuser may have one")


def policies(database: Database) -> Iterator[Ddl]:
    """Policies, and whether row-level security is on."""
    for table in database.tables:
        for policy in table.policies:
            yield Ddl(f"policy {quote(policy.name)} on {table.name}", create_policy(table.name, policy))
        if table.row_security:
            yield Ddl(f"table {table.name}", f"ALTER TABLE ONLY {table.name} ENABLE ROW LEVEL SECURITY")
        if table.force_row_security:
            yield Ddl(f"table {table.name}", f"ALTER TABLE ONLY {table.name} FORCE ROW LEVEL SECURITY")


def create_policy(table: Name, policy: Policy) -> str:
    """CREATE POLICY as the policy is."""
    kind = "PERMISSIVE" if policy.permissive else "RESTRICTIVE"
    head = f"CREATE POLICY {quote(policy.name)} ON {table} AS {kind} FOR {policy.command.upper()}"
    return f"{head} TO {role_list(policy.roles)}{policy_expressions(policy)}"


def role_list(roles: tuple[str, ...]) -> str:
    """Roles as GRANT and CREATE POLICY take them."""
    return ", ".join(PUBLIC if role == PUBLIC else quote(role) for role in roles)


def policy_expressions(policy: Policy) -> str:
    """The USING and WITH CHECK clauses, where there are any."""
    using = f" USING ({policy.using})" if policy.using is not None else ""
    return using + (f" WITH CHECK ({policy.check})" if policy.check is not None else "")


def publications(database: Database) -> Iterator[Ddl]:
    """Publications. Those for all tables or for schemas hold no more than names, and need a superuser."""
    for publication in database.publications:
        options = [f"publish = {literal(', '.join(publication.operations))}"]
        if publication.via_root:
            options.append("publish_via_partition_root = true")
        wanted = []
        if publication.tables:
            wanted.append("TABLE " + ", ".join(_published(publication, table) for table in publication.tables))
        if publication.schemas:
            wanted.append("TABLES IN SCHEMA " + ", ".join(quote(schema) for schema in publication.schemas))
        of = " FOR ALL TABLES" if publication.all_tables else f" FOR {', '.join(wanted)}" if wanted else ""
        sql = f"CREATE PUBLICATION {quote(publication.name)}{of} WITH ({', '.join(options)})"
        privileged = publication.all_tables or bool(publication.schemas)
        yield Ddl(f"publication {quote(publication.name)}", sql, privileged)


def _published(publication: Publication, table: Name) -> str:
    """A table in a publication's list, with the part of it that is published."""
    part = next((part for part in publication.parts if part.table == table), PublishedPart(table=table))
    columns = f" ({', '.join(map(quote, part.columns))})" if part.columns else ""
    return f"ONLY {table}{columns}" + (f" WHERE ({part.filter})" if part.filter else "")
