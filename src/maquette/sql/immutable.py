"""Which expressions an index may have: the type of one that is surely immutable.

The server refuses an index over anything else (CREATE INDEX reference), and with it all that is created in the same
breath; so what is not known here is not proposed. Volatilities are those of pg_proc and pg_cast in 15, 16 and 18; a
cast by way of text is as volatile as the input and output functions of its types.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache

from ..model.database import Database
from .tree import Node, enum, get, kind, many, parse_expression, type_name, words

TypeOf = Callable[[str], str]  # a column's type as format_type names it, without modifier and domain

TEXTS = ("text", "character varying", "character", "name", "citext")
NUMBERS = ("smallint", "integer", "bigint", "numeric", "real", "double precision")  # in the order of promotion
LOCAL = ("date", "timestamp without time zone")
RANGES = {
    "int4range": "integer", "int8range": "bigint", "numrange": "numeric", "daterange": "date",
    "tsrange": "timestamp without time zone", "tstzrange": "timestamp with time zone",
}  # fmt: skip
UNKNOWN = "unknown"  # a plain string literal
STEADY = (*TEXTS, *NUMBERS, "boolean", "uuid", "jsonb", "json", "inet", "cidr", "bytea", "macaddr", UNKNOWN)
COMPARISONS = frozenset(("=", "<>", "<", "<=", ">", ">=", "~~", "!~~", "~~*", "!~~*", "~", "~*", "!~", "!~*"))
SETTLED = ("AEXPR_OP", "AEXPR_LIKE", "AEXPR_ILIKE", "AEXPR_DISTINCT", "AEXPR_NOT_DISTINCT")

PLAIN = {  # functions of pg_catalog: the kinds of their arguments, the last of which repeats; result; names
    (("text",), "text"): "lower upper initcap btrim ltrim rtrim replace translate reverse regexp_replace normalize md5",
    (("text", "any"), "text"): "substring substr left right lpad rpad split_part",
    (("text",), "integer"): "length char_length character_length octet_length strpos position ascii hashtext",
    (("text",), "boolean"): "starts_with",
    (("number",), "same"): "abs round trunc ceil ceiling floor mod div sign",
    (("number",), "timestamp with time zone"): "to_timestamp",
    (("number",), "date"): "make_date",
    (("jsonb", "text"), "text"): "jsonb_extract_path_text jsonb_typeof",
    (("jsonb", "text"), "jsonb"): "jsonb_extract_path",
    (("jsonb",), "integer"): "jsonb_array_length",
    (("array", "number"), "integer"): "array_length cardinality",
    (("inet",), "text"): "host",
    (("inet",), "integer"): "masklen",
    (("inet",), "cidr"): "network",
}
FUNCTIONS = {name: kinds for kinds, names in PLAIN.items() for name in names.split()}


def immutable_type(expression: str, type_of: TypeOf, database: Database) -> str | None:
    """The type of an expression over one relation's columns; None where it may be anything but immutable."""
    node = parse_expression(expression)
    return None if node is None else _Typing(type_of, database).of(node)


class _Typing:
    def __init__(self, type_of: TypeOf, database: Database) -> None:
        self._type_of, self._database = type_of, database

    def of(self, node: Node | None) -> str | None:
        reader: Callable[[Node], str | None] | None = None if node is None else {
            "ColumnRef": lambda n: self._type_of(words(n.fields)[-1]) or None,
            "A_Const": _constant, "TypeCast": self._cast, "A_Expr": self._operator, "FuncCall": self._call,
            "CollateClause": lambda n: self.of(get(n, "arg")), "CoalesceExpr": self._alike, "MinMaxExpr": self._alike,
            "BoolExpr": self._truth, "NullTest": lambda n: "boolean" if self.of(get(n, "arg")) else None,
            "BooleanTest": lambda n: "boolean" if self.of(get(n, "arg")) else None,
            "CaseExpr": self._case,
        }.get(kind(node))  # fmt: skip
        return reader(node) if reader else None

    def _cast(self, node: Node) -> str | None:
        source, target = self.of(get(node, "arg")), type_name(node.type_name)
        if source is None:
            return None
        if source == UNKNOWN:  # becomes a constant while it is parsed
            return target
        steady = source in STEADY and target in STEADY
        local = source in LOCAL and target in (*LOCAL, "time without time zone")
        return target if steady or local or source == target else None

    def _operator(self, node: Node) -> str | None:
        form, name = enum(node, "kind"), (words(node.name) or [""])[-1]
        left, right = (get(node, side) for side in ("lexpr", "rexpr"))
        one, other = self.of(left) if left is not None else UNKNOWN, self.of(right)
        if one is None or other is None:
            return None
        if form == "AEXPR_NULLIF":
            return one if _comparable(one, other) else None
        if form not in SETTLED:
            return None
        if name in COMPARISONS or form != "AEXPR_OP":
            return "boolean" if _comparable(one, other) else None
        return _result(name, one, other)

    def _call(self, node: Node) -> str | None:
        *schema, name = words(node.funcname)
        if node.agg_star or node.agg_distinct or node.HasField("over") or node.HasField("agg_filter") or node.agg_order:
            return None
        arguments = [self.of(argument) for argument in many(node.args)]
        if any(argument is None for argument in arguments):
            return None
        types = [argument for argument in arguments if argument]
        if schema in ([], ["pg_catalog"]):
            found = types and (
                _of_time(name, types, self._database.major) or _of_range(name, types[0]) or _built_in(name, types)
            )
            if found:
                return found
        own = [function for function in self._database.functions if function.name.name == name]
        own = [function for function in own if not schema or function.name.schema == schema[-1]]
        settled = own and all(one.kind == "function" and one.volatility == "immutable" for one in own)
        results = {one.returns for one in own}
        return results.pop() if settled and len(results) == 1 else None

    def _alike(self, node: Node) -> str | None:
        return _common([self.of(argument) for argument in many(node.args)])

    def _truth(self, node: Node) -> str | None:
        return "boolean" if all(self.of(argument) == "boolean" for argument in many(node.args)) else None

    def _case(self, node: Node) -> str | None:
        arms = many(node.args)
        if get(node, "arg") is not None or any(self.of(get(arm, "expr")) != "boolean" for arm in arms):
            return None
        otherwise = get(node, "defresult")
        results = [self.of(get(arm, "result")) for arm in arms]
        return _common([*results, self.of(otherwise)] if otherwise is not None else results)


def _constant(node: Node) -> str:
    which = node.WhichOneof("val")
    return {"ival": "integer", "fval": "numeric", "boolval": "boolean"}.get(which or "", UNKNOWN)


def _common(types: Sequence[str | None]) -> str | None:
    known = [one for one in types if one != UNKNOWN]
    if not known:
        return "text"
    first = known[0]
    return first if first and all(one and (one == first or _comparable(first, one)) for one in known) else None


def _comparable(one: str, other: str) -> bool:
    """Whether comparing them asks no setting, as date with timestamptz would (the session's time zone)."""
    families = (TEXTS, NUMBERS, LOCAL)
    return UNKNOWN in (one, other) or one == other or any(one in family and other in family for family in families)


@cache
def _result(name: str, one: str, other: str) -> str | None:
    """The type of an operator's result."""
    return (
        _of_document(name, one)
        or _of_texts(name, one, other)
        or _of_numbers(name, one, other)
        or (_of_days(name, one, other) if name in ("+", "-") and one in LOCAL else None)
    )


def _of_document(name: str, one: str) -> str | None:
    return {"->": one, "#>": one, "->>": "text", "#>>": "text"}.get(name) if one in ("json", "jsonb") else None


def _of_texts(name: str, one: str, other: str) -> str | None:
    steady = all(side in STEADY and side not in ("json", "jsonb") for side in (one, other))  # their texts are
    return "text" if name == "||" and steady and (one in TEXTS or other in TEXTS) else None


def _of_numbers(name: str, one: str, other: str) -> str | None:
    numbers = [side for side in (one, other) if side in NUMBERS]
    settled = numbers and all(side in (*NUMBERS, UNKNOWN) for side in (one, other))
    return max(numbers, key=NUMBERS.index) if settled and name in ("+", "-", "*", "/", "%") else None


def _of_days(name: str, one: str, other: str) -> str | None:
    if other == "interval":
        return LOCAL[1]
    if one == "date" and other in ("integer", "smallint"):
        return "date"
    return {"date": "integer", LOCAL[1]: "interval"}[one] if name == "-" and one == other else None


def _of_time(name: str, types: Sequence[str], major: int) -> str | None:
    """Functions of time: of a moment with time zone they ask the session's zone, unless one is given."""
    what = types[1] if len(types) > 1 else ""
    local, zoned = LOCAL[1], "timestamp with time zone"
    zone = len(types) == 3 and major >= 16  # of date_trunc: merely stable before
    known: dict[str, dict[str, str]] = {
        "timezone": {zoned: local, local: zoned} if types[0] in (*TEXTS, UNKNOWN) else {},
        "date_part": dict.fromkeys((*LOCAL, "interval", "time without time zone"), "double precision"),
        "extract": dict.fromkeys((*LOCAL, "interval", "time without time zone"), "numeric"),
        "date_trunc": {zoned: zoned} if zone else {local: local} if len(types) == 2 else {},
        "date_bin": {local: local, zoned: zoned},
        "to_tsvector": dict.fromkeys((*TEXTS, "json", "jsonb") * (types[0] in (UNKNOWN, "regconfig")), "tsvector"),
    }  # fmt: skip
    return known.get(name, {}).get(what)


def _of_range(name: str, type_: str) -> str | None:
    bound = RANGES.get(type_)
    return {"lower": bound, "upper": bound, "isempty": "boolean"}.get(name) if bound else None


def _built_in(name: str, types: Sequence[str]) -> str | None:
    if not types or name not in FUNCTIONS:
        return None
    kinds, result = FUNCTIONS[name]
    for place, given in enumerate(types):
        if not _fits(kinds[min(place, len(kinds) - 1)], given, first=place == 0):
            return None
    return types[0] if result == "same" else result


def _fits(wanted: str, given: str, first: bool) -> bool:
    """Whether a function takes that argument; a literal may be anything, but says nothing of the first."""
    if given == UNKNOWN:
        return not first
    if wanted == "array":
        return given.endswith("[]")
    family: Mapping[str, tuple[str, ...]] = {
        "text": TEXTS if first else (*TEXTS, *NUMBERS), "number": NUMBERS, "any": (*TEXTS, *NUMBERS),
        "inet": ("inet", "cidr"),
    }  # fmt: skip
    return given in family.get(wanted, (wanted,))
