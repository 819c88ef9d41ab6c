"""Statements of DDL files from anywhere: what each is for, and which reach for the machine and are refused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from .tree import Node, ParseError, enum, get, kind, many, parse, unwrap, walk, words

# refuse: reaches for the machine. design: runs as it is; "once" where a second try could undo what came between.
# owner: gives objects an owner. setting: holds for the statements after it. role, schema, extension: made beforehand.
# rows: only changes data. pass: says nothing of the design. leave: is not run, for a reason worth telling.
Purpose = Literal[
    "refuse", "design", "once", "owner", "setting", "role", "schema", "extension", "rows", "pass", "leave"
]

PURPOSES: dict[str, Purpose] = {
    **dict.fromkeys(("InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt", "CopyStmt", "TruncateStmt"), "rows"),
    **dict.fromkeys(
        (
            "TransactionStmt", "VacuumStmt", "ReindexStmt", "CheckPointStmt", "LockStmt", "ExplainStmt", "ListenStmt",
            "NotifyStmt", "UnlistenStmt", "DiscardStmt", "VariableShowStmt", "ConstraintsSetStmt", "DeallocateStmt",
            "CreatedbStmt", "DropdbStmt", "AlterDatabaseStmt", "ClusterStmt",
        ),
        "pass",
    ),
    **dict.fromkeys(("DropStmt", "RenameStmt", "DoStmt", "DropOwnedStmt", "CallStmt"), "once"),
    **dict.fromkeys(("AlterOwnerStmt", "ReassignOwnedStmt"), "owner"),
    "CreateRoleStmt": "role",
    "CreateSchemaStmt": "schema",
    "CreateExtensionStmt": "extension",
}  # fmt: skip

MACHINE = re.compile(r"(lo_import|lo_export|pg_read_(binary_)?file|pg_ls_dir|pg_stat_file|pg_file_\w+)\Z")
UNTRUSTED_LANGUAGE = re.compile(r"pl\w*u\Z|pl(sh|java|r|rust|php|lua)u?\Z", re.IGNORECASE)
OWN_ROLES = re.compile(r"(pg_|maquette_)|(public|none)\Z")  # never made for a file: the server's and maquette's
NAMED = {"role": "role", "schema": "schemaname", "extension": "extname"}  # the field that holds the name
COMMANDS = {"AlterSystemStmt": "ALTER SYSTEM", "LoadStmt": "LOAD", "CreateTableSpaceStmt": "CREATE TABLESPACE"}
OPTIONS = {
    "canlogin": "login", "superuser": "superuser", "inherit": "inherit", "createrole": "create_role",
    "createdb": "create_database", "isreplication": "replication", "bypassrls": "bypass_rls",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Foreign:
    """What a statement is for. ``roles`` are those it names; ``name`` is what it creates, or the setting it sets."""

    purpose: Purpose
    reason: str = ""
    roles: frozenset[str] = frozenset()
    name: str = ""
    schema: str = ""  # that an extension goes into
    options: tuple[tuple[str, bool], ...] = ()  # of a role, by the model's names
    member_of: tuple[str, ...] = ()


def judge(sql: str) -> Foreign:
    """What that one statement is for; text that the parser does not know is left to the server's own judgement."""
    try:
        statements = parse(sql)
    except ParseError:
        return Foreign("design")
    if not statements:
        return Foreign("pass")
    node = statements[0]
    nodes = tuple(inner for statement in statements for inner in walk(statement))
    if reason := next(filter(None, map(_refusal, (*statements, *nodes))), ""):
        return Foreign("refuse", reason)
    purpose, reason = _purpose(node)
    return Foreign(
        purpose,
        reason,
        roles=_roles(node, nodes),
        name=_setting(node) if purpose == "setting" else getattr(node, NAMED[purpose]) if purpose in NAMED else "",
        schema=_schema(node) if purpose == "extension" else "",
        options=_options(node) if purpose == "role" else (),
        member_of=_member_of(node) if purpose == "role" else (),
    )


def _purpose(node: Node) -> tuple[Purpose, str]:
    match kind(node):
        case "SelectStmt":
            found = _purpose_of_query(node)
        case "VariableSetStmt" if node.name in ("role", "session_authorization"):
            found = "leave", "one role creates everything; ALTER … OWNER TO tells owners"
        case "VariableSetStmt":
            found = "setting", ""
        case "CommentStmt" if enum(node, "objtype") in ("OBJECT_EXTENSION", "OBJECT_DATABASE", "OBJECT_ROLE"):
            found = "pass", ""
        case "AlterTableStmt":
            found = _purpose_of_alter({enum(command, "subtype") for command in many(node.cmds)}), ""
        case "CreateSchemaStmt" if node.schema_elts:
            found = "design", ""
        case named:
            found = PURPOSES.get(named, "design"), ""
    return found


def _purpose_of_query(node: Node) -> tuple[Purpose, str]:
    called = {_called(call) for target in many(node.target_list) if (call := _call(target))}
    if called == {"set_config"}:
        return "setting", ""
    if called == {"setval"} or node.HasField("into_clause"):
        return "once", ""
    return "leave", "queries are not run"


def _purpose_of_alter(subtypes: set[str]) -> Purpose:
    if subtypes == {"AT_ChangeOwner"}:
        return "owner"
    return "once" if any(subtype.startswith("AT_Drop") for subtype in subtypes) else "design"


def _refusal(node: Node) -> str:
    """Why a statement may not even be tried; a scratch server would refuse it too."""
    match kind(node):
        case "CopyStmt" if node.is_program:
            return "COPY … PROGRAM runs a program on the server's machine"
        case "CopyStmt" if node.filename:
            return "COPY with a file name reaches for the server's files"
        case "AlterSystemStmt" | "LoadStmt" | "CreateTableSpaceStmt" as named:
            return f"{COMMANDS[named]} reaches for the server's machine"
        case "CreateExtensionStmt" if UNTRUSTED_LANGUAGE.match(node.extname):
            return f"{node.extname} is an untrusted language: its functions can do anything on the server's machine"
        case "FuncCall" if MACHINE.match(_called(node)):
            return f"{_called(node)} reaches for the server's machine"
    return ""


def _called(call: Node) -> str:
    """The bare name of the function that a call names."""
    return words(call.funcname)[-1].lower()


def _call(target: Node) -> Node | None:
    value = unwrap(target.val)
    return value if value is not None and kind(value) == "FuncCall" else None


def _roles(node: Node, nodes: tuple[Node, ...]) -> frozenset[str]:
    names = {inner.rolename for inner in nodes if kind(inner) == "RoleSpec" and inner.rolename}
    if kind(node) == "GrantRoleStmt":
        names |= {inner.priv_name for inner in nodes if kind(inner) == "AccessPriv"}
    if kind(node) == "CreateRoleStmt":
        names.add(node.role)
    return frozenset(name for name in names if name and not OWN_ROLES.match(name))


def _schema(node: Node) -> str:
    for option in many(node.options):
        if option.defname == "schema" and (value := get(option, "arg")) is not None:
            return str(value.sval)
    return ""


def _options(node: Node) -> tuple[tuple[str, bool], ...]:
    """The attributes of CREATE ROLE; CREATE USER is CREATE ROLE … LOGIN."""
    found = {"login": True} if enum(node, "stmt_type") == "ROLESTMT_USER" else {}
    for option in many(node.options):
        value = get(option, "arg")
        if option.defname in OPTIONS and value is not None and kind(value) == "Boolean":
            found[OPTIONS[option.defname]] = value.boolval
    return tuple(sorted(found.items()))


def _member_of(node: Node) -> tuple[str, ...]:
    groups = (option for option in many(node.options) if option.defname == "addroleto")
    return tuple(inner.rolename for group in groups for inner in walk(group) if kind(inner) == "RoleSpec")


def _setting(node: Node) -> str:
    """The name of the setting, by SET or by set_config; empty for RESET ALL."""
    if kind(node) == "VariableSetStmt":
        return str(node.name).lower()
    constants = (inner for inner in walk(node) if kind(inner) == "A_Const" and inner.HasField("sval"))
    return next((str(inner.sval.sval).lower() for inner in constants), "")
