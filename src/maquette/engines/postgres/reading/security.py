"""Roles, grants, default privileges and policies."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache

from ....model.names import Name
from ....model.security import PUBLIC, DefaultPrivilege, Grant, Membership, Policy, Role
from ..session import Session

# The letters of an aclitem (manual, 5.8 "Privileges", table 5.1).
PRIVILEGES = {
    "r": "SELECT",
    "a": "INSERT",
    "w": "UPDATE",
    "d": "DELETE",
    "D": "TRUNCATE",
    "x": "REFERENCES",
    "t": "TRIGGER",
    "X": "EXECUTE",
    "U": "USAGE",
    "C": "CREATE",
    "c": "CONNECT",
    "T": "TEMPORARY",
    "s": "SET",
    "A": "ALTER SYSTEM",
    "m": "MAINTAIN",
}
COMMANDS = {"*": "all", "r": "select", "a": "insert", "w": "update", "d": "delete"}


@cache
def _parse(item: str) -> tuple[str, str]:
    """Grantee and privilege letters of one aclitem: ``role=letters/grantor``, the role quoted where it needs it."""
    if item.startswith('"'):
        end = 1
        while item[end] != '"' or item[end : end + 2] == '""':
            end += 2 if item[end] == '"' else 1
        grantee, rest = item[1:end].replace('""', '"'), item[end + 1 :]
    else:
        grantee, _, rest = item.partition("=")
        rest = "=" + rest
    return grantee or PUBLIC, rest[1:].partition("/")[0]


def _columnwise(acl: tuple[str, ...], column: str | None) -> tuple[Grant, ...]:
    letters: defaultdict[str, str] = defaultdict(str)
    for item in acl:
        grantee, more = _parse(item)
        letters[grantee] += more  # two grantors may have granted to one grantee
    return tuple(
        Grant(
            grantee=sys.intern(grantee),
            privileges=tuple(word for letter, word in PRIVILEGES.items() if letter in held),
            grantable=tuple(word for letter, word in PRIVILEGES.items() if letter + "*" in held),
            column=column,
        )
        for grantee, held in sorted(letters.items())
    )


@cache
def _grants(acl: tuple[str, ...]) -> tuple[Grant, ...]:
    return _columnwise(acl, None)


def grants(acl: Iterable[str] | None) -> tuple[Grant, ...] | None:
    """An access control list as grants; None stays None: the built-in default."""
    return None if acl is None else _grants(tuple(acl))


def read_column_grants(session: Session) -> Mapping[int, tuple[tuple[Grant, ...], tuple[Grant, ...]]]:
    """By table: what its built-in default is, and the grants on its columns."""
    found: dict[int, tuple[tuple[Grant, ...], tuple[Grant, ...]]] = {}
    for row in session.ask("column_grants"):
        default, before = found.get(row.relation, (_grants(tuple(row.owner)), ()))
        found[row.relation] = (default, before + _columnwise(tuple(row.acl), row.name))
    return found


def read_roles(session: Session) -> tuple[Role, ...]:
    """Roles with their memberships, never their passwords."""
    memberships: defaultdict[int, list[Membership]] = defaultdict(list)
    for row in session.ask("memberships"):
        membership = Membership(role=row.role, admin=row.admin, inherit=row.inherit, can_set=row.can_set)
        memberships[row.member].append(membership)
    roles = [
        Role(
            name=row.name,
            superuser=row.superuser,
            login=row.login,
            inherit=row.inherit,
            create_role=row.create_role,
            create_database=row.create_database,
            replication=row.replication,
            bypass_rls=row.bypass_rls,
            connection_limit=row.connection_limit,
            valid_until=row.valid_until,
            member_of=tuple(sorted(memberships[row.oid], key=lambda membership: membership.role)),
        )
        for row in session.ask("roles")
    ]
    return tuple(sorted(roles, key=lambda role: role.name))


def read_default_privileges(session: Session) -> tuple[DefaultPrivilege, ...]:
    """What ALTER DEFAULT PRIVILEGES has set."""
    found = [
        DefaultPrivilege(role=row.role, kind=row.kind, schema=row.schema, grants=grants(row.acl) or ())
        for row in session.ask("default_privileges")
    ]
    return tuple(sorted(found, key=lambda default: (default.role, default.kind, default.schema or "")))


def read_policies(session: Session, relations: Mapping[int, Name]) -> Mapping[int, tuple[Policy, ...]]:
    """By table: its policies."""
    rows = {row.oid: row for row in session.ask("policies") if row.relation in relations}
    found: defaultdict[int, list[Policy]] = defaultdict(list)

    def label(oid: int) -> str:
        return f"policy {rows[oid].name} of {relations[rows[oid].relation]}"

    for text in session.ask_each("policy_definitions", rows, label):
        row = rows[text.oid]
        policy = Policy(
            name=row.name,
            command=COMMANDS[row.command],  # type: ignore[arg-type]  # the values are those words
            permissive=row.permissive,
            roles=tuple(sorted(row.roles)),
            using=text.using,
            check=text.check,
            comment=row.comment,
        )
        found[row.relation].append(policy)
    return {relation: tuple(sorted(some, key=lambda policy: policy.name)) for relation, some in found.items()}
