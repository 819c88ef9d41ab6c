"""Recipes for row-level security, privileges, functions and views."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ....model.change import (
    AlterPolicy,
    DropPolicy,
    EnableRowSecurity,
    Revoke,
    RevokeExecute,
    RevokeOnSchema,
    SetFunctionConfig,
    SetViewOption,
)
from ....model.change.security import executors
from ....model.database import Database
from ....model.errors import UnsupportedError
from ....model.names import Name, literal, quote
from ....model.routine import Function
from ....model.security import Grant, Policy
from ....model.table import Table
from ...base import Rendered
from ..clauses import options_list
from ..schema.grants import grant_statements
from ..schema.indexes import kind_of
from ..schema.views import create_policy, policy_expressions, role_list
from .recipe import atomically, find_table, need, recipe, rendered
from .settings import setting_value


@recipe.register
def _enable_row_security(change: EnableRowSecurity, database: Database) -> Rendered:
    table = find_table(database, change.table)
    forward, back = [], []
    if not table.row_security:
        forward.append("ENABLE ROW LEVEL SECURITY")
        back.append("DISABLE ROW LEVEL SECURITY")
    if change.force and not table.force_row_security:
        forward.append("FORCE ROW LEVEL SECURITY")
        back.append("NO FORCE ROW LEVEL SECURITY")
    head = f"ALTER TABLE {table.name} "
    return rendered([head + ", ".join(forward)] if forward else [], [head + ", ".join(back)] if back else [])


@recipe.register
def _alter_policy(change: AlterPolicy, database: Database) -> Rendered:
    table = find_table(database, change.table)
    old = find_policy(table, change.policy.name)
    return rendered(_replace(table.name, old, change.policy), _replace(table.name, change.policy, old))


def _replace(table: Name, old: Policy, new: Policy) -> Iterator[str]:
    """ALTER POLICY where it can say it; what it cannot take away takes a new policy."""
    taken = (old.using is not None and new.using is None) or (old.check is not None and new.check is None)
    if taken or (old.command, old.permissive) != (new.command, new.permissive):
        yield atomically(f"DROP POLICY {quote(old.name)} ON {table}", *_create(table, new))
    else:
        yield f"ALTER POLICY {quote(new.name)} ON {table} TO {role_list(new.roles)}{policy_expressions(new)}"


def _create(table: Name, policy: Policy) -> Iterator[str]:
    yield create_policy(table, policy)
    if policy.comment is not None:
        yield f"COMMENT ON POLICY {quote(policy.name)} ON {table} IS {literal(policy.comment)}"


@recipe.register
def _drop_policy(change: DropPolicy, database: Database) -> Rendered:
    table = find_table(database, change.table)
    policy = find_policy(table, change.policy)
    return rendered([f"DROP POLICY {quote(policy.name)} ON {table.name}"], _create(table.name, policy))


def find_policy(table: Table, name: str) -> Policy:
    """The policy of that name. Raises UnsupportedError where there is none."""
    found = next((policy for policy in table.policies if policy.name == name), None)
    if found is None:
        raise UnsupportedError(f"{table.name} has no policy {quote(name)}")
    return found


@recipe.register
def _revoke(change: Revoke, database: Database) -> Rendered:
    holder = database.table(change.table) or database.view(change.table)
    if holder is None:
        raise UnsupportedError(f"there is no table {change.table}")
    return _revoked(f"TABLE {holder.name}", change.grantee, change.privileges, holder.grants or ())


@recipe.register
def _revoke_on_schema(change: RevokeOnSchema, database: Database) -> Rendered:
    schema = next((schema for schema in database.schemas if schema.name == change.schema), None)
    if schema is None:
        raise UnsupportedError(f"there is no schema {quote(change.schema)}")
    return _revoked(f"SCHEMA {quote(schema.name)}", change.grantee, change.privileges, schema.grants or ())


@recipe.register
def _revoke_execute(change: RevokeExecute, database: Database) -> Rendered:
    function = find_function(database, change.function, change.arguments)
    return _revoked(f"{_word(function)} {function.signature}", change.grantee, ("EXECUTE",), executors(function))


def _revoked(target: str, grantee: str, privileges: tuple[str, ...], grants: Iterable[Grant]) -> Rendered:
    undo: list[str] = []
    for grant in grants:
        lost = tuple(privilege for privilege in grant.privileges if privilege in privileges)
        if grant.grantee == grantee and lost:
            again = tuple(privilege for privilege in grant.grantable if privilege in lost)
            undo += grant_statements(
                Grant(grantee=grantee, privileges=lost, grantable=again, column=grant.column), target
            )
    return rendered([f"REVOKE {', '.join(privileges)} ON {target} FROM {role_list((grantee,))}"], undo)


def _word(function: Function) -> str:
    return {"procedure": "PROCEDURE", "aggregate": "AGGREGATE"}.get(function.kind, "FUNCTION")


def find_function(database: Database, name: Name, arguments: str) -> Function:
    """The function of that name and arguments. Raises UnsupportedError where there is none."""
    found = next((f for f in database.functions if (f.name, f.arguments) == (name, arguments)), None)
    if found is None:
        raise UnsupportedError(f"there is no function {name}({arguments})")
    return found


@recipe.register
def _set_function_config(change: SetFunctionConfig, database: Database) -> Rendered:
    function = find_function(database, change.function, change.arguments)
    known = next((c.partition("=")[2] for c in function.config if c.startswith(change.setting + "=")), None)
    head = f"ALTER {_word(function)} {function.signature}"
    forward, back = (_config(head, change.setting, value) for value in (change.value, known))
    return rendered([forward], [back])


def _config(head: str, setting: str, value: str | None) -> str:
    name = ".".join(quote(part) for part in setting.split("."))
    return f"{head} RESET {name}" if value is None else f"{head} SET {name} TO {setting_value(setting, value)}"


@recipe.register
def _set_view_option(change: SetViewOption, database: Database) -> Rendered:
    view = database.view(change.view)
    if view is None:
        raise UnsupportedError(f"there is no view {change.view}")
    if change.option == "security_invoker":
        need(15, "security_invoker", database)
    known = next((o for o in view.options if o.startswith(change.option + "=")), None)
    head = f"ALTER {kind_of(view)} {view.name}"
    back = f"SET ({options_list([known])})" if known else f"RESET ({quote(change.option)})"
    return rendered([f"{head} SET ({options_list([f'{change.option}={change.value}'])})"], [f"{head} {back}"])
