"""Keys of a document: as users write them, as queries use them, and as SQL that never fails."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...model.errors import ConfigError
from ...model.names import Name, literal, quote
from ...sql.analysis import AnalysedQuery, Predicate

SAMPLE: dict[str, object] = {
    "string": "",
    "number": 0,
    "boolean": False,
    "object": {},
    "array": [],
}  # of each JSON type
TYPES = ("text", "numeric", "bigint", "boolean")
CONTAINED = frozenset(("@>", "@?", "@@"))  # what both classes of GIN serve
EXISTS = frozenset(("?", "?|", "?&"))  # what jsonb_ops alone serves
READ = re.compile(r"(.+) ->> '((?:[^']|'')+)'")


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key at the top of a document, with its JSON type or the type of its column."""

    name: str
    kind: str

    def typed(self, column: str, of: str = "") -> str:
        """Its JSON type in the row ``of``; NULL where it is absent."""
        return f"jsonb_typeof({of}{quote(column)} -> {literal(self.name)})"

    def required(self, column: str) -> str:
        """True where it is there and of its type. A CHECK holds where it is NULL, so NULL must not come out."""
        return f"coalesce({self.typed(column)} = {literal(self.kind)}, {quote(column)} IS NULL)"

    def optional(self, column: str) -> str:
        """True where it is absent, null, or of its type."""
        return f"{self.typed(column)} IN ({literal(self.kind)}, 'null')"

    def value(self, column: str, of: str = "") -> str:
        """Its value as its column's type. NULL, never an error, where the document has something else."""
        text, typed = f"{of}{quote(column)} ->> {literal(self.name)}", self.typed(column, of)
        if self.kind in ("numeric", "boolean"):
            told = "number" if self.kind == "numeric" else "boolean"
            return f"CASE {typed} WHEN '{told}' THEN ({text})::{self.kind} END"
        if self.kind == "bigint":
            number = f"({text})::numeric"
            fits = f"{number} BETWEEN -9223372036854775808 AND 9223372036854775807 AND {number} % 1 = 0"
            return f"CASE {typed} WHEN 'number' THEN CASE WHEN {fits} THEN {number}::bigint END END"
        return text


def keys_of(option: str, written: Sequence[str], kinds: Sequence[str]) -> tuple[Key, ...]:
    """Keys written as ``key:type``. Raises ConfigError."""
    found = []
    for item in written:
        name, colon, kind = item.rpartition(":")
        if not colon or kind not in kinds:
            raise ConfigError(f"--set {option}={item}: no key with its type", f"key:{'|'.join(kinds)}")
        found.append(Key(name=name, kind=kind))
    return tuple(found)


def conditions(queries: Sequence[AnalysedQuery], table: Name) -> Iterator[tuple[Predicate, float]]:
    """The conditions that a workload sets that table, each with its calls."""
    for one in queries:
        for block in one.analysis.blocks:
            for predicate in block.predicates:
                if predicate.operand.relation.name == table:
                    yield predicate, one.query.calls


def operators_used(queries: Sequence[AnalysedQuery], table: Name, column: str) -> dict[str, float]:
    """The operators for what is inside that column, each with its calls."""
    found: dict[str, float] = {}
    for predicate, calls in conditions(queries, table):
        if predicate.operand.column == column and predicate.operator in CONTAINED | EXISTS:
            found[predicate.operator] = found.get(predicate.operator, 0) + calls
    return found


def keys_compared(queries: Sequence[AnalysedQuery], table: Name, column: str) -> dict[str, float]:
    """The keys of that column that are compared as text, by equality or range, each with its calls."""
    found: dict[str, float] = {}
    for predicate, calls in conditions(queries, table):
        read = READ.fullmatch(predicate.operand.expression or "")
        if read and read[1] in (column, quote(column)) and (predicate.equality or predicate.range):
            key = read[2].replace("''", "'")
            found[key] = found.get(key, 0) + calls
    return found
