"""Exclusive arcs: a foreign key for each table that a reference may go to, and exactly one that is set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Literal

from ...model.change import AddCheck, AddForeignKey, CreateIndex
from ...model.design import Choice, Fit, Note
from ...model.errors import ConfigError, UnsupportedError
from ...model.names import Name, literal, quote
from ...model.table import Table
from ..ground import Ground
from ..pattern import Part, Tables, pattern
from ..template import Sql, Text, Value
from .arc import Arc, arcs_of

NOTHING = "00000000-0000-0000-0000-000000000000"  # a key that no row has


@pattern
def arcs(
    ground: Ground,
    tables: Tables,
    *,
    kind: Annotated[str, "the column that names the table referred to"],
    id: Annotated[str, "the column that holds its key"],  # noqa: A002 - the option's name
    targets: Annotated[tuple[str, ...], "what each word means: product=products,order=orders"],
    on_delete: Annotated[Literal["no action", "cascade", "set null"], "when what is referred to goes"] = "no action",
) -> Iterator[Part]:
    """A reference to one of several tables, kept by foreign keys.

    **Problem**

    A pair (`attachable_type`, `attachable_id`) may refer to any table, and no foreign key can watch it: what it refers
    to is deleted and the pair stays, a typing error in the word goes unnoticed, and each join has to name the word.

    **Design**

    One nullable column with a foreign key and a partial index for each table, and a CHECK that exactly one is set
    (`num_nonnulls(…) = 1`; at most one where the pair may be null). A trigger keeps pair and columns in agreement in
    both directions, so programs move over one by one. Rows that are there are filled in the order of the primary key,
    2,000 a transaction; it may be broken off and run again. Rows that refer to nothing cannot stay: they are set aside
    in `…_orphans`, and the undo brings them back.

    **Alternatives and when they win**

    - *A table between for each target* (`product_attachments`): a row may belong to several.
    - *A parent of all targets* with one key: they have more in common than being referred to.
    - *The pair as it is*: a log, which is to outlive what it tells of.

    **What it costs**

    A null bit a column, an index entry and a look into the target for each row written, and a call of the trigger
    where pair or columns are written. The decision record holds what was measured on your schema.

    **Limits**

    From the first step on a reference to nothing fails, and so does deleting what is referred to, unless `on_delete`
    says otherwise. A new target is a new column: take the design back and ask again with more targets, or add it by
    hand. Rows that another table refers to cannot be set aside: mend them first. While rows are set aside, a
    statement that names one finds no row. Rows set aside come back as inserts,
    which the table's own triggers see. A column of that name that is there already and says something else than the
    pair is left as it is, and the trial tells. The pair stays; drop it when nothing reads it any more.

    **References**

    PostgreSQL manual: "Comparison Functions" (`num_nonnulls`), ALTER TABLE (NOT VALID, VALIDATE CONSTRAINT), CREATE
    TRIGGER (UPDATE OF). B. Karwin, "SQL Antipatterns": Polymorphic Associations.
    """
    if len(tables) != 1:
        raise ConfigError("the words mean something in one table", "give --table once")
    (table,) = tables
    if table.kind != "table":
        raise UnsupportedError(
            f"{table.name} is {table.kind}", "the rows are filled where they are stored: a plain table"
        )
    key = ground.key(table).columns
    nullable = not ground.column(table, kind, "text", "character varying").not_null
    held = ground.column(table, id)
    ends = arcs_of(ground, table, targets)
    _known(ground, table, kind, ends)
    yield Choice(
        "What is a reference?", f"one of {len(ends)} foreign keys, {'at most' if nullable else 'exactly'} one set",
        "the server then refuses what refers to nothing",
        {"the pair alone": "it is a log, and is to outlive what it tells of"},
    )  # fmt: skip
    columns = tuple(arc.column for arc in ends)
    plain = tuple(column.name for column in table.columns if not column.generated and column.name not in columns)
    words: dict[str, Value] = {
        "table": table.name, "kind": kind, "id": id, "columns": columns, "plain": plain,
        "orphans": Name(table.name.schema, f"{table.name.name}_orphans"),
        "function": Name(table.name.schema, f"{table.name.name}_arcs"), "trigger": f"{table.name.name}_arcs",
        "new_columns": _each("NEW", columns), "old_columns": _each("OLD", columns),
        "row_columns": _each("row", columns),
        "kind_of_column": Sql(" ".join(f"WHEN NEW.{quote(a.column)} IS NOT NULL THEN {literal(a.word)}" for a in ends)),
        "id_of_column": Sql(", ".join(f"NEW.{quote(column)}::{held.type}" for column in columns)),
        "column_of_pair": Sql("\n        ".join(arc.fill(kind, id) for arc in ends)),
        "found": Sql(" OR ".join(arc.found(kind, id) for arc in ends)),
        "agrees": Sql(" OR ".join(arc.agrees(kind, id) for arc in ends)),
        "row_key": _each("row", key), "here_key": _each("here", key), "batch_key": _each("batch", key),
        "row_plain": _each("row", plain), "word": Text(ends[0].word),
        "nothing": Text(NOTHING if ends[0].type == "uuid" else "-1"),
    }  # fmt: skip
    yield from ground.steps("orphans", "no foreign key lets them be", **words)
    for arc in ends:
        why = f"{arc.word} means {arc.target}"
        yield from ground.steps("column", why, table=table.name, column=arc.column, type=Sql(arc.type))
    yield from ground.steps("agree", "programs move over one by one", **words)
    for arc in ends:
        index = CreateIndex.on(table.name, arc.column, predicate=f"({quote(arc.column)} IS NOT NULL)")
        yield ground.change(index, f"index on {table.name} ({quote(arc.column)})", "deleting there looks here")
        foreign = AddForeignKey(
            table=table.name, columns=(arc.column,), target=arc.target, target_columns=(arc.key,), on_delete=on_delete
        )
        yield ground.change(
            foreign, f"foreign key of {table.name} ({quote(arc.column)})", "nothing is referred to that is not there"
        )
    expression = f"num_nonnulls({', '.join(map(quote, columns))}) {'<=' if nullable else '='} 1"
    check = AddCheck(table=table.name, name=f"{table.name.name}_one_arc", expression=expression, columns=columns)
    made = ground.change(check, f"check of {table.name}: one of its references", "one, and no more")
    for step in ground.steps("fill", "rows that are there", **words):
        yield replace(step, stands=made.stands)  # broken off, it is to be run again
    yield made
    yield from ground.trials("trials", **words)
    yield from ground.probes("probes", **words)
    yield Note(f"rows of {table.name} that refer to nothing are moved to {words['orphans']}: look what they are")
    yield Note(f"{quote(kind)} and {quote(id)} stay until nothing reads them: then drop trigger, function and both")


def _each(of: str, columns: tuple[str, ...]) -> Sql:
    return Sql(", ".join(f"{of}.{quote(column)}" for column in columns))


def _known(ground: Ground, table: Table, kind: str, ends: tuple[Arc, ...]) -> None:
    """Raises ConfigError where the statistics know a word that no target has."""
    told = ground.statistics if ground.statistics and not ground.statistics.redacted else None
    relation = told.of(table.name) if told else None
    column = relation.column(kind) if relation else None
    for word in column.values if column else ():
        if word not in {arc.word for arc in ends}:
            raise ConfigError(
                f"{table.name}.{quote(kind)} holds {literal(word)}, for which there is no target", "add it to targets"
            )


def fits(ground: Ground) -> Iterator[Fit]:
    """Pairs x_type and x_id without a foreign key, in tables that are no logs."""
    for table in ground.database.roots:
        referring = {column for key in table.foreign_keys for column in key.columns}
        for column in table.columns:
            other = table.column(column.name.removesuffix("_type") + "_id")
            if not column.name.endswith("_type") or other is None or other.name in referring:
                continue
            if table.primary_key and column.base in ("text", "character varying") and "log" not in table.name.name:
                because = f"no foreign key watches ({quote(column.name)}, {quote(other.name)})"
                yield Fit(table=table.name, because=because, options={"kind": column.name, "id": other.name})
