"""disabled-trigger."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.change import EnableTrigger
from ...model.database import Database
from ...model.finding import Finding
from ..check import Examined, check


@check(severity="warning")
def disabled_trigger(database: Database) -> Iterator[Finding | Examined]:
    """Disabled trigger.

    Condition
        A trigger of a table is disabled. Triggers that fire only on a replica, or always, are meant that way.

    Effect
        What the trigger did (an audit row, a derived column, a check of a rule) no longer happens, and nothing says
        so: \\d lists it apart, no error is raised. Most are left over from a load that ran DISABLE TRIGGER and failed
        before ENABLE TRIGGER.

    Remedy
        ALTER TABLE … ENABLE TRIGGER, after what was missed meanwhile has been made up for; or drop the trigger.

    When to ignore it
        A load is going on right now.

    References
        PostgreSQL manual, ALTER TABLE, "DISABLE/ENABLE [ REPLICA | ALWAYS ] TRIGGER".
    """
    for table in database.tables:
        for trigger in table.triggers:
            if trigger.inherited:
                continue  # a partition's copy: said once, at the table that declares it
            yield Examined()
            if trigger.enabled == "disabled":
                events = " or ".join(trigger.events)
                yield Finding(
                    object=f"{table.name}.{trigger.name}",
                    detail=f"{trigger.name} ({trigger.timing} {events}) on {table.name} is disabled",
                    change=EnableTrigger(table=table.name, trigger=trigger.name),
                    tables=(str(table.name),),
                )
