"""Mission plans, and what each run's configuration keys are when held against them.

A run that was known before gets its configuration with its next change, or with a plan that speaks
of it; until then nothing is known to be wrong with its keys.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Create ``raw.mission_plans``, ``raw.planned_runs`` and ``core.run_configurations``."""
    op.create_table(
        "mission_plans",
        sa.Column(
            "plan_number", sa.BigInteger(), nullable=False, primary_key=True, autoincrement=False
        ),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("line_count", sa.Integer(), nullable=False),
        sa.Column("covers_start_met", sa.Double(), nullable=True),
        sa.Column("covers_stop_met", sa.Double(), nullable=True),
        sa.Column("hand_off_number", sa.BigInteger(), nullable=False),
        schema="raw",
    )
    op.create_table(
        "planned_runs",
        sa.Column("plan_number", sa.BigInteger(), nullable=False),
        sa.Column("line_number", sa.BigInteger(), nullable=False),
        sa.Column("hand_off_number", sa.BigInteger(), nullable=False),
        sa.Column("start_met", sa.Double(), nullable=False),
        sa.Column("stop_met", sa.Double(), nullable=False),
        *_expected(),
        sa.Column("moot_state", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=True),
        schema="raw",
    )
    op.create_table(
        "run_configurations",
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("config_status", sa.String(), nullable=False),
        sa.Column("is_releasable", sa.Boolean(), nullable=False),
        sa.Column("hardware_key", sa.BigInteger(), nullable=True),
        sa.Column("software_key", sa.BigInteger(), nullable=False),
        sa.Column("is_key_changed", sa.Boolean(), nullable=False),
        sa.Column("plan_number", sa.BigInteger(), nullable=True),
        sa.Column("line_number", sa.BigInteger(), nullable=True),
        *_expected(),
        sa.Column("config_detail", sa.String(), nullable=False),
        sa.Column("since_hand_off", sa.BigInteger(), nullable=False),
        sa.Column("until_hand_off", sa.BigInteger(), nullable=True),
        schema="core",
    )


def _expected() -> tuple[sa.Column[object], ...]:
    """Return what a line of a plan may expect of a run."""
    return (
        sa.Column("expected_moot_key", sa.BigInteger(), nullable=True),
        sa.Column("expected_moot_alias", sa.String(), nullable=True),
        sa.Column("expected_hardware_key", sa.BigInteger(), nullable=True),
        sa.Column("expected_software_key", sa.BigInteger(), nullable=True),
    )
