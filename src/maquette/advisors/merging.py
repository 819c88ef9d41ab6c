"""Findings that one change serves become one finding, and no two changes take away what the other relies on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ..model.change import Change, CreateIndex, DropIndex, RebuildIndex, Steps
from ..model.database import Database
from ..model.finding import Finding
from ..model.index import Index
from ..model.names import Name
from .overlap import does_work_of

# Checks that ask for an index; the finding of one further left stays, and takes in those that its index serves.
INVALID, DOCUMENT, MISSING, FOREIGN_KEY = "invalid-index", "btree-on-document", "missing-index", "unindexed-foreign-key"
CONDITIONS = ("function-on-column", "cast-on-column")
RANKS = (INVALID, DOCUMENT, MISSING, *CONDITIONS, FOREIGN_KEY)
SPARED = ("duplicate-index", "redundant-index")  # drop an index because another one does its work


def merge(findings: Sequence[Finding], database: Database) -> list[Finding]:
    """The findings without those that another one's change serves, which says so; drops that contradict are held."""
    return list(_hold_drops(_merge_indexes(findings, database), database))


@dataclass(frozen=True)
class Proposal:
    """A finding, and the index that its change makes or mends."""

    finding: Finding
    index: Index

    @property
    def order(self) -> tuple[int, int, int, str]:
        """Proposals that can take in others come first; of one check the widest."""
        rank = RANKS.index(self.finding.check)
        return rank, -len(self.index.keys), -len(self.index.include), self.finding.key

    def serves(self, other: Proposal) -> bool:
        """Whether its index does the work of the other's as well."""
        if self.index.table != other.index.table:
            return False
        if other.finding.check == FOREIGN_KEY:
            return self.index.covers(other.index.columns)
        if self.finding.check == DOCUMENT:  # GIN's default operator class knows all operators of the narrower ones
            return _place(self.index) == _place(other.index)
        return does_work_of(self.index, other.index)

    @property
    def words(self) -> str:
        """What else an index is good for that serves this proposal too."""
        said = self.finding
        if said.check == FOREIGN_KEY:
            return f"the foreign key {said.object}"
        if said.check in CONDITIONS:
            return f"the condition {said.object}"
        first, *more = said.queries or (said.object,)
        return f"{first} and {len(more)} more" if more else first


def _place(index: Index) -> tuple[object, ...]:
    return index.method, index.columns, index.predicate


def _merge_indexes(findings: Sequence[Finding], database: Database) -> Iterator[Finding]:
    by_table: dict[Name, list[Proposal]] = defaultdict(list)
    for finding in findings:
        if index := _proposed(finding, database):
            by_table[index.table].append(Proposal(finding, index))
    guests: dict[str, list[Proposal]] = defaultdict(list)  # by their host's key
    merged = set()
    for proposals in by_table.values():
        hosts: list[Proposal] = []
        for proposal in sorted(proposals, key=lambda one: one.order):
            if host := next((host for host in hosts if host.serves(proposal)), None):
                guests[host.finding.key].append(proposal)
                merged.add(proposal.finding.key)
            else:
                hosts.append(proposal)
    for finding in findings:
        if finding.key not in merged:
            yield _with_guests(finding, guests.get(finding.key, ()))


def _with_guests(finding: Finding, guests: Sequence[Proposal]) -> Finding:
    if not guests:
        return finding
    queries = (*finding.queries, *(query for guest in guests for query in guest.finding.queries))
    words = ", and ".join(guest.words for guest in guests)
    serves = "it also serves" if finding.check == MISSING else "mended, it serves"
    return replace(finding, detail=f"{finding.detail}; {serves} {words}", queries=tuple(dict.fromkeys(queries)))


def _proposed(finding: Finding, database: Database) -> Index | None:
    """The index that the finding's change makes or mends, if it is of a check that asks for one."""
    change = finding.change
    if finding.check not in RANKS or change is None:
        return None
    for step in _steps(change):
        if isinstance(step, CreateIndex):
            return step.index
        if isinstance(step, RebuildIndex) and (index := database.index(step.index)):
            return replace(index, valid=True, ready=True)
    return None


def _steps(change: Change) -> tuple[Change, ...]:
    return change.changes if isinstance(change, Steps) else (change,)


def _hold_drops(findings: Iterator[Finding], database: Database) -> Iterator[Finding]:
    """Keep from dropping an index whose work nothing does any more once all the other changes are made."""
    every = list(findings)
    spared = [finding for finding in every if finding.check in SPARED]
    tables = {table for finding in spared if finding.change for table in finding.change.tables}
    gone: dict[Name, str] = {}  # index to the finding that takes it away
    for finding in every:
        if finding.change and not tables.isdisjoint(finding.change.tables):
            gone |= dict.fromkeys(_taken_away(finding.change, database), finding.key)
    for finding in every:
        yield _held(finding, gone, database) if finding in spared else finding


def _taken_away(change: Change, database: Database) -> Iterator[Name]:
    """The indexes that are there no more after the change, or no more for all rows."""
    after = change.apply(database)
    for name in change.tables:
        old, new = database.table(name), after.table(name)
        left = {index.name: index.predicate for index in new.indexes} if new else {}
        for index in old.indexes if old else ():
            if index.name not in left or left[index.name] != index.predicate:
                yield index.name


def _held(finding: Finding, gone: dict[Name, str], database: Database) -> Finding:
    for step in _steps(finding.change) if finding.change else ():
        table = database.table(step.table) if isinstance(step, DropIndex) else None
        dropped = database.index(step.index) if isinstance(step, DropIndex) else None
        if table is None or dropped is None:
            continue
        servants = [index for index in table.indexes if index != dropped and does_work_of(index, dropped)]
        if servants and all(index.name in gone for index in servants):
            last = servants[0].name
            why = f"Drop it only if {last} stays, which {gone[last]} takes away."
            return replace(finding, change=None, advice=why)
    return finding
