"""What maquette raises for what was not asked; each error carries a hint that repairs it."""

from __future__ import annotations


class MaquetteError(Exception):
    """A failure with what happened, and a ``hint``: what to do about it."""

    exit_code = 2

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class ConfigError(MaquetteError):
    """Settings or arguments that cannot be used."""


class SourceError(MaquetteError):
    """A source that cannot be read: server, DDL file or snapshot."""


class UnreachableError(SourceError):
    """A server that does not answer or refuses the connection."""

    exit_code = 3


class UnsupportedError(MaquetteError):
    """Something this engine, version or installation cannot do; the message names what is missing."""


class ExperimentError(MaquetteError):
    """A scratch server or an experiment on it that failed."""


class DriftError(MaquetteError):
    """The database is no longer what the plan was made for."""
