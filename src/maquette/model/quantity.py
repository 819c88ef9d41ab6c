"""Sizes and times as people write them: 500MB, 1.5 GiB, 30s."""

from __future__ import annotations

import re

WRITTEN = re.compile(r"\s*([0-9][0-9_]*(?:\.[0-9]+)?)\s*([a-zA-Z]*)\s*\Z")
BYTES = {
    "": 1, "b": 1, "k": 10**3, "kb": 10**3, "mb": 10**6, "m": 10**6, "gb": 10**9, "g": 10**9, "tb": 10**12,
    "t": 10**12, "kib": 2**10, "mib": 2**20, "gib": 2**30, "tib": 2**40,
}  # fmt: skip
SECONDS = {"": 1.0, "ms": 0.001, "s": 1.0, "sec": 1.0, "min": 60.0, "m": 60.0, "h": 3600.0}


def bytes_of(text: str) -> int:
    """Bytes: 1 MB is 10^6 of them, 1 MiB is 2^20 (IEC 80000-13). A budget is never exceeded in either reading.

    Raises ValueError for what is no size.
    """
    number = _value(text, BYTES, "500MB, 2GB, 1.5GiB or a number of bytes")
    if number >= 2**63:
        raise ValueError(f"{text!r} is more than any disk holds")
    return int(number)


def seconds_of(text: str) -> float:
    """Seconds, of 30s, 500ms, 2min, 1h or a bare number. Raises ValueError for what is no time."""
    number = _value(text, SECONDS, "30s, 500ms, 2min or a number of seconds")
    if not 0 < number <= 7 * 86_400:
        raise ValueError(f"{text!r}: give more than nothing, and a week at most")
    return number


def _value(text: str, units: dict[str, int] | dict[str, float], like: str) -> float:
    found = WRITTEN.match(text)
    scale = units.get(found[2].lower()) if found else None
    if found is None or scale is None:
        raise ValueError(f"{text!r} is not like {like}")
    return float(found[1].replace("_", "")) * scale
