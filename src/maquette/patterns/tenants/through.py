"""Tables without the tenant's column, whose rows belong to the tenant of a row that they refer to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...model.change import CreateIndex
from ...model.constraint import ForeignKey
from ...model.design import Choice, Note
from ...model.names import quote
from ...model.table import Table
from ..ground import Ground
from ..pattern import Part, Tables
from ..template import Sql


@dataclass(frozen=True)
class Through:
    """A table whose rows belong to ``target``'s by ``key``; its ``others`` must not leave the tenant either.

    ``root`` is the table with the tenant's column at the end of the way, which is the shortest: so no two tables ask
    each other's policy in a circle."""

    table: Table
    target: Table
    root: Table
    key: ForeignKey
    others: tuple[ForeignKey, ...]
    length: int

    def steps(self, ground: Ground) -> Iterator[Part]:
        """The policy, the index that it asks, and why it is so."""
        table, key = self.table, self.key
        columns = ", ".join(map(quote, key.columns))
        yield Choice(
            f"Whose are the rows of {table.name}?", f"the tenant's whose {self.target.name} they refer to by {columns}",
            "no column is added and no row is written", {"a column of its own": "rows are read without their parents"},
        )  # fmt: skip
        stays = [f"({_null(self.table, one)} OR {_exists(self.table, one)})" for one in self.others]
        owned = _exists(table, key)
        yield from ground.steps(
            "isolation_through", "a row is seen by whoever sees what it belongs to", table=table.name,
            owned=Sql(owned), stays=Sql(" AND ".join([owned, *stays])),
        )  # fmt: skip
        if not any(index.covers(key.columns) for index in table.indexes):
            change = CreateIndex.on(table.name, *key.columns)
            yield ground.change(change, f"index {change.index.name}", "rows are looked for by what they belong to")
        wide = [
            index.name.name
            for index in table.indexes
            if _reaches(index.unique and not index.primary, self, index.columns)
        ]
        if wide:
            yield Note(
                f"{', '.join(wide)} of {table.name} tell one tenant what another has: they lack the tenant's column."
            )


def _reaches(unique: bool, one: Through, columns: tuple[str, ...]) -> bool:
    return unique and not set(one.key.columns) <= set(columns)


def through(table: Table, tenant: str, tables: Tables) -> Through | None:
    """How a table belongs to a tenant without having the column; None where it has, or does not."""
    if table.column(tenant):
        return None
    others = tuple(one for one in tables if one.name != table.name)
    ways: list[tuple[tuple[int, bool, bool, str], ForeignKey, Table, Table]] = []
    for key in table.foreign_keys:
        target = next((one for one in others if one.name == key.target), None)
        if target is None or key.inherited:
            continue
        further = through(target, tenant, others)
        root = further.root if further else target if target.column(tenant) else None
        if root:
            optional = any(column.name in key.columns and not column.not_null for column in table.columns)
            length = further.length + 1 if further else 1
            ways.append(((length, key.on_delete != "cascade", optional, key.name), key, target, root))
    if not ways:
        return None
    (length, *_), chosen, target, root = min(ways, key=lambda way: way[0])
    direct = tuple(key for _, key, other, end in ways if key is not chosen and other is end)
    return Through(table, target, root, chosen, direct, length)


def _exists(table: Table, key: ForeignKey) -> str:
    """Whether the row that the key refers to is seen, by the policy that holds for it."""
    own = quote(table.name.name)
    pairs = zip(key.columns, key.target_columns, strict=True)
    same = " AND ".join(f"its.{quote(other)} = {own}.{quote(column)}" for column, other in pairs)
    return f"EXISTS (SELECT FROM {key.target} AS its WHERE {same})"


def _null(table: Table, key: ForeignKey) -> str:
    return " OR ".join(f"{quote(table.name.name)}.{quote(column)} IS NULL" for column in key.columns)
