"""Sizes and distributions: what the planner knows of the content."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from ....model.names import Name, quote
from ....model.snapshot import Refusal
from ....model.statistics import ColumnStatistics, ExtendedStatistics, RelationStatistics, Statistics
from ..session import Row, Session
from .design import Design
from .tables import Relations

T = TypeVar("T")
RANGES_SHOWN = 17  # the first version whose pg_stats shows statistics of ranges
READ_ALL = 14  # the first version with the role pg_read_all_data
NAMED = 20  # tables that a refusal names one by one


def read_statistics(session: Session, design: Design, refusals: list[Refusal]) -> Statistics:
    """Statistics of all tables, materialized views and indexes of the design; adds to ``refusals``."""
    session.step("sizes")
    names = {holder.name for holder in design.holders}
    wanted = names | {index.name for holder in design.holders for index in holder.indexes}
    sizes = {row.oid: row for row in session.ask("sizes") if Name(row.schema, row.name) in wanted}

    def label(oid: int) -> str:
        return f"the size of {Name(sizes[oid].schema, sizes[oid].name)} now, which is busy,"

    pages = {row.oid: row for row in session.ask_each("pages", sizes, label)}
    session.step("column statistics")
    columns: defaultdict[Name, list[ColumnStatistics]] = defaultdict(list)
    for row in session.ask("column_statistics"):
        columns[Name(row.schema, row.name)].append(_column(row))
    if session.major < RANGES_SHOWN:
        _add_ranges(session, columns)
    extended = _read_extended(session, _positions(design))
    read = []
    for oid, row in sizes.items():
        name = Name(row.schema, row.name)
        statistics = RelationStatistics(
            name=name,
            pages=pages[oid].pages if oid in pages else max(row.relpages, 0),
            relpages=row.relpages,
            rows=row.rows,
            all_visible=row.all_visible,
            all_frozen=row.all_frozen,
            toast_pages=pages[oid].toast_pages if oid in pages else 0,
            columns=tuple(sorted(columns.pop(name, ()), key=lambda column: (column.column, column.inherited))),
            extended=tuple(extended.get(name, ())),
        )
        read.append(statistics)
    unreadable = _read_unreadable(session, design.relations, refusals)
    return Statistics(relations=tuple(sorted(read, key=lambda relation: relation.name)), unreadable=unreadable)


def _positions(design: Design) -> dict[Name, dict[int, int]]:
    """By relation: the place of each column number, not counting columns that were dropped."""
    return {
        design.relations.names[oid]: {number: place for place, number in enumerate(names, 1)}
        for oid, names in design.columns.names.items()
        if oid in design.relations.rows
    }


def _column(row: Row) -> ColumnStatistics:
    return ColumnStatistics(
        column=row.column,
        inherited=row.inherited,
        null_fraction=row.null_fraction,
        width=row.width,
        distinct=row.distinct,
        common_values=_tuple(row.common_values),
        common_frequencies=_tuple(row.common_frequencies),
        histogram=_tuple(row.histogram),
        correlation=row.correlation,
        common_elements=_tuple(row.common_elements),
        element_frequencies=_tuple(row.element_frequencies),
        element_counts=_tuple(row.element_counts),
        range_lengths=_tuple(row.range_lengths),
        range_empty_fraction=row.range_empty_fraction,
        range_bounds=_tuple(row.range_bounds),
    )


def _tuple(values: Sequence[T] | None) -> tuple[T, ...] | None:
    return None if values is None else tuple(values)


def _add_ranges(session: Session, columns: dict[Name, list[ColumnStatistics]]) -> None:
    """Statistics of ranges before 17, where the role is a superuser; pg_statistic is closed to others."""
    if not session.ask_one("memberships_held").superuser:
        return
    for row in session.ask("range_statistics"):
        name = Name(row.schema, row.name)
        columns[name] = [
            replace(
                column,
                range_lengths=_tuple(row.range_lengths),
                range_empty_fraction=row.range_empty_fraction,
                range_bounds=_tuple(row.range_bounds),
            )
            if (column.column, column.inherited) == (row.column, row.inherited)
            else column
            for column in columns.get(name, ())
        ]


def _read_extended(
    session: Session, positions: Mapping[Name, Mapping[int, int]]
) -> dict[Name, list[ExtendedStatistics]]:
    """By table: the content of its extended statistics objects, columns numbered as in the model."""
    expressions: defaultdict[tuple[str, str, bool], list[ColumnStatistics]] = defaultdict(list)
    for row in session.ask_unlocked("expression_statistics", "statistics on expressions"):
        expressions[row.object_schema, row.object_name, row.inherited].append(_column(row))
    found: defaultdict[Name, list[ExtendedStatistics]] = defaultdict(list)
    for row in session.ask_unlocked("extended_statistics", "extended statistics"):
        content = ExtendedStatistics(
            name=Name(row.object_schema, row.object_name),
            inherited=row.inherited,
            ndistinct=_renumber(row.ndistinct, positions.get(Name(row.schema, row.name), {})),
            dependencies=_renumber(row.dependencies, positions.get(Name(row.schema, row.name), {})),
            common_values=None if row.common_values is None else tuple(tuple(one) for one in row.common_values),
            common_frequencies=_tuple(row.common_frequencies),
            common_base_frequencies=_tuple(row.common_base_frequencies),
            expressions=tuple(expressions[row.object_schema, row.object_name, row.inherited]),
        )
        found[Name(row.schema, row.name)].append(content)
    return found


def _renumber(content: str | None, positions: Mapping[int, int]) -> str | None:
    """Multivariate coefficients ({"1, 3": 50}) with columns numbered as if none had ever been dropped."""
    if content is None:
        return None

    def key(found: re.Match[str]) -> str:
        return re.sub(r"-?\d+", lambda number: str(positions.get(int(number[0]), int(number[0]))), found[0])

    return re.sub(r'"[^"]*"', key, content)


def _read_unreadable(session: Session, relations: Relations, refusals: list[Refusal]) -> tuple[Name, ...]:
    """Tables whose column statistics the role may not read; says in ``refusals`` what to grant."""
    role = quote(session.connection.info.user)
    hidden = {
        relations.names[row.oid]: row.row_security
        for row in session.ask("unreadable_statistics")
        if row.oid in relations.rows
    }
    plain = sorted(name for name, row_security in hidden.items() if not row_security)
    guarded = sorted(name for name, row_security in hidden.items() if row_security)
    if plain:
        remedy = f"GRANT SELECT ON {', '.join(map(str, plain))} TO {role}"
        if len(plain) > NAMED and session.major >= READ_ALL:
            remedy = f"GRANT pg_read_all_data TO {role}"
        detail = f"pg_stats shows {role} no column statistics of {_listed(plain)}: it may not SELECT there"
        refusals.append(Refusal(need="statistics", detail=detail, remedy=remedy))
    if guarded:
        detail = f"pg_stats shows {role} no column statistics of {_listed(guarded)}: row-level security applies to it"
        refusals.append(Refusal(need="statistics", detail=detail, remedy=f"ALTER ROLE {role} BYPASSRLS"))
    owners = [quote(row.owner) for row in session.ask_unlocked("hidden_extended_statistics", "hidden statistics")]
    if owners:
        detail = f"pg_stats_ext shows {role} no extended statistics on tables of {', '.join(owners)}"
        refusals.append(Refusal(need="statistics", detail=detail, remedy=f"GRANT {', '.join(owners)} TO {role}"))
    return tuple(sorted(hidden))


def _listed(names: Sequence[Name]) -> str:
    """The names, or the first of them and how many more there are."""
    shown = ", ".join(map(str, names[:NAMED]))
    return f"{shown} and {len(names) - NAMED} more" if len(names) > NAMED else shown
