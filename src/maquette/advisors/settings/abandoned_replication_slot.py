"""abandoned-replication-slot."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.activity import Activity
from ...model.finding import Finding
from ...model.replication import Slot
from ..check import Examined, check

MUCH = 1024**3  # bytes of WAL


@check(severity="error")
def abandoned_replication_slot(activity: Activity) -> Iterator[Finding | Examined]:
    """Replication slot that nobody reads.

    Condition
        A replication slot is inactive and keeps 1 GB of WAL or more, or is past what it may keep (wal_status
        unreserved or lost).

    Effect
        The server keeps all WAL since the slot's last reader, until the disk is full and the server stops. A slot also
        holds back VACUUM: a logical one in the catalogs, a physical one with hot_standby_feedback everywhere.

    Remedy
        Bring its reader back; or, where there is none any more, SELECT pg_drop_replication_slot(…). And set
        max_slot_wal_keep_size, so that a slot is lost before the disk is full.

    When to ignore it
        The reader is down for a while that is known, and the disk has room for as long.

    References
        PostgreSQL manual, 26.2.6 "Replication Slots"; "pg_replication_slots"; 19.6.1 "max_slot_wal_keep_size".
    """
    for slot in activity.slots:
        yield Examined()
        if not slot.active and (_is_past(slot) or (slot.retained or 0) >= MUCH):
            state = "is past its limit" if _is_past(slot) else f"keeps {(slot.retained or 0) / MUCH:,.1f} GB of WAL"
            yield Finding(
                object=slot.name,
                detail=f"the {slot.kind} slot {slot.name} has no reader and {state}",
                advice="Bring its reader back, or drop the slot with pg_drop_replication_slot().",
            )


def _is_past(slot: Slot) -> bool:
    return slot.wal_status in ("unreserved", "lost")
