"""Changes of row-level security, privileges, functions and views."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..names import Name
from ..routine import Function
from ..security import PUBLIC, Grant, Policy
from .base import Change, TableChange

if TYPE_CHECKING:
    from ..database import Database
    from ..table import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class EnableRowSecurity(TableChange):
    """Enable row-level security, and with ``force`` for the owner too."""

    force: bool = False

    def alter(self, table: Table) -> Table:
        return replace(table, row_security=True, force_row_security=table.force_row_security or self.force)


@dataclass(frozen=True, slots=True, kw_only=True)
class AlterPolicy(TableChange):
    """Put ``policy`` in the place of the policy of the same name (ALTER POLICY: same command, same permissiveness)."""

    policy: Policy

    def alter(self, table: Table) -> Table:
        policies = tuple(self.policy if policy.name == self.policy.name else policy for policy in table.policies)
        return replace(table, policies=policies)


@dataclass(frozen=True, slots=True, kw_only=True)
class DropPolicy(TableChange):
    """Drop a policy."""

    policy: str

    def alter(self, table: Table) -> Table:
        return replace(table, policies=tuple(policy for policy in table.policies if policy.name != self.policy))


def without_privileges(
    grants: tuple[Grant, ...] | None, grantee: str, privileges: tuple[str, ...]
) -> tuple[Grant, ...] | None:
    """The grants that remain when ``grantee`` loses ``privileges``."""
    if grants is None:
        return None
    gone = set(privileges)
    left = [
        replace(
            grant,
            privileges=tuple(p for p in grant.privileges if p not in gone),
            grantable=tuple(p for p in grant.grantable if p not in gone),
        )
        if grant.grantee == grantee
        else grant
        for grant in grants
    ]
    return tuple(grant for grant in left if grant.privileges)


@dataclass(frozen=True, slots=True, kw_only=True)
class Revoke(TableChange):
    """Revoke privileges on a table or view, its columns included."""

    grantee: str
    privileges: tuple[str, ...]

    def apply(self, database: Database) -> Database:
        database = database.change_table(self.table, self.alter)
        views = tuple(
            replace(v, grants=without_privileges(v.grants, self.grantee, self.privileges))
            if v.name == self.table
            else v
            for v in database.views
        )
        return replace(database, views=views)

    def alter(self, table: Table) -> Table:
        return replace(table, grants=without_privileges(table.grants, self.grantee, self.privileges))


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeOnSchema(Change):
    """Revoke privileges (CREATE, USAGE) on a schema."""

    schema: str
    grantee: str
    privileges: tuple[str, ...]

    def apply(self, database: Database) -> Database:
        schemas = tuple(
            replace(s, grants=without_privileges(s.grants, self.grantee, self.privileges))
            if s.name == self.schema
            else s
            for s in database.schemas
        )
        return replace(database, schemas=schemas)


def executors(function: Function) -> tuple[Grant, ...]:
    """Who may execute a function: where nothing was granted, its owner and everyone."""
    if function.grants is not None:
        return function.grants
    return tuple(Grant(grantee=name, privileges=("EXECUTE",)) for name in (function.owner, PUBLIC))


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeExecute(Change):
    """Revoke EXECUTE on a function; PUBLIC has it by default."""

    function: Name
    arguments: str
    grantee: str

    def apply(self, database: Database) -> Database:
        functions = tuple(
            replace(f, grants=without_privileges(executors(f), self.grantee, ("EXECUTE",)))
            if (f.name, f.arguments) == (self.function, self.arguments)
            else f
            for f in database.functions
        )
        return replace(database, functions=functions)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetFunctionConfig(Change):
    """Set a parameter of a function (ALTER FUNCTION … SET name = value), as search_path."""

    function: Name
    arguments: str
    setting: str
    value: str

    def apply(self, database: Database) -> Database:
        entry = f"{self.setting}={self.value}"
        functions = tuple(
            replace(f, config=(*(c for c in f.config if not c.startswith(self.setting + "=")), entry))
            if (f.name, f.arguments) == (self.function, self.arguments)
            else f
            for f in database.functions
        )
        return replace(database, functions=functions)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetViewOption(Change):
    """Set an option of a view (security_invoker, security_barrier)."""

    view: Name
    option: str
    value: str

    def apply(self, database: Database) -> Database:
        entry = f"{self.option}={self.value}"
        views = tuple(
            replace(v, options=(*(o for o in v.options if not o.startswith(self.option + "=")), entry))
            if v.name == self.view
            else v
            for v in database.views
        )
        return replace(database, views=views)
