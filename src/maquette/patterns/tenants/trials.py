"""What the design takes for granted, how it is tested, and what it costs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ...model.design import Premise, Probe, Trial
from ...model.names import Name, literal, quote
from ...model.table import Table
from ..ground import Ground
from ..template import Sql, Text, Value
from .keys import Reference
from .rights import views_of
from .through import Through

WHOLE = ("smallint", "integer", "bigint")


@dataclass(frozen=True)
class Trials:
    """The trials of one design."""

    ground: Ground
    tenant: str
    kind: str
    role: str
    setting: str
    enter: Name

    @property
    def _told(self) -> dict[str, Value]:
        return {
            "tenant": self.tenant, "tenant_text": Text(self.tenant), "type": Sql(self.kind), "role": self.role,
            "role_text": Text(self.role), "setting": Text(self.setting), "enter": self.enter,
        }  # fmt: skip

    def of_role(self, table: Table) -> Iterator[Trial]:
        """That the policies bind the role, and that it sees nothing without a tenant."""
        yield from self.ground.trials(
            "trials_of_role", **self._told, table=table.name, table_text=Text(str(table.name))
        )

    def of_child(self, one: Through) -> Iterator[Trial]:
        """The ways to rows that belong to another tenant's."""
        key = one.key
        columns = tuple(column.name for column in one.table.columns if not column.generated)
        yield from self.ground.trials(
            "trials_through", **self._told, table=one.table.name, target=one.target.name, root=one.root.name,
            columns=key.columns, target_columns=key.target_columns, all_columns=columns,
            own_columns=Sql(", ".join(f"t.{quote(column)}" for column in key.columns)),
            same=_same("c", key.columns, "p", key.target_columns),
            same_parent=_same("c", key.target_columns, "p", key.target_columns),
            same_row=_same("t", self.ground.key(one.table).columns, "o", self.ground.key(one.table).columns),
        )  # fmt: skip

    def of_table(self, table: Table, stay: Iterable[str]) -> Iterator[Trial | Probe]:
        """Every way to another tenant's rows, tried, and what one's own cost; unique keys that ``stay`` are known."""
        key = self.ground.key(table)
        row = tuple(dict.fromkeys((*key.columns, self.tenant)))
        told: dict[str, Value] = self._told | {"table": table.name, "table_text": Text(str(table.name))}
        columns = tuple(column.name for column in table.columns if not column.generated)
        yield from self.ground.trials(
            "trials", **told, columns=columns, columns_of_theirs=Sql(", ".join(f"o.{quote(one)}" for one in columns)),
            key=key.columns, key_is_global=Sql("false" if self.tenant in key.columns or key.deferrable else "true"),
            same_row=_same("t", row, "o", row), global_keys=Sql(f"ARRAY[{', '.join(map(literal, stay))}]"),
        )  # fmt: skip
        for view in views_of({table.name}, self.ground.database):
            if not view.materialized and any(column.name == self.tenant for column in view.columns):
                yield from self.ground.trials("trial_view", **told, view=view.name)
        if (common := self._common(table)) is not None:
            yield from self.ground.probes("probes", **told, value=Text(common))

    def _common(self, table: Table) -> str | None:
        """A tenant that has rows, as the statistics know it; without them the first of whole numbers."""
        known = self.ground.statistics.of(table.name) if self.ground.statistics else None
        column = known.column(self.tenant) if known else None
        if column and column.values:
            return column.values[0]
        own = table.column(self.tenant)
        return "1" if own and own.base in WHOLE else None

    def of_reference(self, reference: Reference, first: bool) -> Iterator[Trial | Premise]:
        """What a reference takes for granted of the rows that are there, and the trial that it holds.

        The ``first`` of a table says whose its rows are, the others have to agree."""
        key = reference.key
        pairs = [pair for pair in zip(key.columns, key.target_columns, strict=True) if pair[0] != self.tenant]
        told: dict[str, Value] = self._told | {
            "table": reference.table.name, "target": reference.target.name, "columns": tuple(own for own, _ in pairs),
            "target_columns": tuple(other for _, other in pairs),
            "same": _same("c", tuple(own for own, _ in pairs), "p", tuple(other for _, other in pairs)),
        }  # fmt: skip
        if not reference.stays_within:
            template = "premise_reference" if first else "premise_other_reference"
            yield from self.ground.premises(template, **told)
        if pairs:
            yield from self.ground.trials("trial_reference", **told)


def _same(one: str, columns: tuple[str, ...], other: str, others: tuple[str, ...]) -> Sql:
    """That two rows have the same in those columns."""
    pairs = zip(columns, others, strict=True)
    return Sql(" AND ".join(f"{one}.{quote(left)} = {other}.{quote(right)}" for left, right in pairs))
