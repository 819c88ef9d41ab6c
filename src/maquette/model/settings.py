"""Settings of the server, and the overrides of databases and roles."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property

BYTES = {
    "B": 1, "kB": 1024, "8kB": 8192, "16kB": 16384, "MB": 1024**2, "16MB": 16 * 1024**2, "GB": 1024**3, "TB": 1024**4,
}  # fmt: skip
MILLISECONDS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "min": 60_000.0, "h": 3_600_000.0, "d": 86_400_000.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A row of pg_settings; ``value`` and ``default`` are in ``unit`` (8kB, kB, ms, s, min …)."""

    name: str
    value: str
    unit: str | None = None
    default: str | None = None
    source: str = "default"
    context: str = ""
    pending_restart: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """ALTER DATABASE or ALTER ROLE … SET; None stands for all databases or all roles."""

    name: str
    value: str
    role: str | None = None
    database: str | None = None


@dataclass(frozen=True, kw_only=True)
class Settings:
    """All settings by name. Values may be absent where the role may not read them."""

    settings: tuple[Setting, ...] = ()
    overrides: tuple[Override, ...] = ()

    @cached_property
    def _settings(self) -> dict[str, Setting]:
        return {setting.name: setting for setting in self.settings}

    def get(self, name: str) -> Setting | None:
        """The setting of that name."""
        return self._settings.get(name)

    def text(self, name: str, default: str = "") -> str:
        """Its value as text."""
        found = self._settings.get(name)
        return found.value if found else default

    def on(self, name: str) -> bool:
        """Whether a boolean setting is on."""
        return self.text(name) in ("on", "true", "yes", "1")

    def number(self, name: str, default: float = 0.0) -> float:
        """Its value as a number in the setting's own unit."""
        try:
            return float(self.text(name))
        except ValueError:
            return default

    def bytes(self, name: str) -> int | None:
        """A memory or disk setting in bytes; None where it is unknown or -1."""
        found = self._settings.get(name)
        if found is None or found.unit not in BYTES or float(found.value) < 0:
            return None
        return int(float(found.value) * BYTES[found.unit])

    def changed(self, name: str, value: str) -> Settings:
        """The settings as they are after ALTER SYSTEM SET; a value with a unit of its own is told in the setting's."""
        old = self.get(name) or Setting(name=name, value="")
        made = replace(old, value=_in_unit(value, old.unit), source="configuration file")
        return replace(self, settings=(*(one for one in self.settings if one.name != name), made))


def _in_unit(value: str, unit: str | None) -> str:
    """ "10min" as 600000 where the unit is ms (manual, 19.1.1)."""
    for scale in (BYTES, MILLISECONDS):
        found = re.fullmatch(r"\s*(-?[\d.]+)\s*([A-Za-z]+)\s*", value)
        if found and unit and unit in scale and found[2] in scale:
            return f"{float(found[1]) * scale[found[2]] / scale[unit]:g}"
    return value
