"""What a location was found to hold is a row, so that a file that changes later is known."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0002"


def upgrade() -> None:
    """Create ``catalog.scans``."""
    op.create_table(
        "scans",
        sa.Column("version_id", sa.BigInteger(), nullable=False),
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("scan_status", sa.String(), nullable=False),
        sa.Column("scanned_at", sa.DateTime(), nullable=False),
        schema="catalog",
    )
