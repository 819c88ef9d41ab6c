"""A statement's tree into the nouns of ``analysis``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from ..model.database import Database
from ..model.names import Name, quote
from ..model.workload import Workload
from .analysis import AnalysedQuery, Analysis, Join, Order, Output, Relation, Role
from .conditions import called, operand_of, order_key, resolved
from .draft import Draft
from .scope import Scope, Source, relation_source, resolve
from .tree import Node, ParseError, enum, get, kind, many, parse, walk, words

AGGREGATES = frozenset(
    """
    count sum avg min max bool_and bool_or every array_agg string_agg json_agg jsonb_agg json_object_agg
    jsonb_object_agg stddev stddev_pop stddev_samp variance var_pop var_samp percentile_cont percentile_disc mode
    bit_and bit_or xmlagg range_agg any_value
    """.split()  # noqa: SIM905 - a list of words reads better as text
)
PUBLIC = ("public",)
Kind = Literal["select", "insert", "update", "delete", "merge", "other"]
KINDS: dict[str, Kind] = {
    "SelectStmt": "select", "InsertStmt": "insert", "UpdateStmt": "update", "DeleteStmt": "delete",
    "MergeStmt": "merge",
}  # fmt: skip
JOINS: dict[str, Literal["inner", "left", "right", "full"]] = {
    "JOIN_LEFT": "left", "JOIN_RIGHT": "right", "JOIN_FULL": "full",
}  # fmt: skip


def analyse(sql: str, database: Database, path: Sequence[str] = PUBLIC) -> Analysis:
    """Take one statement apart; ``path`` is the search_path. Never raises: a problem is in the result."""
    try:
        statements = parse(sql)
    except ParseError as error:
        return Analysis(kind="other", problem=error.message)
    if len(statements) != 1 or kind(statements[0]) not in KINDS:
        return Analysis(kind="other", problem="not one query")
    try:
        return _Reader(database, tuple(path)).statement(statements[0])
    except (AttributeError, LookupError, ValueError) as error:  # one odd statement must not take the others with it
        return Analysis(kind="other", problem=f"not understood: {error}")


def analyse_workload(workload: Workload, database: Database, path: Sequence[str] = PUBLIC) -> tuple[AnalysedQuery, ...]:
    """Every query of the workload that parses, taken apart."""
    pairs = ((query, analyse(query.sql, database, path)) for query in workload.queries)
    return tuple(AnalysedQuery(query=query, analysis=found) for query, found in pairs if not found.problem)


def analyse_condition(condition: str, table: Name, database: Database) -> Analysis:
    """A condition on one table's rows, as a policy or a partial index has it."""
    return analyse(f"SELECT FROM {table} AS {quote(table.name)} WHERE {condition}", database)


class _Reader:
    """Reads one statement; blocks come in the order in which they are entered."""

    def __init__(self, database: Database, path: tuple[str, ...]) -> None:
        self.database = database
        self.path = path
        self.drafts: list[Draft] = []
        self.reads: dict[Relation, dict[str, None]] = {}
        self.whole: dict[Relation, None] = {}
        self.references: dict[str, int] = {}  # how often an unqualified relation name stands in the statement

    def statement(self, node: Node) -> Analysis:
        for inner in walk(node):
            if kind(inner) == "RangeVar" and not inner.schemaname:
                self.references[inner.relname] = self.references.get(inner.relname, 0) + 1
        target: Relation | None = None
        writes: tuple[str, ...] = ()
        if kind(node) == "SelectStmt":
            self.select(node, None, "statement")
        else:
            target, writes = self.write(node)
        blocks = tuple(draft.freeze(self.reads, self.whole) for draft in self.drafts)
        return Analysis(kind=KINDS[kind(node)], blocks=blocks, target=target, writes=writes)

    def open(self, role: Role, outer: Scope | None, node: Node) -> Draft:
        draft = Draft(role=role, scope=Scope(outer=outer), node=node)
        self.drafts.append(draft)
        if with_clause := get(node, "with_clause"):
            self.with_queries(with_clause, draft.scope)
        return draft

    def with_queries(self, clause: Node, scope: Scope) -> None:
        for query in many(clause.ctes):
            if clause.recursive:
                scope.tables[query.ctename] = Source(alias=query.ctename)
            inner = get(query, "ctequery")
            if inner is None:
                continue
            if kind(inner) == "SelectStmt":
                source = self.derived(self.select(inner, scope, "cte"), query.ctename, words(query.aliascolnames))
                kept = enum(query, "ctematerialized") == "CTEMaterializeAlways"
                if (kept or clause.recursive or self.references.get(query.ctename, 0) > 1) and source.columns:
                    source.columns = dict.fromkeys(source.columns)
            else:
                self.write(inner, scope)
                source = Source(alias=query.ctename)
            scope.tables[query.ctename] = source

    def select(self, node: Node, outer: Scope | None, role: Role) -> Draft:
        draft = self.open(role, outer, node)
        if enum(node, "op") != "SETOP_NONE":
            self.set_operation(node, draft)
            return draft
        for item in many(node.from_clause):
            self.from_item(item, draft)
        draft.distinct = bool(node.distinct_clause)
        for target in many(node.target_list):
            self.output(target, draft)
        self.condition(get(node, "where_clause"), draft)
        self.look(get(node, "having_clause"), draft)
        for listed in (*many(node.values_lists), *many(node.window_clause), *many(node.distinct_clause)):
            self.look(listed, draft)
        for key in many(node.distinct_clause):
            draft.distinct_on.append(operand_of(self.output_named(key, draft), draft.scope))
        for window in many(node.window_clause):
            self.window(window, draft)
        for key in many(node.group_clause):
            draft.group_by.append(operand_of(self.output_named(key, draft), draft.scope))
        self.ordering(node, draft)
        return draft

    def set_operation(self, node: Node, draft: Draft) -> None:
        arms = [self.select(arm, draft.scope, "arm") for arm in (get(node, "larg"), get(node, "rarg")) if arm]
        draft.outputs = [Output(name=output.name) for output in arms[0].outputs] if arms else []
        draft.distinct = not node.all
        draft.aggregates = True  # nothing passes through
        for sort in many(node.sort_clause):
            draft.order_by.append(order_key(sort, get(sort, "node"), None))

    def ordering(self, node: Node, draft: Draft) -> None:
        for sort in many(node.sort_clause):
            if (key := self.output_named(get(sort, "node"), draft)) is not None:
                draft.order_by.append(order_key(sort, key, operand_of(key, draft.scope)))
        for bound in ("limit_count", "limit_offset"):
            self.look(get(node, bound), draft)

    def window(self, definition: Node, draft: Draft) -> None:
        """What the rows of a window are sorted by."""
        keys = [Order(text="", operand=operand_of(key, draft.scope)) for key in many(definition.partition_clause)]
        for sort in many(definition.order_clause):
            key = get(sort, "node")
            keys.append(order_key(sort, key, operand_of(key, draft.scope)))
        if keys:
            draft.windows.append(tuple(keys))

    def output_named(self, key: Node | None, draft: Draft) -> Node | None:
        """What a key of ORDER BY or GROUP BY stands for: an output by number or name, else itself (and it is read)."""
        targets = many(draft.node.target_list)
        if key is not None and kind(key) == "A_Const" and 0 < key.ival.ival <= len(targets):
            return get(targets[key.ival.ival - 1], "val")
        if key is not None and kind(key) == "ColumnRef" and len(key.fields) == 1:
            for target in targets:
                if target.name and [target.name] == words(key.fields):
                    return get(target, "val")
        self.look(key, draft)
        return key

    def output(self, target: Node, draft: Draft) -> None:
        value = get(target, "val")
        if value is None:
            return
        self.look(value, draft)
        names = words(value.fields) if kind(value) == "ColumnRef" else []
        if names[-1:] == ["*"]:
            starred = [s for s in draft.scope.sources if len(names) == 1 or s.alias == names[-2]]
            for source in starred:
                draft.stars += [source.relation] if source.relation else []
                draft.outputs += [Output(name=name, operand=one) for name, one in (source.columns or {}).items()]
            return
        name = target.name or (names[-1] if names else "")
        draft.outputs.append(Output(name=name, operand=operand_of(value, draft.scope), functions=called(value)))

    def from_item(self, item: Node, draft: Draft) -> list[Source]:
        if kind(item) == "JoinExpr":
            left = [source for arm in (get(item, "larg"),) if arm is not None for source in self.from_item(arm, draft)]
            right = [source for arm in (get(item, "rarg"),) if arm is not None for source in self.from_item(arm, draft)]
            self.join(item, left, right, draft)
            return left + right
        if kind(item) == "RangeTableSample" and (sampled := get(item, "relation")) is not None:
            return self.from_item(sampled, draft)
        if kind(item) == "RangeVar":
            source = self.named(item, draft)
        elif kind(item) == "RangeSubselect" and (inner := get(item, "subquery")) is not None:
            aliases = words(item.alias.colnames)
            source = self.derived(self.select(inner, draft.scope, "from"), item.alias.aliasname, aliases)
        else:
            alias = get(item, "alias")
            source = Source(alias=alias.aliasname if alias is not None else "", single=True)
            self.look(item, draft)  # a function may read the sources before it
        draft.scope.sources.append(source)
        draft.parts.append({source})
        if kind(item) == "RangeSubselect" and item.lateral:
            draft.tie(draft.scope.sources)
        return [source]

    def named(self, item: Node, draft: Draft) -> Source:
        alias = item.alias.aliasname if item.HasField("alias") else item.relname
        query = None if item.schemaname else draft.scope.with_query(item.relname)
        if query:
            return Source(alias=alias, columns=query.columns, single=query.single)
        return relation_source(self.database, self.relation(item, draft))

    def relation(self, item: Node, draft: Draft) -> Relation:
        alias = item.alias.aliasname if item.HasField("alias") else item.relname
        name = resolve(self.database, self.path, item.schemaname, item.relname)
        relation = Relation(name=name, alias=alias, place=len(self.reads))
        self.reads[relation] = {}
        draft.relations.append(relation)
        return relation

    def derived(self, inner: Draft, alias: str, names: Sequence[str]) -> Source:
        """A subquery as a source of the query around it."""
        outputs = [(output.name, output.operand if inner.plain else None) for output in inner.outputs]
        renamed = [(name, operand) for name, (_, operand) in zip(names, outputs, strict=False)] + outputs[len(names) :]
        single = inner.aggregates and not inner.group_by and not inner.distinct
        values = len(inner.node.values_lists) == 1 and not inner.relations
        return Source(alias=alias, columns=dict(renamed), single=single or values)

    def join(self, item: Node, left: list[Source], right: list[Source], draft: Draft) -> None:
        join_kind = JOINS.get(enum(item, "jointype"), "inner")
        quals = get(item, "quals")
        shared = words(item.using_clause)
        if item.is_natural:
            shared = [
                name
                for source in left
                for name in source.columns or ()
                if any(name in (s.columns or ()) for s in right)
            ]
        for column in shared:
            sides = [Scope(sources=side).find([column]) for side in (left, right)]
            ends = [side[1] for side in sides if side and side[1]]
            for end in ends:
                self.reads[end.relation].setdefault(column)
            if len(ends) == 2:
                draft.conditions.joins.append(Join(left=ends[0], right=ends[1], kind=join_kind))
        if quals is not None:
            self.condition(quals, draft, "on", join_kind)
        elif shared or join_kind != "inner" or not item.is_natural:
            draft.tie((*left, *right))  # CROSS JOIN is what its author wanted

    def condition(
        self,
        node: Node | None,
        draft: Draft,
        clause: Literal["where", "on"] = "where",
        join_kind: Literal["inner", "left", "right", "full"] = "inner",
    ) -> None:
        """Conditions of WHERE or ON; what they read, and the subqueries in them."""
        if node is None:
            return
        self.look(node, draft)
        draft.conditions.add(node, draft.scope, clause, join_kind)
        arms = many(node.args) if kind(node) == "BoolExpr" and enum(node, "boolop") == "AND_EXPR" else [node]
        for arm in arms:
            draft.tie(source for source, _ in resolved(arm, draft.scope, deep=True))

    def look(self, node: Node | None, draft: Draft) -> None:
        """Note the columns that an expression reads and enter its subqueries."""
        if node is None:
            return
        if kind(node) == "SubLink":
            self.subquery(node, draft)
            return
        if kind(node) == "ColumnRef":
            self.read(node, draft)
        elif kind(node) == "FuncCall":
            self.call(node, draft)
        elif kind(node) == "BoolExpr" and enum(node, "boolop") == "NOT_EXPR":
            negated = many(node.args)[0]
            if kind(negated) == "SubLink":
                self.subquery(negated, draft, negated=True)
                return
        elif kind(node) == "SelectStmt":
            self.select(node, draft.scope, "scalar")
            return
        for _, value in node.ListFields():
            for child in many([value] if hasattr(value, "DESCRIPTOR") else value if hasattr(value, "append") else ()):
                self.look(child, draft)

    def call(self, node: Node, draft: Draft) -> None:
        """Note an aggregate, or the window that a function looks at."""
        if (over := get(node, "over")) is not None:
            self.window(over, draft)
            return
        name = words(node.funcname)[-1]
        draft.aggregates |= name in AGGREGATES
        if name in ("min", "max") and (operand := operand_of(many(node.args)[0], draft.scope)):
            draft.extremes.append(operand)

    def read(self, node: Node, draft: Draft) -> None:
        names = words(node.fields)
        if names[-1] == "*":
            return
        found = draft.scope.find(names)
        if found and found[1]:
            for column in found[1].columns:
                self.reads[found[1].relation].setdefault(column)
        elif len(names) == 1 and not found and (row := draft.scope.whole(names[0])) and row.relation:
            self.whole[row.relation] = None

    def subquery(self, node: Node, draft: Draft, negated: bool = False) -> None:
        link, operator = enum(node, "sub_link_type"), words(node.oper_name)
        test = get(node, "testexpr")
        self.look(test, draft)
        role: Role = "scalar"
        if link == "EXISTS_SUBLINK":
            role = "not exists" if negated else "exists"
        elif link == "ANY_SUBLINK" and operator in ([], ["="]):
            role = "not in" if negated else "in"
        elif link == "ALL_SUBLINK" and operator == ["<>"]:
            role = "not in"
        inner = get(node, "subselect")
        if inner is None or kind(inner) != "SelectStmt":
            return
        block = self.select(inner, draft.scope, role)
        if test is None or role not in ("in", "not in"):
            return
        sides = many(test.args) if kind(test) == "RowExpr" else [test]
        block.compared = tuple(operand_of(side, draft.scope) for side in sides)
        if role == "in" and block.plain:
            for left, output in zip(block.compared, block.outputs, strict=False):
                if left and output.operand:
                    draft.conditions.joins.append(Join(left=left, right=output.operand, kind="semi"))

    def write(self, node: Node, outer: Scope | None = None) -> tuple[Relation, tuple[str, ...]]:
        """INSERT, UPDATE, DELETE or MERGE: the relation and the columns that it writes."""
        draft = self.open("statement" if outer is None else "cte", outer, node)
        target = self.relation(node.relation, draft)
        source = relation_source(self.database, target)
        draft.scope.sources.append(source)
        draft.parts.append({source})
        fields = node.DESCRIPTOR.fields_by_name
        for item in (*_listed(node, "from_clause"), *_listed(node, "using_clause")):
            self.from_item(item, draft)
        if kind(node) == "MergeStmt" and (other := get(node, "source_relation")) is not None:
            self.from_item(other, draft)
            self.condition(get(node, "join_condition"), draft, "on")
        if kind(node) == "InsertStmt" and (query := get(node, "select_stmt")) is not None:
            self.select(query, draft.scope.outer or Scope(tables=draft.scope.tables), "from")
            draft.scope.sources.append(Source(alias="excluded", columns=dict.fromkeys(source.columns or {})))
        if "where_clause" in fields:
            self.condition(get(node, "where_clause"), draft)
        written: dict[str, None] = {}
        for listed in ("target_list", "cols"):
            for item in _listed(node, listed):
                written.setdefault(item.name)
                self.look(get(item, "val"), draft)
        for listed in ("returning_list", "merge_when_clauses"):
            for item in _listed(node, listed):
                self.look(item, draft)
        for single in ("returning_clause", "on_conflict_clause"):
            if single in fields:
                self.look(get(node, single), draft)
        return target, tuple(written)


def _listed(node: Node, field_name: str) -> list[Node]:
    return many(getattr(node, field_name)) if field_name in node.DESCRIPTOR.fields_by_name else []
