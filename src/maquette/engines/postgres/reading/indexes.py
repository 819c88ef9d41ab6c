"""Indexes of tables and materialized views."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from sys import intern

from ....model.index import Index, IndexKey
from ....model.names import Name
from ..session import Row, Session
from .tables import Columns, Relations

DESCENDING, NULLS_FIRST = 1, 2  # bits of pg_index.indoption


def read_index_rows(session: Session, relations: Relations) -> Mapping[int, Row]:
    """pg_index's rows by oid."""
    return {row.oid: row for row in session.ask("indexes") if row.relation in relations.rows}


@dataclass(frozen=True)
class Vocabulary:
    """What the numbers in pg_index stand for."""

    opclasses: Mapping[int, tuple[str, bool]]
    collations: Mapping[int, str]
    expressions: Mapping[int, Mapping[int, Row]]


def read_indexes(
    session: Session, rows: Mapping[int, Row], relations: Relations, columns: Columns
) -> Mapping[int, tuple[Index, ...]]:
    """By table or materialized view: its indexes, by name."""

    def label(oid: int) -> str:
        return f"index {Name(rows[oid].schema, rows[oid].name)}"

    expressions: defaultdict[int, dict[int, Row]] = defaultdict(dict)
    wanted = [oid for oid, row in rows.items() if 0 in row.columns]
    for text in session.ask_each("index_expressions", wanted, label):
        expressions[text.oid][text.number] = text
    vocabulary = Vocabulary(
        {row.oid: (intern(row.name), row.is_default) for row in session.ask("operator_class_names")},
        {row.oid: row.name for row in session.ask("collation_names")},
        expressions,
    )
    found: defaultdict[int, list[Index]] = defaultdict(list)
    broken = {oid for oid in wanted if oid not in expressions}
    for text in session.ask_each("index_definitions", [oid for oid in rows if oid not in broken], label):
        row = rows[text.oid]
        parents = [link.parent for link in relations.parents.get(text.oid, ()) if link.parent in rows]
        index = Index(
            name=Name(intern(row.schema), row.name),
            table=relations.names[row.relation],
            method=intern(row.method),
            keys=tuple(_keys(row, columns, vocabulary)),
            include=columns.pick(row.relation, row.columns[row.key_count :]),
            predicate=text.predicate,
            unique=row.unique,
            primary=row.primary,
            nulls_not_distinct=row.nulls_not_distinct,
            valid=row.valid,
            ready=row.ready,
            replica_identity=row.replica_identity,
            clustered=row.clustered,
            constraint=row.constraint,
            parent=Name(rows[parents[0]].schema, rows[parents[0]].name) if parents else None,
            options=tuple(row.options),
            tablespace=row.tablespace,
            definition=text.definition,
            comment=row.comment,
            created=row.oid,
        )
        found[row.relation].append(index)
    return {relation: tuple(sorted(some, key=lambda index: index.name)) for relation, some in found.items()}


def _keys(row: Row, columns: Columns, vocabulary: Vocabulary) -> Iterator[IndexKey]:
    for position in range(row.key_count):
        number = row.columns[position]
        text = None if number else vocabulary.expressions[row.oid][position + 1]
        own = text.collation if text else columns.collations.get(row.relation, {}).get(number, 0)
        collation = row.collations[position]
        opclass, default = vocabulary.opclasses[row.opclasses[position]]
        yield IndexKey(
            column=columns.names[row.relation][number] if number else None,
            expression=text.expression if text else None,
            opclass=opclass,
            default_opclass=default,
            collation=vocabulary.collations[collation] if collation not in (0, own) else None,
            descending=bool(row.orders[position] & DESCENDING),
            nulls_first=bool(row.orders[position] & NULLS_FIRST),
        )
