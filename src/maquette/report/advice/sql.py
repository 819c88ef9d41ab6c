"""The advice as a script to run: the index that pays most first, what takes it back at the end, as comments."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.advice import IndexAdvice
from ...model.evidence import Statement
from .. import phrases
from ..script import HOW, comment, script, undone
from . import words


def sql(advice: IndexAdvice) -> str:
    """The script, for psql: statements that CONCURRENTLY keeps out of a transaction stand each alone."""
    return "\n".join(_lines(advice)) + "\n"


def _lines(advice: IndexAdvice) -> Iterator[str]:
    yield from comment(f"{words.title(advice)}: {words.sums(advice)}")
    yield from comment(
        f"workload cost {phrases.count(advice.before)} -> {phrases.count(advice.after)}, gap {words.gap(advice)}"
    )
    yield HOW
    undo: list[tuple[Statement, ...]] = []
    for number, choice in enumerate(advice.indexes, 1):
        yield ""
        yield from comment(f"{number}. {phrases.decimal_size(choice.bytes)}, saves {phrases.count(choice.gain)}")
        yield from script(choice.statements)
        if any(key.column is None for key in choice.change.keys):  # else nothing is known of the expression's values
            yield f"ANALYZE {choice.change.table};"
        undo.append(choice.undo)
    for made in advice.statistics:
        yield ""
        yield from comment(made.reason)
        yield from script(made.statements)
        undo.append(made.undo)
    for drop in advice.drops:
        yield ""
        yield from comment(drop.reason)
        yield from script(drop.statements)
        undo.append(drop.undo)
    if not undo:
        yield ""
        yield "-- Nothing to do: no change within the limits pays."
        return
    yield ""
    yield from undone(undo)
