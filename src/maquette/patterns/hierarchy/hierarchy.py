"""Trees in a table: no circles, and subtrees and ancestors at the price that fits."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
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

BATCH = 200  # rows for which whoever changes the tree waits


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
    """Trees in a table: no circle, and subtrees at the price that fits.

    **Problem**

    A column that refers to the row above says nothing of circles: two moves at once, each under the other, pass every
    check that looks before it writes. A recursive query from the roots then loses those rows without a word, and one
    from such a row never ends. And each level costs a round of look-ups, which deep trees feel.

    **Design**

    The parents stay the truth, and the application writes what it always wrote. A constraint trigger walks up from a
    moved row, after the statement, and refuses a circle with SQLSTATE 23514. Each move writes the one row of a small
    table: of two moves the second waits, then sees the first; in repeatable read it fails with 40001.
    `…_subtree(root)` and `…_ancestors(leaf)` give nodes with their distance, the same in every form, and end even where
    a circle came past the guard (CYCLE, before 14 an array); `move_…(node, target)` moves.

    Three forms: *adjacency* walks the parents; *ltree* keeps a path for each row; *closure* keeps a row for each pair
    of a row and what is above it. The last two are tables beside the tree, kept by triggers, filled by batches. Which
    one is reckoned from what each was measured to take, by levels, nodes to a read and reads to a change: a second
    table has to halve the time and to save 0.1 ms a read. ltree is chosen by itself only where it is installed.

    **Alternatives and when they win**

    - *Nested sets* (left and right): the tree is loaded once and never changed; each change renumbers half of it.
    - *A path in the row itself*: rows are small and the table has few; a move then rewrites wide rows.
    - *A check in the application*: never; it does not see what is not committed.

    **What it costs**

    Measured with 20,000 rows on PostgreSQL 16, in trees of 4, 14 and 24 levels, in µs:

    | | adjacency | ltree | closure |
    |---|---|---|---|
    | ancestors of a leaf | 20, 189, 521 | 6, 7, 8 | 5, 8, 5 |
    | a subtree of about 100, 250 and 50 | 659, 2506, 1249 | 20, 34, 19 | 9, 21, 6 |
    | a new leaf | 15, 14, 15 | 165, 529, 978 | 347, 941, 1821 |
    | bytes a row | 0 | 235, 440, 678 | 578, 1553, 2924 |

    CYCLE is most of what a walk takes: it compares each way from the root. An UPDATE that moves nothing costs nothing.

    **Limits**

    A primary key of one column, to which the parent column refers at once (not deferrable). In the forms with a table
    beside, whoever changes the tree waits for the transaction that changed it before: keep those short. The guard and
    the tables are past reach of `session_replication_role = replica` and of the table's owner who disables triggers.
    Moving a subtree writes all of its paths or pairs, and who changes the tree meanwhile waits. Levels reckoned from
    statistics are those of a balanced tree: say `depth` where they are not.

    **References**

    PostgreSQL manual: 7.8.2 "Recursive Queries" (SEARCH, CYCLE), ltree, CREATE TRIGGER, 13.2 "Transaction Isolation".
    Joe Celko, Trees and Hierarchies in SQL.
    """
    for table in tables:
        key = _key(ground, table, parent)
        column = ground.column(table, key)
        shape = shape_of(ground, table, parent, depth, reads)
        taken: Form = chosen(ground, column, shape) if form == "auto" else form
        if taken == "ltree" and column.base not in LABELLED:
            raise UnsupportedError(
                f"{table.name}.{quote(key)} is {column.type}, which makes no label of ltree", "take form=closure"
            )
        yield Choice(
            f"How are subtrees of {table.name} found?", FORMS[taken].title,
            shape.told if form == "auto" else f"form={form}; {shape.told}",
            {FORMS[other].title: FORMS[other].wins for other in FORMS if other != taken},
        )  # fmt: skip
        index = CreateIndex.on(table.name, parent)
        yield ground.change(index, f"index of {table.name} on {quote(parent)}", "finds what lies below")
        words = _words(ground, table, key, parent)
        held = ground.database.table(_named(table, "_moves"))
        if held and not held.column("by"):  # CREATE TABLE AS names no columns to compare
            raise UnsupportedError(f"name taken: table {held.name} is there already, and is another", "rename it")
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
    if ground.column(table, parent).not_null:
        raise UnsupportedError(f"{table.name}.{quote(parent)} is NOT NULL", "a root has to have no parent")
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

    named = partial(_named, table)
    guarded = named("_tree_guard").name
    schema = next((one.schema for one in ground.database.extensions if one.name == "ltree"), "public")
    others = [c.name for c in table.columns if c.name not in (key, parent) and not c.generated and not c.identity]
    return {
        "table": table.name, "label": Text(table.name), "id": key, "id_label": Text(key), "parent": parent,
        "type": Sql(ground.column(table, key).type), "column": next(iter(others), parent), "batch": BATCH,
        "moves": named("_moves"),
        "guard": named("", "guard_"), "guarded": guarded, "guarded_insert": named("_tree_guard_insert").name,
        "trigger_name": Text(guarded), "kept": named("_tree_kept").name, "moved": named("_tree_moved").name,
        "emptied": named("_tree_truncated").name, "keep": named("_tree", "keep_"),
        "closure": named("_closure"), "paths": named("_paths"), "index": named("_tree_idx").name,
        "schema": schema, "ltree": Name(schema, "ltree"),
        "subtree": named("_subtree"), "ancestors": named("_ancestors"), "move": named("", "move_"),
    }  # fmt: skip


def _named(table: Table, tail: str, lead: str = "") -> Name:
    """The name of something that belongs to the table, cut to what a name may have."""
    room = 63 - len(f"{lead}{tail}".encode())
    return Name(table.name.schema, f"{lead}{table.name.name.encode()[:room].decode(errors='ignore')}{tail}")


def fits(ground: Ground) -> Iterator[Fit]:
    """Tables that refer to themselves, where nothing refuses a circle."""
    for table in ground.database.roots:
        guarded = any(trigger.name.endswith("_tree_guard") for trigger in table.triggers)
        for foreign in table.foreign_keys:
            own = foreign.target == table.name and len(foreign.columns) == 1 and not foreign.deferrable
            if own and not guarded and table.kind == "table" and table.primary_key:
                (parent,) = foreign.columns
                because = f"{quote(parent)} refers to the table itself, and nothing refuses a circle"
                yield Fit(table=table.name, because=because, options={"parent": parent})
