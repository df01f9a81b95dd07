"""What is planned, and how the keys of each run agree with it."""

from sqlalchemy import Column, Table

from etl.store.schema.base import (
    big,
    instant,
    integer,
    key,
    lifetime,
    metadata,
    real,
    text,
    truth,
)


def _expected() -> tuple[Column[object], ...]:
    """Return what a line of a plan may expect of a run."""
    return (
        big("expected_moot_key", null=True),
        text("expected_moot_alias", null=True),
        big("expected_hardware_key", null=True),
        big("expected_software_key", null=True),
    )


mission_plans = Table(
    "mission_plans",
    metadata,
    key("plan_number"),
    text("file_name"),
    text("sha256"),
    big("size_bytes"),
    instant("received_at"),
    integer("line_count"),
    real("covers_start_met", null=True),
    real("covers_stop_met", null=True),
    big("hand_off_number"),
    schema="raw",
)

planned_runs = Table(
    "planned_runs",
    metadata,
    big("plan_number"),
    big("line_number"),
    big("hand_off_number"),
    real("start_met"),
    real("stop_met"),
    *_expected(),
    text("moot_state", null=True),
    text("title", null=True),
    schema="raw",
)

run_configurations = Table(
    "run_configurations",
    metadata,
    big("run_id"),
    text("config_status"),
    truth("is_releasable"),
    big("hardware_key", null=True),
    big("software_key"),
    truth("is_key_changed"),
    big("plan_number", null=True),
    big("line_number", null=True),
    *_expected(),
    text("config_detail"),
    *lifetime(),
    schema="core",
)
