"""Keys of tenants: references that stay within one, and unique values that are counted within one."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from ...model.change import AddForeignKey, AddKey, CreateIndex, DropConstraint, DropIndex
from ...model.constraint import ForeignKey, Key
from ...model.database import Database
from ...model.design import Choice, Note, Step
from ...model.index import Index, IndexKey
from ...model.names import quote
from ...model.table import Table
from ..ground import Ground

ON_SOME_COLUMNS = 15  # since this version ON DELETE SET NULL may name the columns that it sets


@dataclass(frozen=True)
class Reference:
    """A foreign key between two tables that both have the tenant's column."""

    table: Table
    target: Table
    key: ForeignKey
    tenant: str

    @property
    def stays_within(self) -> bool:
        """Whether it compares the tenants already."""
        return (self.tenant, self.tenant) in zip(self.key.columns, self.key.target_columns, strict=True)

    @property
    def columns(self) -> tuple[str, ...]:
        return self.key.columns if self.stays_within else (self.tenant, *self.key.columns)

    @property
    def target_columns(self) -> tuple[str, ...]:
        return self.key.target_columns if self.stays_within else (self.tenant, *self.key.target_columns)

    @property
    def clears(self) -> bool:
        return self.key.on_delete in ("set null", "set default")

    def waits(self, major: int) -> bool:
        """Whether the old key has to stay, for it clears columns, and the longer one waits until it has."""
        return self.clears and major < ON_SOME_COLUMNS

    def steps(self, ground: Ground) -> Iterator[Step]:
        """The key that the reference needs, the reference, and the old one's end."""
        said = f"({', '.join(map(quote, self.columns))}) of {self.table.name} to {self.target.name}"
        if not self.stays_within:
            wanted = AddKey(table=self.target.name, columns=self.target_columns)
            if not any(set(key.columns) == set(self.target_columns) for key in self.target.keys):
                yield ground.change(
                    wanted, f"unique key ({', '.join(map(quote, self.target_columns))}) of {self.target.name}",
                    "a reference needs a key to point at; it also serves the policy",
                )  # fmt: skip
        waits = self.waits(ground.major)
        clears = self.clears and not waits and not self.stays_within
        yield ground.change(
            AddForeignKey(
                table=self.table.name, columns=self.columns, target=self.target.name,
                target_columns=self.target_columns, on_delete="no action" if waits else self.key.on_delete,
                on_delete_columns=self.key.columns if clears else (),
                on_update=self.key.on_update, deferred=waits,
            ),
            f"foreign key {said}", "foreign keys are checked past all policies, so they have to compare the tenant",
        )  # fmt: skip
        if not self.stays_within and not waits:
            yield ground.change(
                DropConstraint(table=self.table.name, constraint=self.key.name),
                f"no foreign key {quote(self.key.name)} of {self.table.name}", "the longer one says the same and more",
            )  # fmt: skip


def references(table: Table, tenant: str, database: Database) -> Iterator[Reference]:
    """The foreign keys of a table that may cross from one tenant to another, or would if they did not compare them."""
    for key in table.foreign_keys:
        target = database.table(key.target)
        if key.inherited or target is None or target.column(tenant) is None or is_list(target, tenant):
            continue
        own = Reference(table, target, key, tenant)
        if tenant not in key.columns or own.stays_within:
            yield own


def is_list(table: Table, tenant: str) -> bool:
    """Whether it is the list of the tenants: one row each."""
    return table.primary_key is not None and table.primary_key.columns == (tenant,) and not any(
        tenant in key.columns for key in table.foreign_keys
    )  # fmt: skip


def kept(
    table: Table, tenant: str, stay: tuple[str, ...], replaced: Collection[str], database: Database
) -> dict[str, str]:
    """Unique keys that reach across tenants and stay, by name, each with why; ``replaced`` are foreign keys that go."""
    found: dict[str, str] = {}
    for index in _global(table, tenant):
        key = next((one for one in table.unique_keys if one.name == index.constraint), None)
        if index.name.name in stay or is_list(table, tenant):
            found[index.name.name] = ""
        elif why := _kept(index, key, table, replaced, database):
            found[index.name.name] = why
    return found


def unique_keys(ground: Ground, table: Table, tenant: str, stay: Mapping[str, str]) -> Iterator[Step | Choice | Note]:
    """Unique keys that tell one tenant what another has, made keys within the tenant; those that ``stay`` say why."""
    for name, why in stay.items():
        if why:
            yield Note(f"The unique key {quote(name)} of {table.name} stays as it is: {why}.")
    going = [index for index in _global(table, tenant) if index.name.name not in stay]
    for index in going:
        key = next((one for one in table.unique_keys if one.name == index.constraint), None)
        yield from _within(ground, table, tenant, index, key)
    if going:
        names = ",".join(index.name.name for index in going)
        yield Choice(
            f"How far do unique keys of {table.name} reach?", "to the end of the tenant",
            "a value that is refused because another tenant has it tells that the other has it",
            {f"across tenants (global_keys={names})": "one authority gives the values out"},
        )  # fmt: skip
        yield Note(
            f"{table.name}: ON CONFLICT has to name {quote(tenant)} too; what was looked up by {names} may be found "
            f"in every tenant."
        )


def _global(table: Table, tenant: str) -> list[Index]:
    return [
        index for index in table.indexes
        if index.unique and not index.primary and not index.parent and tenant not in {key.column for key in index.keys}
    ]  # fmt: skip


def _within(ground: Ground, table: Table, tenant: str, index: Index, key: Key | None) -> Iterator[Step]:
    why = "two tenants may have the same value, and neither learns of the other's"
    if key:
        columns = (tenant, *key.columns)
        if not any(set(one.columns) == set(columns) for one in table.keys):
            made = AddKey(table=table.name, columns=columns, nulls_not_distinct=key.nulls_not_distinct)
            yield ground.change(made, f"unique key ({', '.join(map(quote, columns))}) of {table.name}", why)
        gone = DropConstraint(table=table.name, constraint=key.name)
        yield ground.change(gone, f"no unique key {quote(key.name)} of {table.name}", why)
        return
    keys = (IndexKey(column=tenant), *index.keys)
    new = CreateIndex(table=table.name, keys=keys, include=index.include, predicate=index.predicate, unique=True)
    yield ground.change(new, f"unique index {new.index.name}", why)
    yield ground.change(DropIndex(table=table.name, index=index.name), f"no unique index {index.name}", why)


def _kept(index: Index, key: Key | None, table: Table, replaced: Collection[str], database: Database) -> str:
    """Why a unique key cannot be had within the tenant; empty where it can."""
    if table.kind == "partitioned":
        return "it is a partitioned table's"
    if key and (key.deferrable or key.without_overlaps):
        return "it is deferrable, or has a period"
    if not key and index.nulls_not_distinct:
        return "it is an index with NULLS NOT DISTINCT"
    for user in database.referencing(table.name):
        for reference in user.foreign_keys:
            points = key and reference.target == table.name and set(reference.target_columns) == set(key.columns)
            if points and reference.name not in replaced:
                return f"{user.name} refers to it"
    return ""
