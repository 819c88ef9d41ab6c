"""A design tried before it is shown: its steps run, its trials hold, it is complete, and its undo restores all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from statistics import median

from ..engines.base import Attempt, Engine, Stage
from ..model.database import Database
from ..model.design import Cost, Design, DesignAdvice, Probe, Step, Trial, Tried
from ..model.errors import MaquetteError
from ..model.evidence import Evidence, RehearsedStatement, Statement, Verdict
from ..model.likeness import differences
from ..model.names import Name
from ..model.plan import Plan
from ..model.progress import Progress, silent
from ..model.snapshot import Snapshot
from .cutout import cut_out
from .rehearsal import failure, judge, run_all

CLAIM = "its steps run, every trial holds, asked again nothing is left to do, and its undo restores the design"
RUNS = 5  # of a probe, before and after
WHOLE = 300  # tables: a larger schema is cut down to what the design's tables need
Fitting = Callable[[Database], Design]


def rendered(design: Design, database: Database, engine: Engine) -> Design:
    """The design with every step's change as statements, and with what keeps their waits for locks short.

    Raises UnsupportedError for what cannot be rendered."""
    steps: list[Step] = []
    for step in design.steps:
        statements, undo = step.statements, step.undo
        if step.change is not None and not step.stands:
            made = engine.render(step.change, database)
            database, statements, undo = step.change.apply(database), made.statements, made.undo
        steps.append(replace(step, statements=statements, undo=undo))
    doing = _guarded([() if step.stands else step.statements for step in steps], engine)
    undoing = _guarded([() if step.stands else step.undo for step in reversed(steps)], engine)
    guarded = zip(steps, doing, reversed(undoing), strict=True)
    return replace(design, steps=tuple(replace(step, statements=do, undo=undo) for step, do, undo in guarded))


def _guarded(groups: Sequence[Sequence[Statement]], engine: Engine) -> list[tuple[Statement, ...]]:
    """The groups as one run of statements, guarded, and each guard with the statement that it comes before."""
    found: list[tuple[Statement, ...]] = []
    run = list(engine.guard([statement for group in groups for statement in group]))
    for group in groups:
        own, taken = [one for one in group if engine.guard([one])], 0  # a guard alone guards nothing
        for one in own:
            taken = run.index(one, taken) + 1
        found.append(tuple(run[:taken]))
        del run[:taken]
    return found


def rehearse(  # noqa: PLR0917 - the flow hands over what it has
    design: Design, again: Fitting, snapshot: Snapshot, engine: Engine, rows: int, progress: Progress = silent
) -> DesignAdvice:
    """The design with what its rehearsal showed; ``again`` fits the same pattern to another reading of the schema.

    ``rows`` synthetic rows a table; 0: no rehearsal is held. What cannot be rehearsed says why."""
    advice = DesignAdvice(
        design=rendered(design, snapshot.database, engine), label=snapshot.origin.label, version=snapshot.database.major
    )
    if rows <= 0:
        return replace(advice, obstacle="not rehearsed: no rows were asked for")
    database = snapshot.database
    if len(database.tables) > WHOLE and design.tables:
        database = cut_out(database, design.tables)
    try:
        with engine.open_stage(database, snapshot.statistics, rows, progress) as stage:
            progress("rehearsing the design", 0, 0)
            return _Rehearsal(stage, engine, snapshot, again).hold(advice)
    except MaquetteError as error:
        return replace(advice, obstacle=f"not rehearsed: {error.message}")


def _settled(staged: Database, source: Database) -> Database:
    """A stage's design, with the source's settings of extensions beside its own: no stage is made with any."""
    kept = {one.name: one.kept or () for one in source.extensions}
    extensions = (replace(one, kept=(*(one.kept or ()), *kept.get(one.name, ()))) for one in staged.extensions)
    return replace(staged, extensions=tuple(extensions))


class _Rehearsal:
    def __init__(self, stage: Stage, engine: Engine, snapshot: Snapshot, again: Fitting) -> None:
        self.stage, self.engine, self.snapshot, self.again = stage, engine, snapshot, again

    def hold(self, advice: DesignAdvice) -> DesignAdvice:
        """Everything in order: as it is, the steps, what holds now, and back."""
        design, stage = advice.design, self.stage
        for premise in design.premises:
            stage.run(Statement(sql=premise.sql))  # rows alone; where it fails, a step will say so
        before = stage.read()
        stage.analyze()
        probes = design.probes if design.open else ()  # what stands costs what it did
        at_first = [self._probe(probe) for probe in probes]
        bytes_before = stage.bytes()
        done = run_all(stage, design.statements)
        failed = failure(done)
        tried: tuple[Tried, ...] = ()
        costs: tuple[Cost, ...] = ()
        unfinished, bytes_after = "", bytes_before
        if not failed:
            bytes_after = stage.bytes()
            unfinished = self._unfinished()
            tried = tuple(self._try(trial) for trial in design.trials)
            stage.analyze()
            costs = tuple(filter(None, map(self._cost, probes, at_first)))
        undone = run_all(stage, design.undo, go_on=failed is not None)
        left = differences(before, stage.read())
        restores = None if failed or not design.open else not left and not failure(undone)
        verdict, reason = self._verdict(design, done, undone, left, restores, tried, unfinished)
        counts = {str(table): stage.rows(table) for table in design.tables}
        evidence = Evidence(
            claim=CLAIM, method="rehearsed", verdict=verdict, reason=reason, statements=done,
            undo=() if failed else undone, undo_restores=restores,
            conditions={"engine": before.engine, "version": stage.version, "rows": counts, **self._left_out(design)},
        )  # fmt: skip
        return replace(
            advice, evidence=evidence, tried=tried, costs=costs, rows=sum(counts.values()),
            bytes_before=bytes_before, bytes_after=bytes_after,
        )  # fmt: skip

    def _verdict(  # noqa: PLR0917 - all that a rehearsal has seen
        self,
        design: Design,
        done: Sequence[RehearsedStatement],
        undone: Sequence[RehearsedStatement],
        left: Sequence[str],
        restores: bool | None,
        tried: Sequence[Tried],
        unfinished: str,
    ) -> tuple[Verdict, str]:
        if wrong := next((one for one in tried if one.problem), None):
            return "refuted", f"a trial fails: {wrong.claim}: {wrong.problem}"
        if unfinished:
            return "refuted", unfinished
        held = f"{len(tried)} trial{'s hold' if len(tried) > 1 else ' holds'}" if tried else ""
        if not design.open:
            return "proved", f"already so: nothing is left to do{f'; {held}' if held else ''}"
        verdict, reason = judge(self.stage, done, undone, left, restores, None)
        told = f", {held}, and its undo" if held else ", and its undo"
        return verdict, reason.replace(", and its undo", told) if verdict == "proved" else reason

    def _unfinished(self) -> str:
        """What the pattern would do again to the schema that it has made; empty where nothing is left."""
        try:
            left = self.again(_settled(self.stage.read(), self.snapshot.database)).open
        except MaquetteError as error:
            return f"asked again it refuses: {error.message}"
        return f"asked again it would make {', '.join(step.makes for step in left)}" if left else ""

    def _try(self, trial: Trial) -> Tried:
        return Tried(claim=trial.claim, problem=self.stage.attempt(trial.sql).problem)

    def _probe(self, probe: Probe) -> tuple[list[Attempt], Plan | None]:
        plan = self.stage.plan(probe.sql)  # before what is rolled back makes the files larger
        self.stage.attempt(probe.sql)  # plans and caches warm up
        return [self.stage.attempt(probe.sql) for _ in range(RUNS)], plan

    def _cost(self, probe: Probe, at_first: tuple[list[Attempt], Plan | None]) -> Cost | None:
        (then, plan_before), (now, plan_after) = at_first, self._probe(probe)
        if any(one.problem for one in now):
            return None
        before = None if any(one.problem for one in then) else median(one.milliseconds for one in then)
        after = median(one.milliseconds for one in now)
        return Cost(
            name=probe.name, sql=probe.sql, rows=now[0].rows, before=before, after=after,
            plan_before=plan_before, plan_after=plan_after,
        )  # fmt: skip

    def _left_out(self, design: Design) -> dict[str, list[str]]:
        names = [str(table) for table in design.tables] or [""]
        empty = [one for one in self.stage.left_out if any(_speaks_of(one, name) for name in names)]
        return {"left_out": empty} if empty else {}


def _speaks_of(note: str, table: Name | str) -> bool:
    return f" {table}:" in note
