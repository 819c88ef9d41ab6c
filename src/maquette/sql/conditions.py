"""Conditions of a statement: which column of which relation is compared how, and with what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from .analysis import Join, Operand, Order, Predicate, Relation, Value
from .scope import Scope, Source
from .tree import Node, canonical, children, deparse, enum, get, kind, many, type_name, words

COMMUTED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "@>": "<@", "<@": "@>"}
NAMED = {"~~": "like", "!~~": "not like", "~~*": "ilike", "!~~*": "not ilike"}
FORMS = {
    "AEXPR_BETWEEN": "between", "AEXPR_BETWEEN_SYM": "between",
    "AEXPR_NOT_BETWEEN": "not between", "AEXPR_NOT_BETWEEN_SYM": "not between",
    "AEXPR_IN =": "in", "AEXPR_IN <>": "not in", "AEXPR_OP_ANY =": "in", "AEXPR_OP_ALL <>": "not in",
    "AEXPR_SIMILAR": "similar", "AEXPR_DISTINCT": "is distinct from", "AEXPR_NOT_DISTINCT": "is not distinct from",
}  # fmt: skip
TESTS = {
    "IS_NULL": "is null", "IS_NOT_NULL": "is not null", "IS_TRUE": "is true", "IS_FALSE": "is false",
}  # fmt: skip
NEGATED = {
    "=": "<>", "<>": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<", "in": "not in", "not in": "in",
    "is true": "is false", "is false": "is true", "is null": "is not null", "is not null": "is null",
    "like": "not like", "ilike": "not ilike", "not like": "like", "not ilike": "ilike",
}  # fmt: skip
Clause = Literal["where", "on"]
JoinKind = Literal["inner", "left", "right", "full", "semi"]


@dataclass(slots=True)
class Conditions:
    """What a conjunction says: conditions on one relation, between two, and ORs of such."""

    predicates: list[Predicate] = field(default_factory=list)
    joins: list[Join] = field(default_factory=list)
    alternatives: list[tuple[tuple[Predicate, ...], ...]] = field(default_factory=list)

    def add(self, node: Node, scope: Scope, clause: Clause = "where", join: JoinKind = "inner") -> None:
        """Read one condition, and when it is a conjunction each of its arms."""
        if kind(node) == "BoolExpr":
            self._add_boolean(node, scope, clause, join)
        elif kind(node) == "A_Expr":
            self._add_comparison(node, scope, clause, join)
        elif kind(node) == "NullTest":
            self._add_test(get(node, "arg"), enum(node, "nulltesttype"), scope, clause)
        elif kind(node) == "BooleanTest":
            self._add_test(get(node, "arg"), enum(node, "booltesttype"), scope, clause)
        elif kind(node) == "SubLink" and enum(node, "sub_link_type") == "ANY_SUBLINK":
            operand = operand_of(get(node, "testexpr"), scope)
            if operand and words(node.oper_name) in ([], ["="]):
                self.predicates.append(
                    Predicate(operand=operand, operator="in", values=(Value(kind="subquery"),), clause=clause)
                )
        elif operand := operand_of(node, scope):
            self.predicates.append(Predicate(operand=operand, operator="is true", clause=clause))

    def _add_boolean(self, node: Node, scope: Scope, clause: Clause, join: JoinKind) -> None:
        arms = many(node.args)
        operator = enum(node, "boolop")
        if operator == "AND_EXPR":
            for arm in arms:
                self.add(arm, scope, clause, join)
            return
        read = [Conditions() for _ in arms]
        for conditions, arm in zip(read, arms, strict=True):
            conditions.add(arm, scope, clause, join)
        first, *rest = read
        if operator == "NOT_EXPR":
            if len(first.predicates) == 1 and first.predicates[0].operator in NEGATED and kind(arms[0]) != "BoolExpr":
                one = first.predicates[0]
                self.predicates.append(
                    Predicate(operand=one.operand, operator=NEGATED[one.operator], values=one.values, clause=clause)
                )
            return
        # What every arm of an OR says holds for the whole, as the planner sees too.
        self.joins += [found for found in first.joins if all(found in other.joins for other in rest)]
        self.predicates += [found for found in first.predicates if all(found in other.predicates for other in rest)]
        if all(conditions.predicates for conditions in read):
            self.alternatives.append(tuple(tuple(conditions.predicates) for conditions in read))

    def _add_test(self, tested: Node | None, test: str, scope: Scope, clause: Clause) -> None:
        operand = operand_of(tested, scope)
        if operand and test in TESTS:
            self.predicates.append(Predicate(operand=operand, operator=TESTS[test], clause=clause))

    def _add_comparison(self, node: Node, scope: Scope, clause: Clause, join: JoinKind) -> None:
        form, name = enum(node, "kind"), (words(node.name) or [""])[-1]
        left, right = get(node, "lexpr"), get(node, "rexpr")
        if left is None or right is None:
            return
        if kind(left) == "RowExpr" and kind(right) == "RowExpr":
            self._add_row(node, scope, clause, join)
            return
        operator = _operator(form, name)
        here, there = operand_of(left, scope), operand_of(right, scope)
        if here and there and here.relation != there.relation:
            if form == "AEXPR_OP":
                self.joins.append(Join(left=here, right=there, operator=name, kind=join))
        elif here and not _mentions(right, here.relation, scope):
            self.predicates.append(
                Predicate(operand=here, operator=operator, values=_values(right, scope), clause=clause)
            )
        elif there and not _mentions(left, there.relation, scope):
            flipped = "any =" if form == "AEXPR_OP_ANY" else COMMUTED.get(operator, operator)
            self.predicates.append(
                Predicate(operand=there, operator=flipped, values=_values(left, scope), clause=clause)
            )

    def _add_row(self, comparison: Node, scope: Scope, clause: Clause, join: JoinKind) -> None:
        """Rows: equal when each pair is; an order by rows is at least one of their first columns."""
        (name,) = words(comparison.name)
        left, right = (many(get(comparison, side).args) for side in ("lexpr", "rexpr"))  # type: ignore[union-attr]
        for here, there in list(zip(left, right, strict=False))[: None if name == "=" else 1]:
            one, other = operand_of(here, scope), operand_of(there, scope)
            if one and other:
                self.joins.append(Join(left=one, right=other, operator=name, kind=join))
            elif one and name in ("=", "<", "<=", ">", ">="):
                wide = name if name == "=" else name[0] + "="
                self.predicates.append(
                    Predicate(operand=one, operator=wide, values=_values(there, scope), clause=clause)
                )


def _operator(form: str, name: str) -> str:
    return FORMS.get(form) or FORMS.get(f"{form} {name}") or NAMED.get(name, name)


def _mentions(node: Node, relation: Relation, scope: Scope) -> bool:
    return any(operand.relation == relation for _, operand in resolved(node, scope) if operand)


def resolved(node: Node, scope: Scope, deep: bool = False) -> Iterator[tuple[Source, Operand | None]]:
    """What the columns in an expression stand for; with ``deep`` those in its subqueries too, as if they were here."""
    if kind(node) == "ColumnRef":
        found = scope.find(words(node.fields))
        if found:
            yield found
        return
    if kind(node) == "SubLink" and not deep:
        return
    for child in children(node):
        yield from resolved(child, scope, deep)


def operand_of(node: Node | None, scope: Scope) -> Operand | None:
    """The expression as an operand: it reads columns of one relation, and no subquery."""
    if node is None or any(True for _ in _subqueries(node)):
        return None
    found = [operand for _, operand in resolved(node, scope)]
    if not found or any(operand is None for operand in found):
        return None
    operands = [operand for operand in found if operand]
    relation: Relation = operands[0].relation
    if any(operand.relation != relation for operand in operands):
        return None
    if kind(node) == "ColumnRef":
        return operands[0]
    if any(operand.expression for operand in operands):
        return None  # an expression over a subquery's expression
    columns = tuple(dict.fromkeys(column for operand in operands for column in operand.columns))
    return Operand(
        relation=relation, columns=columns, expression=canonical(node), wrapper=_wrapper(node), functions=called(node)
    )


def _wrapper(node: Node) -> str:
    if kind(node) == "FuncCall":
        return f"{words(node.funcname)[-1]}()"
    if kind(node) == "TypeCast":
        return f"::{type_name(node.type_name)}"
    if kind(node) == "CoalesceExpr":
        return "coalesce()"
    return words(node.name)[-1] if kind(node) == "A_Expr" and node.name else kind(node)


def _subqueries(node: Node) -> Iterator[Node]:
    if kind(node) == "SubLink":
        yield node
    for child in children(node):
        yield from _subqueries(child)


def called(node: Node) -> tuple[str, ...]:
    """The functions that an expression calls, those in its subqueries apart; ``schema.name`` where written so."""
    if kind(node) == "SubLink":
        return ()
    own = (".".join(part for part in words(node.funcname) if part != "pg_catalog"),) if kind(node) == "FuncCall" else ()
    return tuple(dict.fromkeys((*own, *(name for child in children(node) for name in called(child)))))


def _values(node: Node, scope: Scope) -> tuple[Value, ...]:
    items = many(node.items) if kind(node) == "List" else [node]
    values = ((item, value_of(item)) for item in items)
    return tuple(
        replace(value, kind="column") if value.kind == "expression" and any(resolved(item, scope)) else value
        for item, value in values
        if value
    )


def value_of(node: Node | None) -> Value | None:
    """What stands there, as a value; None where nothing does."""
    if node is None:
        return None
    cast = ""
    inner = node
    while kind(inner) == "TypeCast" and (below := get(inner, "arg")) is not None:
        cast, inner = cast or type_name(inner.type_name), below
    if kind(inner) == "A_Const":
        text, implied = _constant(inner)
        return Value(kind="constant", text=text, type=cast or implied)
    if kind(inner) == "ParamRef":
        return Value(kind="parameter", text=f"${inner.number}", type=cast)
    if kind(inner) == "SubLink":
        return Value(kind="subquery", type=cast)
    return Value(kind="expression", text=deparse(node), type=cast, functions=called(node))


def _constant(node: Node) -> tuple[str, str]:
    """A constant's bare text and the type that PostgreSQL gives it (manual, 4.1.2 "Constants")."""
    which = node.WhichOneof("val")
    if which == "ival":
        return str(node.ival.ival), "integer"
    if which == "fval":
        text = node.fval.fval
        whole = text.isdigit() and int(text) < 2**63
        return text, "bigint" if whole else "numeric"
    if which == "boolval":
        return ("true" if node.boolval.boolval else "false"), "boolean"
    if which == "sval":
        return node.sval.sval, ""
    return ("NULL", "") if node.isnull else (node.bsval.bsval, "bit")


def order_key(sort: Node, key: Node | None, operand: Operand | None) -> Order:
    """A key of ORDER BY; nulls come last unless it descends (SELECT reference, "ORDER BY Clause")."""
    descending = enum(sort, "sortby_dir") == "SORTBY_DESC"
    nulls = enum(sort, "sortby_nulls")
    first = nulls == "SORTBY_NULLS_FIRST" or (descending and nulls == "SORTBY_NULLS_DEFAULT")
    value = value_of(key)
    return Order(
        text=str(operand or (value.text if value else "")), operand=operand, descending=descending, nulls_first=first,
        functions=called(key) if key is not None else (),
    )  # fmt: skip
