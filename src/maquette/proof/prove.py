"""Every finding's change examined afresh: weighed on the twin, rehearsed on the stage, and judged by both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from ..advisors.check import Check, all_checks
from ..engines.base import Engine, Rendered
from ..model.change import AlterSequenceType, Change, RewriteQuery, SetViewOption, Steps
from ..model.database import Database
from ..model.errors import ExperimentError, MaquetteError, UnsupportedError
from ..model.evidence import Evidence, Recommendation, Verdict
from ..model.finding import SEVERITIES, Finding
from ..model.names import Name
from ..model.progress import Progress, silent
from ..model.snapshot import Snapshot
from ..twin.twin import Twin
from .cutout import cut_out
from .ranking import Ranking
from .rehearsal import Rehearsal, Scene
from .weighing import Weighing

# What is rehearsed of very many findings: those of the largest effect. The same change of a 26th table shows little
# that 25 have not shown, and a rehearsal takes a tenth of a second.
MOST_OF_A_CHECK = 25
MOST = 250
MOST_STAGES = 10  # a stage that an undo has not restored is made anew, so often


@dataclass
class _Draft:
    """A finding on its way to a recommendation."""

    finding: Finding
    made: Rendered | None = None
    evidence: list[Evidence] = field(default_factory=list)
    obstacle: str = ""  # why there is no more evidence


@dataclass(frozen=True)
class _Player:
    """A draft with its scene."""

    draft: _Draft
    scene: Scene


def prove(  # noqa: PLR0917 - the flow hands over what it has
    findings: Sequence[Finding],
    snapshot: Snapshot,
    twin: Twin | None,
    engine: Engine,
    rows: int,
    progress: Progress = silent,
) -> tuple[Recommendation, ...]:
    """Recommendations in order of effect. ``rows`` synthetic rows a table for rehearsals; 0: none are held.

    Of one check no more than 25 changes are rehearsed, and no more than 250 of all; the others say so.
    """
    drafts = [_draft(finding, snapshot.database, engine) for finding in findings]
    if twin and snapshot.workload:
        weighing = Weighing(twin, snapshot)
        for number, draft in enumerate(drafts):
            progress("weighing changes on the twin", number, len(drafts))
            if draft.made:
                draft.evidence += weighing.weigh(draft.finding)
    ranking = Ranking(snapshot)
    if rows > 0:
        chosen = list(_choose(drafts, ranking))
        _rehearse(chosen, snapshot, engine, rows, progress)
    recommendations = [_recommend(draft, ranking, rows) for draft in drafts]
    return tuple(sorted(recommendations, key=_order))


def tables_of(change: Change, database: Database) -> tuple[Name, ...]:
    """The tables that an experiment with that change needs: it may name a sequence or a view."""
    found = list(change.tables)
    for step in change.changes if isinstance(change, Steps) else (change,):
        if isinstance(step, AlterSequenceType):
            drawn = database.sequence(step.sequence)
            found += [drawn.owned_by[0]] if drawn and drawn.owned_by else []
        elif isinstance(step, SetViewOption):
            found.append(step.view)
    return tuple(dict.fromkeys(table for name in found for table in (name, *_below(name, database))))


def _below(view: Name, database: Database) -> Iterator[Name]:
    """The relations that a view reads, by way of other views too; nothing below a table."""
    waiting, seen = [view], {view}
    while waiting:
        found = database.view(waiting.pop())
        for name in found.depends_on if found else ():
            if name not in seen:
                seen.add(name)
                waiting.append(name)
                yield name


def _draft(finding: Finding, database: Database, engine: Engine) -> _Draft:
    if finding.change is None:
        return _Draft(finding)
    try:
        return _Draft(finding, engine.render(finding.change, database))
    except UnsupportedError as error:
        return _Draft(finding, obstacle=error.message)


def _choose(drafts: Iterable[_Draft], ranking: Ranking) -> Iterator[_Draft]:
    """The drafts to rehearse; those beyond the bounds are told so."""
    able = [draft for draft in drafts if draft.made and draft.made.statements]
    able.sort(key=lambda draft: -ranking.effect(draft.finding, "proved", draft.evidence))
    taken: Counter[str] = Counter()
    for draft in able:
        check = draft.finding.check
        if taken[check] >= MOST_OF_A_CHECK:
            draft.obstacle = f"not rehearsed: {MOST_OF_A_CHECK} changes of this check were, on tables that matter more"
        elif taken.total() >= MOST:
            draft.obstacle = f"not rehearsed: {MOST} changes that matter more were"
        else:
            taken[check] += 1
            yield draft


def _rehearse(drafts: Sequence[_Draft], snapshot: Snapshot, engine: Engine, rows: int, progress: Progress) -> None:
    """Group after group on one stage, which is made anew where something was left on it or it has failed."""
    checks = {check.name: check for check in all_checks()}
    by_name = {str(table.name): table.name for table in snapshot.database.tables}
    waiting = _groups([_Player(draft, _scene(draft, snapshot.database, by_name, checks)) for draft in drafts])
    for _ in range(MOST_STAGES):
        if not waiting:
            return
        tables = [name for group in waiting for player in group for name in player.scene.tables]
        try:
            with engine.open_stage(cut_out(snapshot.database, tables), snapshot.statistics, rows, progress) as stage:
                rehearsal = Rehearsal(stage, snapshot)
                while waiting and rehearsal.clean:
                    progress("rehearsing changes", len(drafts) - sum(map(len, waiting)), len(drafts))
                    waiting[:0] = [[player] for player in _rehearse_group(rehearsal, waiting.pop(0))]
        except MaquetteError as error:
            for player in chain(*waiting):
                player.draft.obstacle = f"not rehearsed: {error.message}"
            return
    for player in chain(*waiting):
        player.draft.obstacle = f"not rehearsed: {MOST_STAGES} stages were left unfit by changes before"


def _rehearse_group(rehearsal: Rehearsal, group: Sequence[_Player]) -> Sequence[_Player]:
    """Rehearse them together; gives those to be tried again alone: in company only success is beyond doubt."""
    try:
        evidence = rehearsal.rehearse([player.scene for player in group])
    except ExperimentError as error:
        rehearsal.clean = False
        if len(group) == 1:
            group[0].draft.obstacle = f"the rehearsal failed: {error.message}"
            return ()
        return group
    again = []
    for player, one in zip(group, evidence, strict=True):
        if len(group) > 1 and not (rehearsal.clean and one.verdict == "proved"):
            again.append(player)
        else:
            player.draft.evidence.append(one)
    return again


def _groups(players: Iterable[_Player]) -> list[list[_Player]]:
    """As few groups as it easily goes, none with a table twice. First, and alone, what has no undo: it may stay."""
    alone: list[list[_Player]] = []
    groups: list[tuple[list[_Player], set[Name]]] = []
    for player in players:
        wanted = set(player.scene.tables)
        if not wanted or not player.scene.made.undo:
            alone.append([player])
            continue
        group, taken = next((group for group in groups if not group[1] & wanted), ([], set()))
        if not group:
            groups.append((group, taken))
        group.append(player)
        taken |= wanted
    return [*alone, *(group for group, _ in groups)]


def _scene(draft: _Draft, database: Database, by_name: Mapping[str, Name], checks: Mapping[str, Check]) -> Scene:
    assert draft.made
    assert draft.finding.change
    named = [by_name[name] for name in draft.finding.tables if name in by_name]
    tables = tuple(dict.fromkeys((*tables_of(draft.finding.change, database), *named)))
    return Scene(draft.finding, draft.made, checks.get(draft.finding.check), tables)


def _recommend(draft: _Draft, ranking: Ranking, rows: int) -> Recommendation:
    verdict, reason = _verdict(draft, rows)
    return Recommendation(
        finding=draft.finding,
        statements=draft.made.statements if draft.made else (),
        undo=draft.made.undo if draft.made else (),
        evidence=tuple(draft.evidence),
        verdict=verdict,
        reason=reason,
        effect=ranking.effect(draft.finding, verdict, draft.evidence),
    )


def _verdict(draft: _Draft, rows: int) -> tuple[Verdict, str]:
    """What refutes decides, then what is open; proved is what all evidence proves."""
    for verdict in ("refuted", "inconclusive"):
        for one in draft.evidence:
            if one.verdict == verdict:
                return one.verdict, one.reason
    if draft.evidence:
        reasons = [one.reason for one in draft.evidence] + ([draft.obstacle] if draft.obstacle else [])
        return "proved", "; ".join(reasons)
    if draft.finding.change is None:
        return "not applicable", "advice only: there is no change to try"
    if draft.obstacle:
        return "inconclusive", draft.obstacle
    if isinstance(draft.finding.change, RewriteQuery):
        return "inconclusive", "the query cannot be planned: that needs a workload and statistics"
    return "inconclusive", "not rehearsed: no rows were asked for" if rows <= 0 else "there is nothing to try"


def _order(one: Recommendation) -> tuple[float, int, str]:
    return -one.effect, -SEVERITIES.index(one.finding.severity or "info"), one.finding.key
