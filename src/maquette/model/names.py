"""Names of database objects, written as the server would write them."""

from __future__ import annotations

import re
from dataclasses import dataclass

PLAIN = re.compile(r"[a-z_][a-z0-9_]*\Z")

# Words that PostgreSQL 18 quotes as identifiers (manual, appendix C: every class but "non-reserved").
RESERVED = frozenset(
    """
    all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both case cast
    char character check coalesce collate collation column concurrently constraint create cross current_catalog
    current_date current_role current_schema current_time current_timestamp current_user dec decimal default
    deferrable desc distinct do else end except exists extract false fetch float for foreign freeze from full grant
    greatest group grouping having ilike in initially inner inout int integer intersect interval into is isnull join
    json json_array json_arrayagg json_exists json_object json_objectagg json_query json_scalar json_serialize
    json_table json_value lateral leading least left like limit localtime localtimestamp merge_action national natural
    nchar none normalize not notnull null nullif numeric offset on only or order out outer overlaps overlay placing
    position precision primary real references returning right row select session_user setof similar smallint some
    substring symmetric system_user table tablesample then time timestamp to trailing treat trim true union unique
    user using values varchar variadic verbose when where window with xmlattributes xmlconcat xmlelement xmlexists
    xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable
    """.split()  # noqa: SIM905 - a list of 150 words reads better as text
)


def quote(identifier: str) -> str:
    """The identifier as SQL text: bare where PostgreSQL's quote_ident leaves it bare, else in double quotes."""
    if PLAIN.match(identifier) and identifier not in RESERVED:
        return identifier
    return '"' + identifier.replace('"', '""') + '"'


def literal(value: str) -> str:
    """The string as an SQL literal that is safe under both values of standard_conforming_strings."""
    body = value.replace("'", "''")
    return "E'" + body.replace("\\", "\\\\") + "'" if "\\" in body else f"'{body}'"


@dataclass(frozen=True, slots=True, order=True)
class Name:
    """A schema-qualified name; ``str()`` quotes what needs it."""

    schema: str
    name: str

    def __str__(self) -> str:
        return f"{quote(self.schema)}.{quote(self.name)}"
