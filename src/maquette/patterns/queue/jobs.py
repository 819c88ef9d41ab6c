"""A table of jobs as a queue sees it, and the clauses that its functions are composed of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ...model.change import index_name
from ...model.errors import UnsupportedError
from ...model.names import Name, quote
from ...model.table import Column, Table
from ..ground import Ground
from ..template import Sql, Value

TIME = "timestamp with time zone"


@dataclass(frozen=True)
class Mark:
    """A column that marks a job as over: a time that is set, or true."""

    column: str
    timed: bool

    def unset(self, alias: str = "") -> str:
        return f"{alias}{quote(self.column)} {'IS NULL' if self.timed else 'IS NOT TRUE'}"

    def isset(self, alias: str = "") -> str:
        return f"{alias}{quote(self.column)} {'IS NOT NULL' if self.timed else ''}".strip()

    def when(self, condition: str) -> str:
        """What the column is set to where the condition is to decide."""
        return f"CASE WHEN {condition} THEN clock_timestamp() END" if self.timed else condition

    @property
    def now(self) -> str:
        return "clock_timestamp()" if self.timed else "true"

    @property
    def never(self) -> str:
        return "NULL" if self.timed else "false"


@dataclass(frozen=True)
class Jobs:
    """The table, its key with types, and which column means what."""

    table: Name
    key: Mapping[str, str]
    queue: str
    queue_type: str
    run_at: str
    attempts: str
    done: Mark
    dead: Mark
    fair: str
    max_attempts: int

    @property
    def index(self) -> Name:
        return Name(self.table.schema, index_name(self.table, ("waiting",)))

    def function(self, verb: str) -> Name:
        return Name(self.table.schema, f"{self.table.name}_{verb}")

    def words(self) -> dict[str, Value]:
        """What the templates are filled with."""
        keys = tuple(map(quote, self.key))
        attempts = f"job.{quote(self.attempts)}"
        order = (
            quote(self.queue),
            *([quote(self.fair)] if self.fair else []),
            "priority DESC",
            quote(self.run_at),
            *keys,
        )
        verbs = ("take", "finish", "fail", "extend", "revive", "purge")
        return {
            "table": self.table, "queue": self.queue, "queue_type": Sql(self.queue_type), "run_at": self.run_at,
            "attempts": self.attempts, "done": self.done.column, "dead": self.dead.column, "fair": self.fair,
            "index": self.index, "index_name": self.index.name, "order": Sql(", ".join(order)),
            "open": Sql(f"{self.done.unset()} AND {self.dead.unset()}"),
            "waiting": Sql(f"{self.done.unset('job.')} AND {self.dead.unset('job.')}"),
            "key": Sql(", ".join(f"job.{key}" for key in keys)),
            "arguments": Sql(", ".join(f"{key} {kind}" for key, kind in zip(keys, self.key.values(), strict=True))),
            "types": Sql(", ".join(self.key.values())),
            "is_it": Sql(" AND ".join(f"job.{key} = {key}" for key in keys)),
            "same": Sql(" AND ".join(f"job.{key} = next.{key}" for key in keys)),
            "exhausted": Sql(self.dead.when(f"{attempts} >= {self.max_attempts}")),
            "expired": Sql(
                "CASE WHEN job.leased_until IS NULL THEN job.last_error "
                f"ELSE format('the lease of attempt %s ran out', {attempts}) END"
            ),
            "alive": Sql(self.dead.unset("taken.")),
            "given_up": Sql(self.dead.when(f"attempt >= {self.max_attempts}")),
            "is_now": Sql(self.done.now), "done_not": Sql(self.done.never), "dead_not": Sql(self.dead.never),
            "is_done": Sql(self.done.isset("job.")), "is_dead": Sql(self.dead.isset("job.")),
            "ended": self.done.column if self.done.timed else self.run_at,
            "both": Sql(" AND ".join(f"first.{key} = again.{key}" for key in keys)),
            "again_key": Sql(", ".join(f"again.{key}" for key in keys)),
            **{verb: self.function(verb) for verb in verbs},
        }  # fmt: skip


def mark(ground: Ground, table: Table | None, name: str) -> Mark:
    """That column as a mark; where it is not there yet it will be a time."""
    if table is None or table.column(name) is None:
        return Mark(name, timed=True)
    return Mark(name, timed=ground.column(table, name, TIME, "boolean").type == TIME)


def kept(ground: Ground, table: Table | None, name: str, *types: str) -> Column | None:
    """A column that no job may lack, None where it is not there yet. Raises UnsupportedError where it may be null."""
    if table is None or table.column(name) is None:
        return None
    column = ground.column(table, name, *types)
    if not column.not_null:
        raise UnsupportedError(
            f"{table.name}.{quote(name)} may be null, and such a job would never be taken", "make it NOT NULL first"
        )
    return column
