"""Where a setting has which value: for the whole server, and for a database or a role."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..model.change import AlterSystem
from ..model.names import quote
from ..model.settings import Settings

OVERRIDDEN = ("database", "user", "database user")  # sources of a value that is told as an override too


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A value of a setting and where it holds; ``where`` is empty for the whole server."""

    name: str
    value: str
    where: str = ""
    reset: str = ""  # what takes an override away

    @property
    def object(self) -> str:
        return f"{self.where}: {self.name}" if self.where else self.name

    def put_right(self, wanted: str) -> AlterSystem | None:
        """The change of the server's value; None for an override, which its owner resets."""
        return None if self.where else AlterSystem(setting=self.name, value=wanted)


def places(settings: Settings, name: str) -> Iterator[Place]:
    """Every value that the setting has."""
    known = settings.get(name)
    if known and known.source not in OVERRIDDEN:
        yield Place(name=name, value=known.value)
    for override in settings.overrides:
        if override.name != name:
            continue
        role = f"ROLE {quote(override.role)}" if override.role else ""
        database = f"DATABASE {quote(override.database)}" if override.database else ""
        subject = " IN ".join(filter(None, (role, database))) or "ROLE ALL"
        yield Place(name=name, value=override.value, where=subject, reset=f"ALTER {subject} RESET {name}")
