"""Indexes of tables and materialized views."""

from __future__ import annotations

from dataclasses import dataclass, field

from .names import Name


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexKey:
    """One key of an index: a column or an expression, with its operator class and order."""

    column: str | None = None
    expression: str | None = None
    opclass: str = ""  # name of the operator class as pg_opclass has it
    default_opclass: bool = True
    collation: str | None = None  # when it is not the column's own
    descending: bool = False
    nulls_first: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """An index; ``definition`` is pg_get_indexdef's text, ``constraint`` the key or exclusion that owns it."""

    name: Name
    table: Name
    method: str = "btree"
    keys: tuple[IndexKey, ...]
    include: tuple[str, ...] = ()
    predicate: str | None = None
    unique: bool = False
    primary: bool = False
    nulls_not_distinct: bool = False
    valid: bool = True
    ready: bool = True
    replica_identity: bool = False
    clustered: bool = False
    constraint: str | None = None
    parent: Name | None = None  # the partitioned index it is attached to
    options: tuple[str, ...] = ()
    tablespace: str | None = None
    definition: str = ""
    comment: str | None = None
    created: int = field(default=0, compare=False)  # its oid: between equal indexes the planner goes by it

    @property
    def columns(self) -> tuple[str, ...]:
        """The key columns up to the first expression: what a prefix search may use."""
        plain: list[str] = []
        for key in self.keys:
            if key.column is None:
                break
            plain.append(key.column)
        return tuple(plain)

    def covers(self, columns: tuple[str, ...]) -> bool:
        """Whether an equality search on all of ``columns`` is served: a prefix of the keys in any order.

        A partial index serves only when its predicate says no more than that those columns are not null.
        """
        if not self.valid or not self.ready or self.method not in ("btree", "hash"):
            return False
        if set(self.columns[: len(columns)]) != set(columns):
            return False
        if self.predicate is None:
            return True
        wanted = {f"({column} IS NOT NULL)" for column in columns} | {f'("{column}" IS NOT NULL)' for column in columns}
        return self.predicate in wanted or f"({self.predicate})" in wanted
