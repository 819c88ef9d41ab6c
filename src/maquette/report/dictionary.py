"""The data dictionary: every table and view with its columns, statistics, indexes, keys and use, as plain values.

Empty fields are left out: a thousand tables are one file.
"""

from __future__ import annotations

from typing import Any

from ..model.database import View
from ..model.index import Index
from ..model.names import Name
from ..model.snapshot import Snapshot
from ..model.statistics import PAGE, ColumnStatistics
from ..model.table import Column, Table
from .density import density

COMMON, LONGEST = 5, 48  # common values of a column, letters of a value


def dictionary(snapshot: Snapshot) -> list[dict[str, Any]]:
    """Tables, then partitions in their table's place, then views."""
    tables = [_table(table, snapshot) for table in snapshot.database.tables]
    return tables + [_view(view, snapshot) for view in snapshot.database.views]


def _table(table: Table, snapshot: Snapshot) -> dict[str, Any]:
    database = snapshot.database
    referencing = [
        {"table": str(other.name), "name": key.name, "columns": list(key.columns), "target": list(key.target_columns)}
        for other in database.referencing(table.name)
        for key in other.foreign_keys
        if key.target == table.name
    ]
    return _filled(
        {
            **_head(table.name, table.kind, table.owner, table.comment),
            **_figures(table.name, tuple(index.name for index in table.indexes), snapshot),
            "persistence": table.persistence if table.persistence != "permanent" else "",
            "partition": table.partition_of
            and {"parent": str(table.partition_of.parent), "bound": table.partition_of.bound},
            "partitioned": table.partitioning and table.partitioning.definition,
            "partitions": [str(one.name) for one in database.partitions(table.name)],
            "options": list(table.options),
            "rowSecurity": table.row_security,
            "columns": [_column(column, table, snapshot) for column in table.columns],
            "keys": [{"name": key.name, "text": key.definition} for key in table.keys],
            "out": [
                {"table": str(key.target), "name": key.name, "columns": list(key.columns),
                 "target": list(key.target_columns), "delete": key.on_delete, "valid": key.validated}
                for key in table.foreign_keys
            ],
            "in": referencing,
            "checks": [{"name": c.name, "text": c.definition} for c in (*table.checks, *table.exclusions)],
            "indexes": [_index(index, snapshot) for index in table.indexes],
            "policies": [
                {"name": p.name, "command": p.command, "roles": list(p.roles), "using": p.using, "check": p.check}
                for p in table.policies
            ],
            "triggers": [{"name": t.name, "text": t.definition, "enabled": t.enabled} for t in table.triggers],
            "statistics": [{"name": str(s.name), "text": s.definition} for s in table.statistics_objects],
        },
        zero=("rows", "bytes"),
    )  # fmt: skip


def _view(view: View, snapshot: Snapshot) -> dict[str, Any]:
    return _filled(
        {
            **_head(view.name, "materialized view" if view.materialized else "view", view.owner, view.comment),
            **_figures(view.name, tuple(index.name for index in view.indexes), snapshot),
            "columns": [{"name": column.name, "type": column.type} for column in view.columns],
            "indexes": [_index(index, snapshot) for index in view.indexes],
            "definition": view.definition,
            "reads": [str(name) for name in view.depends_on],
        },
        zero=("rows", "bytes"),
    )


def _head(name: Name, kind: str, owner: str, comment: str | None) -> dict[str, Any]:
    return {"id": str(name), "schema": name.schema, "name": name.name, "kind": kind, "owner": owner, "comment": comment}


def _figures(name: Name, indexes: tuple[Name, ...], snapshot: Snapshot) -> dict[str, Any]:
    """Size and use; nothing where the source does not say."""
    figures: dict[str, Any] = {}
    relation = snapshot.statistics.of(name) if snapshot.statistics else None
    if snapshot.statistics and relation:
        figures["rows"] = relation.rows if relation.rows >= 0 else None
        figures["bytes"] = relation.bytes
        figures["toastBytes"] = relation.toast_pages * PAGE
        figures["indexBytes"] = sum(snapshot.statistics.bytes(index) for index in indexes)
    if snapshot.activity and (use := snapshot.activity.table(name)):
        figures["use"] = _filled(
            {
                "sequential scans": use.seq_scans, "index scans": use.index_scans, "inserts": use.inserts,
                "updates": use.updates, "of them HOT": use.hot_updates, "deletes": use.deletes,
                "dead rows": use.dead_rows, "last vacuum": use.last_vacuum, "last analyze": use.last_analyze,
            }
        )  # fmt: skip
    return figures


def _column(column: Column, table: Table, snapshot: Snapshot) -> dict[str, Any]:
    relation = snapshot.statistics.of(table.name) if snapshot.statistics else None
    found = relation.column(column.name) if relation else None
    foreign = next((str(key.target) for key in table.foreign_keys if column.name in key.columns), None)
    return _filled(
        {
            "name": column.name,
            "type": column.type,
            "primary": bool(table.primary_key and column.name in table.primary_key.columns),
            "to": foreign,
            "notNull": column.not_null,
            "default": column.default,
            "identity": column.identity,
            "generated": column.generated,
            "comment": column.comment,
            "facts": _facts(found, max(relation.rows, 0.0)) if found and relation else None,
        }
    )


def _facts(found: ColumnStatistics, rows: float) -> dict[str, Any]:
    facts: dict[str, Any] = {"nulls": round(found.null_fraction, 4), "distinct": round(found.distinct_values(rows))}
    if found.distinct == -1:
        facts["unique"] = True
    if found.width:
        facts["width"] = found.width
    if found.correlation is not None:
        facts["correlation"] = round(found.correlation, 3)
    if found.common_values and found.common_frequencies:
        pairs = list(zip(found.common_values, found.common_frequencies, strict=False))[:COMMON]
        facts["common"] = [[_cut(value), round(share, 4)] for value, share in pairs]
    if found.histogram:
        facts["range"] = [_cut(found.histogram[0]), _cut(found.histogram[-1])]
        if bars := density(found.histogram):
            facts["bars"] = bars
    return facts


def _index(index: Index, snapshot: Snapshot) -> dict[str, Any]:
    use = snapshot.activity.index(index.name) if snapshot.activity else None
    return _filled(
        {
            "name": index.name.name,
            "text": index.definition,
            "bytes": snapshot.statistics.bytes(index.name) if snapshot.statistics else None,
            "scans": use.scans if use else None,
            "lastScan": use.last_scan if use else None,
            "unique": index.unique,
            "primary": index.primary,
            "broken": not (index.valid and index.ready),
        },
        zero=("scans",),
    )


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _filled(fields: dict[str, Any], zero: tuple[str, ...] = ()) -> dict[str, Any]:
    """The fields that say something; those in ``zero`` say something when they are 0."""
    return {name: value for name, value in fields.items() if value or (name in zero and value == 0)}
