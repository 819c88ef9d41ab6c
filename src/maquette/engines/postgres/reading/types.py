"""Types, sequences and what is carried whole as its statement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import chain

from ....model.database import Definition, Sequence
from ....model.datatype import Composite, Domain, DomainCheck, Enum, Range
from ....model.names import Name, quote
from ..session import Session
from .security import grants
from .tables import PERSISTENCE, Columns, make_attribute

# Each is a question whose rows are kind, name and statement.
DEFINITIONS = (
    "collations",
    "text_search_dictionaries",
    "text_search_configurations",
    "operators",
    "operator_families",
    "operator_classes",
    "casts",
    "foreign_data_wrappers",
    "foreign_servers",
)


def read_enums(session: Session) -> tuple[Enum, ...]:
    """Enum types, by name."""
    enums = (
        Enum(name=Name(row.schema, row.name), labels=tuple(row.labels), comment=row.comment)
        for row in session.ask("enums")
    )
    return tuple(sorted(enums, key=lambda enum: enum.name))


def read_domains(session: Session) -> tuple[Domain, ...]:
    """Domains with their checks, by name."""
    rows = {row.oid: row for row in session.ask("domains")}
    checks = {row.oid: row for row in session.ask("domain_checks") if row.domain in rows}
    held: defaultdict[int, list[DomainCheck]] = defaultdict(list)

    def label(oid: int) -> str:
        domain = rows[checks[oid].domain]
        return f"constraint {quote(checks[oid].name)} of domain {Name(domain.schema, domain.name)}"

    for text in session.ask_each("constraint_definitions", checks, label):
        row = checks[text.oid]
        held[row.domain].append(DomainCheck(name=row.name, definition=text.definition, validated=row.validated))
    domains = (
        Domain(
            name=Name(row.schema, row.name),
            base=row.base,
            not_null=row.not_null,
            default=row.default,
            collation=row.collation,
            checks=tuple(sorted(held[oid], key=lambda check: check.name)),
            comment=row.comment,
        )
        for oid, row in rows.items()
    )
    return tuple(sorted(domains, key=lambda domain: domain.name))


def read_composites(session: Session, columns: Columns) -> tuple[Composite, ...]:
    """Stand-alone composite types, by name."""
    composites = (
        Composite(
            name=Name(row.schema, row.name),
            attributes=tuple(make_attribute(attribute) for attribute in columns.rows.get(row.oid, ())),
            comment=row.comment,
        )
        for row in session.ask("composites")
    )
    return tuple(sorted(composites, key=lambda composite: composite.name))


def read_ranges(session: Session) -> tuple[Range, ...]:
    """Range types, by name."""
    ranges = (
        Range(
            name=Name(row.schema, row.name),
            subtype=row.subtype,
            opclass=row.opclass,
            collation=row.collation,
            canonical=row.canonical,
            difference=row.difference,
            multirange=Name(row.multirange_schema, row.multirange_name) if row.multirange_name else None,
            comment=row.comment,
        )
        for row in session.ask("ranges")
    )
    return tuple(sorted(ranges, key=lambda range_: range_.name))


def read_sequences(session: Session, relations: Mapping[int, Name]) -> tuple[Sequence, ...]:
    """Sequences, by name."""
    sequences = (
        Sequence(
            name=Name(row.schema, row.name),
            type=row.type,
            start=row.start,
            minimum=row.minimum,
            maximum=row.maximum,
            increment=row.increment,
            cache=row.cache,
            cycle=row.cycle,
            owned_by=(relations[row.table], row.column) if row.table in relations else None,
            identity=row.identity,
            persistence=PERSISTENCE[row.persistence],  # type: ignore[arg-type]  # the values are those words
            owner=row.owner,
            grants=grants(row.acl),
            comment=row.comment,
        )
        for row in session.ask("sequences")
    )
    return tuple(sorted(sequences, key=lambda sequence: sequence.name))


def read_definitions(session: Session, relations: Mapping[int, Name]) -> tuple[Definition, ...]:
    """Objects carried whole: by kind in an order in which one may need the one before, then by name."""
    rules = {row.oid: row for row in session.ask("rules") if row.relation in relations}
    texts = session.ask_each("rule_definitions", rules, lambda oid: f"rule {quote(rules[oid].name)}")
    found: Iterable[Definition] = chain(
        (
            Definition(kind=row.kind, name=row.name, statement=row.statement)
            for name in DEFINITIONS
            for row in sorted(session.ask(name), key=lambda row: row.name)
        ),
        sorted(
            (
                Definition(
                    kind="rule",
                    name=f"{quote(rules[text.oid].name)} ON {relations[rules[text.oid].relation]}",
                    statement=text.definition.removesuffix(";"),
                )
                for text in texts
            ),
            key=lambda rule: rule.name,
        ),
    )
    return tuple(found)
