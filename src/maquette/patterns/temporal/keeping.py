"""What keeps versions apart: a constraint of the table, of a table of periods beside it, or of a history."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import replace

from ...model.constraint import Key
from ...model.errors import ConfigError, UnsupportedError
from ...model.names import Name, quote
from ...model.table import Column, Table
from ..ground import Ground
from ..pattern import Part, name_of
from ..template import Sql, Value
from .period import Period, apart, apart_in_core, fields, same
from .versions import Versions

SHORT = 10_000  # rows: a GiST index on them and its check took less than half a second on each version
BATCH = 2_000  # rows whose writers wait while they are taken in: some 0.1 s
HELD = "during"
PERIOD_SINCE = 18
MOMENT = "clock_timestamp()"
LATER = "lower(v.during) + interval '1 microsecond'"


def on_table(ground: Ground, versions: Versions, place: str, range_wanted: bool) -> bool:
    """Whether the constraint is to stand on the table itself; what stands already, stays."""
    table = versions.table
    if _standing(versions):
        return True
    if ground.database.table(_validity(versions)):
        return False
    unfit = "is partitioned" if table.kind == "partitioned" else ""
    if range_wanted and not versions.period.ranged:
        unfit = "keeps its period in two columns, and PERIOD needs a range"
    if unfit and place == "table":
        raise UnsupportedError(f"{table.name} {unfit}", "leave place=auto")
    rows = ground.rows(table)
    small = rows is not None and rows <= SHORT
    return not unfit and (place == "table" or (place == "auto" and small))


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


def beside(ground: Ground, versions: Versions, direct: bool, within: str, gist: bool) -> Iterator[Part]:
    """The steps that keep the versions of a table apart, on itself or beside it."""
    table, period, rows = versions.table, versions.period, versions.rows
    if gist:
        yield from ground.need("btree_gist")
    held = period.columns[0] if direct and period.ranged else HELD
    rule = _rule(ground, table, versions.key, period.of() if direct else Sql(HELD), gist, period.ranged or not direct)
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
            table=table.name, label=Sql(f"'{str(table.name).replace(chr(39), chr(39) * 2)}'"), beside=holder,
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
    if within:
        yield from _within(ground, table, holder, versions.key, held, within)


def history(ground: Ground, table: Table, within: str, gist: bool) -> Generator[Part, None, Versions]:
    """The steps that keep a history beside a table of what is true now; gives its versions."""
    if gist:
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
        now, horizon=Sql(MOMENT),
        table=Table(name=name, columns=plain, primary_key=_primary(name, (*key, HELD))),
    )  # fmt: skip
    held = Sql(HELD)
    yield from ground.steps(
        "history", "every version with its period, whoever writes",
        table=table.name, history=name, columns=_columns(ground, table, names, set(key)), held=HELD,
        kind=Sql("tstzrange"), key=fields(key), constraint=_names(table),
        rule=_rule(ground, table, key, held, gist, ranged=True), sound=f"{_names(table)}_sound"[:63],
        keep=now.name("keep_", "_history"), lock=kept.lock, ended=Sql(f"tstzrange(lower(v.{HELD}), greatest({MOMENT}, {LATER}))"),
        old_key=fields(key, "OLD"), new_key=fields(key, "NEW"),
        of_old=same(key, "v", [f"OLD.{quote(column)}" for column in key]),
        of_new=same(key, "v", [f"NEW.{quote(column)}" for column in key]),
        names=fields(names), new_names=fields(names, "NEW"), v_names=fields(names, "v"),
        v_key=fields(key, "v"), last_key=fields(key, "last"), held_key=fields(key, "held"), batch=BATCH,
        trigger=f"{_names(table)}_kept"[:63], changed=f"{_names(table)}_changed"[:63],
        emptied=f"{_names(table)}_emptied"[:63],
    )  # fmt: skip
    if within:
        yield from _within(ground, table, name, key, HELD, within)
    return kept


def _names(table: Table) -> str:
    """The name of the rule; what belongs to it is called after it."""
    return f"{table.name.name.encode()[:40].decode(errors='ignore')}_versions"


def _primary(table: Name, columns: tuple[str, ...]) -> Key:
    name = f"{table.name}_pkey"
    return Key(name=name, definition="", columns=columns, index=Name(table.schema, name), primary=True)


def _rule(ground: Ground, table: Table, key: tuple[str, ...], held: Sql, gist: bool, ranged: bool) -> Sql:
    """The constraint: a key WITHOUT OVERLAPS where there can be one, else EXCLUDE."""
    if gist and ranged and ground.major >= PERIOD_SINCE:
        return Sql(f"UNIQUE ({fields(key)}, {held} WITHOUT OVERLAPS)")
    return apart(key, held) if gist else apart_in_core(ground, table, key, held)


def _columns(ground: Ground, table: Table, names: tuple[str, ...], needed: set[str] | None = None) -> Sql:
    """The columns as a CREATE TABLE declares them; NOT NULL are all, or those that are needed."""
    parts = []
    for name in names:
        column = ground.column(table, name)
        collation = f" COLLATE {column.collation}" if column.collation else ""
        required = " NOT NULL" if needed is None or name in needed else ""
        parts.append(f"{quote(name)} {column.type}{collation}{required}")
    return Sql(",\n    ".join(parts))


def _within(  # noqa: PLR0917 - the key's two ends
    ground: Ground, table: Table, holder: Name, key: tuple[str, ...], held: str, within: str
) -> Iterator[Part]:
    """The foreign key with PERIOD to a temporal table, or to what is kept beside it."""
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
                    "target": target.name, "target_period": found.columns[-1], "table": table.name,
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
