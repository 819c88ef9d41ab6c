"""A query that groups one table: its keys, its totals, and whether they can be kept by adding and taking away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..model.database import Database
from ..model.errors import ConfigError
from ..model.names import Name, quote
from ..model.table import Table
from .immutable import immutable_type
from .scope import resolve
from .tree import Node, ParseError, canonical, deparse, enum, get, kind, many, parse, walk, words

ADDED = ("count", "sum", "avg")  # whose value follows from counts and sums
EXACT = ("smallint", "integer", "bigint", "numeric")  # whose sums are the same in any order
SHAPE = "SELECT key, count(*), sum(amount) FROM table GROUP BY key"


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """A column of the result. ``function`` is empty for a key; ``argument`` is empty for count(*)."""

    name: str
    expression: str
    function: str = ""
    argument: str = ""
    type: str = ""  # of the argument, or of the key, where it is surely immutable
    column: str = ""  # what the argument or key is, where it is a bare column


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """Such a query; ``obstacle`` says why it cannot be kept by adding and taking away, empty where it can."""

    table: Name
    alias: str
    outputs: tuple[Output, ...]
    where: str = ""
    having: str = ""
    obstacle: str = ""

    @property
    def keys(self) -> tuple[Output, ...]:
        """The outputs that are keys."""
        return tuple(one for one in self.outputs if not one.function)

    @property
    def arguments(self) -> tuple[str, ...]:
        """What is counted, summed or averaged, each once."""
        return tuple(dict.fromkeys(one.argument for one in self.outputs if one.argument))

    @property
    def sql(self) -> str:
        """The query, with its table's schema and a name for each output."""
        said = ", ".join(f"{one.expression} AS {quote(one.name)}" for one in self.outputs)
        return self.of(said, str(self.table)) + (f" HAVING {self.having}" if self.having else "")

    def of(self, outputs: str, relation: str) -> str:
        """Other outputs over the rows of another relation with the same columns, in the same groups."""
        where = f" WHERE {self.where}" if self.where else ""
        keys = ", ".join(one.expression for one in self.keys)
        return f"SELECT {outputs} FROM {relation} AS {quote(self.alias)}{where} GROUP BY {keys}"  # noqa: S608 - quoted


def read_grouping(sql: str, database: Database, path: Sequence[str] = ("public",)) -> Grouping:
    """Take such a query apart. Raises ConfigError for any other."""
    try:
        statements = parse(sql)
    except ParseError as error:
        raise ConfigError(f"the query does not parse: {error.message}", SHAPE) from None
    node = statements[0] if len(statements) == 1 else None
    if node is None or kind(node) != "SelectStmt" or enum(node, "op") != "SETOP_NONE" or get(node, "with_clause"):
        raise ConfigError("the query is not one plain SELECT", SHAPE)
    sources = many(node.from_clause)
    if len(sources) != 1 or kind(sources[0]) != "RangeVar":
        raise ConfigError("the query does not read one table", SHAPE)
    if node.distinct_clause or get(node, "limit_count") or get(node, "limit_offset") or node.window_clause:
        raise ConfigError("the query has DISTINCT, LIMIT or a window", SHAPE)
    name = resolve(database, tuple(path), sources[0].schemaname, sources[0].relname)
    table = database.table(name)
    if table is None:
        raise ConfigError(f"there is no table {name}", SHAPE)
    alias = sources[0].alias.aliasname if sources[0].HasField("alias") else sources[0].relname
    return _Reader(database, table, node).grouping(alias)


class _Reader:
    def __init__(self, database: Database, table: Table, node: Node) -> None:
        self.database, self.table, self.node = database, table, node
        self.obstacles: list[str] = []

    def grouping(self, alias: str) -> Grouping:
        targets = many(self.node.target_list)
        grouped = [self._meant(key, targets) for key in many(self.node.group_clause)]
        keys = {canonical(key) for key in grouped}
        if not keys or any(kind(key) == "GroupingSet" for key in grouped):
            raise ConfigError("the query has no plain GROUP BY", SHAPE)
        outputs = tuple(self._output(target, keys) for target in targets)
        if len({one.name for one in outputs}) < len(outputs):
            raise ConfigError("two columns of the query have one name", "give them names with AS")
        shown = {canonical(value) for target in targets if (value := get(target, "val")) is not None}
        if not keys <= shown:
            raise ConfigError("a key of GROUP BY is not in the result", "its rows are told apart by it: select it")
        where, having = get(self.node, "where_clause"), get(self.node, "having_clause")
        if where is not None and self._type(where) != "boolean":
            self.obstacles.append("its WHERE may change without a write")
        if having is not None:
            self.obstacles.append("it has HAVING")
        return Grouping(
            table=self.table.name, alias=alias, outputs=outputs, where=deparse(where) if where is not None else "",
            having=deparse(having) if having is not None else "", obstacle=next(iter(self.obstacles), ""),
        )  # fmt: skip

    def _meant(self, key: Node, targets: list[Node]) -> Node:
        """What a key stands for: an output by its number or name, else itself."""
        if kind(key) == "A_Const" and 0 < key.ival.ival <= len(targets):
            return get(targets[key.ival.ival - 1], "val")
        if kind(key) == "ColumnRef" and not self.table.column(words(key.fields)[-1]):
            found = next((target for target in targets if [target.name] == words(key.fields)), None)
            return get(found, "val") if found is not None else key
        return key

    def _output(self, target: Node, keys: set[str]) -> Output:
        value: Node = get(target, "val")
        column = words(value.fields)[-1] if kind(value) == "ColumnRef" else ""
        called = words(value.funcname)[-1] if kind(value) == "FuncCall" else ""
        name, said = target.name or column or called or "column", deparse(value)
        if column == "*":
            raise ConfigError("the query selects *", SHAPE)
        if canonical(value) in keys:
            found = self._type(value)
            if found is None:
                self.obstacles.append(f"its key {said} may change without a write")
            return Output(name=name, expression=said, type=found or "", column=column)
        if called not in ADDED:
            self.obstacles.append(f"{said} cannot be taken back when a row goes")
            return Output(name=name, expression=said, function=called or "other")
        if value.agg_distinct or value.agg_order or value.HasField("agg_filter") or value.HasField("over"):
            self.obstacles.append(f"{said} is no plain {called}")
            return Output(name=name, expression=said, function=called)
        return self._total(name, said, called, value)

    def _total(self, name: str, said: str, called: str, value: Node) -> Output:
        if value.agg_star:
            return Output(name=name, expression=said, function="count")
        (argument,) = many(value.args)
        found = self._type(argument)
        if found is None:
            self.obstacles.append(f"{said} may change without a write")
        elif called != "count" and found not in EXACT:
            self.obstacles.append(f"{said} is of type {found}, whose sums hang on their order or do not add up")
        column = words(argument.fields)[-1] if kind(argument) == "ColumnRef" else ""
        if called == "avg" and found == "numeric" and not self._scaled(column):
            self.obstacles.append(f"the last digits of {said} hang on the scale that its rows happen to have")
        return Output(
            name=name, expression=said, function=called, argument=deparse(argument), type=found or "", column=column
        )

    def _type(self, node: Node) -> str | None:
        if any(kind(inner) in ("SubLink", "ParamRef") for inner in walk(node)):
            return None
        return immutable_type(deparse(node), self._column_type, self.database)

    def _scaled(self, name: str) -> bool:
        """Whether every value of that column has the same scale."""
        column = self.table.column(name)
        domains = {name: one.base for one in self.database.domains for name in (str(one.name), one.name.name)}
        return column is not None and "," in domains.get(column.type, column.type)

    def _column_type(self, name: str) -> str:
        column = self.table.column(name)
        return column.base or column.type.partition("(")[0] if column else ""
