"""Settings of a home: defaults, then ``halfpipe.toml`` in the home, then ``HALFPIPE_*``."""

from datetime import timedelta
from fnmatch import fnmatch
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from etl.apids import LAT_APIDS, ApidKind

L0_FILES = ("*.l0", "*.pkts", "*.ccsds", "*.tlm", "*.pds", "*.dat", "*.bin", "s????a????t*")

SEVERITIES = ("info", "warning", "error")
"""How severe an alert may be, the least first."""

LONGEST_PATIENCE = timedelta(days=36_500)


def duration(given: object) -> object:
    """Take a text that is a number as seconds; the environment has nothing but texts."""
    try:
        return float(given) if isinstance(given, str) else given
    except ValueError:
        return given


def patience(given: timedelta) -> timedelta:
    """Refuse what is no time to wait; checked here, so that the refusal shows what was given."""
    if not timedelta(0) <= given <= LONGEST_PATIENCE:
        raise ValueError(f"it may be 0 to {LONGEST_PATIENCE.days} days")
    return given


class Source(BaseModel):
    """A front end of Level-0 files: which these are, and how it lays packets in them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = "lat"
    files: tuple[str, ...] = Field(L0_FILES, description="names of its files; .gz may follow")
    annotation_bytes: int = Field(0, ge=0, description="bytes before each packet, in none")
    scid: int = Field(77, description="spacecraft id of its packets")
    has_lat_time: bool = Field(True, description="secondary headers are those of the LAT")
    apids: dict[int, ApidKind] = Field(LAT_APIDS, description="what its APIDs carry")

    def has(self, file_name: str) -> bool:
        """Say whether a file of this name comes from here; letters may be of either case."""
        base = file_name.rpartition("/")[2].lower().removesuffix(".gz")
        return any(fnmatch(base, pattern.lower()) for pattern in self.files)


class Channel(BaseModel):
    """Where alerts are sent, as apprise addresses it, and which; the address is a secret."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", description="what listings call it")
    url: SecretStr = Field(description="address, such as mailto://… or slack://…")
    severity: Literal["info", "warning", "error"] = Field(
        "warning", description="the least severe alerts that are sent"
    )
    kinds: tuple[str, ...] = Field((), description="kinds of alert that are sent; none: all")
    per_hour: int = Field(12, ge=1, description="most messages in an hour; what is more waits")


class Settings(BaseSettings):
    """What a site may choose.

    ``max_events`` is at least 10, so that an even cut never leaves a chunk of one event.
    """

    model_config = SettingsConfigDict(env_prefix="HALFPIPE_", extra="forbid")

    max_events: int = Field(125_000, ge=10, description="most events in one merged chunk")
    expected_epus: int = Field(2, ge=1, le=4, description="streams an LPA run must have")
    max_decode_chunks: int = Field(20, ge=1, description="most pieces a delivery is decoded in")
    decode_chunk_bytes: int = Field(
        1 << 27, ge=1, description="size that a piece of the decoding should have"
    )
    decode_workers: int = Field(2, ge=1, description="processes that decode pieces")
    decode_timeout_s: int = Field(
        10, ge=1, le=3600, description="longest time that one datagram may take to decode"
    )
    hole_patience: Annotated[timedelta, BeforeValidator(duration), AfterValidator(patience)] = (
        Field(
            timedelta(hours=12),
            description="an open hole older than this is written off; seconds, or as PT12H",
        )
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
    checks: Literal["on", "sql", "off"] = Field(
        "on",
        description="what a cycle checks; sql: without the suites of Great Expectations, which "
        "take seconds; off: only what stops publication. halfpipe check runs all",
    )
    creator: str = Field("halfpipe", description="CREATOR keyword and sCreator metadata")
    processing_version: int = Field(0, ge=0, description="PROC_VER keyword of the FITS files")
    memory_limit: str = Field(
        "1GB",
        pattern=r"^\d+(\.\d+)? ?[MG]i?B$",
        description="memory the database may use before it spills",
    )
    site: str = Field("LOCAL", description="site of the locations in the catalog")
    sources: tuple[Source, ...] = Field(
        (Source(),),
        description="front ends of Level-0 files, the first that has a file's name: name, files, "
        "annotation_bytes, scid, has_lat_time, apids",
    )
    channels: tuple[Channel, ...] = Field(
        (),
        description="where alerts are sent, by apprise: name, url, severity (info, warning or "
        "error), kinds, per_hour",
    )

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


def source_of(sources: tuple[Source, ...], file_name: str) -> Source | None:
    """Return the front end that a file comes from, by its name; None if it is no Level-0 file."""
    return next((source for source in sources if source.has(file_name)), None)


def load_settings(home: Path) -> Settings:
    """Return the settings of a home."""

    class HomeSettings(Settings):
        model_config = SettingsConfigDict(
            env_prefix="HALFPIPE_", extra="forbid", toml_file=home / "halfpipe.toml"
        )

    return HomeSettings()  # pydantic fills every field
