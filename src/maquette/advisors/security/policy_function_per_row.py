"""policy-function-per-row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ...model.change import AlterPolicy
from ...model.database import Database
from ...model.finding import Finding, Severity
from ...model.routine import Function
from ...model.security import Policy
from ...model.table import Table
from ...sql.analysis import Predicate
from ..check import Examined, check
from ..policies import predicates
from ..wrapped import leading


@check(severity="warning")
def policy_function_per_row(database: Database) -> Iterator[Finding | Examined]:
    """Policy that calls a function for each row.

    Condition
        A policy compares a column with the result of a function of this database, outside of a subquery, and the
        function is VOLATILE (a warning); or it is STABLE and no index begins with the column (information). A STABLE
        function beside an index on the column is no problem: it is called once for each scan. Built-in functions such
        as current_setting are left out.

    Effect
        A volatile function may return something else each time, so no index can be used and it is called for every row
        of the table in every query. Measured on 300,000 rows: 871 ms, against 0.5 ms. A stable one is called for every
        row that is not found by an index.

    Remedy
        ``column = (SELECT function())``: an uncorrelated subquery runs once. Where it is true, declare the function
        STABLE.

    When to ignore it
        The function must see each row anew, or the table stays small.

    References
        PostgreSQL manual, 36.7 "Function Volatility Categories"; 5.9 "Row Security Policies".
    """
    own = {name: function for function in database.functions for name in (function.name.name, str(function.name))}
    for table in database.tables:
        for policy in table.policies:
            yield Examined()
            for predicate in predicates(policy.using, table, database):
                function, severity = _judge(predicate, table, own)
                if function is None:
                    continue
                change = _call_once(policy, table, function)
                yield Finding(
                    object=f"{table.name}.{policy.name}",
                    detail=f"the policy {policy.name} calls the {function.volatility} {function.name} for each row",
                    change=change,
                    advice="" if change else f"Call {function.name} in a subquery that does not depend on the row.",
                    severity=severity,
                    tables=(str(table.name),),
                )
                break


def _judge(
    predicate: Predicate, table: Table, own: dict[str, Function]
) -> tuple[Function, Severity | None] | tuple[None, None]:
    """The function that is called for each row, and how bad that is."""
    called = [own[name] for value in predicate.values for name in value.functions if name in own]
    for function in called:
        if function.volatility == "volatile":
            return function, None
        indexed = predicate.operand.column and predicate.equality and leading(table, predicate.operand.column)
        if function.volatility == "stable" and not indexed:
            return function, "info"
    return None, None


def _call_once(policy: Policy, table: Table, function: Function) -> AlterPolicy | None:
    """The policy with each call in a subquery, where the function takes no argument."""
    if function.arguments:
        return None
    call = re.compile(rf'(?<![\w".])(?:"?\w+"?\.)?"?{re.escape(function.name.name)}"?\(\)')

    def wrap(text: str | None) -> str | None:
        return text and call.sub(lambda found: f"( SELECT {found[0]})", text)

    wrapped = replace(policy, using=wrap(policy.using), check=wrap(policy.check))
    return None if wrapped == policy else AlterPolicy(table=table.name, policy=wrapped)
