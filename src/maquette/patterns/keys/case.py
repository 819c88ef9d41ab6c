"""Unique values whatever their case: three ways to leave case out, each a unique index."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from ...model.change import CreateIndex
from ...model.design import Choice, Note
from ...model.index import IndexKey
from ...model.names import Name, quote
from ...model.table import Column, Table
from ...sql.analysis import Predicate
from ..ground import Ground
from ..pattern import Part
from ..template import Sql, Text, Value

How = Literal["auto", "lower", "collation", "citext"]
COLLATION = "case_insensitive"
PLAIN = ("C", "POSIX")  # locales in which only ASCII has a case
LIKE_SINCE = 18  # since this version LIKE works under collations that are not deterministic


def unique_values(ground: Ground, table: Table, name: str, how: How) -> Iterator[Part]:
    """The index, and why it is that one."""
    column = ground.column(table, name, "text", "character varying", *_citext(ground))
    chosen, because = _chosen(ground, table, column, how)
    own = quote(column.name)
    collation = Name(table.name.schema, COLLATION)
    told: dict[str, Value] = {"table": table.name, "column": column.name, "table_text": Text(str(table.name))}
    like = "LIKE works there" if ground.major >= LIKE_SINCE else "LIKE is an error there before 18"
    ways = {
        "lower": (f"lower({own})", f"queries say lower({own}) = lower($1), and the locale knows the letters"),
        "collation": (
            f"{own} COLLATE {collation}",
            f"case goes by Unicode; as the column's own collation no query changes, after a lock; {like}",
        ),
        "citext": (
            f"{own}::citext",
            "queries cannot change: as the column's type, after a lock; LIKE then ignores case",
        ),
    }
    yield Choice(
        f"How is case left out of {table.name}.{own}?", f"a unique index over {ways[chosen][0]}", because,
        {said: wins for way, (said, wins) in ways.items() if way != chosen},
    )  # fmt: skip
    why = f"no two rows have the same {own} but for its case, whoever writes at the same time"
    key = IndexKey(expression=f"lower({own}::text)" if column.base != "text" else f"lower({own})")
    if column.base in _citext(ground):
        key = IndexKey(column=column.name)
    elif chosen == "citext":
        yield from ground.need("citext")
        key = IndexKey(expression=f"({own})::{(*_citext(ground), 'public.citext')[0]}")
    elif chosen == "collation":
        made = any(one.kind == "collation" and one.name == str(collation) for one in ground.database.definitions)
        for step in ground.steps("collation", "letters that differ in case alone are equal", collation=collation):
            yield replace(step, stands=made)
        key = IndexKey(column=column.name, collation=str(collation))
    index = CreateIndex(table=table.name, keys=(key,), unique=True)
    value = own if column.base in _citext(ground) else ways[chosen][0]
    yield ground.change(index, f"unique index over {value} of {table.name}", why)
    folded = f"lower({own}::text)"
    if chosen == "collation":  # made values hold characters that it ignores
        folded = f"lower(regexp_replace({own}::text, '[^[:alnum:]]', '', 'g'))"
    yield from ground.premises("premise", **told, value=Sql(folded))
    yield from ground.trials("trial_unique", **told)
    yield from ground.probes("probe_unique", **told)
    yield Note(f"The index is not built where rows collide: group {table.name} by {value}, and count, first.")
    if chosen != "citext":
        asks = f"lower({own}) = lower($1)" if chosen == "lower" else f"{own} = $1 COLLATE {collation}"
        yield Note(f"Queries find a {own} whatever its case by {asks}; ON CONFLICT names ({value}).")


def _chosen(ground: Ground, table: Table, column: Column, how: How) -> tuple[How, str]:
    """The way, and why."""
    if column.base in _citext(ground):
        return "citext", "the column is citext already"
    if how != "auto":
        return how, "it was asked for"
    folded = sum(one.operand.columns == (column.name,) for one in in_lower_case(ground, table))
    if folded:
        return "lower", f"{folded} of the queries ask for it so already"
    database = ground.database
    ctype = database.ctype if database.locale_provider == "libc" else database.locale
    if ctype in PLAIN and ground.statistics:  # without them it is DDL, whose locale nobody knows
        return "collation", f"under the locale {ctype} lower() knows no letter but ASCII's"
    return "lower", "it needs neither an extension nor ICU, and LIKE keeps its meaning"


def _citext(ground: Ground) -> tuple[str, ...]:
    """The type citext as the server names it, where it is installed."""
    return tuple(f"{quote(one.schema)}.citext" for one in ground.database.extensions if one.name == "citext")


def in_lower_case(ground: Ground, table: Table) -> Iterator[Predicate]:
    """What the workload's queries compare of the table in lower case."""
    for query in ground.queries:
        for block in query.analysis.blocks:
            for predicate in block.predicates:
                if predicate.operand.relation.name == table.name and predicate.operand.wrapper == "lower()":
                    yield predicate
