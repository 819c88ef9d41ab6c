"""What keeps versions apart: a constraint of the table, of a table of periods beside it, or of a history."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace

from ...model.constraint import Key
from ...model.errors import ConfigError, UnsupportedError
from ...model.names import Name, quote
from ...model.table import Column, Table
from ..ground import Ground
from ..pattern import Part, name_of
from ..template import Sql, Text, Value
from .period import Period, apart, apart_in_core, fields, same
from .versions import Versions

SHORT = 10_000  # rows: an index on a million took 20 to 31 s (18, 15), so on these a third of a second
BATCH = 1_000  # rows whose writers wait while they are taken in: under 0.2 s with a million
HELD = "during"
PERIOD_SINCE = 18
MOMENT = "clock_timestamp()"
LATER = "lower(v.during) + interval '1 microsecond'"


@dataclass(frozen=True, slots=True)
class Terms:
    """The options as given."""

    place: str
    gaps: bool
    within: str
    btree_gist: bool


def on_table(versions: Versions, terms: Terms) -> bool:
    """Whether the constraint is to stand on the table itself; what stands already, stays."""
    ground, table = versions.ground, versions.table
    if _standing(versions):
        return True
    if ground.database.table(_validity(versions)):
        return False
    unfit = "is partitioned" if table.kind == "partitioned" else ""
    if terms.within and not versions.period.ranged:
        unfit = "keeps its period in two columns, and PERIOD needs a range"
    if unfit and terms.place == "table":
        raise UnsupportedError(f"{table.name} {unfit}", "leave place=auto")
    rows = ground.rows(table)
    small = rows is not None and rows <= SHORT
    return not unfit and (terms.place == "table" or (terms.place == "auto" and small))


def _standing(versions: Versions) -> str:
    """The name of a constraint of the table that keeps its versions apart already."""
    table, key, period = versions.table, versions.key, versions.period
    for one in table.keys:
        if one.without_overlaps and one.columns == (*key, *period.columns):
            return one.name
    rule = apart(key, period.of())
    return next((one.name for one in table.exclusions if one.definition == rule or one.name == _names(table)), "")


def _validity(versions: Versions) -> Name:
    return versions.name("", "_validity")


def beside(versions: Versions, terms: Terms, direct: bool) -> Iterator[Part]:
    """The steps that keep the versions of a table apart, on itself or beside it."""
    ground, table, period, rows = versions.ground, versions.table, versions.period, versions.rows
    if terms.btree_gist:
        yield from ground.need("btree_gist")
    held = period.columns[0] if direct and period.ranged else HELD
    ranged, when = period.ranged or not direct, period.of() if direct else Sql(HELD)
    rule = _without_overlaps(ground, terms, versions.key, when) if ranged else None
    rule = rule or _excluding(ground, terms, table, versions.key, when)
    sound = f"{_names(table)}_sound"
    holder = table.name if direct else _validity(versions)
    if direct:
        yield from ground.steps(
            "constraint", "no two versions have a moment in common",
            table=table.name, constraint=_standing(versions) or _names(table), rule=rule, sound=sound,
            period=period.of(),
        )  # fmt: skip
    else:
        names = tuple(dict.fromkeys((*rows, *versions.key)))
        watched = (*names, *(column for column in period.columns if column not in names))
        yield from ground.steps(
            "beside", "no two versions have a moment in common, and no writer waits",
            table=table.name, label=Text(table.name), beside=holder,
            columns=_columns(ground, table, names), held=HELD, kind=Sql(period.range), rows=fields(rows),
            constraint=_names(table), rule=rule, sound=sound, keep=versions.name("keep_", "_validity"),
            key=fields(versions.key), period=period.of(),
            old_rows=fields(rows, "OLD"), new_rows=fields(rows, "NEW"), held_rows=fields(rows, "held"),
            names=fields(names), new_names=fields(names, "NEW"), new_period=period.of("NEW"),
            excluded=fields(names, "EXCLUDED"), old_watched=fields(watched, "OLD"), new_watched=fields(watched, "NEW"),
            trigger=f"{_names(table)}_kept"[:63], changed=f"{_names(table)}_changed"[:63],
            emptied=f"{_names(table)}_emptied"[:63],
            v_rows=fields(rows, "v"), v_names=fields(names, "v"), v_period=period.of("v"),
            last_rows=fields(rows, "last"), batch=BATCH,
        )  # fmt: skip
    if terms.within:
        yield from _within(versions, holder, held, terms.within)


def history(ground: Ground, table: Table, terms: Terms) -> Generator[Part, None, Versions]:
    """The steps that keep a history beside a table of what is true now; gives its versions."""
    if terms.btree_gist:
        yield from ground.need("btree_gist")
    key = ground.key(table).columns
    columns = tuple(column for column in table.columns if not column.generated)
    names = tuple(column.name for column in columns)
    if HELD in names:
        raise UnsupportedError(f"{table.name} has a column {HELD}, as its history would", f"set period={HELD}")
    now = Versions(ground, table, key, Period((HELD,), "tstzrange"))
    name = now.name("", "_history")
    plain = (*(replace(c, identity="", default=None) for c in columns), Column(name=HELD, type="tstzrange"))
    kept = replace(
        now, now=table.name,
        table=Table(name=name, columns=plain, primary_key=_primary(name, (*key, HELD))),
    )  # fmt: skip
    rule = _without_overlaps(ground, terms, key, Sql(HELD)) or _excluding(ground, terms, table, key, Sql(HELD))
    ended = Sql(f"tstzrange(lower(v.{HELD}), greatest({MOMENT}, {LATER}))")
    yield from ground.steps(
        "history", "every version with its period, whoever writes",
        table=table.name, history=name, columns=_columns(ground, table, names, set(key)), held=HELD,
        kind=Sql("tstzrange"), key=fields(key), constraint=_names(table),
        rule=rule, sound=f"{_names(table)}_sound"[:63],
        keep=now.name("keep_", "_history"), ended=ended,
        of_old=same(key, "v", [f"OLD.{quote(column)}" for column in key]),
        of_new=same(key, "v", [f"NEW.{quote(column)}" for column in key]),
        names=fields(names), new_names=fields(names, "NEW"), v_names=fields(names, "v"),
        v_key=fields(key, "v"), last_key=fields(key, "last"), held_key=fields(key, "held"), batch=BATCH,
        trigger=f"{_names(table)}_kept"[:63], changed=f"{_names(table)}_changed"[:63],
        emptied=f"{_names(table)}_emptied"[:63],
    )  # fmt: skip
    if terms.within:
        yield from _within(now, name, HELD, terms.within)
    return kept


def _names(table: Table) -> str:
    """The name of the rule; what belongs to it is called after it."""
    return f"{table.name.name.encode()[:40].decode(errors='ignore')}_versions"


def _primary(table: Name, columns: tuple[str, ...]) -> Key:
    name = f"{table.name}_pkey"
    return Key(name=name, definition="", columns=columns, index=Name(table.schema, name), primary=True)


def _without_overlaps(ground: Ground, terms: Terms, key: tuple[str, ...], held: Sql) -> Sql | None:
    """A key WITHOUT OVERLAPS, which PERIOD can refer to, where there can be one."""
    if not terms.btree_gist or ground.major < PERIOD_SINCE:
        return None
    return Sql(f"UNIQUE ({fields(key)}, {held} WITHOUT OVERLAPS)")


def _excluding(ground: Ground, terms: Terms, table: Table, key: tuple[str, ...], held: Sql) -> Sql:
    return apart(key, held) if terms.btree_gist else apart_in_core(ground, table, key, held)


def _columns(ground: Ground, table: Table, names: tuple[str, ...], needed: set[str] | None = None) -> Sql:
    """The columns as a CREATE TABLE declares them; NOT NULL are all, or those that are needed."""
    parts = []
    for name in names:
        column = ground.column(table, name)
        collation = f" COLLATE {column.collation}" if column.collation else ""
        required = " NOT NULL" if needed is None or name in needed else ""
        parts.append(f"{quote(name)} {column.type}{collation}{required}")
    return Sql(",\n    ".join(parts))


def _within(versions: Versions, holder: Name, held: str, within: str) -> Iterator[Part]:
    """The foreign key with PERIOD to a temporal table, or to what is kept beside it."""
    ground, key = versions.ground, versions.key
    if ground.major < PERIOD_SINCE:
        raise UnsupportedError(
            f"PERIOD foreign keys came with PostgreSQL {PERIOD_SINCE}, this is {ground.major}",
            "leave within out; a foreign key without PERIOD holds in every version",
        )
    asked = name_of(within)
    for tail in ("", "_validity", "_history"):
        target = ground.database.table(Name(asked.schema, f"{asked.name}{tail}"))
        for found in target.keys if target else ():
            if target and found.without_overlaps and len(found.columns) == len(key) + 1:
                others = [f"o.{quote(column)}" for column in found.columns[:-1]]
                words: dict[str, Value] = {
                    "target": target.name, "target_period": found.columns[-1], "table": versions.table.name,
                    "same_target": same(found.columns[:-1], "t", others),
                    "key_row": Sql(f"({fields(key)})"), "target_row": fields(found.columns[:-1], "t"),
                }  # fmt: skip
                yield from ground.premises("within_premises", **words)
                yield from ground.steps(
                    "within", "a version holds only while what it belongs to does",
                    table=holder, constraint=f"{holder.name[:40]}_within_{asked.name[:15]}", key=fields(key), held=held,
                    target=target.name, target_key=fields(found.columns[:-1]), target_period=found.columns[-1],
                )  # fmt: skip
                return
    raise ConfigError(
        f"{asked} has no key WITHOUT OVERLAPS of {len(key)} columns and a period", "make it temporal first"
    )
