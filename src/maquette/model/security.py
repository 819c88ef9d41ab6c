"""Roles, grants and row-level security."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

PUBLIC = "PUBLIC"  # the grantee that stands for everyone


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Privileges (upper case, as in GRANT) of one grantee on the object that holds this noun."""

    grantee: str
    privileges: tuple[str, ...]
    grantable: tuple[str, ...] = ()  # those WITH GRANT OPTION
    column: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DefaultPrivilege:
    """ALTER DEFAULT PRIVILEGES of ``role``; ``kind`` is tables, sequences, functions, types or schemas."""

    role: str
    kind: str
    schema: str | None = None
    grants: tuple[Grant, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """Membership in ``role``."""

    role: str
    admin: bool = False
    inherit: bool = True
    can_set: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A role; never its password."""

    name: str
    superuser: bool = False
    login: bool = False
    inherit: bool = True
    create_role: bool = False
    create_database: bool = False
    replication: bool = False
    bypass_rls: bool = False
    connection_limit: int = -1
    valid_until: str | None = None
    member_of: tuple[Membership, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A row-level security policy; ``using`` and ``check`` are expressions."""

    name: str
    command: Literal["all", "select", "insert", "update", "delete"] = "all"
    permissive: bool = True
    roles: tuple[str, ...] = (PUBLIC,)
    using: str | None = None
    check: str | None = None
    comment: str | None = None
