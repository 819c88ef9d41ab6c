"""Which of today's indexes may go, and why the others stay.

Each index that stays does so for the first of these reasons that holds; ``Refusal.code`` names it:

``primary-key``, ``unique-constraint``, ``exclusion-constraint``
    It enforces a constraint.
``unique-index``
    It keeps duplicates out: without it other rows may be stored.
``replica-identity``
    Subscribers find rows by it.
``clustered-on``
    CLUSTER orders the table by it.
``attached``
    It belongs to the partitioned table's index and goes with that.
``invalid``
    No plan can use it: the check invalid-index speaks of it.
``foreign-key``
    Deletes of the parent find their rows by it, and no index that stays for another reason does so.
``no-statistics``, ``no-counters``, ``not-counted``
    Nothing tells whether it is used: the source has no statistics, no counters, or none of this index.
``on-a-standby``, ``replicas``
    Only the primary's counters are known, or only a standby's: other servers may read it.
``counters-too-young``
    The counters cover less than a week.
``special-index``
    It is partial, on an expression, or no b-tree, and it is used: what it serves may not be in the workload.
``used-elsewhere``
    It is used, and by no query of the workload.

Those from ``not-counted`` on ask who reads the index. They keep none whose work another one does that stays: an exact
duplicate, or a b-tree that begins with the same keys. These, and ``foreign-key``, let go what a new index replaces.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from ...model.activity import Activity, IndexActivity
from ...model.advice import Refusal
from ...model.change.indexes import attached
from ...model.database import Database
from ...model.index import Index
from ...model.statistics import Statistics
from ...model.table import Table
from ..overlap import does_work_of

DAYS = 7  # that counters must cover before a zero means anything
REPLACEABLE = frozenset((
    "foreign-key", "not-counted", "on-a-standby", "replicas", "counters-too-young", "special-index", "used-elsewhere",
))  # fmt: skip
Kept = tuple[str, str]  # code, reason


@dataclass(frozen=True, slots=True)
class Standing:
    """Today's indexes: those that the search may drop, and those that stay."""

    free: tuple[Index, ...]
    kept: tuple[Refusal, ...]

    @property
    def replaceable(self) -> tuple[Index, ...]:
        """Of those that stay, the ones that may go where a new index does all their work."""
        return tuple(one.index for one in self.kept if one.code in REPLACEABLE)


def standing(
    database: Database, statistics: Statistics | None, activity: Activity | None, used: Collection[str] = ()
) -> Standing:
    """Every index of a table or materialized view; ``used`` are the names of those that the workload's plans use."""
    free: list[Index] = []
    kept: list[Refusal] = []
    unknown = _unknown(statistics, activity)
    doubt = unknown or _doubt(activity)
    for holder in database.relations:
        staying = {index: why for index in holder.indexes if (why := _fixed(index))}
        if isinstance(holder, Table):
            staying |= _guards(holder, staying, database, activity)
        for index in sorted(set(holder.indexes) - staying.keys(), key=_widest_first):
            why = doubt or _usage(index, database, activity, used)
            spared = not unknown and any(does_work_of(one, index) for one in staying if one.valid and one.ready)
            if why and not spared:
                staying[index] = why
        free += [index for index in holder.indexes if index not in staying]
        kept += [_refusal(index, staying[index], statistics) for index in holder.indexes if index in staying]
    return Standing(tuple(free), tuple(kept))


def _refusal(index: Index, why: Kept, statistics: Statistics | None) -> Refusal:
    known = statistics.of(index.name) if statistics else None
    return Refusal(index=index, code=why[0], reason=why[1], bytes=known.bytes if known else None)


def _fixed(index: Index) -> Kept | None:
    """Why it stays whoever reads it."""
    reasons = (
        (index.primary, "primary-key", f"it enforces the primary key of {index.table}"),
        (index.constraint and index.unique, "unique-constraint", f"it enforces the constraint {index.constraint}"),
        (index.constraint, "exclusion-constraint", f"it enforces the constraint {index.constraint}"),
        (index.unique, "unique-index", "it keeps duplicates out: without it other rows may be stored"),
        (index.replica_identity, "replica-identity", f"subscribers find the rows of {index.table} by it"),
        (index.clustered, "clustered-on", f"CLUSTER orders {index.table} by it"),
        (index.parent, "attached", f"it belongs to {index.parent} and goes with that"),
        (not (index.valid and index.ready), "invalid", "no plan can use it; the check invalid-index says what to do"),
    )
    return next(((code, reason) for holds, code, reason in reasons if holds), None)


def _guards(table: Table, fixed: Collection[Index], database: Database, activity: Activity | None) -> dict[Index, Kept]:
    """For each foreign key without a fixed index: of those that find its rows, the most used, then the narrowest."""
    guards: dict[Index, Kept] = {}
    for key in table.foreign_keys:
        covering = [index for index in table.indexes if index.covers(key.columns)]
        if not covering or any(index in fixed or index in guards for index in covering):
            continue
        scans = {index: _scans(_counters(index, database, activity)) for index in covering}
        best = min(covering, key=lambda index: (-scans[index], len(index.keys) + len(index.include), str(index.name)))
        guards[best] = "foreign-key", f"deletes from {key.target} find their rows of {table.name} by it ({key.name})"
    return guards


def _unknown(statistics: Statistics | None, activity: Activity | None) -> Kept | None:
    """Why nothing is known of any index."""
    if statistics is None:
        return "no-statistics", "the source has no statistics: nothing tells what would be lost"
    if activity is None:
        return "no-counters", "the source has no counters: nothing tells whether it is used"
    return None


def _doubt(activity: Activity | None) -> Kept | None:
    """Why the counters do not tell that nobody reads an index."""
    if activity is None:
        return None
    if activity.standby:
        return "on-a-standby", "the counters are a standby's: the primary may read it"
    slots = sum(slot.kind == "physical" for slot in activity.slots)
    if replicas := max(activity.replicas, slots):
        servers = "a standby counts" if replicas == 1 else f"{replicas} standbys count"
        return "replicas", f"{servers} scans apart, and may read it"
    if activity.days < DAYS:
        covered = f"{activity.days:.0f} days" if activity.days >= 1 else "less than a day"
        return "counters-too-young", f"the counters cover {covered}: too little before {DAYS} days"
    return None


def usage(index: Index, database: Database, activity: Activity | None) -> str:
    """How often it was used, and since when; empty where nothing tells."""
    counters = _counters(index, database, activity)
    if not counters or activity is None:
        return ""
    since = (activity.since or activity.started_at or "the first start")[:10]
    last = max((one.last_scan for one in counters if one.last_scan), default="")
    scans = _scans(counters)
    return f"used {scans:,} times since {since}" if scans or not last else f"used last on {last[:10]}"


def _usage(index: Index, database: Database, activity: Activity | None, used: Collection[str]) -> Kept | None:
    """Why it stays by its own counters: used, and not by what the search knows."""
    counters = _counters(index, database, activity)
    if not counters:
        return "not-counted", "the server has no counters of it: nothing tells whether it is used"
    if not any(one.scans or one.last_scan for one in counters):
        return None
    told = usage(index, database, activity)
    if index.method != "btree" or index.predicate or any(key.column is None for key in index.keys):
        return "special-index", f"{told}; it is {_special(index)}, and what it serves may not be in the workload"
    if not any(one.name.name in used for one in attached(database, index.name)):
        return "used-elsewhere", f"{told}, by queries that this workload does not hold"
    return None


def _special(index: Index) -> str:
    if index.predicate:
        return "partial"
    return "on an expression" if index.method == "btree" else f"of the method {index.method}"


def _counters(index: Index, database: Database, activity: Activity | None) -> list[IndexActivity]:
    """Its counters, and those of the partitions' indexes that are attached to it."""
    family = attached(database, index.name) if activity else ()
    return [counted for one in family if activity and (counted := activity.index(one.name))]


def _scans(counters: Collection[IndexActivity]) -> int:
    return sum(one.scans for one in counters)


def _widest_first(index: Index) -> tuple[int, str]:
    """The index to keep, of several that do the same work, comes first."""
    return -len(index.keys) - len(index.include), str(index.name)
