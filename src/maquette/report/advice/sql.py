"""The advice as a script to run: the index that pays most first, what takes it back at the end, as comments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...model.advice import IndexAdvice
from ...model.evidence import Statement
from .. import phrases
from . import words


def sql(advice: IndexAdvice) -> str:
    """The script, for psql: statements that CONCURRENTLY keeps out of a transaction stand each alone."""
    return "\n".join(_lines(advice)) + "\n"


def _lines(advice: IndexAdvice) -> Iterator[str]:
    yield from _comment(f"{words.title(advice)}: {words.sums(advice)}")
    yield from _comment(
        f"workload cost {phrases.count(advice.before)} -> {phrases.count(advice.after)}, gap {words.gap(advice)}"
    )
    yield "-- For psql in autocommit: CONCURRENTLY runs outside a transaction block. Undo: at the end."
    undo: list[tuple[Statement, ...]] = []
    for number, choice in enumerate(advice.indexes, 1):
        yield ""
        yield from _comment(f"{number}. {phrases.decimal_size(choice.bytes)}, saves {phrases.count(choice.gain)}")
        yield from _statements(choice.statements)
        if any(key.column is None for key in choice.change.keys):  # else nothing is known of the expression's values
            yield f"ANALYZE {choice.change.table};"
        undo.append(choice.undo)
    for made in advice.statistics:
        yield ""
        yield from _comment(made.reason)
        yield from _statements(made.statements)
        undo.append(made.undo)
    for drop in advice.drops:
        yield ""
        yield from _comment(drop.reason)
        yield from _statements(drop.statements)
        undo.append(drop.undo)
    if not undo:
        yield ""
        yield "-- Nothing to do: no change within the limits pays."
        return
    yield ""
    yield "-- Undo"
    for statements in reversed(undo):
        for line in _statements(statements):
            yield from _comment(line)


def _statements(statements: Iterable[Statement]) -> Iterator[str]:
    """The lines of one change, which leaves no lock_timeout behind: the next one may wait as long as it must."""
    guarded = False
    for statement in statements:
        guarded = statement.sql.startswith("SET lock_timeout") or (guarded and not statement.sql.startswith("RESET"))
        yield phrases.visible(statement.sql.rstrip().rstrip(";")) + ";"
    if guarded:
        yield "RESET lock_timeout;"


def _comment(text: str) -> Iterator[str]:
    """Lines of comment: no name that holds a line break gets out of them."""
    for line in phrases.visible(text).splitlines() or [""]:
        yield f"-- {line}".rstrip()
