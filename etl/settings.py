"""Settings of a home: defaults, then ``halfpipe.toml`` in the home, then ``HALFPIPE_*``."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)


def duration(given: object) -> object:
    """Take a text that is a number as seconds; the environment has nothing but texts."""
    try:
        return float(given) if isinstance(given, str) else given
    except ValueError:
        return given


class Settings(BaseSettings):
    """What a site may choose.

    ``max_events`` is at least 10, so that an even cut never leaves a chunk of one event.
    """

    model_config = SettingsConfigDict(env_prefix="HALFPIPE_", extra="forbid")

    max_events: int = Field(125_000, ge=10, description="most events in one merged chunk")
    expected_epus: int = Field(2, ge=1, le=4, description="streams an LPA run must have")
    hole_patience: Annotated[timedelta, BeforeValidator(duration)] = Field(
        timedelta(hours=12),
        ge=timedelta(0),
        le=timedelta(days=36_500),
        description="an open hole older than this is written off; seconds, or as PT12H",
    )
    on_ready: str | None = Field(
        None,
        description="command run once a downlink is handed off; {downlink}, {folder} filled in",
    )
    on_ready_timeout_s: int = Field(
        3600, ge=1, le=604_800, description="longest time on_ready may take"
    )
    models: Literal["on", "off"] = Field(
        "on", description="whether a cycle builds the marts, by dbt; off: only halfpipe models does"
    )
    creator: str = Field("halfpipe", description="CREATOR keyword and sCreator metadata")
    processing_version: int = Field(0, ge=0, description="PROC_VER keyword of the FITS files")
    memory_limit: str = Field(
        "1GB",
        pattern=r"^\d+(\.\d+)? ?[MG]i?B$",
        description="memory the database may use before it spills",
    )
    site: str = Field("LOCAL", description="site of the locations in the catalog")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment overrule the home's file, and the file the defaults."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load_settings(home: Path) -> Settings:
    """Return the settings of a home."""

    class HomeSettings(Settings):
        model_config = SettingsConfigDict(
            env_prefix="HALFPIPE_", extra="forbid", toml_file=home / "halfpipe.toml"
        )

    return HomeSettings()  # pydantic fills every field
