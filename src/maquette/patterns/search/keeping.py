"""How the words of a row are kept: a generated column, a column with a trigger, or an index on the expression."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from ...model.change import CreateIndex
from ...model.change.base import cut
from ...model.design import Choice, Note
from ...model.errors import UnsupportedError
from ...model.index import IndexKey
from ...model.names import Name, quote
from ...model.table import Column, Table
from ..backfill import backfill
from ..ground import Ground
from ..pattern import Part
from ..single import row_triggers, trigger_name
from ..template import Sql
from .words import Words

FEW, LIGHT = 10_000, 1_000_000  # rows and bytes of text that are made into words while everybody waits
USUAL = 1000  # bytes of text in a row, where nothing tells
SHORT = 100  # bytes of text a row: so short is made into words again for each row that is ranked
Form = Literal["auto", "generated", "trigger", "expression"]


def chosen(ground: Ground, table: Table, words: Words, vector: str, form: Form) -> tuple[Form, Choice]:
    """How the words are kept, and why so."""
    rows, width = ground.rows(table), text_width(ground, table, words.columns)
    own = row_triggers(table, but=trigger_name(vector))
    made, because = form, "it is what the option form says"
    if column := table.column(vector):
        made = "generated" if column.generated else "trigger"
        because = f"{quote(vector)} is there already"
        if column.base != "tsvector":
            raise UnsupportedError(f"name taken: {table.name}.{quote(vector)} is {column.type}", "--set vector=…")
        if not column.generated and all(t.name != trigger_name(vector) for t in table.triggers):
            raise UnsupportedError(
                f"name taken: {table.name}.{quote(vector)} is there, and another keeps it", "--set vector=…"
            )
    elif form == "auto" and width is not None and width <= SHORT:
        made, because = "expression", f"the texts have {width:.0f} bytes a row: words are made again when ranked"
    elif form == "auto" and rows is not None and rows <= FEW and rows * (width or USUAL) <= LIGHT:
        made, because = "generated", f"{rows:,.0f} rows are rewritten in a moment"
    elif form == "auto" and own:
        made, because = "expression", f"a backfill would fire {', '.join(own)} for every row"
    elif form == "auto":
        size = "unknown size" if rows is None else f"{rows:,.0f} rows"
        made, because = "trigger", f"a generated column would rewrite a table of {size} under ACCESS EXCLUSIVE"
    others = {
        "a generated column": f"{FEW:,} rows of little text are rewritten at once, and only the server may write words",
        "a column kept by a trigger": "the table is large and nobody may wait, though a replica role writes past it",
        "an index on the expression": f"texts have up to {SHORT} bytes, or a backfill would fire the table's triggers",
    }
    names = dict(zip(("generated", "trigger", "expression"), others, strict=True))
    return made, Choice("Where are the words kept?", names[made], because, {
        name: when for name, when in others.items() if name != names[made]
    })  # fmt: skip


def text_width(ground: Ground, table: Table, columns: tuple[Column, ...]) -> float | None:
    """Bytes of text in a row; None where nothing tells."""
    known = ground.statistics.of(table.name) if ground.statistics else None
    found = [known.column(column.name) for column in columns] if known else []
    widths = [one.width for one in found if one]
    return sum(widths) if found and len(widths) == len(columns) else None


def kept(ground: Ground, table: Table, words: Words, vector: str, form: Form) -> Iterator[Part]:
    """The column, and who writes it."""
    if form == "generated":
        rows = ground.rows(table)
        if rows is None or rows > FEW:
            yield Note(f"{table.name} is rewritten while everybody waits: form=trigger takes longer, and nobody does")
        yield from ground.steps(
            "generated", "never stale", table=table.name, vector=vector, document=Sql(words.document())
        )
    elif form == "trigger":
        read = (f"{words.read(row)}, {row}{quote(vector)}" for row in ("NEW.", "OLD."))
        new, old = (Sql(one) for one in read)
        yield from ground.steps(
            "kept", "never stale, and no rewrite", table=table.name, vector=vector,
            backfill=backfill(table.name, vector, f"{quote(vector)} IS NULL"),
            function=Name(table.name.schema, cut(f"{table.name.name}_{vector}", "")), trigger=trigger_name(vector),
            document=Sql(words.document("NEW.")), new=new, old=old,
        )  # fmt: skip
        if own := row_triggers(table, but=trigger_name(vector)):
            yield Note(f"the backfill updates every row of {table.name}, and fires {', '.join(own)} for each")


def indexed(ground: Ground, table: Table, vector: str, words: Words) -> Iterator[Part]:
    """The index that finds words: on the column, or on the expression where there is none."""
    index = Name(table.name.schema, cut(f"{table.name.name}_{vector or 'search'}", "_idx"))
    if vector:
        change = CreateIndex(table=table.name, keys=(IndexKey(column=vector),), method="gin", name=index.name)
        yield ground.change(change, f"index {index} on {table.name}", "finds words")
    else:
        document = Sql(words.document())
        yield from ground.steps(
            "index", "finds words", table=table.name, index=index, name=index.name, document=document
        )
