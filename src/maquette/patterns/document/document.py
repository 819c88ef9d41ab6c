"""Document: a jsonb column indexed for what is asked of it, checked, and keys of it as columns."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated, Literal

from ...model.change import AddCheck, CreateIndex
from ...model.change.base import cut, index_name
from ...model.design import Choice, Fit, Note
from ...model.errors import ConfigError, UnsupportedError
from ...model.index import IndexKey
from ...model.names import Name, literal, quote
from ...model.table import Column, Table
from ..ground import Ground
from ..pattern import Part, Tables, pattern
from ..single import single
from ..template import Sql, Text
from .keys import EXISTS, SAMPLE, keys_compared, keys_of, operators_used
from .promotion import Form, promoted

FEW = 1_000  # rows below which a scan is as good
SAMPLES = {"@>": "@> '{\"id\": 1}'", "?": "? 'id'", "?|": "?| '{id}'", "?&": "?& '{id}'", "@?": "@? '$.id'",
           "@@": "@@ '$.id == 1'"}  # fmt: skip
Classes = Literal["auto", "jsonb_path_ops", "jsonb_ops", "none"]


@pattern
def document(
    ground: Ground,
    tables: Tables,
    *,
    column: Annotated[str, "the jsonb column; needless where the table has one only"] = "",
    gin: Annotated[Classes, "the operator class of the index over the whole document"] = "auto",
    keys: Annotated[
        tuple[str, ...], "keys that are compared as text: each gets a b-tree; else those of the workload"
    ] = (),
    required: Annotated[tuple[str, ...], "keys that each document has, each with its type: id:number"] = (),
    optional: Annotated[tuple[str, ...], "keys that a document may have, each with its type"] = (),
    promote: Annotated[tuple[str, ...], "keys that become columns: brand:text, or column=key:type"] = (),
    form: Annotated[Form, "what such a column is"] = "auto",
) -> Iterator[Part]:
    """Documents that are indexed for their queries, checked, and not the place of what are columns.

    **Problem**

    A GIN index over the document serves @>, ? and jsonpath; it never serves `data ->> 'key' = …`, which is what most
    queries say. A CHECK on a key that is absent is NULL, and so it holds. A key copied into a column by the
    application is right until one writer forgets it.

    **Design**

    The operators of the workload choose the class: `jsonb_path_ops` where they are @>, @? and @@; `jsonb_ops` where
    keys are asked for by ?; none where no query looks inside. Keys compared as text get a b-tree on the expression,
    and an ANALYZE, for only then the planner knows their values. Checks say what NULL means: a required key is there,
    not null, and of its type; an optional one is absent, null, or of its type. They are added NOT VALID, then
    validated. A promoted key is a virtual column with an index on its expression since PostgreSQL 18 (no rewrite, no
    trigger, old queries gain too); before, a stored generated column on a small table, else a column that a trigger
    keeps, filled in batches. A value of another type than the column's becomes NULL: no writer fails.

    **Alternatives and when they win**

    - *Columns from the start*: a key that each row has, that has one type, that is joined, summed, sorted or updated
      alone. A document is written whole, and its planner statistics are guesses.
    - *A table of its own*: arrays of things that have keys themselves.
    - *No GIN*: writes are many, and the keys that are asked for are few and known.

    **What it costs**

    GIN is the dearest index to keep: an entry for each key and value, or for each path and value. A b-tree on an
    expression is one entry, but it ends HOT updates whenever the document changes. A stored copy costs its bytes, and
    its backfill a dead version of each row. The record holds what was measured.

    **Limits**

    A b-tree takes no value of more than some 2,700 bytes, compressed, and the INSERT of one fails. Only keys at the top
    of the document are promoted and checked. Dates are promoted as text: their casts hang on settings. A virtual
    column can be neither unique nor a foreign key, and is not replicated. Triggers can be passed by a superuser's
    `session_replication_role = replica`.

    **References**

    PostgreSQL manual: 8.14.4 "jsonb Indexing", 9.16 "JSON Functions", 11.7 "Indexes on Expressions", 5.4 "Generated
    Columns", 5.5.1 "Check Constraints" (NULL), IS JSON (16).
    """
    table = single(tables)
    held = document_of(ground, table, column)
    for item in promote:  # first: a backfill is cheap while no index has to follow it
        yield from promoted(ground, table, held, item, form)
    yield from searched(ground, table, held, gin)
    compared = keys_compared(ground.queries, table.name, held.name)
    for name in keys or tuple(compared):
        yield from read(ground, table, held, name)
    if not keys and compared:
        told = ", ".join(f"{name} ({calls:,.0f} calls)" for name, calls in compared.items())
        because = f"no GIN index serves ->>, and the workload compares {told}"
        yield Choice("Which keys are indexed?", ", ".join(compared), because, {"none": "they are asked for rarely"})
    yield from checked(ground, table, held, required, optional)
    yield from ground.probes("probes", table=table.name, column=held.name)


def document_of(ground: Ground, table: Table, column: str) -> Column:
    """The jsonb column that is meant."""
    if column:
        found = ground.column(table, column)
        if found.base in ("json", "text", "character varying"):
            raise UnsupportedError(
                f"{table.name}.{quote(column)} is {found.type}", "make it jsonb first: it is read without being parsed"
            )
        return ground.column(table, column, "jsonb")
    there = [one for one in table.columns if one.base == "jsonb"]
    if len(there) != 1:
        told = ", ".join(one.name for one in there) or "none"
        raise ConfigError(f"{table.name} has not one jsonb column: {told}", "--set column=…")
    return there[0]


def searched(ground: Ground, table: Table, column: Column, wanted: Classes) -> Iterator[Part]:
    """The index over the whole document."""
    used = operators_used(ground.queries, table.name, column.name)
    told = ", ".join(f"{operator} ({calls:,.0f} calls)" for operator, calls in used.items())
    there = [
        index.keys[0].opclass for index in table.indexes
        if index.method == "gin" and index.valid and index.predicate is None and index.columns == (column.name,)
    ]  # fmt: skip
    chosen, because = wanted, "it is what the option gin says"
    if wanted == "auto":
        if "jsonb_ops" in there:
            chosen, because = "jsonb_ops", "it is there, and serves every operator that the other serves"
        elif ground.workload and not used:
            chosen, because = "none", f"no query of the workload looks into {quote(column.name)} by an operator of GIN"
        elif EXISTS & used.keys():
            chosen, because = "jsonb_ops", f"the workload uses {told}, and ? is served by no other class"
        else:
            asked = f"the workload uses {told}" if told else "no workload says otherwise"
            chosen, because = "jsonb_path_ops", f"{asked}: one entry for a path and its value, so smaller and sharper"
    yield Choice("Which class has the index over the document?", chosen, because, {
        one: when for one, when in {
            "jsonb_path_ops": "@>, @? and @@ are all that is asked",
            "jsonb_ops": "keys are asked for by ?, ?| or ?&",
            "none": "no query looks inside but by ->>",
        }.items() if one != chosen
    })  # fmt: skip
    if chosen == "none":
        return
    key = IndexKey(column=column.name, opclass=chosen, default_opclass=chosen == "jsonb_ops")
    name = index_name(table.name, (column.name,), "path_idx" if chosen == "jsonb_path_ops" else "gin_idx")
    change = CreateIndex(table=table.name, keys=(key,), method="gin", name=name)
    yield ground.change(change, f"index {change.index.name} on {table.name}", "finds documents by what is in them")
    for operator in used or ("@>",):
        yield from served(ground, table, column, f"{quote(column.name)} {SAMPLES[operator]}")


def served(ground: Ground, table: Table, column: Column, condition: str) -> Iterator[Part]:
    """That an index serves a condition, and what it is worth."""
    asked = Text(f"EXPLAIN SELECT FROM {table.name} WHERE {condition}")
    yield from ground.trials(
        "trial_served", table=table.name, column=column.name, condition=Sql(condition), asked=asked
    )
    yield from ground.probes("probe_served", table=table.name, condition=Sql(condition))


def read(ground: Ground, table: Table, column: Column, key: str) -> Iterator[Part]:
    """A b-tree on a key that is compared as text."""
    value = f"{quote(column.name)} ->> {literal(key)}"
    index = Name(table.name.schema, index_name(table.name, (column.name, key)))
    yield from ground.steps(
        "expression", "no GIN index serves ->>", table=table.name, index=index, name=index.name, value=Sql(value)
    )
    yield from served(ground, table, column, f"{value} = 'x'")


def checked(
    ground: Ground, table: Table, column: Column, required: tuple[str, ...], optional: tuple[str, ...]
) -> Iterator[Part]:
    """What each document has to be, as constraints with names that say what is wrong."""
    if not required and not optional:
        return
    name = quote(column.name)
    whole = f"{name} IS JSON OBJECT" if ground.major >= 16 else f"jsonb_typeof({name}) = 'object'"
    rules = {"object": whole}
    musts, mays = keys_of("required", required, tuple(SAMPLE)), keys_of("optional", optional, tuple(SAMPLE))
    rules |= {f"{key.name}_is_{key.kind}": key.required(column.name) for key in musts}
    rules |= {f"{key.name}_may_be_{key.kind}": key.optional(column.name) for key in mays}
    for rule, expression in rules.items():
        change = AddCheck(
            table=table.name, name=cut(f"{table.name.name}_{column.name}_{rule}", ""), expression=expression,
            columns=(column.name,),
        )  # fmt: skip
        yield ground.change(change, f"constraint {quote(change.name)} on {table.name}", "a wrong document is refused")
    yield Choice(
        "Is NULL a document?", "a required key is there; an optional one may be absent or null",
        "a CHECK that comes out NULL holds, so an absent key would pass a bare comparison of its type",
        {"jsonb_typeof(…) = … alone": "the key may be absent"},
    )  # fmt: skip
    yield Note("documents that break a rule make VALIDATE fail: mend them after the constraint is added NOT VALID")
    sample = Text(json.dumps({key.name: SAMPLE[key.kind] for key in musts} | {key.name: None for key in mays}))
    yield from ground.premises("premises", table=table.name, column=column.name, sample=sample)
    yield from ground.trials("trial_object", table=table.name, column=column.name)
    for key in musts:
        yield from ground.trials("trial_required", table=table.name, column=column.name, key=Text(key.name))


def fits(ground: Ground) -> Iterator[Fit]:
    """Documents that the workload looks into while no index serves it."""
    for table in ground.database.roots:
        if table.kind != "table" or (ground.rows(table) or 0) < FEW:
            continue
        for column in (one for one in table.columns if one.base == "jsonb"):
            used = operators_used(ground.queries, table.name, column.name)
            gins = [index for index in table.indexes if index.method == "gin" and column.name in index.columns]
            inside = {} if gins else used
            texts = [key.expression or "" for index in table.indexes for key in index.keys]
            compared = {
                key: calls for key, calls in keys_compared(ground.queries, table.name, column.name).items()
                if not any(literal(key) in text and column.name in text for text in texts)
            }  # fmt: skip
            asked = {**inside, **{f"->> {literal(key)}": calls for key, calls in compared.items()}}
            if asked:
                told = ", ".join(f"{what} ({calls:,.0f} calls)" for what, calls in asked.items())
                because = f"no index serves {told} on {quote(column.name)} of {ground.rows(table):,.0f} rows"
                yield Fit(table=table.name, because=because, options={"column": column.name})
