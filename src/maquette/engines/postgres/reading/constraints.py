"""Constraints of tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from ....model.constraint import Check, Constraint, Exclusion, ForeignKey, Key, NotNull
from ....model.names import Name, quote
from ..session import Row, Session

ACTIONS = {"a": "no action", "r": "restrict", "c": "cascade", "n": "set null", "d": "set default"}
MATCHES = {"s": "simple", "f": "full", "p": "partial"}


@dataclass
class Held:
    """The constraints of one table."""

    primary_key: Key | None = None
    unique_keys: list[Key] = field(default_factory=list)
    foreign_keys: list[ForeignKey] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    exclusions: list[Exclusion] = field(default_factory=list)
    not_nulls: list[NotNull] = field(default_factory=list)

    def add(self, constraint: Constraint) -> None:
        """Put it where its kind belongs."""
        match constraint:
            case Key(primary=True):
                self.primary_key = constraint
            case Key():
                self.unique_keys.append(constraint)
            case ForeignKey():
                self.foreign_keys.append(constraint)
            case Check():
                self.checks.append(constraint)
            case Exclusion():
                self.exclusions.append(constraint)
            case NotNull():
                self.not_nulls.append(constraint)


NONE = Held()


@dataclass(frozen=True)
class Constraints:
    """Constraints by table."""

    held: Mapping[int, Held]

    def of(self, relation: int) -> Held:
        """Those of one table."""
        return self.held.get(relation, NONE)


class Numbered(Protocol):
    """What turns column numbers into names."""

    def pick(self, relation: int, numbers: list[int]) -> tuple[str, ...]: ...


def read_constraints(
    session: Session, names: Mapping[int, Name], own: Mapping[int, Name], columns: Numbered, indexes: Mapping[int, Row]
) -> Constraints:
    """Constraints of the tables in ``own``; ``names`` and ``indexes`` are what they may point at."""
    rows = {row.oid: row for row in session.ask("constraints") if row.relation in own}
    held: dict[int, Held] = {}

    def label(oid: int) -> str:
        return f"constraint {quote(rows[oid].name)} of {own[rows[oid].relation]}"

    texts = {text.oid: text for text in session.ask_each("constraint_definitions", rows, label)}
    for oid, row in sorted(rows.items(), key=lambda item: (item[1].relation, item[1].name)):
        if oid in texts:
            held.setdefault(row.relation, Held()).add(_make(row, texts[oid], names, columns, indexes))
    return Constraints(held)


def _make(row: Row, text: Row, names: Mapping[int, Name], columns: Numbered, indexes: Mapping[int, Row]) -> Constraint:
    common: dict[str, Any] = {
        "name": row.name,
        "definition": text.definition,
        "validated": row.validated,
        "enforced": row.enforced,
        "deferrable": row.deferrable,
        "deferred": row.deferred,
        "inherited": row.inherited,
        "comment": row.comment,
    }
    picked = columns.pick(row.relation, row.columns)
    if row.kind == "c":
        return Check(**common, expression=text.expression, columns=picked)
    if row.kind == "n":
        return NotNull(**common, column=picked[0])
    if row.kind == "f":
        return ForeignKey(
            **common,
            columns=picked,
            target=names[row.target],
            target_columns=columns.pick(row.target, row.target_columns),
            on_delete=ACTIONS[row.on_delete],  # type: ignore[arg-type]  # the values are those words
            on_update=ACTIONS[row.on_update],  # type: ignore[arg-type]
            match=MATCHES[row.match],  # type: ignore[arg-type]
            period=row.period,
        )
    index = indexes[row.index]
    name = Name(index.schema, index.name)
    if row.kind == "x":
        return Exclusion(**common, index=name, columns=picked)
    return Key(
        **common,
        columns=picked,
        index=name,
        primary=row.kind == "p",
        nulls_not_distinct=index.nulls_not_distinct,
        without_overlaps=row.period,
    )
