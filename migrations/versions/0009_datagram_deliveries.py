"""A planned datagram knows the deliveries of its packets, so that it falls when one is ignored."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Create ``raw.datagram_deliveries``; of what was planned before, the plan's own delivery."""
    op.create_table(
        "datagram_deliveries",
        sa.Column("ordinal", sa.BigInteger(), nullable=False),
        sa.Column("decode_chunk", sa.Integer(), nullable=False),
        sa.Column("place_number", sa.Integer(), nullable=False),
        sa.Column("packet_ordinal", sa.BigInteger(), nullable=False),
        schema="raw",
    )
    op.execute(
        "insert into raw.datagram_deliveries by name "
        "select ordinal, decode_chunk, place_number, ordinal as packet_ordinal "
        "from raw.planned_datagrams"
    )
