"""The life of alerts: what is wrong, what operators did about it, and what was sent to whom."""

from sqlalchemy import Table

from etl.store.schema.base import big, instant, key, metadata, text, truth

alerts = Table(
    "alerts",
    metadata,
    key("alert_id"),
    text("alert_kind"),
    text("subject"),
    text("severity"),
    text("message"),
    big("run_id", null=True),
    big("ordinal", null=True),
    instant("raised_at"),
    instant("changed_at"),
    instant("cleared_at", null=True),
    schema="ops",
)

alert_actions = Table(
    "alert_actions",
    metadata,
    key("action_id"),
    big("alert_id"),
    text("action"),
    text("severity"),
    text("message"),
    instant("silenced_until_at", null=True),
    text("acted_by"),
    instant("acted_at"),
    text("why"),
    big("hand_off_number", null=True),
    schema="ops",
)

notifications = Table(
    "notifications",
    metadata,
    key("notification_id"),
    text("channel"),
    text("place"),
    instant("attempted_at"),
    truth("is_success"),
    text("detail"),
    big("alert_count"),
    text("title"),
    text("body"),
    big("hand_off_number", null=True),
    schema="ops",
)

notified_alerts = Table(
    "notified_alerts",
    metadata,
    big("notification_id"),
    big("alert_id"),
    text("notice"),
    text("severity"),
    text("message"),
    schema="ops",
)
