"""What operators did about alerts, and what was sent to whom, are rows."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Create ``ops.alert_actions``, ``ops.notifications`` and ``ops.notified_alerts``."""
    op.create_table(
        "alert_actions",
        sa.Column(
            "action_id", sa.BigInteger(), nullable=False, primary_key=True, autoincrement=False
        ),
        sa.Column("alert_id", sa.BigInteger(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("silenced_until_at", sa.DateTime(), nullable=True),
        sa.Column("acted_by", sa.String(), nullable=False),
        sa.Column("acted_at", sa.DateTime(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("hand_off_number", sa.BigInteger(), nullable=True),
        schema="ops",
    )
    op.create_table(
        "notifications",
        sa.Column(
            "notification_id",
            sa.BigInteger(),
            nullable=False,
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("attempted_at", sa.DateTime(), nullable=False),
        sa.Column("is_success", sa.Boolean(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("alert_count", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("hand_off_number", sa.BigInteger(), nullable=True),
        schema="ops",
    )
    op.create_table(
        "notified_alerts",
        sa.Column("notification_id", sa.BigInteger(), nullable=False),
        sa.Column("alert_id", sa.BigInteger(), nullable=False),
        sa.Column("notice", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        schema="ops",
    )
