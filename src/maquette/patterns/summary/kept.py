"""A summary that is kept: the SQL of its tables, its triggers and its view, from the query's own parts."""

from __future__ import annotations

from dataclasses import dataclass

from ...model.change.base import cut
from ...model.names import Name, literal, quote
from ...sql.grouping import Grouping, Output
from ..template import Sql, Text, Value

EVENTS = ("inserted", "deleted", "updated", "truncated")
RESULTS = {"smallint": "bigint", "integer": "bigint", "bigint": "numeric", "numeric": "numeric"}  # of sum()


@dataclass(frozen=True, slots=True)
class Kept:
    """What its templates are filled with. Columns that begin with an underscore are counts and sums of its own."""

    query: Grouping
    summary: Name

    @property
    def counters(self) -> dict[str, str]:
        """The columns beside the keys, each with what it counts: rows, values that are not NULL, and their sums."""
        found = {"_rows": "count(*)"}
        summed = {one.argument for one in self.query.outputs if one.function in ("sum", "avg")}
        for place, argument in enumerate(self.query.arguments, 1):
            found[f"_values{place}"] = f"count({argument})"
            if argument in summed:
                found[f"_sum{place}"] = f"coalesce(sum({argument}), 0)"
        return found

    def over(self, relation: str) -> str:
        """Counts and sums over the rows of a relation like the table."""
        keys = [f"{one.expression} AS {quote(one.name)}" for one in self.query.keys]
        counts = [f"{said} AS {name}" for name, said in self.counters.items()]
        return self.query.of(", ".join(keys + counts), relation)

    def output(self, one: Output) -> str:
        """A column of the query from the counts and sums."""
        place = self.query.arguments.index(one.argument) + 1 if one.argument else 0
        values, total = f"_values{place}" if place else "_rows", f"_sum{place}"
        said = {
            "": quote(one.name),
            "count": f"{values}::bigint",
            "sum": f"CASE WHEN {values} > 0 THEN {total}::{RESULTS.get(one.type, 'numeric')} END",
            "avg": f"CASE WHEN {values} > 0 THEN {total}::numeric / {values} END",
        }[one.function]
        return said if not one.function else f"{said} AS {quote(one.name)}"

    def part(self, suffix: str) -> Name:
        """An object of the summary."""
        return Name(self.summary.schema, cut(self.summary.name, f"_{suffix}"))

    def values(self, unique: str) -> dict[str, Value]:
        """What the templates want."""
        keys, counters = [quote(one.name) for one in self.query.keys], tuple(self.counters)
        summed = [f"sum({name}) AS {name}" for name in counters]
        return {
            "table": self.query.table, "summary": self.summary, "groups": self.part("groups"),
            "deltas": self.part("deltas"), "writing": self.part("write"), "fold": self.part("fold"),
            "rebuild": self.part("rebuild"), "key": self.part("key").name, "unique": Sql(unique),
            "literal": Text(str(self.summary)), "keys": Sql(", ".join(keys)),
            "shape": Sql(self.over(str(self.query.table))),
            "added": Sql(self.over("added_rows")), "removed": Sql(self.over("removed_rows")),
            "negated": Sql(", ".join(keys + [f"-{name}" for name in counters])),
            "merged": Sql(", ".join(keys + summed)),
            "differs": Sql(" OR ".join(f"sum({name}) <> 0" for name in counters)),
            "sums": Sql(", ".join(f"{name} = held.{name} + excluded.{name}" for name in counters)),
            "zero": Sql(" AND ".join(f"{name} = 0" for name in counters)),
            "outputs": Sql(", ".join(self.output(one) for one in self.query.outputs)),
            **{event: cut(self.summary.name, f"_{event}") for event in EVENTS},
        }  # fmt: skip


def cron(name: Name, every: str, command: str) -> str:
    """The statement that has pg_cron run it."""
    return f"SELECT cron.schedule({literal(str(name))}, {literal(every)}, {literal(command)})"
