"""The settings of maquette, each with its sentence: from maquette.toml, [tool.maquette], or MAQUETTE_* variables."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    PyprojectTomlConfigSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from .model.errors import ConfigError

FILE = "maquette.toml"


class Ignore(BaseModel):
    """A finding that is accepted."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: Annotated[str, Field(description="The finding's key, check:object.")]
    reason: Annotated[str, Field(min_length=3, description="Why it is accepted; shown in every report.")]
    expires: Annotated[date | None, Field(description="The day from which it is reported again.")] = None


class Config(BaseSettings):
    """All settings. Command-line options override them."""

    model_config = SettingsConfigDict(
        env_prefix="MAQUETTE_",
        env_nested_delimiter="__",
        toml_file=FILE,
        pyproject_toml_table_header=("tool", "maquette"),
        extra="forbid",
        frozen=True,
    )

    select: Annotated[list[str], Field(description="Run only these checks or advisors; empty: all.")] = []
    ignore: Annotated[list[str], Field(description="Leave out these checks or advisors.")] = []
    fail_on: Annotated[
        Literal["info", "warning", "error", "never"],
        Field(description="Exit with 1 when a finding has this severity or a higher one."),
    ] = "error"
    queries: Annotated[
        Path | None, Field(description="SQL file with the workload, with -- name: and -- calls: comments.")
    ] = None
    rows: Annotated[
        dict[str, float], Field(description="Rows a table, where the source has no statistics: {orders = 1e8}.")
    ] = {}
    ignores: Annotated[list[Ignore], Field(description="Accepted findings, each with a reason.")] = []
    rehearse: Annotated[bool, Field(description="Rehearse changes on a scratch server.")] = True
    rehearsal_rows: Annotated[int, Field(ge=0, le=10_000_000, description="Synthetic rows a table for rehearsals.")] = (
        10_000
    )
    scratch: Annotated[
        Path | None, Field(description="Directory for throw-away servers; unset: the system's temporary directory.")
    ] = None
    home: Annotated[
        Path | None, Field(description="Directory for server templates; unset: the user's cache directory.")
    ] = None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Options before variables before maquette.toml before pyproject.toml."""
        toml = TomlConfigSettingsSource(settings_cls), PyprojectTomlConfigSettingsSource(settings_cls)
        return (init_settings, env_settings, *toml)


def load_config(**options: Any) -> Config:
    """The settings, with those options that are not None on top. Raises ConfigError naming what cannot be used."""
    given = {name: value for name, value in options.items() if value is not None}
    try:
        config = Config(**given)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ConfigError(
            f"setting {where}: {first['msg']}", "maquette's settings are listed in docs/settings.md"
        ) from None
    except (SettingsError, ValueError) as error:
        raise ConfigError(f"the settings cannot be read: {error}", f"mend {FILE} or pyproject.toml") from None
    for variable, place in (("MAQUETTE_SCRATCH", config.scratch), ("MAQUETTE_HOME", config.home)):
        if place:  # scratch servers look there alone, in whatever process they are started
            os.environ[variable] = str(place)
    return config
