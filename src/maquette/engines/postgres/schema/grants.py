"""Privileges and comments as DDL.

The owner's own privileges are not granted: the role that loads the schema owns it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ....model.database import Database, View
from ....model.datatype import Composite, Enum, Range
from ....model.names import literal, quote
from ....model.security import PUBLIC, Grant
from ....model.table import Table
from ..clauses import Ddl
from .indexes import kind_of
from .views import role_list

# Statements that run as superuser may hold no word of the source's that is not one of these.
PRIVILEGES = frozenset(
    "SELECT INSERT UPDATE DELETE TRUNCATE REFERENCES TRIGGER MAINTAIN USAGE CREATE EXECUTE CONNECT TEMPORARY".split()  # noqa: SIM905
)
KINDS = frozenset(("tables", "sequences", "functions", "types", "schemas"))
STANDARD_COMMENT = "standard public schema"


def grants(database: Database) -> Iterator[Ddl]:
    """Privileges on schemas, tables, views, sequences and functions."""
    for schema in database.schemas:
        # The public schema may belong to the superuser; other schemas belong to the role that loads them.
        privileged = schema.name == "public"
        target = f"SCHEMA {quote(schema.name)}"
        if privileged and schema.grants is not None:
            yield Ddl(f"privileges on {target}", f"REVOKE ALL ON {target} FROM {PUBLIC}", privileged)
        yield from _grants(target, schema.owner, schema.grants, privileged)
    for holder in database.relations:
        yield from _grants(f"TABLE {holder.name}", holder.owner, holder.grants)
    for sequence in database.sequences:
        yield from _grants(f"SEQUENCE {sequence.name}", sequence.owner, sequence.grants)
    for function in database.functions:
        target = f"ROUTINE {function.signature}"
        if function.grants is not None and not any(grant.grantee == PUBLIC for grant in function.grants):
            yield Ddl(f"privileges on {target}", f"REVOKE ALL ON {target} FROM {PUBLIC}")
        yield from _grants(target, function.owner, function.grants)


def _grants(target: str, owner: str, grants: Iterable[Grant] | None, privileged: bool = False) -> Iterator[Ddl]:
    for grant in grants or ():
        if grant.grantee != owner and PRIVILEGES.issuperset(grant.privileges):
            for sql in grant_statements(grant, target):
                yield Ddl(f"privileges on {target}", sql, privileged)


def grant_statements(grant: Grant, target: str) -> Iterator[str]:
    """GRANT as ``grant`` says: the privileges that may be passed on in a statement of their own."""
    for option in (False, True):
        chosen = [privilege for privilege in grant.privileges if (privilege in grant.grantable) == option]
        if chosen:
            column = f" ({quote(grant.column)})" if grant.column is not None else ""
            what = ", ".join(privilege + column for privilege in chosen)
            yield f"GRANT {what} ON {target} TO {role_list((grant.grantee,))}" + " WITH GRANT OPTION" * option


def default_privileges(database: Database) -> Iterator[Ddl]:
    """ALTER DEFAULT PRIVILEGES; where a whole kind is set, what PUBLIC has by birth is taken first."""
    for default in database.default_privileges:
        if default.kind not in KINDS:
            continue
        head = f"ALTER DEFAULT PRIVILEGES FOR ROLE {quote(default.role)}"
        if default.schema is not None:
            head += f" IN SCHEMA {quote(default.schema)}"
        target = f"default privileges of {default.role} on {default.kind}"
        public = any(grant.grantee == PUBLIC for grant in default.grants)
        if default.schema is None and default.kind in ("functions", "types") and not public:
            yield Ddl(target, f"{head} REVOKE ALL ON {default.kind.upper()} FROM {PUBLIC}", privileged=True)
        for grant in default.grants:
            if grant.grantee != default.role and PRIVILEGES.issuperset(grant.privileges):
                for sql in grant_statements(grant, default.kind.upper()):
                    yield Ddl(target, f"{head} {sql}", privileged=True)


def comments(database: Database) -> Iterator[Ddl]:
    """Comments on everything that has one."""
    for target, comment in _commented(database):
        if comment is not None:
            yield Ddl(f"comment on {target}", f"COMMENT ON {target} IS {literal(comment)}")


def _commented(database: Database) -> Iterator[tuple[str, str | None]]:
    for schema in database.schemas:
        if schema.comment != STANDARD_COMMENT:
            yield f"SCHEMA {quote(schema.name)}", schema.comment
    types: tuple[Enum | Composite | Range, ...] = (*database.enums, *database.composites, *database.ranges)
    for made in types:
        yield f"TYPE {made.name}", made.comment
    for domain in database.domains:
        yield f"DOMAIN {domain.name}", domain.comment
    for composite in database.composites:
        for attribute in composite.attributes:
            yield f"COLUMN {composite.name}.{quote(attribute.name)}", attribute.comment
    for sequence in database.sequences:
        yield f"SEQUENCE {sequence.name}", sequence.comment
    for function in database.functions:
        kind = "AGGREGATE" if function.kind == "aggregate" else "ROUTINE"
        yield f"{kind} {function.signature}", function.comment
    for relation in database.relations:
        yield from _commented_parts(relation)


def _commented_parts(relation: Table | View) -> Iterator[tuple[str, str | None]]:
    yield f"{kind_of(relation)} {relation.name}", relation.comment
    for column in relation.columns:
        yield f"COLUMN {relation.name}.{quote(column.name)}", column.comment
    for index in relation.indexes:
        yield f"INDEX {index.name}", index.comment
    for trigger in relation.triggers:
        if not trigger.inherited:
            yield f"TRIGGER {quote(trigger.name)} ON {relation.name}", trigger.comment
    if isinstance(relation, Table):
        for constraint in relation.constraints:
            yield f"CONSTRAINT {quote(constraint.name)} ON {relation.name}", constraint.comment
        for policy in relation.policies:
            yield f"POLICY {quote(policy.name)} ON {relation.name}", policy.comment
