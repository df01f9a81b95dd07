"""What is checked, what came of it each time, and what offends, are rows."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Create ``ops.checks``, ``ops.check_results`` and ``ops.check_offenders``."""
    op.create_table(
        "checks",
        sa.Column("check_name", sa.String(), nullable=False),
        sa.Column("suite", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("looks_at", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("runbook", sa.String(), nullable=False),
        sa.Column("told_by", sa.String(), nullable=True),
        sa.Column("stops_publication", sa.Boolean(), nullable=False),
        sa.Column("codes", sa.String(), nullable=False),
        sa.Column("definition", sa.String(), nullable=False),
        schema="ops",
    )
    op.create_table(
        "check_results",
        sa.Column("outcome_id", sa.BigInteger(), nullable=False),
        sa.Column("check_name", sa.String(), nullable=False),
        sa.Column("check_state", sa.String(), nullable=False),
        sa.Column("examined_count", sa.BigInteger(), nullable=False),
        sa.Column("offender_count", sa.BigInteger(), nullable=False),
        sa.Column("not_run_reason", sa.String(), nullable=True),
        sa.Column("checked_at", sa.DateTime(), nullable=False),
        schema="ops",
    )
    op.create_table(
        "check_offenders",
        sa.Column("check_name", sa.String(), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=True),
        sa.Column("ordinal", sa.BigInteger(), nullable=True),
        sa.Column("offender_number", sa.Integer(), nullable=False),
        sa.Column("group_count", sa.BigInteger(), nullable=False),
        sa.Column("offender", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("found_at", sa.DateTime(), nullable=False),
        sa.Column("gone_at", sa.DateTime(), nullable=True),
        schema="ops",
    )
