"""What a change does to the workload's cost, query by query, on the twin: the planner's word, before any rehearsal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from ..model.change import (
    AddKey,
    AlterPolicy,
    AlterSystem,
    Change,
    CreateIndex,
    DropConstraint,
    DropIndex,
    RebuildIndex,
    RewriteQuery,
    Steps,
)
from ..model.constraint import ForeignKey
from ..model.errors import ExperimentError
from ..model.evidence import Evidence, QueryComparison, Verdict
from ..model.finding import Finding
from ..model.index import Index
from ..model.names import Name, quote
from ..model.plan import Plan
from ..model.snapshot import Snapshot
from ..model.table import Table
from ..model.workload import Query
from ..sql.analyse import analyse_workload
from ..sql.analysis import AnalysedQuery
from ..twin.twin import Twin
from .comparison import GAIN, LOSS, Comparison

INDEX_CHANGES = (CreateIndex, DropIndex, RebuildIndex, DropConstraint, AddKey)
# Settings under which costs stay in the same units, so that cheaper means cheaper.
COMPARABLE = ("work_mem", "hash_mem_multiplier", "enable_")


def weighed(findings: Iterable[Finding]) -> tuple[Name, ...]:
    """The tables that weighing those findings asks the twin about, beside what the workload reads."""
    changes = [finding.change for finding in findings if finding.change]
    seen = [change for change in changes if isinstance(change, AlterPolicy) or _touches_indexes(change)]
    return tuple(dict.fromkeys(name for change in seen for name in change.tables))


def rewritten(findings: Iterable[Finding]) -> tuple[str, ...]:
    """The queries that those findings propose instead of the workload's."""
    return tuple(finding.change.sql for finding in findings if isinstance(finding.change, RewriteQuery))


@dataclass(frozen=True)
class Weighing:
    """Asks a twin about the changes of one snapshot's findings."""

    twin: Twin
    snapshot: Snapshot

    def weigh(self, finding: Finding) -> Iterator[Evidence]:
        """What the planner says of the finding's change; nothing where it cannot see it."""
        change = finding.change
        with suppress(ExperimentError):  # what the twin cannot make (an extension it lacks) it cannot weigh
            if isinstance(change, RewriteQuery):
                yield from self._weigh_rewrite(change)
            elif isinstance(change, AlterSystem) and change.setting.startswith(COMPARABLE):
                yield from self._weigh_setting(change)
            elif isinstance(change, AlterPolicy):
                yield from self._weigh_policy(change)
            elif change and _touches_indexes(change):
                yield from self._weigh_indexes(finding, change)

    def _weigh_indexes(self, finding: Finding, change: Change) -> Iterator[Evidence]:
        made, gone = self._index_changes(change)
        if not made and not gone:
            return
        touched = self._touching(change.tables)
        before = self._plans(touched)
        keys = [key for index in made for key in self._keys_served(index)] if not finding.queries else []
        looked_up = {key.name: self._look_up(table, key) for table, key in keys}
        with self.twin.what_if(create=made, drop=[index.name for index in gone]) as candidates:
            after = self._plans(touched)
            found = {key.name: self._look_up(table, key) for table, key in keys}
        evidence = self._compare(before, after)
        weight: dict[str, float] = {}
        if made:  # what it costs: room, and a part of every write
            weight = {"bytes": sum(one.bytes for one in candidates), "writes": self._writes(change.tables)}
        conditions = self._conditions(**weight)
        verdict, reason = evidence.gains(finding.queries) if made and finding.queries else evidence.loses_nothing()
        yield evidence.as_evidence(
            "the workload gets cheaper" if made and finding.queries else "no query gets materially dearer",
            verdict, reason, conditions,
        )  # fmt: skip
        for table, key in keys:
            judged = self._judge_look_up(table, key, looked_up[key.name], found[key.name])
            if judged.verdict == "proved" or evidence.share < GAIN:  # joins along the key may be reason enough
                yield judged

    def _weigh_rewrite(self, change: RewriteQuery) -> Iterator[Evidence]:
        query = next((query for query in self._queries if query.name == change.query), None)
        before = self._plans([query] if query else [])
        if query is None or not before:
            return
        evidence = self._compare(before, {query.name: self.twin.plan(change.sql)})
        costs = (before[query.name].cost, evidence.after[query.name].cost)
        ratio = costs[1] / max(costs[0], 1e-9)
        verdict: Verdict = "proved" if ratio < 1 - LOSS else "refuted" if ratio > 1 + LOSS else "inconclusive"
        said = f"the query's cost goes from {costs[0]:,.0f} to {costs[1]:,.0f}"
        reason = f"{said}; whether it gives the same rows is not examined"
        yield evidence.as_evidence("the query gets cheaper", verdict, reason, self._conditions())

    def _weigh_policy(self, change: AlterPolicy) -> Iterator[Evidence]:
        """A policy's condition is part of every query: it is planned alone, as a query of its own."""
        table = self.snapshot.database.table(change.table)
        old = next((policy for policy in table.policies if policy.name == change.policy.name), None) if table else None
        if old is None or old.using is None or change.policy.using is None or old.using == change.policy.using:
            return
        before, after = (
            self.twin.plan(f"SELECT * FROM {change.table} WHERE {using}")  # noqa: S608 - the source's own text
            for using in (old.using, change.policy.using)
        )
        said = f"reading {change.table} under the policy costs {before.cost:,.0f}"
        cheaper = after.cost < before.cost * (1 - LOSS)
        yield Evidence(
            claim="the policy's condition gets cheaper",
            method="estimated",
            verdict="proved" if cheaper else "inconclusive",
            reason=f"{said} before and {after.cost:,.0f} after" if cheaper else f"{said}, and no less after",
            conditions=self._conditions(),
            queries=(QueryComparison(query=f"policy {old.name}", calls=0.0, before=before, after=after),),
        )

    def _weigh_setting(self, change: AlterSystem) -> Iterator[Evidence]:
        settings = {change.setting: change.value}
        before = self._plans(self._queries)
        evidence = self._compare(before, self._plans(self._queries, settings))
        if evidence.changed:
            verdict, reason = evidence.loses_nothing()
            yield evidence.as_evidence("no query gets materially dearer", verdict, reason, self._conditions())

    def _judge_look_up(self, table: Table, key: ForeignKey, before: Plan | None, after: Plan | None) -> Evidence:
        """Whether the index serves what the server itself asks when a referenced row goes."""
        compared: tuple[QueryComparison, ...] = ()
        verdict: Verdict = "inconclusive"
        if before is None or after is None:
            reason = "the look-up cannot be planned"
        else:
            name = f"looking up {table.name} when a row of {key.target} goes"
            compared = (QueryComparison(query=name, calls=self._deletes(key.target), before=before, after=after),)
            said = f"{name} costs {before.cost:,.0f}"
            if after.cost < before.cost * (1 - LOSS):
                verdict, reason = "proved", f"{said} without the index and {after.cost:,.0f} with it"
            else:
                reason = f"{said} either way: the table is too small for an index to matter"
        return Evidence(
            claim=f"deletes from {key.target} need not read all of {table.name}", method="estimated", verdict=verdict,
            reason=reason, conditions=self._conditions(), queries=compared,
        )  # fmt: skip

    def _look_up(self, table: Table, key: ForeignKey) -> Plan | None:
        """The plan of the query that a referential trigger runs (ri_triggers.c)."""
        only = "" if table.kind == "partitioned" else "ONLY "
        equal = " AND ".join(f"x.{quote(column)} = ${number}" for number, column in enumerate(key.columns, 1))
        try:
            sql = f"SELECT 1 FROM {only}{table.name} x WHERE {equal} FOR KEY SHARE OF x"  # noqa: S608 - quoted names
            return self.twin.plan(sql)
        except ExperimentError:
            return None

    def _deletes(self, table: Name) -> float:
        counted = self.snapshot.activity.table(table) if self.snapshot.activity else None
        return float(counted.deletes) if counted else 0.0

    def _keys_served(self, index: CreateIndex) -> Iterator[tuple[Table, ForeignKey]]:
        table = self.snapshot.database.table(index.table)
        for key in table.foreign_keys if table else ():
            leading = {part.column for part in index.keys[: len(key.columns)]}
            if table and leading == set(key.columns) and index.predicate is None:
                yield table, key

    def _index_changes(self, change: Change) -> tuple[list[CreateIndex], list[Index]]:
        """Indexes that the change makes or mends, and valid ones that it drops. Partitions follow their parents."""
        changed = change.apply(self.snapshot.database)
        made: list[CreateIndex] = []
        gone: list[Index] = []
        for name in change.tables:
            old, new = (
                {index.name: index for index in table.indexes} if (table := database.table(name)) else {}
                for database in (self.snapshot.database, changed)
            )
            made += [_as_change(i) for i in new.values() if i.parent is None and _serves_now(i, old.get(i.name))]
            gone += [index for index in old.values() if index.name not in new and index.valid]
        return made, gone

    @cached_property
    def _queries(self) -> tuple[Query, ...]:
        return self.snapshot.workload.queries if self.snapshot.workload else ()

    @cached_property
    def _analysed(self) -> tuple[AnalysedQuery, ...]:
        workload = self.snapshot.workload
        return analyse_workload(workload, self.snapshot.database) if workload else ()

    def _writes(self, tables: Iterable[Name]) -> float:
        """Calls of the workload that write to those tables."""
        written = {one.query.name: one.analysis.target for one in self._analysed if one.analysis.target}
        wanted = set(tables)
        return sum(self._calls[query] for query, target in written.items() if target.name in wanted)

    @cached_property
    def _readers(self) -> Mapping[Name, frozenset[str]]:
        """By table: the queries that name it, a partition or heir of it, or a view over it."""
        readers: dict[Name, set[str]] = {}
        database = self.snapshot.database
        for analysed in self._analysed:
            named = [relation.name for relation in analysed.analysis.relations]
            named += [analysed.analysis.target.name] if analysed.analysis.target else []
            while named:
                name = named.pop()
                if analysed.query.name not in readers.setdefault(name, set()):
                    readers[name].add(analysed.query.name)
                    view, table = database.view(name), database.table(name)
                    named += view.depends_on if view else ()
                    named += [table.partition_of.parent] if table and table.partition_of else []
        return {name: frozenset(queries) for name, queries in readers.items()}

    def _touching(self, tables: Iterable[Name]) -> list[Query]:
        """Queries whose plans can change with an index of those tables; what cannot be taken apart may be one."""
        wanted = {query for table in tables for query in self._readers.get(table, ())}
        known = frozenset().union(*self._readers.values())
        return [query for query in self._queries if query.name in wanted or query.name not in known]

    def _plans(self, queries: Iterable[Query], settings: Mapping[str, str] | None = None) -> dict[str, Plan]:
        plans: dict[str, Plan] = {}
        for query in queries:
            if not query.problem:
                with suppress(ExperimentError):
                    plans[query.name] = self.twin.plan(query.sql, settings)
        return plans

    def _compare(self, before: Mapping[str, Plan], after: Mapping[str, Plan]) -> Comparison:
        return Comparison(self._total, self._calls, before, after)

    @cached_property
    def _total(self) -> float:
        """The workload's cost as it is: calls × total cost."""
        plans = self._plans(self._queries)
        return sum(query.calls * plans[query.name].cost for query in self._queries if query.name in plans)

    @cached_property
    def _calls(self) -> Mapping[str, float]:
        """Calls by query."""
        return {query.name: query.calls for query in self._queries}

    def _conditions(self, **more: object) -> dict[str, object]:
        facts = self.twin.facts()
        return {"engine": self.snapshot.database.engine, "version": facts.version, "fidelity": facts.fidelity, **more}


def _touches_indexes(change: Change) -> bool:
    if isinstance(change, Steps):
        return any(_touches_indexes(step) for step in change.changes)
    return isinstance(change, INDEX_CHANGES)


def _serves_now(index: Index, before: Index | None) -> bool:
    return before is None or (index.valid and not before.valid)


def _as_change(index: Index) -> CreateIndex:
    return CreateIndex(
        table=index.table, keys=index.keys, include=index.include, predicate=index.predicate, method=index.method,
        unique=index.unique,
    )  # fmt: skip
