"""unvalidated-constraint."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.change import ValidateConstraint
from ...model.database import Database
from ...model.finding import Finding
from ..check import Examined, check


@check(severity="warning")
def unvalidated_constraint(database: Database) -> Iterator[Finding | Examined]:
    """Constraint that was never validated.

    Condition
        A foreign key, CHECK or NOT NULL constraint is NOT VALID: it holds for new rows, and nobody looked at the rows
        from before. Constraints that are NOT ENFORCED are meant that way.

    Effect
        Readers trust a rule that old rows may break. An UPDATE of such an old row fails at a moment that nobody
        chose, even when it changes another column. The planner does not use the constraint to leave out partitions.

    Remedy
        VALIDATE CONSTRAINT, which reads the table once under a SHARE UPDATE EXCLUSIVE lock: reads and writes go on.
        Rows that break the rule have to be mended first; the error names one.

    When to ignore it
        The old rows are known to break the rule and will never be mended.

    References
        PostgreSQL manual, ALTER TABLE, "VALIDATE CONSTRAINT" and "Notes".
    """
    for table in database.tables:
        for constraint in (*table.foreign_keys, *table.checks, *table.not_nulls):
            if constraint.inherited or not constraint.enforced:
                continue
            yield Examined()
            if not constraint.validated:
                definition = constraint.definition.removesuffix(" NOT VALID")
                yield Finding(
                    object=f"{table.name}.{constraint.name}",
                    detail=f"{constraint.name} on {table.name} is NOT VALID: older rows may break {definition}",
                    change=ValidateConstraint(table=table.name, constraint=constraint.name),
                    tables=(str(table.name),),
                )
