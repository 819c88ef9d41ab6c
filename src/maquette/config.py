"""The settings of maquette, each with its sentence: from maquette.toml, [tool.maquette], or MAQUETTE_* variables."""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    PyprojectTomlConfigSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from .model.errors import ConfigError
from .model.quantity import bytes_of, seconds_of

FILE = "maquette.toml"


def _crew(workers: str) -> str:
    if not re.fullmatch(r"auto|[1-9][0-9]{0,3}|dask://[^\s/]+:[0-9]+", workers):
        raise ValueError(f"{workers!r} is not like auto, 4 or dask://HOST:PORT")
    return workers


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
    budget: Annotated[
        int | None,
        BeforeValidator(lambda given: None if given is None else bytes_of(str(given))),
        Field(description="Bytes of new indexes that may be proposed, as 500MB (a million bytes each) or 2GiB."),
    ] = None
    max_indexes: Annotated[int | None, Field(ge=0, description="New indexes that may be proposed.")] = None
    max_per_table: Annotated[int | None, Field(ge=0, description="New indexes that may be proposed for a table.")] = (
        None
    )
    max_width: Annotated[int, Field(ge=1, le=32, description="Key columns of a proposed index.")] = 3
    keep_existing: Annotated[bool, Field(description="Propose to drop no index.")] = False
    search_time: Annotated[
        float | None,
        BeforeValidator(lambda given: None if given is None else seconds_of(str(given))),
        Field(description="Time for the search for indexes, as 30s or 2min; unset: until it has its proof."),
    ] = None
    gap: Annotated[
        float,
        Field(ge=0.0, le=1.0, description="How near its bound a set of indexes is to come, as a share of its cost."),
    ] = 0.01
    measure_rows: Annotated[
        int, Field(ge=1, le=1_000_000_000, description="Rows of the largest table for a measurement of indexes.")
    ] = 200_000
    workers: Annotated[
        str,
        AfterValidator(_crew),
        Field(description="Twins side by side: a number of processes, auto, or dask://HOST:PORT."),
    ] = "auto"
    server_version: Annotated[
        int | None, Field(ge=13, description="Major version that DDL is for; unset: the one it names, else the newest.")
    ] = None
    scratch: Annotated[
        Path | None,
        Field(
            description="Directory for throw-away servers; unset: in memory where there is ample room, else on disk."
        ),
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
            f"setting {where}: {first['msg'].removeprefix('Value error, ')}",
            "maquette's settings are listed in docs/settings.md",
        ) from None
    except (SettingsError, ValueError) as error:
        raise ConfigError(f"the settings cannot be read: {error}", f"mend {FILE} or pyproject.toml") from None
    for variable, place in (("MAQUETTE_SCRATCH", config.scratch), ("MAQUETTE_HOME", config.home)):
        if place:  # scratch servers look there alone, in whatever process they are started
            os.environ[variable] = str(place)
    return config
