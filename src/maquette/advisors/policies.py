"""Row-level security: which rows a policy lets whom see, and what its condition costs."""

from __future__ import annotations

from ..model.database import Database
from ..model.security import Policy
from ..model.table import Table
from ..sql.analyse import analyse_condition
from ..sql.analysis import Predicate
from ..sql.tree import canonical_text

TRUE = frozenset(("true", "1 = 1", "TRUE", "'t'::boolean"))


def is_true(condition: str | None) -> bool:
    """Whether the condition holds for every row."""
    return condition is not None and canonical_text(condition) in TRUE


def predicates(condition: str | None, table: Table, database: Database) -> tuple[Predicate, ...]:
    """What the condition compares, as far as every row must meet it."""
    if condition is None:
        return ()
    blocks = analyse_condition(condition, table.name, database).blocks
    return blocks[0].predicates if blocks else ()


def rivals(policy: Policy, table: Table) -> tuple[Policy, ...]:
    """The restrictive policies that hold beside it, for every role that it is for."""
    return tuple(
        other
        for other in table.policies
        if not other.permissive
        and other.command in (policy.command, "all")
        and (other.roles == ("PUBLIC",) or set(policy.roles) <= set(other.roles))
    )
