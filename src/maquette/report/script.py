"""Statements and comments as lines of a script for psql."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..model.design import Trial
from ..model.evidence import Statement
from . import phrases

HOW = "-- For psql in autocommit: CONCURRENTLY runs outside a transaction block. Undo: at the end."


def script(statements: Iterable[Statement]) -> Iterator[str]:
    """The lines of one change, which leaves no lock_timeout behind: the next one may wait as long as it must."""
    guarded = False
    for statement in statements:
        guarded = statement.sql.startswith("SET lock_timeout") or (guarded and not statement.sql.startswith("RESET"))
        yield ended(statement)
    if guarded:
        yield "RESET lock_timeout;"


def undone(changes: Sequence[Iterable[Statement]]) -> Iterator[str]:
    """What takes those changes back, as comments: the last change first."""
    yield "-- Undo"
    for statements in reversed(changes):
        for line in script(statements):
            yield from comment(line)


def ended(statement: Statement) -> str:
    """A statement with its semicolon."""
    return phrases.visible(statement.sql.rstrip().rstrip(";")) + ";"


def tested(trial: Trial) -> Iterator[str]:
    """The lines of a trial, which leaves nothing behind."""
    yield from comment(trial.claim)
    yield from ("BEGIN;", phrases.visible(trial.sql.rstrip().rstrip(";")) + ";", "ROLLBACK;")


def comment(text: str) -> Iterator[str]:
    """Lines of comment: no name that holds a line break gets out of them."""
    for line in phrases.visible(text).splitlines() or [""]:
        yield f"-- {line}".rstrip()
