"""The table as it is becomes the first partition: no row is copied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ...model.constraint import Key
from ...model.design import Step
from ...model.names import Name, literal, quote
from ..ground import Ground
from ..template import Sql, Text, Value
from .carried import Carried, block, bound_of
from .division import Range


def attached(ground: Ground, carried: Carried, times: Range) -> Iterator[Step]:
    """The steps of the conversion. None of them stands, for the table is not partitioned yet."""
    table, key = carried.table, ground.key(carried.table)
    old = _Keys(carried, key, times.column.name)
    if old.extended:
        made = ground.database.index(old.index)
        for step in ground.steps(
            "key", "a key of a partitioned table has the partition key in it",
            table=table.name, index=old.index, index_name=old.index.name, columns=old.columns,
        ):  # fmt: skip
            yield replace(step, stands=step.stands and made is not None and made.valid)
    parted, rest, bound = (
        carried.named(table.name.name, "_parted"),
        carried.named(table.name.name, "_default"),
        bound_of(table),
    )
    new = [str(table.name), str(ground.free(rest))] if times.default else [str(table.name)]
    sequences = [str(sequence.name) for _, _, sequence in carried.identities]
    words: dict[str, Value] = times.words(table) | {
        "table_name": table.name.name, "before": carried.aside, "before_name": carried.aside.name,
        "before_label": Text(str(carried.aside)), "parted": parted, "parted_name": parted.name,
        "bound": bound, "bound_name": Text(bound),
        "columns": Text(", ".join(quote(column.name) for column in table.columns if not column.generated)),
        "child_triggers": array(carried.of_children()),
        "triggers_back": block((*carried.triggers_dropped(), *carried.triggers())),
        "default": block([f"CREATE TABLE {rest} PARTITION OF {table.name} DEFAULT"] if times.default else []),
        "tables": array(new), "new": array(new + sequences), "new_sequences": array(sequences),
        "locks": Sql(carried.locks()), "views": block(carried.views()),
        "aside": block((*carried.triggers_dropped(), *old.aside(), *carried.sequences_aside())),
        "sequences": block(carried.sequences(carried.aside)),
        "carried": block((
            *carried.sequence_marks(), *old.anew(), *carried.indexes(), *carried.foreign_keys(),
            *carried.triggers(), *carried.security(), *carried.marks(),
            *carried.unpublished(carried.aside), *carried.published(),
        )),
        "sequences_back": block((*carried.sequences_aside(), *carried.sequences(parted))),
        "restored": block((
            *carried.sequence_marks(), *old.back(), *carried.triggers(looking_away=True), *carried.published(),
        )),
        "again": Sql(";\n".join(old.again())),
    }  # fmt: skip
    for step in ground.steps("attach", "the rows stay where they are", **words):
        yield replace(step, stands=False)


@dataclass(frozen=True)
class _Keys:
    """The table's keys: the primary one gets the partition key, where it has not got it."""

    carried: Carried
    primary: Key
    by: str

    @property
    def extended(self) -> bool:
        return self.by not in self.primary.columns

    @property
    def index(self) -> Name:
        """The index of the new primary key."""
        return self.carried.named(self.primary.name)

    @property
    def _rest(self) -> tuple[Key, ...]:
        """The keys that stay what they are."""
        return self.carried.table.unique_keys if self.extended else self.carried.table.keys

    @property
    def columns(self) -> Sql:
        include = self.carried.included(self.primary)
        wide = ", ".join(map(quote, (*self.primary.columns, self.by) if self.extended else self.primary.columns))
        return Sql(wide + (f") INCLUDE ({include}" if include else ""))

    def aside(self) -> Iterator[str]:
        """The old table's keys give their names away."""
        alter = f"ALTER TABLE {self.carried.table.name}"
        if self.extended:
            yield f"{alter} DROP CONSTRAINT {quote(self.primary.name)}"
            yield f"{alter} ADD CONSTRAINT {quote(self.index.name)} PRIMARY KEY USING INDEX {quote(self.index.name)}"
        yield from self.carried.renamed(self._rest)

    def anew(self) -> Iterator[str]:
        """The keys of the partitioned table."""
        alter = f"ALTER TABLE {self.carried.table.name} ADD CONSTRAINT"
        yield f"{alter} {quote(self.primary.name)} PRIMARY KEY ({self.columns})"
        for key in self.carried.table.unique_keys:
            yield f"{alter} {quote(key.name)} {key.definition}"

    def again(self) -> Iterator[str]:
        """The index of the old primary key, on the table that stepped aside."""
        if self.extended:
            index = self.carried.database.index(self.primary.index)
            assert index
            name = self.carried.named(self.primary.name, "_again")
            yield f"DROP INDEX CONCURRENTLY IF EXISTS {name}"
            using = index.definition.partition(" USING ")[2]
            yield f"CREATE UNIQUE INDEX CONCURRENTLY {quote(name.name)} ON {self.carried.aside} USING {using}"

    def back(self) -> Iterator[str]:
        """The keys as they were."""
        alter = f"ALTER TABLE {self.carried.table.name}"
        if self.extended:
            yield f"{alter} DROP CONSTRAINT {quote(self.index.name)}"
            again = quote(self.carried.named(self.primary.name, "_again").name)
            yield f"{alter} ADD CONSTRAINT {quote(self.primary.name)} PRIMARY KEY USING INDEX {again}"
            if self.primary.comment is not None:
                target = f"{quote(self.primary.name)} ON {self.carried.table.name}"
                yield f"COMMENT ON CONSTRAINT {target} IS {literal(self.primary.comment)}"
        yield from self.carried.renamed(self._rest, back=True)


def array(texts: Iterable[str]) -> Sql:
    """An array of texts."""
    return Sql(f"ARRAY[{', '.join(map(literal, texts))}]::text[]")
