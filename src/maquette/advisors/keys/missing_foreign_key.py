"""missing-foreign-key."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ...model.change import AddForeignKey
from ...model.database import Database
from ...model.finding import Finding
from ...model.names import Name
from ...model.statistics import Statistics
from ...model.table import Table
from ..check import Examined, check
from ..retype import INTEGERS
from ..vocabulary import keeps_records, noun

Bounds = tuple[int, int] | None


@check(severity="warning")
def missing_foreign_key(database: Database, statistics: Statistics | None = None) -> Iterator[Finding | Examined]:
    """A reference without a foreign key.

    Condition
        A column x_id has no foreign key, and its type fits the single-column primary key of one table: the one called
        x (or its plural), or the one that all foreign keys on columns of the same name refer to. Where both are
        integers and have statistics, its values lie within those of the key. Logs, audit trails, queues and staging
        tables do not count, nor do pairs x_type, x_id.

    Effect
        Nothing stops a row from referring to what is not there; deletes leave orphans behind, and every report that
        joins the two is off by them. The planner cannot know that each row has a partner.

    Remedy
        ADD FOREIGN KEY … NOT VALID, which takes a moment, then VALIDATE CONSTRAINT, which lets reads and writes go
        on. Orphans have to go first: VALIDATE names one of them.

    When to ignore it
        The id comes from another system and only has the same name; or rows must outlive what they refer to.

    References
        PostgreSQL manual, 5.5.5 "Foreign Keys"; ALTER TABLE, "ADD table_constraint [ NOT VALID ]".
    """
    named = _referred(database)
    for table in database.roots:
        if table.kind == "foreign" or table.persistence == "unlogged" or keeps_records(table):
            continue
        bound = {column for key in table.foreign_keys for column in key.columns}
        for column in table.columns:
            stem = column.name.removesuffix("_id")
            if stem == column.name or column.name in bound or column.generated:
                continue
            yield Examined()
            everywhere = named.get(column.name, [])
            targets = [target for target in everywhere if target.name.schema == table.name.schema] or everywhere
            if len(targets) != 1 or targets[0] is table or table.column(f"{stem}_type"):
                continue
            target = targets[0]
            key = target.primary_key.columns[0] if target.primary_key else ""
            other = target.column(key)
            alike = other and (other.base == column.base or {other.base, column.base} <= INTEGERS.keys())
            if not alike or not _within(statistics, table, column.name, target, key):
                continue
            yield Finding(
                object=f"{table.name}.{column.name}",
                detail=f"{table.name}.{column.name} looks like a reference to {target.name}({key}); no foreign key",
                change=AddForeignKey(
                    table=table.name, columns=(column.name,), target=target.name, target_columns=(key,)
                ),
                tables=(str(table.name), str(target.name)),
            )


def _referred(database: Database) -> dict[str, list[Table]]:
    """Column name to tables that such a column can refer to: by foreign keys that exist, else by the table's name."""
    by_name: dict[str, list[Table]] = defaultdict(list)
    by_key: dict[str, dict[Name, Table]] = defaultdict(dict)
    for table in database.roots:
        if table.primary_key and len(table.primary_key.columns) == 1 and table.persistence == "permanent":
            by_name[f"{noun(table.name.name)}_id"].append(table)
        for key in table.foreign_keys:
            target = database.table(key.target)
            if len(key.columns) == 1 and target:
                by_key[key.columns[0]][target.name] = target
    return by_name | {column: list(targets.values()) for column, targets in by_key.items()}


def _within(statistics: Statistics | None, table: Table, column: str, target: Table, key: str) -> bool:
    own, other = _bounds(statistics, table, column), _bounds(statistics, target, key)
    if own is None or other is None:
        return True
    slack = (other[1] - other[0]) / 50  # both are samples
    return other[0] - slack <= own[0] and own[1] <= other[1] + slack


def _bounds(statistics: Statistics | None, table: Table, name: str) -> Bounds:
    """The smallest and largest value that the statistics hold of an integer column."""
    relation = statistics.of(table.name) if statistics else None
    known, column = relation.column(name) if relation else None, table.column(name)
    if known is None or column is None or column.base not in INTEGERS:
        return None
    values = [int(value) for value in known.values if value.lstrip("-").isdigit()]
    return (min(values), max(values)) if values else None
