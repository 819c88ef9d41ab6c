"""The rows are copied into a partitioned table beside, which then takes the name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ...model.constraint import Key
from ...model.design import Step
from ...model.names import Name, literal, quote
from ..ground import Ground
from ..template import Sql, Text, Value
from .attached import array
from .carried import TRIGGER, Carried, block
from .division import Division
from .upkeep import Keeper, stored


def copied(ground: Ground, carried: Carried, division: Division, keeper: Keeper | None) -> Iterator[Step]:
    """The steps of the conversion. Only its functions may stand, for the table is not partitioned yet."""
    table, key = carried.table, ground.key(carried.table)
    fresh = carried.named(table.name.name, "_parted")
    by = division.column.name
    wide = key.columns if by in key.columns else (*key.columns, by)
    mirrors = _mirrors(carried)
    plain = tuple(column.name for column in table.columns if not column.generated)
    beside = _Beside(carried, fresh, key, wide)
    first, later = (keeper.parts(fresh, table), keeper.later(fresh)) if keeper else ((), ())
    sequences = [str(sequence.name) for _, _, sequence in carried.identities]
    targets = sorted({str(one.target) for one in table.foreign_keys})
    words: dict[str, Value] = division.words(table) | {
        "fresh": fresh, "fresh_name": fresh.name, "fresh_label": Text(str(fresh)), "table_name": table.name.name,
        "before": carried.aside, "before_name": carried.aside.name, "trigger": TRIGGER,
        "divided": Sql(division.definition), "new_sequences": array(sequences),
        "lock_targets": Sql(f"LOCK TABLE {', '.join(targets)} IN SHARE ROW EXCLUSIVE MODE;" if targets else ""),
        "lock_targets_hard": Sql(f"LOCK TABLE {', '.join(targets)} IN ACCESS EXCLUSIVE MODE;" if targets else ""),
        "parts": block((*_partitions(fresh, division.parts(table.name), table.options), *first)),
        "ahead_of_time": block(later),
        "made": block((*beside.keys(), *beside.indexes(), *beside.foreign_keys())),
        "keys": Text(", ".join(map(quote, key.columns))), "columns": Text(", ".join(map(quote, plain))),
        "mirrored": block((*_reserved(mirrors), *_unmirrored(table.name), *_mirrored(table.name, mirrors[0]))),
        "unmirrored": block(_unmirrored(table.name)),
        "locks": Sql(carried.locks()), "views": block(carried.views()),
        "aside": block((
            *_unmirrored(table.name), *carried.triggers_dropped(), *carried.incoming_dropped(),
            *carried.renamed(table.keys), *carried.sequences_aside(),
        )),
        "named": block(beside.renamed()), "sequences": block(carried.sequences(carried.aside)),
        "carried": block((
            *carried.sequence_marks(), *beside.comments(), *carried.triggers(), *carried.security(), *carried.marks(),
            *carried.unpublished(carried.aside), *carried.published(), *_mirrored(table.name, mirrors[1]),
            *carried.incoming(),
        )),
        "aside_back": block((*_unmirrored(table.name), *carried.incoming_dropped(), *carried.sequences_aside())),
        "named_back": block(beside.renamed(back=True)), "sequences_back": block(carried.sequences(fresh)),
        "restored": block((
            *carried.sequence_marks(), *carried.renamed(table.keys, back=True), *carried.triggers(),
            *carried.unpublished(fresh), *carried.published(), *carried.incoming(),
        )),
        "checked": Sql(";\n".join(carried.incoming_checked())),
    }  # fmt: skip
    for step in ground.steps("make", "nobody uses it before it is whole", **words):
        yield replace(step, stands=False)
    for function, target, unique, known in (
        (mirrors[0], fresh, wide, key.columns), (mirrors[1], carried.aside, key.columns, wide),
    ):  # fmt: skip
        yield from ground.steps(
            "mirror", "what is written meanwhile is not lost, and neither is it on the way back",
            mirror=function, target=target, table=table.name, columns=plain, unique=unique, key=known,
            old_unique=_of("OLD", unique), new_unique=_of("NEW", unique), new_key=_of("NEW", known),
            old_columns=_of("OLD", plain), assignments=_assignments(plain, unique),
        )  # fmt: skip
    for template in ("copy", "checked") if words["checked"] else ("copy",):
        for step in ground.steps(template, "no moment is long", **words):
            yield replace(step, stands=False)


def ending(carried: Carried) -> str:
    """What ends the mirroring, and the way back with it."""
    drops = [f"{one};" for one in _unmirrored(carried.table.name)]
    return " ".join([*drops, f"DROP TABLE {carried.aside};", *(f"DROP FUNCTION {one}();" for one in _mirrors(carried))])


def _mirrors(carried: Carried) -> tuple[Name, Name]:
    """The functions that do there what is done here, and the other way round."""
    return carried.named(carried.table.name.name, "_mirror"), carried.named(carried.table.name.name, "_mirror_back")


@dataclass(frozen=True)
class _Beside:
    """Keys and indexes of the table beside: named apart until it takes the place."""

    carried: Carried
    fresh: Name
    primary: Key
    wide: tuple[str, ...]

    def _apart(self, name: str) -> str:
        return quote(self.carried.named(name, "_parted").name)

    def keys(self) -> Iterator[str]:
        alter, include = f"ALTER TABLE {self.fresh} ADD CONSTRAINT", self.carried.included(self.primary)
        also = f" INCLUDE ({include})" if include else ""
        yield f"{alter} {self._apart(self.primary.name)} PRIMARY KEY ({', '.join(map(quote, self.wide))}){also}"
        for key in self.carried.table.unique_keys:
            yield f"{alter} {self._apart(key.name)} {key.definition}"

    def indexes(self) -> Iterator[str]:
        for index in self.carried.plain_indexes:
            using = index.definition.partition(" USING ")[2]
            yield f"CREATE {'UNIQUE ' * index.unique}INDEX {self._apart(index.name.name)} ON {self.fresh} USING {using}"

    def foreign_keys(self) -> Iterator[str]:
        for key in self.carried.table.foreign_keys:
            yield f"ALTER TABLE {self.fresh} ADD CONSTRAINT {quote(key.name)} {key.definition}"

    def renamed(self, back: bool = False) -> Iterator[str]:
        """Their names as the table has them, or back."""
        for key in self.carried.table.keys:
            pair = self._apart(key.name), quote(key.name)
            old, new = reversed(pair) if back else pair
            yield f"ALTER TABLE {self.fresh} RENAME CONSTRAINT {old} TO {new}"
        schema = quote(self.fresh.schema)
        for index in self.carried.plain_indexes:
            pair = self._apart(index.name.name), quote(index.name.name)
            old, new = reversed(pair) if back else pair
            yield f"ALTER INDEX {schema}.{old} RENAME TO {new}"

    def comments(self) -> Iterator[str]:
        """Comments on what has its name now, and none on the table where it had none."""
        table = self.carried.table
        if table.comment is None:
            yield f"COMMENT ON TABLE {table.name} IS NULL"
        for constraint in (*table.keys, *table.foreign_keys):
            if constraint.comment is not None:
                yield f"COMMENT ON CONSTRAINT {quote(constraint.name)} ON {table.name} IS {literal(constraint.comment)}"
        for index in self.carried.plain_indexes:
            if index.comment is not None:
                yield f"COMMENT ON INDEX {index.name} IS {literal(index.comment)}"


def _partitions(fresh: Name, parts: Iterable[tuple[Name, str]], options: Sequence[str]) -> Iterator[str]:
    for name, bound in parts:
        yield f"CREATE TABLE {name} PARTITION OF {fresh} {bound}{stored(options)}"


def _mirrored(table: Name, function: Name) -> Iterator[str]:
    head, run = f'CREATE TRIGGER "{TRIGGER}', f"EXECUTE FUNCTION {function}()"
    yield f'{head}" AFTER INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW {run}'
    yield f'{head}_truncate" AFTER TRUNCATE ON {table} FOR EACH STATEMENT {run}'


def _reserved(functions: Sequence[Name]) -> Iterator[str]:
    """Nobody else is to make a trigger of what runs with the owner's rights."""
    for function in functions:
        yield f"REVOKE ALL ON FUNCTION {function}() FROM PUBLIC"


def _unmirrored(table: Name) -> Iterator[str]:
    for suffix in ("", "_truncate"):
        yield f'DROP TRIGGER IF EXISTS "{TRIGGER}{suffix}" ON {table}'


def _of(row: str, columns: Sequence[str]) -> Sql:
    return Sql(", ".join(f"{row}.{quote(column)}" for column in columns))


def _assignments(columns: Sequence[str], key: Sequence[str]) -> Sql:
    rest = [column for column in columns if column not in key] or key[:1]
    return Sql(", ".join(f"{quote(column)} = EXCLUDED.{quote(column)}" for column in rest))
