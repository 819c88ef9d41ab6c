"""Scratch data in memory where there is ample room: a cluster is a thousand small files, and none of them is to last.

On a disk a new file costs 0.3 to 3 ms, most of what a what-if index costs; in memory next to nothing.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path

from ....model.database import Database

MEMORY = Path("/dev/shm")
CGROUP, CGROUP_1 = Path("/sys/fs/cgroup"), Path("/sys/fs/cgroup/memory")
RELATION_BYTES = 32 << 10  # of one without rows: its first pages, and what the catalogs say of it
ROW_BYTES = 1 << 10  # with its part of indexes and of the write-ahead log
RESERVE_BYTES = 256 << 20  # of free disk or memory, below which foreign statements are stopped
AMPLE = 4  # times what is needed must be free: other runs look at the same figure, and growth is a guess


def needed_for(database: Database, rows: int = 0) -> int:
    """About how many bytes that design takes, with that many rows in all."""
    relations = sum(3 + len(one.indexes) for one in database.relations) + len(database.sequences)  # 3: TOAST has two
    return relations * RELATION_BYTES + rows * ROW_BYTES


def in_memory(needed: int) -> Path | None:
    """The directory in memory; None where there is none, or not ``AMPLE`` times as much free as is needed."""
    if not MEMORY.is_dir() or not os.access(MEMORY, os.W_OK | os.X_OK):
        return None
    return MEMORY if AMPLE * needed <= free_bytes(MEMORY) else None


def free_bytes(path: Path) -> int:
    """Bytes free where that path lies; in memory no more than this process may still use."""
    free = shutil.disk_usage(path).free
    return min(free, free_memory()) if path.is_relative_to(MEMORY) else free


def is_full(path: Path) -> bool:
    """Whether foreign text that nobody has read must write no more there."""
    return free_bytes(path) < RESERVE_BYTES


def is_starved(path: Path) -> bool:
    """Whether memory runs out there; a disk that is full says so itself, and no harm is done."""
    return path.is_relative_to(MEMORY) and free_memory() < RESERVE_BYTES


def free_memory() -> int:
    """Bytes that this process may still use: of the machine's, and of what its container may have. 0: not known."""
    free = 0
    with suppress(OSError, ValueError, StopIteration):
        lines = Path("/proc/meminfo").read_text().splitlines()
        free = int(next(line for line in lines if line.startswith("MemAvailable:")).split()[1]) * 1024
    for limit, used in _limits():
        with suppress(OSError, ValueError):  # "max" is no number: there is no limit
            free = min(free, int(limit.read_text()) - int(used.read_text()))
    return max(free, 0)


def _limits() -> list[tuple[Path, Path]]:
    """Files that may tell a limit and what is used of it, in version 2 and 1 of control groups."""
    own = CGROUP
    with suppress(OSError, StopIteration):
        lines = Path("/proc/self/cgroup").read_text().splitlines()
        own = CGROUP / next(line for line in lines if line.startswith("0::"))[4:]
    above = [folder for folder in (own, *own.parents) if folder.is_relative_to(CGROUP)]
    return [
        *((folder / "memory.max", folder / "memory.current") for folder in above),
        (CGROUP_1 / "memory.limit_in_bytes", CGROUP_1 / "memory.usage_in_bytes"),
    ]
