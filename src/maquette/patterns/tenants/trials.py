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

    def of_table(self, table: Table, stay: Iterable[str]) -> Iterator[Trial | Probe]:
        """Every way to another tenant's rows, tried, and what one's own cost; unique keys that ``stay`` are known."""
        key = self.ground.key(table)
        pairs = [f"t.{quote(one)} = o.{quote(one)}" for one in dict.fromkeys((*key.columns, self.tenant))]
        told: dict[str, Value] = self._told | {"table": table.name, "table_text": Text(str(table.name))}
        columns = tuple(column.name for column in table.columns if not column.generated)
        yield from self.ground.trials(
            "trials", **told, columns=columns, columns_of_theirs=Sql(", ".join(f"o.{quote(one)}" for one in columns)),
            key=key.columns, key_is_global=Sql("false" if self.tenant in key.columns or key.deferrable else "true"),
            same_row=Sql(" AND ".join(pairs)), global_keys=Sql(f"ARRAY[{', '.join(map(literal, stay))}]"),
        )  # fmt: skip
        for view in views_of({table.name}, self.ground.database):
            if not view.materialized and any(column.name == self.tenant for column in view.columns):
                yield from self.ground.trials("trial_view", **told, view=view.name)
        if (common := self._common(table)) is not None:
            yield from self.ground.probes("probes", **told, value=Text(common))

    def _common(self, table: Table) -> str | None:
        """A tenant that has rows, as the statistics know it."""
        known = self.ground.statistics.of(table.name) if self.ground.statistics else None
        column = known.column(self.tenant) if known else None
        return column.values[0] if column and column.values else None

    def of_reference(self, reference: Reference, first: bool) -> Iterator[Trial | Premise]:
        """What a reference takes for granted of the rows that are there, and the trial that it holds.

        The ``first`` of a table says whose its rows are, the others have to agree."""
        both = zip(reference.key.columns, reference.key.target_columns, strict=True)
        pairs = [(own, other) for own, other in both if own != self.tenant]
        told: dict[str, Value] = self._told | {
            "table": reference.table.name, "target": reference.target.name, "columns": tuple(own for own, _ in pairs),
            "target_columns": tuple(other for _, other in pairs),
            "same": Sql(" AND ".join(f"c.{quote(own)} = p.{quote(other)}" for own, other in pairs)),
        }  # fmt: skip
        if not reference.stays_within:
            template = "premise_reference" if first else "premise_other_reference"
            yield from self.ground.premises(template, **told)
        if pairs:
            yield from self.ground.trials("trial_reference", **told)
