"""Synthetic values: SQL expressions that make a value of any type from an ordinal, the same one from the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from ....model.database import Database
from ....model.datatype import Composite, Domain, Enum, Range
from ....model.names import literal, quote

ORDINAL = "i.n"  # of the row, from 1 on; a bigint

# {n} is the ordinal: another ordinal gives another value, as far as the type has so many.
SIMPLE = {
    "smallint": "{n} % 32768",
    "integer": "{n} % 2147483648",
    "bigint": "{n}",
    "real": "{n}",
    "double precision": "{n}",
    "money": "({n})::numeric",
    "oid": "{n} % 2147483648",
    "boolean": "{n} % 2 = 0",
    "text": "'v' || {n}",
    "name": "'v' || {n}",
    '"char"': "chr(97 + ({n} % 26)::int)",
    "bytea": "decode(md5(({n})::text), 'hex')",
    "uuid": "md5(({n})::text)",
    "date": "date '2024-01-01' + ({n} % 1000000)::int",
    "timestamp without time zone": "timestamp '2024-01-01' + {n} * interval '1 minute'",
    "timestamp with time zone": "timestamptz '2024-01-01 00:00+00' + {n} * interval '1 minute'",
    "time without time zone": "time '00:00' + {n} * interval '1 second'",
    "time with time zone": "timetz '00:00+00' + {n} * interval '1 second'",
    "interval": "{n} * interval '1 minute'",
    "json": "json_build_object('id', {n}, 'name', 'v' || {n})",
    "jsonb": "jsonb_build_object('id', {n}, 'name', 'v' || {n})",
    "jsonpath": "'$.k' || {n}",
    "xml": "'<v>' || {n} || '</v>'",
    "inet": "inet '10.0.0.0' + {n} % 16777216",
    "cidr": "host(inet '10.0.0.0' + {n} % 16777216)",
    "macaddr": "right(md5(({n})::text), 12)",
    "macaddr8": "right(md5(({n})::text), 16)",
    "point": "point({n}, {n} % 100)",
    "line": "line(point(0, {n}), point(1, {n}))",
    "lseg": "lseg(point({n}, 0), point({n}, 1))",
    "box": "box(point(2 * {n}, 0), point(2 * {n} + 1, 1))",
    "path": "path(polygon(box(point({n}, 0), point({n} + 1, 1))))",
    "polygon": "polygon(box(point({n}, 0), point({n} + 1, 1)))",
    "circle": "circle(point(3 * {n}, 0), 1)",
    "tsvector": "to_tsvector('simple', 'word' || {n} || ' word' || {n} % 97 || ' other')",
    "tsquery": "to_tsquery('simple', 'word' || {n})",
    "pg_lsn": "'0/' || to_hex({n})",
    "xid": "({n} % 2147483648)::text",
    "xid8": "({n})::text",
    "regclass": "'pg_class'",
    "regtype": "'pg_type'",
    "citext": "'v' || {n}",
    "hstore": "'id=>' || {n}",
    "ltree": "'top.v' || {n}",
}
SUBTYPES = {
    "int4range": "integer",
    "int8range": "bigint",
    "numrange": "numeric",
    "daterange": "date",
    "tsrange": "timestamp without time zone",
    "tstzrange": "timestamp with time zone",
}
MULTIRANGES = {name.replace("range", "multirange"): name for name in SUBTYPES}
TYPE = re.compile(r"(?P<name>[^(]+?)(?:\((?P<first>\d+)(?:,(?P<second>-?\d+))?\))?(?P<rest>[^()]*)\Z")


@dataclass(frozen=True)
class Types:
    """The types that a database defines, by the text that names them in a column."""

    database: Database

    @cached_property
    def enums(self) -> Mapping[str, Enum]:
        return {str(enum.name): enum for enum in self.database.enums}

    @cached_property
    def domains(self) -> Mapping[str, Domain]:
        return {str(domain.name): domain for domain in self.database.domains}

    @cached_property
    def composites(self) -> Mapping[str, Composite]:
        return {str(composite.name): composite for composite in self.database.composites}

    @cached_property
    def ranges(self) -> Mapping[str, Range]:
        return {str(kind.name): kind for kind in self.database.ranges}

    def base(self, type_: str) -> str:
        """The type under a domain, with its modifier; any other type itself."""
        while domain := self.domains.get(type_):
            type_ = domain.base
        return type_

    def conditions(self, type_: str, column: str) -> tuple[str, ...]:
        """What the CHECKs of a domain, and of those under it, say of that column."""
        found: list[str] = []
        while domain := self.domains.get(type_):
            found += [_about(check.definition, quote(column)) for check in domain.checks]
            type_ = domain.base
        return tuple(found)

    def not_null(self, type_: str) -> bool:
        """Whether a domain, or one under it, takes no nulls."""
        while domain := self.domains.get(type_):
            if domain.not_null:
                return True
            type_ = domain.base
        return False

    def value(self, type_: str, n: str = ORDINAL) -> str | None:
        """An expression of that type (of a domain: of the type under it) over ordinal ``n``.

        None for a type that is not known: an extension's."""
        type_ = self.base(type_)
        made = self._value(type_, n)
        return None if made is None else f"({made})::{type_}"

    def _value(self, type_: str, n: str) -> str | None:
        if type_.endswith("[]"):
            if self.conditions(type_[:-2], "x"):
                return "'{}'"  # whatever a domain demands of its values
            parts = [self.value(type_[:-2], one) for one in (n, f"({n} + 1)")]
            return None if None in parts else f"ARRAY[{', '.join(map(str, parts))}]"
        if enum := self.enums.get(type_):
            labels = ", ".join(literal(label) for label in enum.labels)
            return f"(ARRAY[{labels}])[1 + ({n} % {len(enum.labels)})::int]" if enum.labels else None
        if composite := self.composites.get(type_):
            fields = [
                "NULL" if self.conditions(attribute.type, "x") else self.value(attribute.type, n)
                for attribute in composite.attributes
            ]
            return None if None in fields else f"ROW({', '.join(map(str, fields))})"
        named = TYPE.match(type_)
        if named is None:
            return None
        name = (named["name"] + named["rest"]).strip()
        first, second = (int(named[part] or 0) for part in ("first", "second"))
        return self._ranged(name, n) or _modified(name, first, second, n)

    def _ranged(self, name: str, n: str) -> str | None:
        """Ranges that follow one another and never overlap, so that exclusion constraints hold."""
        if name in MULTIRANGES:
            return f"{name}({self._ranged(MULTIRANGES[name], n)})"
        for kind in self.ranges.values():
            if kind.multirange and str(kind.multirange) == name:
                return f"{name}({self._ranged(str(kind.name), n)})"
        own = self.ranges.get(name)
        subtype = own.subtype if own else SUBTYPES.get(name)
        if subtype is None:
            return None
        bounds = [self.value(subtype, one) for one in (n, f"({n} + 1)")]
        return None if None in bounds else f"{name}({bounds[0]}, greatest({bounds[0]}, {bounds[1]}))"


def _modified(name: str, first: int, second: int, n: str) -> str | None:
    """A built-in type, within its modifier: a length, or precision and scale."""
    if name in ("character varying", "character") and (first or name == "character"):
        length = first or 1
        return f"'v' || {n}" if length >= 12 else f"right(to_hex({n}), {length})"
    if name == "character varying":
        name = "text"
    if name in ("bit", "bit varying"):
        return f"({n})::bit({min(first or 1, 64) if name == 'bit' else min(first or 32, 64)})" + "::text"
    if name == "numeric":
        return f"({n} % {10 ** max(min(first - second, 18), 0)})" if first else n
    if name == "vector" or name.endswith(".vector"):
        return f"'[' || {n} || '{',1' * (max(first, 1) - 1)}]'"
    simple = SIMPLE.get(name) or SIMPLE.get(name.rpartition(".")[2])
    return simple.format(n=n) if simple else None


QUOTED_OR_VALUE = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|\bVALUE\b")


def _about(definition: str, column: str) -> str:
    """A domain's CHECK as a condition on a column: VALUE outside quotes is the column."""
    body = definition.removeprefix("CHECK ").removesuffix(" NOT VALID")
    return QUOTED_OR_VALUE.sub(lambda found: column if found[0] == "VALUE" else found[0], body)
