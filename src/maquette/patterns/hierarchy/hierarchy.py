"""Trees in a table: no circles, and subtrees and ancestors at the price that fits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from ...model.change import CreateIndex
from ...model.design import Choice, Fit
from ...model.errors import ConfigError, UnsupportedError
from ...model.names import Name, quote
from ...model.table import Table
from ..ground import Ground
from ..pattern import Part, Tables, pattern
from ..template import Sql, Text, Value
from .choosing import FORMS, LABELLED, Form, chosen, shape_of

BATCH = 1_000  # rows for which whoever changes the tree waits


@pattern
def hierarchy(
    ground: Ground,
    tables: Tables,
    *,
    parent: Annotated[str, "the column that refers to the row above"] = "parent_id",
    form: Annotated[Literal["auto", "adjacency", "ltree", "closure"], "how subtrees are found"] = "auto",
    depth: Annotated[float, "levels from a root to a leaf; 0: as rows and parents make likely"] = 0.0,
    reads: Annotated[float, "subtrees and ancestors read for each change of the tree; 0: as the workload says"] = 0.0,
) -> Iterator[Part]:
    """TODO.
    """
    for table in tables:
        key = _key(ground, table, parent)
        column = ground.column(table, key)
        shape = shape_of(ground, table, parent, depth, reads)
        taken: Form = chosen(ground, table, column, shape) if form == "auto" else form
        if taken == "ltree" and column.base not in LABELLED:
            raise UnsupportedError(
                f"{table.name}.{quote(key)} is {column.type}, which makes no label of ltree", "take form=closure"
            )
        yield Choice(
            f"How are subtrees of {table.name} found?", FORMS[taken].title,
            shape.told if form == "auto" else f"form={form}; {shape.told}",
            {FORMS[other].title: FORMS[other].wins for other in FORMS if other != taken},
        )  # fmt: skip
        yield ground.change(CreateIndex.on(table.name, parent), f"index of {table.name} on {quote(parent)}", "finds what lies below")
        words = _words(ground, table, key, parent)
        yield from ground.steps("guard", "no row is its own ancestor, whoever moves at once", **words)
        if taken == "ltree":
            yield from ground.need("ltree")
        if taken != "adjacency":
            yield from ground.steps(taken, FORMS[taken].title, **words)
            yield from ground.steps("kept", "it says what the parents say", **words)
            yield from ground.steps(f"{taken}_functions", "subtrees and ancestors", **words)
        else:
            yield from ground.steps("adjacency", "subtrees and ancestors", **words)
        yield from ground.steps("move", "a move of what is not there is no success", **words)
        yield from ground.premises("premises", **words)
        yield from ground.trials("trials", **words)
        yield from ground.probes("probes", **words)


def _key(ground: Ground, table: Table, parent: str) -> str:
    """The column of the primary key that the parents refer to."""
    if table.kind != "table":
        raise UnsupportedError(f"{table.name} is {table.kind}", "a tree has to lie in one plain table")
    ground.column(table, parent)
    columns = ground.key(table).columns
    if len(columns) != 1:
        raise UnsupportedError(
            f"the primary key of {table.name} has {len(columns)} columns", "a tree here needs a key of one column"
        )
    for foreign in table.foreign_keys:
        if foreign.target == table.name and foreign.columns == (parent,) and foreign.target_columns == columns:
            if foreign.deferrable:
                raise UnsupportedError(
                    f"{table.name}.{quote(foreign.name)} is deferrable", "a parent has to be there when its child comes"
                )
            return columns[0]
    raise ConfigError(
        f"{table.name}.{quote(parent)} has no foreign key to {quote(columns[0])}",
        "add it first: a parent that is not there has no ancestors",
    )


def _words(ground: Ground, table: Table, key: str, parent: str) -> dict[str, Value]:
    """What the templates name."""

    def named(tail: str, lead: str = "") -> Name:
        room = 63 - len(f"{lead}{tail}".encode())
        return Name(table.name.schema, f"{lead}{table.name.name.encode()[:room].decode(errors='ignore')}{tail}")

    guarded = named("_tree_guard").name
    schema = next((one.schema for one in ground.database.extensions if one.name == "ltree"), "public")
    plain = next((c.name for c in table.columns if c.name not in (key, parent) and not c.generated and not c.identity), parent)
    return {
        "table": table.name, "label": Text(table.name), "id": key, "id_label": Text(key), "parent": parent,
        "type": Sql(ground.column(table, key).type), "column": plain, "batch": BATCH, "moves": named("_moves"),
        "guard": named("", "guard_"), "guarded": guarded, "guarded_insert": named("_tree_guard_insert").name,
        "trigger_name": Text(guarded), "kept": named("_tree_kept").name, "moved": named("_tree_moved").name,
        "emptied": named("_tree_truncated").name, "keep": named("_tree", "keep_"),
        "closure": named("_closure"), "paths": named("_paths"), "index": named("_tree_idx").name,
        "schema": schema, "ltree": Name(schema, "ltree"),
        "subtree": named("_subtree"), "ancestors": named("_ancestors"), "move": named("", "move_"),
    }  # fmt: skip


def fits(ground: Ground) -> Iterator[Fit]:
    """Tables that refer to themselves, where nothing refuses a circle."""
    for table in ground.database.roots:
        guarded = any(trigger.name.endswith("_tree_guard") for trigger in table.triggers)
        for foreign in table.foreign_keys:
            own = foreign.target == table.name and len(foreign.columns) == 1 and not foreign.deferrable
            if own and not guarded and table.kind == "table" and table.primary_key:
                (parent,) = foreign.columns
                because = f"{quote(parent)} refers to the table itself, and nothing refuses a row that is its own ancestor"
                yield Fit(table=table.name, because=because, options={"parent": parent})


