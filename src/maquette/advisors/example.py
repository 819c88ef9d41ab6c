"""Examples of checks: the .sql file beside a check, its sections, and what each says in comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from ..model.activity import Activity, IndexActivity, SequencePosition, TableActivity
from ..model.database import Database, View
from ..model.errors import ConfigError
from ..model.index import Index
from ..model.names import Name
from ..model.replication import Slot
from ..model.settings import Setting, Settings
from ..model.snapshot import Snapshot
from ..model.statistics import RelationStatistics, Statistics
from ..model.table import Table
from ..model.workload import Query, Workload
from .check import Check

SECTION = re.compile(r"^-- (bad|good)(?:: (.+))?$", re.MULTILINE)
DIRECTIVE = re.compile(
    r"^-- (rows|query|setting|activity|slot|database|since|version|extension)\b ?([^:]*): *(.+)$", re.MULTILINE
)
VERSION = re.compile(r"(>=|<) (\d+)\Z")
NOW = datetime(2026, 1, 1, tzinfo=UTC)  # every example is observed at this moment
GUEST = "maquette_guest"  # the scratch server's role, with limits of its own
TABLE_ROWS, INDEX_ROWS = 80, 300  # rows a page, where a section assumes rows

Row = TypeVar("Row", TableActivity, IndexActivity, SequencePosition)


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One section: SQL that a server runs, and directives for what SQL cannot say.

    ``-- rows: purchase=1e7``, ``-- query 5000: SELECT …`` (5000 calls), ``-- setting: fsync=off``,
    ``-- activity purchase: inserts=1000 updates=5``, ``-- since: 90 days`` (age of the counters),
    ``-- slot backup: retained=5000000000`` (a replication slot), ``-- database: collation_version=2.31`` (a field of
    the database), ``-- version: >= 15``, ``-- extension: btree_gist`` (runs only where the server has it).
    """

    title: str  # "bad", "good: columns in another order"
    bad: bool
    sql: str
    rows: dict[str, float] = field(default_factory=dict)
    queries: tuple[Query, ...] = ()
    settings: dict[str, str] = field(default_factory=dict)
    activity: dict[str, dict[str, Any]] = field(default_factory=dict)
    slots: dict[str, dict[str, Any]] = field(default_factory=dict)
    database: dict[str, str] = field(default_factory=dict)
    since: float | None = None  # days
    versions: tuple[tuple[str, int], ...] = ()
    extensions: tuple[str, ...] = ()

    def fits(self, major: int) -> bool:
        """Whether a server of that version can run it."""
        return all(major >= bound if sign == ">=" else major < bound for sign, bound in self.versions)


def examples(check: Check) -> tuple[Example, ...]:
    """The sections of a check's example. Raises ConfigError for a title that is there twice or a bad directive."""
    text = check.example
    heads = list(SECTION.finditer(text))
    ends = [head.start() for head in heads[1:]] + [len(text)]
    made = tuple(_parse(head, text[head.end() : end].strip()) for head, end in zip(heads, ends, strict=True))
    if len({example.title for example in made}) < len(made):
        raise ConfigError(f"{check.name}.sql has two sections of the same title")
    return made


def _parse(head: re.Match[str], body: str) -> Example:
    given: dict[str, Any] = dict.fromkeys(("queries", "versions", "extensions"), ())
    given |= {word: {} for word in ("rows", "settings", "activity", "slots", "database")}
    for word, about, value in DIRECTIVE.findall(body):
        if word == "rows":
            given["rows"] |= {name: float(number) for name, number in _pairs(value)}
        elif word == "setting":
            name, _, setting = value.partition("=")
            given["settings"][name.strip()] = setting.strip()
        elif word == "activity":
            given["activity"][about] = dict(_counters(value))
        elif word == "slot":
            given["slots"][about] = dict(_counters(value))
        elif word == "database":
            given["database"] |= dict(_pairs(value))
        elif word == "query":
            name = f"query-{len(given['queries']) + 1}"
            given["queries"] += (Query(name=name, sql=value.rstrip(";"), calls=float(about or 1)),)
        elif word == "since":
            given["since"] = float(value.removesuffix("days"))
        elif word == "extension":
            given["extensions"] += (value.strip(),)
        elif found := VERSION.match(value.strip()):
            given["versions"] += ((found[1], int(found[2])),)
        else:
            raise ConfigError(f"-- version: {value}: say >= 15 or < 18")
    title = head[0].removeprefix("-- ")
    return Example(title=title, bad=head[1] == "bad", sql=DIRECTIVE.sub("", body).strip(), **given)


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for pair in re.split(r"[\s,]+", text.strip()):
        name, _, value = pair.rpartition("=")
        yield name, value


def _counters(text: str) -> Iterator[tuple[str, int | str]]:
    for name, value in _pairs(text):
        yield name, int(value) if value.isdigit() else value


def named(text: str) -> Name:
    """``purchase`` or ``billing.purchase`` as a Name."""
    schema, _, name = text.rpartition(".")
    return Name(schema or "public", name)


def dress(example: Example, read: Snapshot) -> Snapshot:
    """What was read of a server, with the section's directives, and without what differs from run to run.

    Settings are the version's defaults but for those that the section names; counters of use are zero but for those.
    """
    given: dict[str, Any] = {"version": read.database.major * 10000, **example.database}
    database = replace(_numbered(read.database), **given)
    return replace(
        read,
        origin=replace(read.origin, label="example", read_at=NOW.isoformat(), seconds=0.0, role=""),
        database=database,
        settings=_settings(example, read.settings or Settings()),
        statistics=_statistics(example, read),
        activity=_activity(example, read),
        workload=Workload(queries=example.queries, origin="example"),
    )


def _numbered(database: Database) -> Database:
    """Indexes in the order in which they were made, with a count in place of the server's numbers."""
    holders: tuple[Table | View, ...] = (*database.tables, *database.views)
    every = [index for holder in holders for index in holder.indexes]
    ranks = {made: rank for rank, made in enumerate(sorted({index.created for index in every}), 1)}

    def number(indexes: tuple[Index, ...]) -> tuple[Index, ...]:
        return tuple(replace(index, created=ranks[index.created]) for index in indexes)

    return replace(
        database,
        tables=tuple(replace(table, indexes=number(table.indexes)) for table in database.tables),
        views=tuple(replace(view, indexes=number(view.indexes)) for view in database.views),
    )


def _settings(example: Example, read: Settings) -> Settings:
    def value(setting: Setting) -> Setting:
        given = example.settings.get(setting.name)
        if given is not None:
            return replace(setting, value=given, source="configuration file", pending_restart=False)
        return replace(setting, value=setting.default or "", source="default", pending_restart=False)

    known = {setting.name for setting in read.settings}
    new = tuple(Setting(name=name, value=text) for name, text in example.settings.items() if name not in known)
    settings = tuple(value(setting) for setting in read.settings) + new
    return replace(read, settings=settings, overrides=tuple(o for o in read.overrides if o.role != GUEST))


def _statistics(example: Example, read: Snapshot) -> Statistics | None:
    if read.statistics is None:
        return None
    sizes = {named(name): rows for name, rows in example.rows.items()}
    indexes = {index.name: table.name for table in read.database.tables for index in table.indexes}

    def size(relation: RelationStatistics) -> RelationStatistics:
        owner = indexes.get(relation.name, relation.name)
        if owner not in sizes:
            return relation
        pages = 1 + round(sizes[owner] / (INDEX_ROWS if relation.name in indexes else TABLE_ROWS))
        return replace(relation, rows=sizes[owner], pages=pages, relpages=pages)

    return replace(read.statistics, relations=tuple(size(relation) for relation in read.statistics.relations))


def _activity(example: Example, read: Snapshot) -> Activity:
    said = {named(name): counters for name, counters in example.activity.items()}
    positions = read.activity.sequences if read.activity else ()

    def count(row: Row) -> Row:
        unknown = set(said.get(row.name, ())) - {f.name for f in fields(row)}
        if unknown:
            raise ConfigError(f"-- activity {row.name}: no counter is called {sorted(unknown)}")
        return replace(row, **said.get(row.name, {}))

    tables = read.database.tables
    return Activity(
        observed_at=NOW.isoformat(),
        started_at=(NOW - timedelta(days=400)).isoformat(),
        since=None if example.since is None else (NOW - timedelta(days=example.since)).isoformat(),
        tables=tuple(count(TableActivity(name=table.name)) for table in tables),
        indexes=tuple(count(IndexActivity(name=index.name)) for table in tables for index in table.indexes),
        sequences=tuple(count(position) for position in positions),
        slots=tuple(_slot(name, given) for name, given in example.slots.items()),
    )


def _slot(name: str, given: dict[str, Any]) -> Slot:
    return Slot(name=name, **{"kind": "physical", **given, "active": bool(given.get("active", 0))})
