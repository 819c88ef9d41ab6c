"""A change, done and taken back on the stage: what its statements lock, rewrite and leave behind."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from ..advisors.check import Check, run
from ..engines.base import Rendered, Stage
from ..model.database import Database
from ..model.evidence import Evidence, RehearsedStatement, Statement, Verdict
from ..model.finding import Finding
from ..model.names import Name
from ..model.snapshot import Snapshot
from .sameness import differences

CLAIM = "the statements run, and their undo restores the design"
MOST_NAMED = 3  # differences that a reason names
DESIGN = {"database", "statistics", "activity"}  # what a stage and the source's figures can answer

# SQLSTATE classes (manual, appendix A) that speak of synthetic rows or of the stage, not of the change.
NOT_ITS_FAULT = {
    "22": "a synthetic value does not fit, real ones may",
    "23": "synthetic rows break the constraint, real ones may keep it",
    "42501": "it needs more rights than a rehearsal has",
    "53": "the stage ran out of room or memory",
    "54": "the stage ran into a limit of its server",
    "55P03": "it could not get its lock",
    "57": "it took longer than a rehearsal may",
    "58": "the stage's system failed",
}
UNDEFINED = ("42P01", "42703", "42704", "42883", "3F000")  # something that it names is not there


@dataclass
class Rehearsal:
    """Rehearses one change after another on one stage. ``clean`` is false once the stage is not what it was."""

    stage: Stage
    snapshot: Snapshot
    clean: bool = True
    design: Database = field(init=False)
    _found: dict[str, frozenset[str]] = field(default_factory=dict)  # by check, what it finds on the clean stage

    def __post_init__(self) -> None:
        self.design = self.stage.read()

    def rehearse(self, finding: Finding, made: Rendered, tables: Iterable[Name], check: Check | None) -> Evidence:
        """Run the change's statements, look whether its check is silent, take it back, and look whether all is back."""
        done = self._run(made.statements)
        failed = next((one for one in done if one.problem), None)
        asked = not failed and check is not None and self._finds(check, finding, self.design)
        after = self.stage.read() if asked or not (failed or made.undo) else self.design
        silent = not self._finds(check, finding, after) if asked and check else None
        undone = self._run(made.undo, go_on=failed is not None)
        left = differences(self.design, self.stage.read())
        restores = None if failed or not made.undo else not left and not any(one.problem for one in undone)
        if left and not failed and not made.undo:
            self.design, self._found = after, {}  # it is meant to stay: an index that was rebuilt
        elif left:
            self.clean = False
        verdict, reason = self._judge(done, undone, left, restores, silent)
        rows = {str(table): self.stage.rows(table) for table in tables}
        conditions = {"engine": self.snapshot.database.engine, "version": self.stage.version, "rows": rows}
        if empty := [one for one in self.stage.left_out if any(f" {name}:" in one for name in rows)]:
            conditions["left_out"] = empty
        return Evidence(
            claim=CLAIM, method="rehearsed", verdict=verdict, reason=reason, conditions=conditions, statements=done,
            undo=() if failed else undone, undo_restores=restores,
        )  # fmt: skip

    def _run(self, statements: Sequence[Statement], go_on: bool = False) -> tuple[RehearsedStatement, ...]:
        """Run them up to the first that fails; with ``go_on`` all of them, to clean up what half a change has left."""
        done: list[RehearsedStatement] = []
        for statement in statements:
            done.append(self.stage.run(statement))
            if done[-1].problem and not go_on:
                break
        return tuple(done)

    def _finds(self, check: Check, finding: Finding, design: Database) -> bool:
        """Whether the check finds it in that design, by the source's figures; what it finds when all is clean is kept.

        False for a check that looks at the workload or at settings: a stage has neither."""
        if not set(check.uses) <= DESIGN:
            return False
        if design is not self.design:
            return finding.key in self._keys(check, design)
        if check.name not in self._found:
            self._found[check.name] = self._keys(check, design)
        return finding.key in self._found[check.name]

    def _keys(self, check: Check, design: Database) -> frozenset[str]:
        findings, _ = run([check], replace(self.snapshot, database=design))
        return frozenset(finding.key for finding in findings)

    def _judge(
        self,
        done: Sequence[RehearsedStatement],
        undone: Sequence[RehearsedStatement],
        left: Sequence[str],
        restores: bool | None,
        silent: bool | None,
    ) -> tuple[Verdict, str]:
        failed = next((one for one in done if one.problem), None)
        if failed:
            excuse = _excuse(failed.code, bool(self.stage.left_out))
            said = f"{failed.problem} ({_head(failed.sql)})"
            if not failed.code:
                return "inconclusive", failed.problem or ""  # the stage refused, no server did
            return ("inconclusive", f"{said}: {excuse}") if excuse else ("refuted", f"it fails: {said}")
        if silent is False:
            return "refuted", "it runs, but the check still finds the same afterwards"
        if restores is False:
            problem = next((f"its undo fails: {one.problem} ({_head(one.sql)})" for one in undone if one.problem), "")
            more = f" and {len(left) - MOST_NAMED} more" if len(left) > MOST_NAMED else ""
            return "inconclusive", problem or f"its undo does not restore {'; '.join(left[:MOST_NAMED])}{more}"
        milliseconds = sum(one.milliseconds for one in done)
        if any(one.sql.startswith("ALTER SYSTEM") for one in done):
            return "proved", "the server accepts the value; a rehearsal does not put it to use"
        changes = sum(not one.sql.startswith(("SET ", "RESET ")) for one in done)
        count = f"{changes} statement{'s' * (changes != 1)}"
        back = "its undo restores the design" if restores else "it leaves nothing to take back"
        silence = ", the check finds it no more" if silent else ""
        return "proved", f"{count} ran in {_duration(milliseconds)}{silence}, and {back}"


def _excuse(code: str, incomplete: bool) -> str:
    """Why a failure says nothing about the change; empty where it does."""
    if code in UNDEFINED and incomplete:
        return "the stage could not hold everything"
    return next((why for head, why in NOT_ITS_FAULT.items() if code.startswith(head)), "")


def _head(sql: str) -> str:
    line = " ".join(sql.split())
    return line if len(line) <= 80 else line[:79] + "…"


def _duration(milliseconds: float) -> str:
    """In tenths of a second, rounded up: as exactly as a rehearsal on few rows deserves."""
    return f"{math.ceil(milliseconds / 100) / 10:.1f} s"
