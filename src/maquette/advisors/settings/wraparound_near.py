"""wraparound-near."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.activity import Activity
from ...model.finding import Finding, Severity
from ...model.settings import Settings
from ..check import Examined, check

FAILSAFE = 1_600_000_000  # vacuum_failsafe_age by default; at some 2.1 thousand million the server takes no more writes
LATE = 2  # times the age at which autovacuum starts by force


@check(severity="warning")
def wraparound_near(activity: Activity, settings: Settings | None = None) -> Iterator[Finding | Examined]:
    """Old rows not frozen: wraparound comes near.

    Condition
        The oldest transaction or multixact in a table is more than twice as old as the age at which autovacuum freezes
        by force (autovacuum_freeze_max_age, autovacuum_multixact_freeze_max_age), so freezing does not keep up. From
        1.6 thousand million on, where vacuum's failsafe begins, it is an error.

    Effect
        Transaction numbers are a circle. Some 2 thousand million after the oldest row that is not frozen the server
        takes no more writes, until that table is vacuumed.

    Remedy
        Find what holds it back: a transaction open for days, a prepared transaction, an abandoned replication slot, a
        replica with hot_standby_feedback, a vacuum that is cancelled each time. Then VACUUM the table.

    When to ignore it
        A vacuum of that table runs now and comes to its end.

    References
        PostgreSQL manual, 24.1.5 "Preventing Transaction ID Wraparound Failures".
    """
    limits = {
        "transactions": _limit(settings, "autovacuum_freeze_max_age", 200_000_000),
        "multixacts": _limit(settings, "autovacuum_multixact_freeze_max_age", 400_000_000),
    }
    for table in activity.tables:
        yield Examined()
        ages = {"transactions": table.xid_age, "multixacts": table.multixact_age}
        kind = max(ages, key=lambda one: ages[one] / limits[one])
        if ages[kind] > limits[kind]:
            severity: Severity | None = "error" if ages[kind] >= FAILSAFE else None
            yield Finding(
                object=str(table.name),
                detail=f"{table.name} has rows {ages[kind]:,} {kind} old, not frozen; writes end at 2,100,000,000",
                advice="Find what holds vacuum back (open transactions, slots, replicas), then VACUUM the table.",
                severity=severity,
                tables=(str(table.name),),
            )


def _limit(settings: Settings | None, name: str, default: float) -> float:
    return LATE * (settings.number(name, default) if settings else default)
