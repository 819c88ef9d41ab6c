"""Changes, done and taken back on the stage: what their statements lock, rewrite and leave behind."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ..advisors.check import Check, run
from ..engines.base import Rendered, Stage
from ..model.change import AlterSystem
from ..model.database import Database
from ..model.evidence import Evidence, RehearsedStatement, Statement, Verdict
from ..model.finding import Finding
from ..model.likeness import differences
from ..model.names import Name
from ..model.snapshot import Snapshot

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
LACKING = re.compile(r"^extension .* is not available|not supported (in|by) this build")
UNDEFINED = ("42P01", "42703", "42704", "42883", "3F000")  # something that it names is not there


@dataclass(frozen=True)
class Scene:
    """A change to rehearse, the check that asks for it, and the tables that it needs."""

    finding: Finding
    made: Rendered
    check: Check | None
    tables: tuple[Name, ...]


@dataclass
class Rehearsal:
    """Rehearses changes on one stage. ``clean`` is false once the stage is not what it was."""

    stage: Stage
    snapshot: Snapshot
    clean: bool = True
    design: Database = field(init=False)
    _found: dict[str, frozenset[str]] = field(default_factory=dict)  # by check, what it finds on the clean stage

    def __post_init__(self) -> None:
        self.design = self.stage.read()

    def rehearse(self, scenes: Sequence[Scene]) -> tuple[Evidence, ...]:
        """Run the changes' statements, look whether their checks are silent, take all back, look whether all is back.

        Reading the design is most of the work, so scenes that share no table share it. What has no undo comes alone.
        """
        done = [run_all(self.stage, scene.made.statements) for scene in scenes]
        asked = [not failure(ran) and self._finds(scene, self.design) for scene, ran in zip(scenes, done, strict=True)]
        after = self.stage.read() if any(asked) or not all(scene.made.undo for scene in scenes) else self.design
        found: dict[str, frozenset[str]] = {}
        silent = [
            not self._finds(scene, after, found) if ask else self._silenced(scene)
            for scene, ask in zip(scenes, asked, strict=True)
        ]
        undone = [
            run_all(self.stage, scene.made.undo, go_on=failure(ran) is not None)
            for scene, ran in zip(reversed(scenes), reversed(done), strict=True)
        ]
        left = differences(self.design, self.stage.read())
        if left and not any(scene.made.undo or failure(ran) for scene, ran in zip(scenes, done, strict=True)):
            self.design, self._found = after, {}  # it is meant to stay: an index that was rebuilt
        elif left:
            self.clean = False
        played = zip(scenes, done, reversed(undone), silent, strict=True)
        return tuple(self._evidence(scene, ran, back, quiet, left) for scene, ran, back, quiet in played)

    def _evidence(
        self,
        scene: Scene,
        done: tuple[RehearsedStatement, ...],
        undone: tuple[RehearsedStatement, ...],
        silent: bool | None,
        left: Sequence[str],
    ) -> Evidence:
        failed = failure(done)
        restores = None if failed or not scene.made.undo else not left and not failure(undone)
        verdict, reason = judge(self.stage, done, undone, left, restores, silent)
        rows = {str(table): self.stage.rows(table) for table in scene.tables}
        conditions = {"engine": self.snapshot.database.engine, "version": self.stage.version, "rows": rows}
        if empty := [one for one in self.stage.left_out if any(f" {name}:" in one for name in rows)]:
            conditions["left_out"] = empty
        return Evidence(
            claim=CLAIM, method="rehearsed", verdict=verdict, reason=reason, conditions=conditions, statements=done,
            undo=() if failed else undone, undo_restores=restores,
        )  # fmt: skip

    def _finds(self, scene: Scene, design: Database, found: dict[str, frozenset[str]] | None = None) -> bool:
        """Whether the scene's check finds the same in that design, by the source's figures; what it finds is kept.

        False for a check that looks at the workload or at settings: a stage has neither."""
        check, found = scene.check, self._found if found is None else found
        if check is None or not set(check.uses) <= DESIGN:
            return False
        if check.name not in found:
            findings, _ = run([check], replace(self.snapshot, database=design))
            found[check.name] = frozenset(finding.key for finding in findings)
        return scene.finding.key in found[check.name]

    def _silenced(self, scene: Scene) -> bool | None:
        """Whether the check is silent with a setting's new value, which no stage has; None for other changes."""
        check, change, settings = scene.check, scene.finding.change, self.snapshot.settings
        if not isinstance(change, AlterSystem) or settings is None or check is None or check.asks_twin:
            return None
        with_it = replace(self.snapshot, settings=settings.changed(change.setting, change.value))
        before, after = (
            {finding.key for finding in run([check], snapshot)[0]} for snapshot in (self.snapshot, with_it)
        )
        return scene.finding.key not in after if scene.finding.key in before else None


def run_all(stage: Stage, statements: Sequence[Statement], go_on: bool = False) -> tuple[RehearsedStatement, ...]:
    """Run them up to the first that fails; with ``go_on`` all of them, to clean up what half a change has left."""
    done: list[RehearsedStatement] = []
    for statement in statements:
        done.append(stage.run(statement))
        if done[-1].problem and not go_on:
            break
    return tuple(done)


def judge(  # noqa: PLR0917 - all that a rehearsal has seen
    stage: Stage,
    done: Sequence[RehearsedStatement],
    undone: Sequence[RehearsedStatement],
    left: Sequence[str],
    restores: bool | None,
    silent: bool | None,
) -> tuple[Verdict, str]:
    """The verdict over statements that were run and taken back, with its reason; ``left`` is what the undo left."""
    if failed := failure(done):
        excuse = _excuse(failed, bool(stage.left_out))
        said = f"{failed.problem} ({_head(failed.sql)})"
        if not failed.code:
            return "inconclusive", failed.problem or ""  # the stage refused, no server did
        return ("inconclusive", f"{said}: {excuse}") if excuse else ("refuted", f"it fails: {said}")
    if silent is False:
        return "refuted", "it runs, but the check still finds the same afterwards"
    if restores is False:
        problem = next((f"its undo fails: {one.problem} ({_head(one.sql)})" for one in undone if one.problem), "")
        more = f" and {len(left) - MOST_NAMED} more" if len(left) > MOST_NAMED else ""
        return "inconclusive", problem or f"its undo does not restore the design: {'; '.join(left[:MOST_NAMED])}{more}"
    milliseconds = sum(one.milliseconds for one in done)
    if any(one.sql.startswith("ALTER SYSTEM") for one in done):
        quiet = ", with which the check finds nothing" if silent else ""
        return "proved", f"the server accepts the value{quiet}; a rehearsal does not put it to use"
    changes = sum(not one.sql.startswith(("SET ", "RESET ")) for one in done)
    count = f"{changes} statement{'s' * (changes != 1)}"
    back = "its undo restores the design" if restores else "it leaves nothing to take back"
    silence = ", the check finds it no more" if silent else ""
    return "proved", f"{count} ran in {_duration(milliseconds)}{silence}, and {back}"


def failure(done: Sequence[RehearsedStatement]) -> RehearsedStatement | None:
    """The first statement that failed."""
    return next((one for one in done if one.problem), None)


def _excuse(failed: RehearsedStatement, incomplete: bool) -> str:
    """Why a failure says nothing about the change; empty where it does."""
    if failed.code in UNDEFINED and incomplete:
        return "the stage could not hold everything"
    if failed.code == "0A000" and LACKING.search(failed.problem or ""):
        return "the scratch server was built without it, the source's may have it"
    return next((why for head, why in NOT_ITS_FAULT.items() if failed.code.startswith(head)), "")


def _head(sql: str) -> str:
    line = " ".join(sql.split())
    return line if len(line) <= 80 else line[:79] + "…"


def _duration(milliseconds: float) -> str:
    """In tenths of a second, rounded up: as exactly as a rehearsal on few rows deserves."""
    return f"{math.ceil(milliseconds / 100) / 10:.1f} s"
