"""The data catalog: dataset, version, location, metadata, in the words of the SLAC catalog."""

from sqlalchemy import Table

from etl.store.schema.base import big, instant, integer, key, metadata, real, text, truth

datasets = Table(
    "datasets",
    metadata,
    key("dataset_id"),
    text("folder"),
    text("dataset_name"),
    text("dataset_group"),
    text("data_type"),
    text("file_format"),
    instant("created_at"),
    schema="catalog",
)

versions = Table(
    "versions",
    metadata,
    key("version_id"),
    big("dataset_id"),
    integer("version"),
    truth("is_latest"),
    big("run_id"),
    big("ordinal"),
    big("hand_off_number"),
    big("event_count"),
    text("process"),
    instant("created_at"),
    schema="catalog",
)

locations = Table(
    "locations",
    metadata,
    big("version_id"),
    text("site"),
    text("path"),
    big("size_bytes"),
    text("sha256"),
    text("scan_status"),
    instant("scanned_at", null=True),
    schema="catalog",
)

scans = Table(
    "scans",
    metadata,
    big("version_id"),
    text("site"),
    text("path"),
    big("size_bytes", null=True),
    text("sha256", null=True),
    text("scan_status"),
    instant("scanned_at"),
    schema="catalog",
)

version_metadata = Table(
    "metadata",
    metadata,
    big("version_id"),
    text("key"),
    real("number_value", null=True),
    text("text_value", null=True),
    instant("time_value", null=True),
    schema="catalog",
)
