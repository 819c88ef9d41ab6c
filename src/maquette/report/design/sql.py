"""The design as a script for psql: its steps, then its trials and what takes it back, both as comments."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.design import DesignAdvice
from ..script import comment, ended, tested
from . import words


def sql(advice: DesignAdvice) -> str:
    """The script."""
    return "\n".join(_lines(advice)) + "\n"


def _lines(advice: DesignAdvice) -> Iterator[str]:
    design = advice.design
    yield from comment(words.title(advice))
    yield from comment(f"for {words.source(advice)}; {words.sums(advice)}")
    yield from comment(words.verdict(advice))
    for note in design.notes:
        yield from comment(f"Note: {note}")
    if design.open:
        yield "-- For psql in autocommit: each statement is a transaction. One that runs into lock_timeout has done"
        yield "-- nothing: run it again. Test and undo: at the end."
        if any(not one.transactional for one in design.statements):
            yield "SET statement_timeout = 0;  -- rows in batches and concurrent indexes take as long as they take"
    for step in design.steps:
        yield ""
        why = f": {step.why}" if step.why else ""
        yield from comment(f"{step.makes}{why}{' (already so)' if step.stands else ''}")
        if not step.stands:
            yield from (ended(one) for one in step.statements)
    if design.trials:
        yield ""
        yield "-- Test"
        for trial in design.trials:
            for line in tested(trial):
                yield from comment(line)
    if design.undo:
        yield ""
        yield "-- Undo"
        for step in reversed(design.open):
            for statement in step.undo:
                yield from comment(ended(statement))
