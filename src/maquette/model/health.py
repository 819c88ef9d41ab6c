"""What a doctor finds: one line a thing that is needed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """One thing: ok, a warning, or bad (maquette cannot work), with the command that mends it."""

    thing: str
    state: Literal["ok", "warning", "bad"]
    detail: str
    remedy: str = ""
