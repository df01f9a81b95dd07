"""What is checked, what came of it each time, and what offends."""

from sqlalchemy import Table

from etl.store.schema.base import big, instant, integer, metadata, text, truth

checks = Table(
    "checks",
    metadata,
    text("check_name"),
    text("suite"),
    text("title"),
    text("looks_at"),
    text("severity"),
    text("owner"),
    text("runbook"),
    text("told_by", null=True),
    truth("stops_publication"),
    text("codes"),
    text("definition"),
    schema="ops",
)

check_results = Table(
    "check_results",
    metadata,
    big("outcome_id"),
    text("check_name"),
    text("check_state"),
    big("examined_count"),
    big("offender_count"),
    text("not_run_reason", null=True),
    instant("checked_at"),
    schema="ops",
)

check_offenders = Table(
    "check_offenders",
    metadata,
    text("check_name"),
    big("run_id", null=True),
    big("ordinal", null=True),
    integer("offender_number"),
    big("group_count"),
    text("offender"),
    text("detail"),
    instant("found_at"),
    instant("gone_at", null=True),
    schema="ops",
)
