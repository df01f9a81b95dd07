"""Requests know between which hand-offs they stand, so that a filled one is closed.

DuckDB cannot add a column that must not be null, so the table is made anew. Nothing could write
requests before this revision: no row is lost.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make ``ops.requests`` anew, with its lifetime."""
    op.drop_table("requests", schema="ops")
    op.create_table(
        "requests",
        sa.Column(
            "request_id", sa.BigInteger(), nullable=False, primary_key=True, autoincrement=False
        ),
        sa.Column("hole_id", sa.BigInteger(), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("apid", sa.Integer(), nullable=True),
        sa.Column("first_datagram", sa.BigInteger(), nullable=True),
        sa.Column("last_datagram", sa.BigInteger(), nullable=True),
        sa.Column("start_met", sa.Double(), nullable=False),
        sa.Column("stop_met", sa.Double(), nullable=False),
        sa.Column("requested_at", sa.DateTime(), nullable=False),
        sa.Column("since_hand_off", sa.BigInteger(), nullable=False),
        sa.Column("until_hand_off", sa.BigInteger(), nullable=True),
        schema="ops",
    )
