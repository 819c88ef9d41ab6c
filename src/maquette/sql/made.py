"""What a statement makes: the objects that stand in the catalogs once it has run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from ..model.names import Name
from .tree import Node, enum, get, kind, many, parse, type_name, words

# Bits of CreateTrigStmt (catalog/pg_trigger.h).
TIMINGS = {2: "before", 0: "after", 64: "instead of"}
EVENTS = {4: "insert", 8: "delete", 16: "update", 32: "truncate"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One object. ``on`` is its table; ``type`` a column's; ``body`` a function's; the rest a trigger's."""

    kind: str  # function, trigger, table, view, index, column, constraint, policy, role, extension, schema, type …
    name: Name
    on: Name | None = None
    columns: tuple[str, ...] = ()
    type: str = ""
    body: str = ""
    arguments: int = 0
    function: Name | None = None
    timing: str = ""
    events: frozenset[str] = frozenset()


def made_by(sql: str) -> tuple[Made, ...]:
    """The objects that a statement makes; none for one that makes none. Raises ParseError."""
    return tuple(one for node in parse(sql) for one in MAKERS.get(kind(node), _nothing)(node))


def _nothing(node: Node) -> Iterator[Made]:
    return iter(())


def _relation(node: Node) -> Name:
    return Name(node.schemaname or "public", node.relname)


def _dotted(items: object) -> Name:
    parts = words(items)
    return Name(parts[-2] if len(parts) > 1 else "public", parts[-1])


def _function(node: Node) -> Iterator[Made]:
    body = ""
    for option in many(node.options):
        if option.defname == "as" and (text := get(option, "arg")) is not None:
            body = words(text.items)[-1]
    given = [p for p in many(node.parameters) if enum(p, "mode") not in ("FUNC_PARAM_TABLE", "FUNC_PARAM_OUT")]
    name = _dotted(node.funcname)
    yield Made(kind="procedure" if node.is_procedure else "function", name=name, body=body, arguments=len(given))


def _trigger(node: Node) -> Iterator[Made]:
    on = _relation(node.relation)
    yield Made(
        kind="trigger", name=Name(on.schema, node.trigname), on=on, function=_dotted(node.funcname),
        timing=TIMINGS[node.timing & 66], events=frozenset(name for bit, name in EVENTS.items() if node.events & bit),
    )  # fmt: skip


def _table(node: Node) -> Iterator[Made]:
    columns = tuple(one.colname for one in many(node.table_elts) if kind(one) == "ColumnDef")
    yield Made(kind="table", name=_relation(node.relation), columns=columns)


def _table_as(node: Node) -> Iterator[Made]:
    held = enum(node, "objtype") == "OBJECT_MATVIEW"
    yield Made(kind="view" if held else "table", name=_relation(node.into.rel))


def _view(node: Node) -> Iterator[Made]:
    yield Made(kind="view", name=_relation(node.view))


def _index(node: Node) -> Iterator[Made]:
    on = _relation(node.relation)
    yield Made(kind="index", name=Name(on.schema, node.idxname), on=on)


def _alter_table(node: Node) -> Iterator[Made]:
    on = _relation(node.relation)
    for command in many(node.cmds):
        what, inner = enum(command, "subtype"), get(command, "def")
        if what == "AT_AddColumn" and inner is not None:
            yield Made(kind="column", name=Name(on.schema, inner.colname), on=on, type=type_name(inner.type_name))
        elif what == "AT_AddConstraint" and inner is not None and inner.conname:
            yield Made(kind="constraint", name=Name(on.schema, inner.conname), on=on)
        elif what in ("AT_EnableRowSecurity", "AT_ForceRowSecurity"):
            yield Made(kind="row security" if "Enable" in what else "forced row security", name=on, on=on)


def _policy(node: Node) -> Iterator[Made]:
    on = _relation(node.table)
    yield Made(kind="policy", name=Name(on.schema, node.policy_name), on=on)


def _bare(kind_: str, field: str) -> Callable[[Node], Iterator[Made]]:
    """An object without a schema, named in that field."""

    def make(node: Node) -> Iterator[Made]:
        yield Made(kind=kind_, name=Name("", getattr(node, field)))

    return make


def _type(node: Node) -> Iterator[Made]:
    yield Made(kind="type", name=_dotted(node.type_name))


def _composite(node: Node) -> Iterator[Made]:
    yield Made(kind="type", name=_relation(node.typevar))


def _domain(node: Node) -> Iterator[Made]:
    yield Made(kind="type", name=_dotted(node.domainname))


def _sequence(node: Node) -> Iterator[Made]:
    yield Made(kind="sequence", name=_relation(node.sequence))


MAKERS: Mapping[str, Callable[[Node], Iterator[Made]]] = {
    "CreateFunctionStmt": _function,
    "CreateTrigStmt": _trigger,
    "CreateStmt": _table,
    "CreateTableAsStmt": _table_as,
    "ViewStmt": _view,
    "IndexStmt": _index,
    "AlterTableStmt": _alter_table,
    "CreatePolicyStmt": _policy,
    "CreateRoleStmt": _bare("role", "role"),
    "CreateExtensionStmt": _bare("extension", "extname"),
    "CreateSchemaStmt": _bare("schema", "schemaname"),
    "CreateEnumStmt": _type,
    "CreateRangeStmt": _type,
    "CompositeTypeStmt": _composite,
    "CreateDomainStmt": _domain,
    "CreateSeqStmt": _sequence,
}
