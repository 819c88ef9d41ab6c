"""durability-off."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.finding import Finding, Severity
from ...model.settings import Settings
from ..check import Examined, check
from ..overrides import places

# The safe value, and what may happen without it.
SAFE: dict[str, tuple[str, str]] = {
    "fsync": ("on", "a crash of the machine can leave a database that does not start, or answers wrongly"),
    "full_page_writes": ("on", "a crash in the middle of writing a page can destroy it"),
    "zero_damaged_pages": ("off", "rows on a damaged page vanish without an error"),
    "ignore_checksum_failure": ("off", "damaged pages are read as if they were sound"),
    "synchronous_commit": ("on", "a crash loses transactions that were reported as committed"),
}


@check(severity="error")
def durability_off(settings: Settings) -> Iterator[Finding | Examined]:
    """Setting that lets a crash lose or damage data.

    Condition
        fsync or full_page_writes is off, zero_damaged_pages or ignore_checksum_failure is on, or synchronous_commit is
        off (a warning), for the server, a database or a role.

    Effect
        Without fsync and full_page_writes a crash of the machine can leave a database beyond repair. Without
        synchronous_commit it stays sound, but loses what was committed in the last moments, up to three times
        wal_writer_delay.

    Remedy
        Put the setting back. Where some writes may be lost, set synchronous_commit = off in those transactions alone.

    When to ignore it
        A database that can be made anew from elsewhere: tests, a cache, a load under way. full_page_writes may be off
        on a file system that never tears a page, such as ZFS.

    References
        PostgreSQL manual, 19.5.1 "Settings" of the write-ahead log; 28.4 "Asynchronous Commit".
    """
    for name, (safe, harm) in SAFE.items():
        for place in places(settings, name):
            yield Examined()
            if (place.value == "off") == (safe == "off"):
                continue
            severity: Severity | None = "warning" if name == "synchronous_commit" else None
            yield Finding(
                object=place.object,
                detail=f"{place.object} is {place.value}: {harm}",
                change=place.put_right(safe),
                advice=place.reset,
                severity=severity,
            )
