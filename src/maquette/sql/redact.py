"""A snapshot without the data's values: in its statistics, and in the literals of its queries."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import chain

from ..model.database import Database
from ..model.names import Name, literal
from ..model.snapshot import Snapshot
from ..model.statistics import ColumnStatistics, ExtendedStatistics, RelationStatistics, Statistics
from ..model.workload import Query, Workload
from .cipher import LIMITS, Cipher, Family, family_of, family_of_text
from .literals import Literal, rewrite

ELEMENT = re.compile(r'"(?:[^"\\]|\\.)*"|[^,{}"]+')  # of an array's text
QUOTED = re.compile(r"'((?:[^']|'')*)'")
NUMBERS = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])")
NOTES = {
    "hash": "values are replaced in the same order (hash): plans stay the same, costs of ranges may differ a little;"
    " days, intervals, enum labels, keys of JSON and the schema's own literals are kept;"
    " who knows some values can guess others",
    "drop": "values are dropped: equality is estimated from the number of distinct values, ranges by the planner's"
    " defaults, and queries are planned with parameters; plans differ where a value matters",
}


def redact(snapshot: Snapshot, redaction: str, seed: bytes | None = None) -> Snapshot:
    """The snapshot with the data's values replaced ("hash") or left out ("drop")."""
    made = _Redaction(snapshot, redaction == "hash", seed)
    statistics, workload = snapshot.statistics, snapshot.workload
    return replace(
        snapshot,
        origin=replace(snapshot.origin, redaction=redaction),  # type: ignore[arg-type]
        statistics=statistics and made.statistics(statistics),
        workload=workload and made.workload(workload),
        notes=(*snapshot.notes, NOTES[redaction], *made.notes()),
    )


class _Redaction:
    """One redaction: the cipher, the schema's literals, which stay, and what had to be dropped."""

    def __init__(self, snapshot: Snapshot, hashing: bool, seed: bytes | None) -> None:
        self.hashing = hashing
        self._database = snapshot.database
        self._kept, self._guarded = _schema_literals(snapshot.database)
        self._families = _families(snapshot.database)
        self._lost: list[str] = []
        self._cipher = Cipher(_texts(snapshot), seed)
        self._lexemes = frozenset(
            lexeme
            for relation in (snapshot.statistics.relations if snapshot.statistics else ())
            for column in relation.columns
            for lexeme in column.common_elements or ()
        )

    def notes(self) -> Iterator[str]:
        """What could not be replaced in order."""
        if self._lost:
            yield f"values dropped, for they cannot be replaced in order: {', '.join(self._lost)}"

    def statistics(self, statistics: Statistics) -> Statistics:
        return replace(statistics, redacted=True, relations=tuple(self._relation(one) for one in statistics.relations))

    def _relation(self, relation: RelationStatistics) -> RelationStatistics:
        columns = tuple(self._column(relation.name, column) for column in relation.columns)
        extended = tuple(self._extended(relation.name, one) for one in relation.extended)
        return replace(relation, columns=columns, extended=extended)

    def _column(self, relation: Name, column: ColumnStatistics) -> ColumnStatistics:
        if not self.hashing:
            return _emptied(column)
        family, type_name = self._family(relation, column)
        guarded = family == "number" and column.column in self._guarded
        values = self._values(column, family, type_name, guarded)
        if values is None:
            self._lost.append(f"{relation}.{column.column}")
            return _emptied(column)
        return replace(column, **values)  # type: ignore[arg-type]

    def _values(
        self, column: ColumnStatistics, family: Family, type_name: str, guarded: bool
    ) -> dict[str, tuple[str, ...]] | None:
        new: dict[str, tuple[str, ...]] = {}
        for name in ("common_values", "histogram", "common_elements", "range_bounds", "range_lengths"):
            old: tuple[str, ...] | None = getattr(column, name)
            if old is None:
                continue
            one_of = self._array if name != "common_elements" and type_name.endswith("[]") else self._value
            made = [one_of(value, family, guarded) for value in old]
            told = [one for one in made if one is not None]
            if len(told) < len(made) or self._too_large(told, type_name):
                return None
            # A few letters sort otherwise than their digits; a histogram must rise.
            new[name] = tuple(sorted(told) if name == "histogram" and family == "text" else told)
        if family == "range" and "range_lengths" in new:
            new["range_lengths"] = column.range_lengths or ()
        return new

    def _array(self, value: str, family: Family, guarded: bool) -> str | None:
        """An array's text with its elements replaced; None where one of them cannot be."""
        lost = False

        def element(found: re.Match[str]) -> str:
            nonlocal lost
            text = re.sub(r"\\(.)", r"\1", found[0][1:-1]) if found[0][0] == '"' else found[0]
            new = found[0] if found[0].upper() == "NULL" else self._value(text, family, guarded)
            lost = lost or new is None
            return new if new and re.fullmatch(r"[\w.+-]+", new) else array_element(new or "")

        made = ELEMENT.sub(element, value)
        return None if lost else made

    def _value(self, value: str, family: Family, guarded: bool) -> str | None:
        if value in self._kept or guarded:
            return value
        return self._cipher.replace(value, family)

    def _too_large(self, values: Iterable[str], type_name: str) -> bool:
        limit = LIMITS.get(type_name)
        return limit is not None and any(abs(int(value)) > limit for value in values)

    def _family(self, relation: Name, column: ColumnStatistics) -> tuple[Family, str]:
        table = self._database.table(relation)
        declared = table.column(column.column) if table else None
        if declared:
            return family_of(declared.base or declared.type, declared.kind), declared.base or declared.type
        seen = [*(column.common_values or ()), *(column.histogram or ())]
        families = {family_of_text(value) for value in seen}
        return (families.pop() if len(families) == 1 else "text"), ""

    def _extended(self, relation: Name, extended: ExtendedStatistics) -> ExtendedStatistics:
        expressions = tuple(self._column(relation, one) for one in extended.expressions)
        table = self._database.table(relation)
        objects = table.statistics_objects if table else ()
        columns = next((one.columns for one in objects if one.name == extended.name), ())
        rows = extended.common_values if self.hashing else None
        if rows and all(len(row) == len(columns) for row in rows):
            families = [self._family(relation, ColumnStatistics(column=name))[0] for name in columns]
            rows = tuple(
                tuple(
                    v if v is None else self._value(v, f, c in self._guarded)
                    for v, f, c in zip(row, families, columns, strict=True)
                )
                for row in rows
            )
        else:
            rows = None
        if not rows:
            extended = replace(extended, common_frequencies=None, common_base_frequencies=None)
        return replace(extended, common_values=rows, expressions=expressions)

    def workload(self, workload: Workload) -> Workload:
        return replace(workload, queries=tuple(self._query(query) for query in workload.queries))

    def _query(self, query: Query) -> Query:
        replacer = self._replace if self.hashing else _parameters(query.sql, self._kept)
        try:
            return replace(query, sql=rewrite(query.sql, replacer))
        except ValueError as error:
            return replace(query, sql="", problem=query.problem or f"cannot be redacted: {error}")

    def _replace(self, found: Literal) -> str | None:
        """The literal that stands for ``found``, as SQL."""
        if found.value in self._kept:
            return None
        if found.kind == "number":
            if not found.compared:
                return "0"  # a value to be stored: it does not matter to a plan
            return None if found.column in self._guarded else self._cipher.number(found.value)
        if found.stored:
            return "NULL"  # fits every type, whatever its length
        if found.search:
            new: str | None = self._search(found.value)
        elif found.pattern:
            patterns = {"like": self._cipher.pattern, "similar": self._cipher.similar, "regex": self._cipher.regex}
            new = patterns[found.pattern](found.value)
        elif found.value[:1] == "{" and family_of_text(found.value) != "json":
            first = replace(found, value=found.value.strip("{}").partition(",")[0])
            new = self._array(found.value, self._literal_family(first), found.column in self._guarded) or "{}"
        else:
            new = self._cipher.replace(found.value, self._literal_family(found))
        prefix = f"{found.typed} " if found.prefixed else ""
        return prefix + literal(new if new is not None else "")

    def _literal_family(self, found: Literal) -> Family:
        seems = family_of_text(found.value)
        if found.typed in ("date", "timestamp", "timestamptz", "time"):
            return "time"
        known = self._families.get(found.column or "", set())
        if seems in known or not known:
            return seems
        return "text" if "text" in known else seems if known & {"number", "time", "uuid", "json"} else min(known)

    def _search(self, words: str) -> str:
        """A full-text query in the digits of its lexemes: a lexeme is most often the beginning of its word."""
        return re.sub(r"\w+", lambda word: self._cipher.lexeme(self._lexeme(word[0].lower())), words)

    def _lexeme(self, word: str) -> str:
        beginnings = (word[:length] for length in range(len(word), max(2, len(word) - 5), -1))
        return next((beginning for beginning in beginnings if beginning in self._lexemes), word)


def _parameters(sql: str, kept: frozenset[str]) -> Callable[[Literal], str | None]:
    """Literals to parameters, numbered after those that the query has."""
    numbers = [int(found) for found in re.findall(r"\$(\d+)", sql)]
    next_number = max(numbers, default=0)

    def replace_literal(found: Literal) -> str | None:
        nonlocal next_number
        if found.value in kept:
            return None
        next_number += 1
        cast = f"::{found.typed}" if found.prefixed else ""
        return f"${next_number}{cast}"

    return replace_literal


def array_element(value: str) -> str:
    """An element as an array's text quotes it."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _emptied(column: ColumnStatistics) -> ColumnStatistics:
    """The column's statistics without values."""
    return replace(
        column, common_values=None, common_frequencies=None, histogram=None, common_elements=None,
        element_frequencies=None, range_bounds=None, range_lengths=None, range_empty_fraction=None,
    )  # fmt: skip


def _families(database: Database) -> dict[str, set[Family]]:
    """Families of all columns of a name."""
    families: dict[str, set[Family]] = {}
    for column in chain.from_iterable(table.columns for table in database.tables):
        families.setdefault(column.name, set()).add(family_of(column.base or column.type, column.kind))
    return families


def _schema_literals(database: Database) -> tuple[frozenset[str], frozenset[str]]:
    """Strings that the schema itself holds, and columns whose numbers it compares: predicates must go on to match."""
    strings = {label for enum in database.enums for label in enum.labels}
    columns: set[str] = set()
    for table in database.tables:
        expressions = [index.predicate for index in table.indexes if index.predicate]
        expressions += [key.expression for index in table.indexes for key in index.keys if key.expression]
        expressions += [table.partition_of.bound] if table.partition_of else []
        for expression in (*expressions, *(check.expression for check in table.checks)):
            strings |= {found.replace("''", "'") for found in QUOTED.findall(expression)}
        for expression in expressions:
            if any(float(number) for number in NUMBERS.findall(QUOTED.sub("", expression))):
                columns |= {column.name for column in table.columns if column.name in expression}
        if table.partitioning:
            columns |= set(table.partitioning.columns)
    for text in chain(
        (p.using or "" for t in database.tables for p in t.policies), (v.definition for v in database.views)
    ):
        strings |= {found.replace("''", "'") for found in QUOTED.findall(text)}
    return frozenset(strings), frozenset(columns)


def _texts(snapshot: Snapshot) -> Iterator[str]:
    """Every text that may have to be replaced."""
    for relation in snapshot.statistics.relations if snapshot.statistics else ():
        for column in relation.columns:
            for values in (column.common_values, column.histogram, column.common_elements):
                yield from values or ()
    for query in snapshot.workload.queries if snapshot.workload else ():
        yield query.sql
